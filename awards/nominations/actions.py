"""What can be done with a nomination: send, confirm, correct the address, change, withdraw."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.ids import new_id
from awards.core.permissions import Actor
from awards.mail import release
from awards.nominations import emails, queries, rules
from awards.nominations.attachments.actions import drop_with
from awards.nominations.drafts import actions as drafts
from awards.nominations.links import Links
from awards.nominations.models import Nomination, NominationState
from awards.nominations.registry import next_reference
from awards.nominations.rules import Draft
from awards.nominations.writing import keep, lock, note, write
from awards.programmes.models import Award, Edition
from awards.programmes.settings import rules_of_edition
from awards.programmes.settings.choices import Notice


def send(
    session: Session,
    award: Award,
    draft: Draft,
    *,
    form_key: str,
    language: str,
    links: Links,
    origin: str = "",
    machine_like: bool = False,
    by: Actor,
    at: datetime,
) -> Nomination:
    """Take in a nomination, unconfirmed, and mail the link that confirms it.

    Whoever is signed in with the address they give needs no link: theirs counts at once.
    `origin` is what `origins.digest_of` makes of where it was sent from.

    The same form sent twice is one nomination; sent again with other words it replaces them
    while nothing is confirmed. Raises Closed outside the time, AlreadySent when
    confirmed, TooManyLinks when the address has been sent enough of them.
    """
    drafts.end_sent(session, form_key, award, by=by, at=at)
    known = queries.nomination_of_key(session, form_key)
    if known is not None and known.award_id != award.id:
        known, form_key = None, new_id()  # another award's form: its words are not to be replaced
    if known is not None:
        return _send_again(session, known, draft, links=links, by=by, at=at)
    late = rules.late_at(award, at)
    counts = by.person_id is not None and by.email.lower() == draft.nominator_email
    if not counts:
        _require_link_allowed(session, draft.nominator_email, at=at)
    nomination = keep(
        session,
        award,
        draft,
        counts=counts,
        form_key=form_key,
        language=language,
        late=late,
        origin=origin,
        machine_like=machine_like,
        at=at,
    )
    if nomination is None:
        other = queries.nomination_of_key(session, form_key)
        assert other is not None  # its key stood in the way
        return _send_again(session, other, draft, links=links, by=by, at=at)
    _answer(session, nomination, counts=counts, links=links, by=by, at=at)
    return nomination


def _answer(
    session: Session, nomination: Nomination, *, counts: bool, links: Links, by: Actor, at: datetime
) -> None:
    """Note that a nomination has come, and mail its nominator a receipt or the link it needs."""
    known = {"reference": nomination.reference}
    note(session, nomination, "nomination.received", by=by, at=at, late=nomination.late, **known)
    if not counts:
        emails.ask_to_confirm(session, nomination, links=links, at=at)
        return
    note(session, nomination, "nomination.confirmed", by=by, at=at, **known)
    emails.send_receipt(session, nomination, links=links, at=at)
    tell_nominee(session, nomination, links=links, by=by, at=at)


def _send_again(
    session: Session, nomination: Nomination, draft: Draft, *, links: Links, by: Actor, at: datetime
) -> Nomination:
    """Take a form that was sent before: a second click, or "back" and a better word."""
    lock(session, nomination)
    before = rules.draft_of(nomination)
    if before == draft:
        return nomination
    if nomination.state is not NominationState.UNCONFIRMED:
        raise rules.AlreadySent
    late = rules.late_at(nomination.award, at)
    if before.nominator_email != draft.nominator_email:
        _require_link_allowed(session, draft.nominator_email, nomination, at=at)
    write(session, nomination, draft, at=at)
    nomination.late, nomination.arrived_at = late, at
    nomination.version += 1
    note(session, nomination, "nomination.changed", by=by, at=at, version=nomination.version)
    if before.nominator_email != draft.nominator_email:
        _forget_reminder(session, nomination, before.nominator_email, by=by, at=at)
        emails.ask_to_confirm(session, nomination, links=links, at=at)
    return nomination


def _require_link_allowed(
    session: Session, address: str, nomination: Nomination | None = None, *, at: datetime
) -> None:
    """Raise TooManyLinks when enough links went out within the hour, also by the form itself."""
    since = at - rules.LINKS_WITHIN
    sent = 0 if nomination is None else emails.links_sent(session, nomination, since)
    rules.require_link_allowed(sent, emails.links_to(session, address, since))


def confirm(
    session: Session, nomination: Nomination, *, links: Links, by: Actor, at: datetime
) -> bool:
    """Let a nomination count, and mail the receipt; False when it was confirmed before.

    Raises Withdrawn, or Closed once the jury reads.
    """
    lock(session, nomination)
    if nomination.state is NominationState.RECEIVED:
        return False
    rules.require_confirmable(nomination, at)
    nomination.reference = next_reference(session, nomination.award.edition)
    nomination.state = NominationState.RECEIVED
    nomination.confirmed_at = at
    note(session, nomination, "nomination.confirmed", by=by, at=at, reference=nomination.reference)
    _forget_reminder(session, nomination, nomination.nominator_email, by=by, at=at)
    emails.send_receipt(session, nomination, links=links, at=at)
    tell_nominee(session, nomination, links=links, by=by, at=at)
    return True


def _forget_reminder(
    session: Session, nomination: Nomination, address: str, *, by: Actor, at: datetime
) -> None:
    """Take a reminder out of the outbox that nobody has sent and nobody needs any more."""
    if nomination.reminded_at is None:
        return
    for mail in emails.reminders_that_wait(session, nomination, address):
        release.drop(session, mail, version=mail.version, by=by, at=at)


def tell_nominee(
    session: Session, nomination: Nomination, *, links: Links, by: Actor, at: datetime
) -> None:
    """Put what the law asks for about personal data into the outbox, where the rules say so."""
    if rules_of_edition(nomination.award.edition).nominee_notice is not Notice.WHEN_RECEIVED:
        return
    page = links.edition(nomination.award.edition)
    mails = emails.tell_nominees(session, [nomination], emails.NOTICE, page=page, at=at)
    if mails:
        note(session, nomination, "nomination.notice-written", by=by, at=at, mails=mails)


def remind(
    session: Session, nomination: Nomination, *, links: Links, by: Actor, at: datetime
) -> bool:
    """Put a reminder to confirm into the outbox, if one is due; False when none is."""
    lock(session, nomination)
    if not rules.reminder_due(nomination, at):
        return False
    nomination.reminded_at = at
    note(session, nomination, "nomination.reminder-written", by=by, at=at)
    emails.remind(session, nomination, links=links, at=at)
    return True


def correct_address(
    session: Session, nomination: Nomination, email: str, *, links: Links, by: Actor, at: datetime
) -> bool:
    """Mail the link again, to another address or the same; False when already confirmed.

    The link in the earlier address's mailbox stops working when the address changes. Raises
    TooManyLinks when enough have been sent within the hour.
    """
    lock(session, nomination)
    if nomination.state is NominationState.RECEIVED:
        return False
    rules.require_confirmable(nomination, at)
    _require_link_allowed(session, email, nomination, at=at)
    if nomination.nominator_email != email:
        _forget_reminder(session, nomination, nomination.nominator_email, by=by, at=at)
        nomination.nominator_email = email
        note(session, nomination, "nomination.address-corrected", by=by, at=at)
    else:
        note(session, nomination, "nomination.link-sent-again", by=by, at=at)
    emails.ask_to_confirm(session, nomination, links=links, at=at)
    return True


def change(
    session: Session, nomination: Nomination, draft: Draft, *, version: int, by: Actor, at: datetime
) -> bool:
    """Save new words over a confirmed nomination; False when nothing differs.

    `version` is the one the nominator had before their eyes. Raises ChangedElsewhere when
    another tab was faster, Closed after the deadline, Withdrawn.
    """
    lock(session, nomination)
    rules.require_changeable(nomination, at)
    if rules.draft_of(nomination) == draft:
        return False
    if nomination.version != version:
        raise rules.ChangedElsewhere
    write(session, nomination, draft, at=at)
    nomination.version += 1
    note(session, nomination, "nomination.changed", by=by, at=at, version=nomination.version)
    return True


def withdraw(session: Session, nomination: Nomination, *, by: Actor, at: datetime) -> bool:
    """Take a nomination back; False when that has been done. Raises Closed once the jury reads."""
    lock(session, nomination)
    if nomination.state is NominationState.WITHDRAWN:
        return False
    rules.require_withdrawable(nomination, at)
    nomination.state = NominationState.WITHDRAWN
    nomination.withdrawn_at = at
    note(session, nomination, "nomination.withdrawn", by=by, at=at, reference=nomination.reference)
    drop_with(session, nomination, by=by, at=at)
    return True


def forget_origins(session: Session, *, at: datetime) -> None:
    """Empty where nominations were sent from, in editions whose jury reads by now."""
    over = select(Award.id).join(Award.edition).where(Edition.scoring_opens_at <= at)
    session.execute(
        update(Nomination)
        .where(Nomination.origin != "", Nomination.award_id.in_(over))
        .values(origin="")
        .execution_options(synchronize_session=False)
    )


def record_registry_export(
    session: Session, edition: Edition, ending: str, *, by: Actor, at: datetime
) -> None:
    """Write down that a registry, with everybody's names, left the house."""
    record(
        session,
        "registry.exported",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        ending=ending,
    )
