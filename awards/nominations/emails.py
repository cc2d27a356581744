"""What nominators are told by e-mail."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.core.languages import in_language
from awards.core.translation import catalogue
from awards.mail.actions import queue_mail
from awards.mail.compose import moment_in_words
from awards.mail.models import MailState, OutboxMail
from awards.nominations.links import Links
from awards.nominations.models import Nomination
from awards.programmes.models import Award
from awards.programmes.rules import intake_ends
from awards.programmes.settings import rules_of_edition


def ask_to_confirm(session: Session, nomination: Nomination, *, links: Links, at: datetime) -> None:
    """Send the link that makes a nomination count."""
    _send(session, nomination, CONFIRM, url=links.confirm(nomination), at=at)


def send_receipt(session: Session, nomination: Nomination, *, links: Links, at: datetime) -> None:
    """Send reference, edit link and what happens next."""
    _send(session, nomination, "nominations/receipt", url=links.receipt(nomination), at=at)


CONFIRM = "nominations/confirm"
REMINDER = "nominations/confirm_reminder"
REGISTERED = "nominations/registered_receipt"
TAKES_PART = "nominations/nominee_takes_part"
DECIDED = "nominations/nominee_decided"
NOTICE = "nominations/nominee_notice"


def links_sent(session: Session, nomination: Nomination, since: datetime) -> int:
    """Count the links to confirm that a nomination's nominator was sent since a moment."""
    wanted = select(func.count()).where(
        OutboxMail.programme_id == nomination.award.edition.programme_id,
        OutboxMail.queued_at > since,
        OutboxMail.template == CONFIRM,
        OutboxMail.about == f"nomination:{nomination.id}",
    )
    return session.scalar(wanted) or 0


def links_to(session: Session, address: str, since: datetime) -> int:
    """Count the links to confirm anything that an address was sent since a moment."""
    wanted = select(func.count()).where(
        OutboxMail.recipient == address,
        OutboxMail.queued_at > since,
        OutboxMail.template == CONFIRM,
    )
    return session.scalar(wanted) or 0


_ADDRESS = re.compile(
    r"\S*(?:://|(?i:https?:|www\.)|@|\w\.(?:[a-z]{2,}|[A-Z]{2,})|[<>\[\]{}|\\])\S*"
)
_MOST_OF_A_NAME = 80


def as_name(typed: str) -> str:
    """Return a name without anything that a mail program turns into a link.

    Whoever fills in the form chooses who is written to, and must not choose where that leads.
    """
    return _ADDRESS.sub("…", typed)[:_MOST_OF_A_NAME]


def remind(session: Session, nomination: Nomination, *, links: Links, at: datetime) -> None:
    """Put a reminder to confirm into the outbox, where it waits for a coordinator."""
    edition, language = nomination.award.edition, nomination.language
    _hold(
        session,
        nomination,
        REMINDER,
        link=links.confirm(nomination),
        at=at,
        deadline=moment_in_words(intake_ends(edition), edition.programme.time_zone, language),
    )


def reminders_that_wait(session: Session, nomination: Nomination, address: str) -> list[OutboxMail]:
    """Return the reminders about a nomination to an address that nobody has let go yet."""
    wanted = select(OutboxMail).where(
        OutboxMail.recipient == address,
        OutboxMail.template == REMINDER,
        OutboxMail.about == f"nomination:{nomination.id}",
        OutboxMail.state == MailState.HELD,
    )
    return list(session.scalars(wanted))


def send_registered(
    session: Session, nomination: Nomination, *, links: Links, at: datetime
) -> None:
    """Put a receipt of what was written down for somebody into the outbox, where it waits."""
    _hold(
        session,
        nomination,
        REGISTERED,
        link=links.receipt(nomination),
        at=at,
        reference=nomination.reference,
    )


def _hold(
    session: Session,
    nomination: Nomination,
    template: str,
    *,
    link: str,
    at: datetime,
    **more: str,
) -> None:
    """Put a mail to a nominator into the outbox, where somebody reads all of it but its link."""
    edition, language = nomination.award.edition, nomination.language
    queue_mail(
        session,
        template,
        to=nomination.nominator_email,
        language=language,
        at=at,
        held=True,
        own_link=link,
        programme_id=edition.programme_id,
        about=f"nomination:{nomination.id}",
        name=as_name(nomination.nominator_name),
        nominee=as_name(nomination.nominee_name),
        award=in_language(nomination.award.name, language),
        programme=in_language(edition.name, language),
        organisation=edition.programme.organisation,
        contact=edition.programme.contact_email,
        **more,
    )


def tell_nominees(
    session: Session, nominations: Sequence[Nomination], template: str, *, page: str, at: datetime
) -> int:
    """Put a letter to each nominee whose address we have into the outbox, where it waits.

    One for each address and award, whoever nominated them and however often this is asked.
    `page` is the edition's public address. Returns how many are new.
    """
    wanted = {_about(one): one for one in reversed(nominations) if one.nominee_email}
    there = select(OutboxMail.about, OutboxMail.recipient).where(
        OutboxMail.template == template, OutboxMail.about.in_({about for about, _to in wanted})
    )
    new = {key: one for key, one in wanted.items() if key not in set(session.execute(there).all())}
    for (about, address), nomination in sorted(new.items(), key=lambda pair: pair[0]):
        edition = nomination.award.edition
        language = edition.programme.language
        queue_mail(
            session,
            template,
            to=address,
            language=language,
            at=at,
            held=True,
            programme_id=edition.programme_id,
            about=about,
            name=as_name(nomination.nominee_name),
            award=in_language(nomination.award.name, language),
            programme=in_language(edition.name, language),
            organisation=edition.programme.organisation,
            url=page,
            contact=edition.programme.contact_email,
            **(_notice(nomination.award, language) if template == NOTICE else {}),
        )
    return len(new)


def _notice(award: Award, language: str) -> dict[str, str]:
    """Return what only the notice says: legal basis, and how long nominations are kept."""
    years = rules_of_edition(award.edition).retention_years
    kept = catalogue(language).ngettext("%(num)s year", "%(num)s years", years)
    return {"basis": in_language(award.handled_under, language), "kept": kept % {"num": years}}


def _about(nomination: Nomination) -> tuple[str, str]:
    return f"award:{nomination.award_id}", nomination.nominee_email


def _send(
    session: Session, nomination: Nomination, template: str, *, url: str, at: datetime
) -> None:
    edition = nomination.award.edition
    zone, language = edition.programme.time_zone, nomination.language
    queue_mail(
        session,
        template,
        to=nomination.nominator_email,
        language=language,
        at=at,
        programme_id=edition.programme_id,
        about=f"nomination:{nomination.id}",
        url=url,
        name=as_name(nomination.nominator_name),
        nominee=as_name(nomination.nominee_name),
        award=in_language(nomination.award.name, language),
        programme=in_language(edition.name, language),
        organisation=edition.programme.organisation,
        contact=edition.programme.contact_email,
        reference=nomination.reference,
        late=nomination.late,
        blind=edition.blind,
        changeable=at < edition.closes_at,
        deadline=moment_in_words(edition.closes_at, zone, language),
    )
