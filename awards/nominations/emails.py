"""What nominators are told by e-mail."""

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_datetime, get_timezone, get_timezone_name
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.clock import to_zone
from awards.core.languages import in_language
from awards.mail.actions import queue_mail
from awards.mail.models import OutboxMail
from awards.nominations.links import Links
from awards.nominations.models import Nomination


def ask_to_confirm(session: Session, nomination: Nomination, *, links: Links, at: datetime) -> None:
    """Send the link that makes a nomination count."""
    _send(session, nomination, "nominations/confirm", url=links.confirm(nomination), at=at)


def send_receipt(session: Session, nomination: Nomination, *, links: Links, at: datetime) -> None:
    """Send reference, edit link and what happens next."""
    _send(session, nomination, "nominations/receipt", url=links.receipt(nomination), at=at)


TAKES_PART = "nominations/nominee_takes_part"
DECIDED = "nominations/nominee_decided"


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
            name=nomination.nominee_name,
            award=in_language(nomination.award.name, language),
            programme=in_language(edition.name, language),
            organisation=edition.programme.organisation,
            url=page,
            contact=edition.programme.contact_email,
        )
    return len(new)


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
        name=nomination.nominator_name,
        nominee=nomination.nominee_name,
        award=in_language(nomination.award.name, language),
        programme=in_language(edition.name, language),
        organisation=edition.programme.organisation,
        contact=edition.programme.contact_email,
        reference=nomination.reference,
        late=nomination.late,
        changeable=at < edition.closes_at,
        deadline=_moment(edition.closes_at, zone, language),
    )


def _moment(moment: datetime, zone: str, language: str) -> str:
    """Return a moment as the language writes it, on the programme's clock."""
    shown = format_datetime(
        to_zone(moment, zone).replace(tzinfo=None), "d MMMM y HH:mm", locale=language
    )
    name = get_timezone_name(get_timezone(zone), width="long", locale=language)
    return f"{shown} ({name})"
