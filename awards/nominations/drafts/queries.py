"""Reading drafts: only ever those of the browser that asks, or of a link signed for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from awards.core.errors import NotFound
from awards.mail.models import OutboxMail
from awards.nominations.drafts.models import DraftHolder, NominationDraft
from awards.nominations.drafts.rules import IDLE, LINK_MAIL, Fields, kept_until, unpacked
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Edition


@dataclass(frozen=True, slots=True)
class Other:
    """A text that a newer one took the place of."""

    page: str
    award_id: str
    fields: Fields
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A draft that the asking browser holds."""

    id: str
    edition_id: str
    award_id: str
    award_slug: str
    award_name: Mapping[str, str]
    fields: Fields
    version: int
    page: str
    others: tuple[Other, ...]
    email: str
    saved_at: datetime


@cache
def _of_holder() -> Select[*tuple[Any, ...]]:
    return (
        select(
            NominationDraft.id,
            NominationDraft.edition_id,
            NominationDraft.award_id,
            Award.slug,
            Award.name,
            NominationDraft.typed,
            NominationDraft.version,
            NominationDraft.page,
            NominationDraft.others,
            NominationDraft.email,
            NominationDraft.saved_at,
        )
        .join(DraftHolder, DraftHolder.draft_id == NominationDraft.id)
        .join(Award, Award.id == NominationDraft.award_id)
        .where(DraftHolder.key_digest == bindparam("digest"))
        .order_by(NominationDraft.saved_at.desc(), NominationDraft.id)
    )


def _held(row: Row[*tuple[Any, ...]]) -> Held:
    others = tuple(
        Other(
            page=one["page"],
            award_id=one["award_id"],
            fields=unpacked(one["typed"]),
            at=datetime.fromisoformat(one["at"]),
        )
        for one in row.others
    )
    return Held(
        id=row.id,
        edition_id=row.edition_id,
        award_id=row.award_id,
        award_slug=row.slug,
        award_name=row.name,
        fields=unpacked(row.typed),
        version=row.version,
        page=row.page,
        others=others,
        email=row.email,
        saved_at=row.saved_at,
    )


def drafts_in(session: Session, digest: str, edition_id: str) -> Sequence[Held]:
    """Return a browser's drafts in an edition, the newest first, with one query."""
    wanted = _of_holder().where(NominationDraft.edition_id == bindparam("edition"))
    rows = session.connection().execute(wanted, {"digest": digest, "edition": edition_id})
    return [_held(row) for row in rows]


def draft_held(session: Session, digest: str | None, draft_id: str) -> Held:
    """Return one draft of a browser. Raises NotFound for another's."""
    wanted = _of_holder().where(NominationDraft.id == bindparam("draft"))
    rows = session.connection().execute(wanted, {"digest": digest or "", "draft": draft_id})
    row = rows.first()
    if row is None:
        raise NotFound
    return _held(row)


def draft_to_save(session: Session, digest: str, draft_id: str) -> NominationDraft | None:
    """Return a browser's draft, locked until it is saved; none when it holds no such draft."""
    wanted = (
        select(NominationDraft)
        .join(DraftHolder, DraftHolder.draft_id == NominationDraft.id)
        .where(DraftHolder.key_digest == digest, NominationDraft.id == draft_id)
        .with_for_update(of=NominationDraft)
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted).first()


def draft_of_link(session: Session, draft_id: str) -> NominationDraft:
    """Return the draft behind a link, for whoever holds that link. Raises NotFound."""
    found = session.get(NominationDraft, draft_id)
    if found is None:
        raise NotFound
    return found


def holds(session: Session, digest: str, draft_id: str) -> bool:
    """Say whether a browser holds a draft."""
    wanted = select(DraftHolder.draft_id).where(
        DraftHolder.key_digest == digest, DraftHolder.draft_id == draft_id
    )
    return session.scalar(wanted) is not None


def drafts_held(session: Session, digest: str) -> int:
    """Count a browser's drafts, of all editions."""
    wanted = select(func.count()).where(DraftHolder.key_digest == digest)
    return session.scalar(wanted) or 0


def is_taken(session: Session, draft_id: str) -> bool:
    """Say whether a key is some draft's already."""
    wanted = select(NominationDraft.id).where(NominationDraft.id == draft_id)
    return session.scalar(wanted) is not None


def was_sent(session: Session, draft_id: str) -> bool:
    """Say whether the form with this key has been sent."""
    wanted = select(Nomination.id).where(Nomination.form_key == draft_id)
    return session.scalar(wanted) is not None


def award_of(session: Session, award_id: str) -> Award:
    """Return an award of a draft."""
    return session.get_one(Award, award_id)


def links_since(session: Session, address: str, since: datetime) -> int:
    """Count the links to drafts that an address was sent."""
    wanted = (
        select(func.count())
        .select_from(OutboxMail)
        .where(
            OutboxMail.recipient == address,
            OutboxMail.template == LINK_MAIL,
            OutboxMail.queued_at > since,
        )
    )
    return session.scalar(wanted) or 0


def drafts_to_purge(session: Session, at: datetime) -> list[tuple[NominationDraft, str]]:
    """Return drafts whose edition is over, and those nobody touched for long, with programme."""
    there = select(NominationDraft.edition_id).distinct()
    editions = session.scalars(select(Edition).where(Edition.id.in_(there))).all()
    over = [one.id for one in editions if one.archived_at is not None or kept_until(one) <= at]
    gone = NominationDraft.edition_id.in_(over) | (NominationDraft.saved_at < at - IDLE)
    wanted = (
        select(NominationDraft, Edition.programme_id)
        .join(Edition, Edition.id == NominationDraft.edition_id)
        .where(gone)
    )
    return [(draft, programme_id) for draft, programme_id in session.execute(wanted)]


def is_drafted(form_key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that a form is kept as a draft: what hangs on it waits with it."""
    return exists().where(NominationDraft.id == form_key)
