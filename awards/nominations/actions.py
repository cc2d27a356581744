"""What can be done with a nomination: send, confirm, correct the address, change, withdraw."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import Conflict
from awards.core.ids import new_id
from awards.core.permissions import Actor
from awards.nominations import emails, queries, rules
from awards.nominations.links import Links
from awards.nominations.models import (
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
)
from awards.nominations.rules import Draft
from awards.programmes.models import Award

_TRIES = 5
"""How often we look for a free reference; a clash is one in a thousand million."""
_COLUMNS = Nomination.__table__.columns.keys()


def send(
    session: Session,
    award: Award,
    draft: Draft,
    *,
    form_key: str,
    language: str,
    links: Links,
    by: Actor,
    at: datetime,
) -> Nomination:
    """Take in a nomination, unconfirmed, and mail the link that confirms it.

    The same form sent twice is one nomination; sent again with other words it replaces them
    while nothing is confirmed. Raises Closed outside the time, AlreadySent when confirmed.
    """
    known = queries.nomination_of_key(session, form_key)
    if known is not None and known.award_id != award.id:
        known, form_key = None, new_id()  # another award's form: its words are not to be replaced
    if known is not None:
        return _send_again(session, known, draft, links=links, by=by, at=at)
    late = rules.late_at(award, at)
    nomination = _keep(session, award, draft, form_key=form_key, language=language, at=at)
    if nomination is None:
        other = queries.nomination_of_key(session, form_key)
        assert other is not None  # its key stood in the way
        return _send_again(session, other, draft, links=links, by=by, at=at)
    nomination.late = late
    _record(
        session, nomination, "received", by=by, at=at, reference=nomination.reference, late=late
    )
    emails.ask_to_confirm(session, nomination, links=links, at=at)
    return nomination


def _keep(
    session: Session, award: Award, draft: Draft, *, form_key: str, language: str, at: datetime
) -> Nomination | None:
    """Write a new row; none when another click with the same key was faster."""
    for _ in range(_TRIES):
        nomination = Nomination(
            award=award,
            reference=rules.new_reference(award),
            state=NominationState.UNCONFIRMED,
            language=language,
            arrived_at=at,
            form_key=form_key,
        )
        _write(session, nomination, draft, at=at)
        try:
            with session.begin_nested():
                session.add(nomination)
                session.flush()
        except IntegrityError:
            if queries.nomination_of_key(session, form_key) is not None:
                return None
            continue
        return nomination
    raise Conflict


def _write(session: Session, nomination: Nomination, draft: Draft, *, at: datetime) -> None:
    """Put a draft's words into a nomination."""
    for name in (
        "nominee_kind",
        "nominee_name",
        "nominee_title",
        "nominee_email",
        "partner",
        "effect_kind",
        "effect",
        "nominator_name",
        "nominator_email",
        "relation",
    ):
        setattr(nomination, name, getattr(draft, name))
    nomination.units = queries.units_of(session, draft.unit_ids)
    nomination.members = [
        NominationMember(position=place, name=name, title=title)
        for place, (name, title) in enumerate(draft.members)
    ]
    _write_answers(nomination, draft)
    nomination.changed_at = at


def _write_answers(nomination: Nomination, draft: Draft) -> None:
    known = {answer.prompt_id: answer for answer in nomination.answers}
    for prompt_id, text in draft.answers:
        if prompt_id in known:
            known[prompt_id].text = text
        else:
            nomination.answers.append(NominationAnswer(prompt_id=prompt_id, text=text))


def _send_again(
    session: Session, nomination: Nomination, draft: Draft, *, links: Links, by: Actor, at: datetime
) -> Nomination:
    """Take a form that was sent before: a second click, or "back" and a better word."""
    _lock(session, nomination)
    before = rules.draft_of(nomination)
    if before == draft:
        return nomination
    if nomination.state is not NominationState.UNCONFIRMED:
        raise rules.AlreadySent
    late = rules.late_at(nomination.award, at)
    _write(session, nomination, draft, at=at)
    nomination.late, nomination.arrived_at = late, at
    nomination.version += 1
    _record(session, nomination, "changed", by=by, at=at, version=nomination.version)
    if before.nominator_email != draft.nominator_email:
        emails.ask_to_confirm(session, nomination, links=links, at=at)
    return nomination


def confirm(
    session: Session, nomination: Nomination, *, links: Links, by: Actor, at: datetime
) -> bool:
    """Let a nomination count, and mail the receipt; False when it was confirmed before.

    Raises Withdrawn, or Closed once the jury reads.
    """
    _lock(session, nomination)
    if nomination.state is NominationState.RECEIVED:
        return False
    rules.require_confirmable(nomination, at)
    nomination.state = NominationState.RECEIVED
    nomination.confirmed_at = at
    _record(session, nomination, "confirmed", by=by, at=at, reference=nomination.reference)
    emails.send_receipt(session, nomination, links=links, at=at)
    return True


def correct_address(
    session: Session, nomination: Nomination, email: str, *, links: Links, by: Actor, at: datetime
) -> bool:
    """Mail the link again, to another address or the same; False when already confirmed.

    The link in the earlier address's mailbox stops working when the address changes.
    """
    _lock(session, nomination)
    if nomination.state is NominationState.RECEIVED:
        return False
    rules.require_confirmable(nomination, at)
    if nomination.nominator_email != email:
        nomination.nominator_email = email
        _record(session, nomination, "address-corrected", by=by, at=at)
    else:
        _record(session, nomination, "link-sent-again", by=by, at=at)
    emails.ask_to_confirm(session, nomination, links=links, at=at)
    return True


def change(
    session: Session, nomination: Nomination, draft: Draft, *, version: int, by: Actor, at: datetime
) -> bool:
    """Save new words over a confirmed nomination; False when nothing differs.

    `version` is the one the nominator had before their eyes. Raises ChangedElsewhere when
    another tab was faster, Closed after the deadline, Withdrawn.
    """
    _lock(session, nomination)
    rules.require_changeable(nomination, at)
    if rules.draft_of(nomination) == draft:
        return False
    if nomination.version != version:
        raise rules.ChangedElsewhere
    _write(session, nomination, draft, at=at)
    nomination.version += 1
    _record(session, nomination, "changed", by=by, at=at, version=nomination.version)
    return True


def withdraw(session: Session, nomination: Nomination, *, by: Actor, at: datetime) -> bool:
    """Take a nomination back; False when that has been done. Raises Closed once the jury reads."""
    _lock(session, nomination)
    if nomination.state is NominationState.WITHDRAWN:
        return False
    rules.require_withdrawable(nomination, at)
    nomination.state = NominationState.WITHDRAWN
    nomination.withdrawn_at = at
    _record(session, nomination, "withdrawn", by=by, at=at, reference=nomination.reference)
    return True


def _lock(session: Session, nomination: Nomination) -> None:
    """Wait for anybody else who is changing this nomination, and see what they did."""
    session.refresh(nomination, _COLUMNS, with_for_update=True)
    session.expire(nomination, ("members", "answers", "units"))


def _record(
    session: Session,
    nomination: Nomination,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    **details: object,
) -> None:
    session.flush()
    record(
        session,
        f"nomination.{verb}",
        subject=f"nomination:{nomination.id}",
        by=by,
        at=at,
        programme_id=nomination.award.edition.programme_id,
        **details,
    )
