"""What happens to a draft: begun, saved, taken elsewhere, found again by mail, ended."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnClause, Table, bindparam, delete, exists, literal_column, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.ids import new_id
from awards.core.permissions import SYSTEM, Actor
from awards.nominations.drafts import emails, queries, rules
from awards.nominations.drafts.models import DraftHolder, NominationDraft
from awards.nominations.rules import late_at
from awards.programmes.models import Award

_DRAFTS = cast("Table", NominationDraft.__table__)
_HOLDERS = cast("Table", DraftHolder.__table__)
# Written out: in RETURNING, SQLAlchemy leaves the tables' names away for SQLite.
_ZONE: ColumnClause[str] = literal_column(
    "(SELECT p.time_zone FROM edition AS e JOIN programme AS p ON p.id = e.programme_id"
    " WHERE e.id = nomination_draft.edition_id)"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sends of a draft, and what it knew of it before."""

    key: str
    version: int
    """The one the page has before its eyes; 0 when it has saved nothing yet."""
    page: str
    fields: rules.Fields
    own: bool = True
    """Whether the key was given to a page of this browser: only with such a one a draft begins."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is stored now."""

    key: str
    version: int
    at: datetime
    zone: str
    """The edition's time zone, in which the moment is told."""
    beside: bool = False
    """Whether another text of the same writer for the same award is kept, to choose from."""


@cache
def _save_next() -> ReturningUpdate[Any]:
    """Build the one statement of a keystroke: the next version, by a browser that holds it."""
    held = exists().where(
        _HOLDERS.c.key_digest == bindparam("digest"), _HOLDERS.c.draft_id == _DRAFTS.c.id
    )
    unchanged = (_DRAFTS.c.id == bindparam("key")) & (_DRAFTS.c.version == bindparam("read"))
    return (
        update(_DRAFTS)
        .where(unchanged, held)
        .values(
            typed=bindparam("new_typed"),
            page=bindparam("new_page"),
            saved_at=bindparam("new_saved_at"),
            version=_DRAFTS.c.version + 1,
        )
        .returning(_DRAFTS.c.version, _ZONE)
    )


def save_next(session: Session, digest: str, sent: Sent, *, at: datetime) -> Saved | None:
    """Save what follows on the version the page had; none when it is not as simple as that."""
    values = {
        "digest": digest,
        "key": sent.key,
        "read": sent.version,
        "new_typed": rules.packed(sent.fields),
        "new_page": sent.page,
        "new_saved_at": at,
    }
    row = session.connection().execute(_save_next(), values).first()
    return None if row is None else Saved(sent.key, row[0], at, row[1])


def _zone(award: Award) -> str:
    return award.edition.programme.time_zone


def save(
    session: Session, award: Award, digest: str, sent: Sent, *, by: Actor, at: datetime
) -> Saved:
    """Save a draft, beginning it if need be; whatever another page had typed is kept beside.

    Sending the same again changes nothing. Where the draft is gone (deleted, or not this
    browser's any more) the words begin a new one. Raises SentAlready, TooManyDrafts, and
    Closed once there is nothing left to send it to.
    """
    draft = queries.draft_to_save(session, digest, sent.key)
    if draft is None:
        return _begin(session, award, digest, sent, by=by, at=at)
    typed = rules.packed(sent.fields)
    if (draft.typed, draft.award_id) == (typed, award.id):
        return Saved(
            draft.id, draft.version, draft.saved_at, _zone(award), beside=bool(draft.others)
        )
    if draft.version != sent.version and draft.page != sent.page:
        loser = {
            "page": draft.page,
            "award_id": draft.award_id,
            "typed": draft.typed,
            "at": draft.saved_at.isoformat(),
        }
        draft.others = rules.displaced(draft.others, loser, winner=sent.page)
    draft.typed, draft.page, draft.award_id, draft.saved_at = typed, sent.page, award.id, at
    draft.version += 1
    session.flush()
    return Saved(draft.id, draft.version, draft.saved_at, _zone(award), bool(draft.others))


def _begin(
    session: Session, award: Award, digest: str, sent: Sent, *, by: Actor, at: datetime
) -> Saved:
    if queries.was_sent(session, sent.key):
        raise rules.SentAlready
    late_at(award, at)
    key = sent.key
    if sent.version or not sent.own or queries.is_taken(session, key):
        key = new_id()  # deleted meanwhile, held by a browser whose cookie is gone, or another's
    if queries.drafts_held(session, digest) >= rules.MOST_DRAFTS:
        raise rules.TooManyDrafts(most=rules.MOST_DRAFTS)
    beside = any(
        one.award_id == award.id for one in queries.drafts_in(session, digest, award.edition_id)
    )
    row = {
        "id": key,
        "edition_id": award.edition_id,
        "award_id": award.id,
        "typed": rules.packed(sent.fields),
        "version": 1,
        "page": sent.page,
        "others": [],
        "begun_at": at,
        "saved_at": at,
    }
    begin = _insert(session, _DRAFTS).values(row).on_conflict_do_nothing()
    if session.connection().execute(begin.returning(_DRAFTS.c.id)).first() is None:
        return save(session, award, digest, sent, by=by, at=at)  # a repeat of it was faster
    _hold(session, digest, key)
    _record(session, "begun", key, award.edition.programme_id, by=by, at=at)
    return Saved(key, 1, at, _zone(award), beside=beside)


