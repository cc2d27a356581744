"""Nominations registered for somebody else, and those that a juror adds."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.errors import Conflict, Forbidden
from awards.core.languages import N_
from awards.core.permissions import Actor, Permission
from awards.nominations import emails, queries
from awards.nominations.actions import tell_nominee
from awards.nominations.arrival import Arrival, may_jury_add, require_arrival
from awards.nominations.links import Links
from awards.nominations.models import Channel, Nomination
from awards.nominations.rules import Draft, draft_of
from awards.nominations.writing import keep, note
from awards.programmes.models import Award


class RegisteredBefore(Conflict):
    """The same page has registered something else: it is not to be lost unseen."""

    message = N_("This page has registered a nomination already. Open a new one for the next.")


class JuryMayNotAdd(Forbidden):
    """The edition's rules, or the time, leave nothing for a juror to add."""

    message = N_("In this round jurors do not add nominations, or the time for it is over.")


def register(
    session: Session,
    award: Award,
    draft: Draft,
    arrival: Arrival,
    *,
    form_key: str,
    links: Links,
    by: Actor,
    at: datetime,
) -> Nomination:
    """Write down a nomination that came by post, phone, e-mail or at a meeting; it counts at once.

    What arrived after the deadline needs a reason. Where the nominator has an address, a receipt
    is put into the outbox. The same form sent twice is one nomination. Raises WrongInput, Closed,
    RegisteredBefore.
    """
    late = require_arrival(award, arrival, at)
    return _enter(
        session, award, draft, arrival, late=late, form_key=form_key, links=links, by=by, at=at
    )


def add_as_juror(
    session: Session,
    award: Award,
    draft: Draft,
    *,
    form_key: str,
    links: Links,
    by: Actor,
    at: datetime,
) -> Nomination:
    """Add a nomination as a juror, where the edition's rules say so; marked as the jury's.

    It is never late. Its nominator is the juror, with their own address: so the facts that lead
    to a conflict of interest find it. Raises JuryMayNotAdd.
    """
    edition = award.edition
    may = by.may(Permission.SCORE, edition.programme_id, edition.id)
    if not may or not may_jury_add(award, at) or draft.nominator_email != by.email.lower():
        raise JuryMayNotAdd
    arrival = Arrival(Channel.JURY, at)
    return _enter(
        session, award, draft, arrival, late=False, form_key=form_key, links=links, by=by, at=at
    )


def _enter(
    session: Session,
    award: Award,
    draft: Draft,
    arrival: Arrival,
    *,
    late: bool,
    form_key: str,
    links: Links,
    by: Actor,
    at: datetime,
) -> Nomination:
    known = queries.nomination_of_key(session, form_key)
    nomination = known or keep(
        session,
        award,
        draft,
        counts=True,
        form_key=form_key,
        language=award.edition.programme.language,
        channel=arrival.channel,
        arrived_at=arrival.at,
        late=late,
        late_reason=arrival.late_reason if late else "",
        registered_by_id=by.person_id,
        registered_at=at,
        at=at,
    )
    if known is not None or nomination is None:
        return _same(session, form_key, award, draft)
    note(
        session,
        nomination,
        "nomination.registered",
        by=by,
        at=at,
        reference=nomination.reference,
        channel=arrival.channel.value,
        late=late,
    )
    if arrival.channel is Channel.JURY:
        emails.send_receipt(session, nomination, links=links, at=at)
    elif nomination.nominator_email:
        emails.send_registered(session, nomination, links=links, at=at)
    tell_nominee(session, nomination, links=links, by=by, at=at)
    return nomination


def _same(session: Session, form_key: str, award: Award, draft: Draft) -> Nomination:
    """Return what a second click meant. Raises RegisteredBefore when it says something else."""
    known = queries.nomination_of_key(session, form_key)
    if known is None or known.award_id != award.id or draft_of(known) != draft:
        raise RegisteredBefore
    return known
