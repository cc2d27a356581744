"""What every verb on a nomination needs: write its row, lock it, note what happened."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import Conflict
from awards.core.permissions import Actor
from awards.nominations import queries, rules
from awards.nominations.models import (
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
)
from awards.nominations.registry import next_reference
from awards.nominations.rules import Draft
from awards.programmes.models import Award

_TRIES = 5
"""How often we look for a free reference; a clash is one in a thousand million."""
_COLUMNS = Nomination.__table__.columns.keys()


def keep(
    session: Session,
    award: Award,
    draft: Draft,
    *,
    counts: bool,
    form_key: str,
    language: str,
    at: datetime,
    **more: object,
) -> Nomination | None:
    """Write a new row; none when another click with the same key was faster.

    One that `counts` gets a number of the series at once; else it has a reference of its own
    that nobody is told, until it is confirmed.
    """
    for _ in range(_TRIES):
        nomination = Nomination(
            award=award,
            state=NominationState.RECEIVED if counts else NominationState.UNCONFIRMED,
            language=language,
            form_key=form_key,
            confirmed_at=at if counts else None,
            **{"arrived_at": at, **more},
        )
        write(session, nomination, draft, at=at)
        try:
            with session.begin_nested():
                # In here, so that a second click gives its number back.
                nomination.reference = (
                    next_reference(session, award.edition) if counts else rules.new_reference(award)
                )
                session.add(nomination)
                session.flush()
        except IntegrityError:
            if queries.nomination_of_key(session, form_key) is not None:
                return None
            continue
        return nomination
    raise Conflict


def write(session: Session, nomination: Nomination, draft: Draft, *, at: datetime) -> None:
    """Put a draft's words into a nomination."""
    for name in (
        "nominee_kind",
        "nominee_name",
        "nominee_title",
        "nominee_email",
        "partner",
        "effect_kind",
        "effect",
        "inspired_by",
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


def lock(session: Session, nomination: Nomination) -> None:
    """Wait for anybody else who is changing this nomination, and see what they did."""
    session.refresh(nomination, _COLUMNS, with_for_update=True)
    session.expire(nomination, ("members", "answers", "units"))


def note(
    session: Session,
    nomination: Nomination,
    event: str,
    *,
    by: Actor,
    at: datetime,
    **details: object,
) -> None:
    """Write the audit line of a verb."""
    session.flush()
    record(
        session,
        event,
        subject=f"nomination:{nomination.id}",
        by=by,
        at=at,
        programme_id=nomination.award.edition.programme_id,
        **details,
    )