def _hold(session: Session, digest: str, draft_id: str) -> None:
    """Let a browser open a draft; it may do so already."""
    hold = _insert(session, _HOLDERS).values(key_digest=digest, draft_id=draft_id)
    session.connection().execute(hold.on_conflict_do_nothing())


def _insert(session: Session, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the database's own INSERT: both know ON CONFLICT, SQLAlchemy has it per dialect."""
    postgres = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if postgres else sqlite.insert(table)


def take_to(
    session: Session,
    digest: str,
    draft_id: str,
    award: Award,
    *,
    before: Award,
    fields: rules.Fields,
    at: datetime,
) -> None:
    """Go on with a draft for another award of its edition. Raises NotFound.

    `fields` is how its words stand in the other award's form.
    """
    draft = queries.draft_to_save(session, digest, draft_id)
    if draft is None or draft.award_id != before.id or award.edition_id != draft.edition_id:
        raise NotFound
    draft.award_id, draft.typed, draft.saved_at = award.id, rules.packed(fields), at
    draft.page = new_id()
    draft.version += 1
    session.flush()


def choose(session: Session, digest: str, draft_id: str, page: str, *, at: datetime) -> None:
    """Let an older text be the draft; the newer takes its place beside. Raises NotFound."""
    draft = queries.draft_to_save(session, digest, draft_id)
    wanted = next((one for one in draft.others if one["page"] == page), None) if draft else None
    if draft is None or wanted is None:
        raise NotFound
    loser = {
        "page": draft.page,
        "award_id": draft.award_id,
        "typed": draft.typed,
        "at": draft.saved_at.isoformat(),
    }
    draft.others = rules.displaced(draft.others, loser, winner=page)
    draft.typed, draft.award_id, draft.page = wanted["typed"], wanted["award_id"], new_id()
    draft.saved_at = at
    draft.version += 1
    session.flush()


def drop_others(session: Session, digest: str, draft_id: str) -> None:
    """Forget the texts beside the newest. Raises NotFound."""
    draft = queries.draft_to_save(session, digest, draft_id)
    if draft is None:
        raise NotFound
    draft.others = []
    draft.version += 1
    session.flush()


def mail_link(
    session: Session,
    digest: str,
    draft_id: str,
    address: str,
    *,
    links: emails.DraftLinks,
    language: str,
    at: datetime,
) -> bool:
    """Mail the link to go on with a draft; False when enough were sent lately.

    The link in an earlier address's mailbox stops working. Raises NotFound.
    """
    draft = queries.draft_to_save(session, digest, draft_id)
    if draft is None:
        raise NotFound
    soon = draft.link_sent_at is not None and at < draft.link_sent_at + rules.LINK_PAUSE
    if soon or draft.links_sent >= rules.MOST_LINKS:
        return False
    if queries.links_since(session, address, at - rules.AN_HOUR) >= rules.MOST_LINKS_TO_ONE:
        return False
    draft.email, draft.link_sent_at = address, at
    draft.links_sent += 1
    session.flush()
    award = queries.award_of(session, draft.award_id)
    emails.send_link(session, draft, award, links=links, language=language, at=at)
    return True


def go_on(session: Session, draft: NominationDraft, digest: str) -> None:
    """Let another browser hold a draft too: whoever pressed the mailed page's button."""
    _hold(session, digest, draft.id)


def delete_draft(session: Session, digest: str, draft_id: str, *, by: Actor, at: datetime) -> None:
    """Delete a draft because its writer says so. Raises NotFound."""
    draft = queries.draft_to_save(session, digest, draft_id)
    if draft is None:
        raise NotFound
    programme_id = queries.award_of(session, draft.award_id).edition.programme_id
    session.delete(draft)
    _record(session, "deleted", draft_id, programme_id, by=by, at=at, why="writer")


def end_sent(session: Session, draft_id: str, award: Award, *, by: Actor, at: datetime) -> None:
    """End a draft whose nomination has just been sent; most forms had one."""
    gone = delete(_DRAFTS).where(_DRAFTS.c.id == draft_id).returning(_DRAFTS.c.id)
    if session.connection().execute(gone).first() is not None:
        _record(session, "sent", draft_id, award.edition.programme_id, by=by, at=at)


def purge(session: Session, *, at: datetime) -> int:
    """Delete drafts whose edition is over, and those that nobody can find any more."""
    found = queries.drafts_to_purge(session, at)
    for draft, programme_id in found:
        session.delete(draft)
        _record(
            session, "deleted", draft.id, programme_id, by=SYSTEM, at=at, why="kept-long-enough"
        )
    return len(found)


def _record(
    session: Session,
    verb: str,
    draft_id: str,
    programme_id: str,
    *,
    by: Actor,
    at: datetime,
    **details: object,
) -> None:
    record(
        session,
        f"draft.{verb}",
        subject=f"draft:{rules.code_of(draft_id)}",
        by=by,
        at=at,
        programme_id=programme_id,
        **details,
    )
