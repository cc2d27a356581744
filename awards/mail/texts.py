"""A programme's own words for its mails, and ours where it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.mail.compose import compose
from awards.mail.kinds import KINDS, Kind
from awards.mail.merge import fill, problems_of
from awards.mail.models import MailState, MailText, OutboxMail

CHANGED_MEANWHILE = N_("Somebody has changed this text meanwhile. Look at the new one first.")


@dataclass(frozen=True)
class Words:
    """Subject and body with merge fields; version 0 is our own text."""

    subject: str
    body: str
    version: int = 0

    @property
    def own(self) -> bool:
        """Whether the programme has written them itself."""
        return self.version > 0

    def filled(self, values: dict[str, str]) -> tuple[str, str]:
        """Return subject (one line) and body for one recipient."""
        subject = " ".join(fill(self.subject, values).split())
        return subject, fill(self.body, values).strip() + "\n"


def standard(kind: Kind, language: str) -> Words:
    """Return our own words: the template, with each merge field standing for itself."""
    fields = {name: f"{{{{{name}}}}}" for name in kind.fields}
    return Words(*compose(kind.template, language=language, **fields))


def words_of(session: Session, programme_id: str | None, kind: Kind, language: str) -> Words:
    """Return the words in use: the programme's, else ours."""
    row = session.get(MailText, (programme_id, kind.template, language)) if programme_id else None
    return Words(row.subject, row.body, row.version) if row else standard(kind, language)


def own_texts(session: Session, programme_id: str) -> dict[tuple[str, str], MailText]:
    """Return the programme's own texts by template and language."""
    wanted = select(MailText).where(MailText.programme_id == programme_id)
    return {(row.template, row.language): row for row in session.scalars(wanted)}


def waiting_with(
    session: Session, programme_id: str, template: str, language: str
) -> Sequence[OutboxMail]:
    """Return the mails that wait with this text, untouched by hand: a new text changes them."""
    return session.scalars(
        select(OutboxMail)
        .where(
            OutboxMail.programme_id == programme_id,
            OutboxMail.template == template,
            OutboxMail.language == language,
            OutboxMail.state == MailState.HELD,
            OutboxMail.edited.is_(False),
        )
        .order_by(OutboxMail.queued_at.desc(), OutboxMail.id)
    ).all()


def save_words(
    session: Session,
    programme_id: str,
    template: str,
    language: str,
    *,
    words: Words,
    by: Actor,
    at: datetime,
) -> int:
    """Keep a programme's own words, if they are still those of `words.version`.

    The mails that wait with the old words are written anew; returns how many. Raises
    WrongInput for a broken text, Conflict when somebody was faster.
    """
    kind = KINDS[template]
    if any(problems_of(f"{words.subject}\n{words.body}", kind.fields)):
        raise WrongInput
    row = _locked(session, programme_id, template, language, words.version)
    if row is None:
        row = MailText(programme_id=programme_id, template=template, language=language, version=0)
    row.subject, row.body, row.changed_at = words.subject, words.body, at
    row.version += 1
    session.add(row)
    record(
        session,
        "mail-text.changed",
        subject=f"programme:{programme_id}",
        by=by,
        at=at,
        programme_id=programme_id,
        template=template,
        language=language,
        version=row.version,
    )
    return _write_anew(session, programme_id, kind, language)


def reset_words(
    session: Session,
    programme_id: str,
    template: str,
    language: str,
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> int:
    """Go back to our own words; the mails that wait are written anew, returns how many.

    Raises Conflict when somebody has changed the programme's words meanwhile.
    """
    row = _locked(session, programme_id, template, language, version)
    if row is None:
        return 0
    session.delete(row)
    session.flush()
    record(
        session,
        "mail-text.reset",
        subject=f"programme:{programme_id}",
        by=by,
        at=at,
        programme_id=programme_id,
        template=template,
        language=language,
    )
    return _write_anew(session, programme_id, KINDS[template], language)


def _locked(
    session: Session, programme_id: str, template: str, language: str, version: int
) -> MailText | None:
    key = (programme_id, template, language)
    row = session.get(MailText, key, with_for_update=True, populate_existing=True)
    if (row.version if row else 0) != version:
        raise Conflict(CHANGED_MEANWHILE)
    return row


def _write_anew(session: Session, programme_id: str, kind: Kind, language: str) -> int:
    """Write the mails that wait with the words now in use."""
    words = words_of(session, programme_id, kind, language)
    mails = waiting_with(session, programme_id, kind.template, language)
    for mail in mails:
        mail.subject, mail.body = words.filled(mail.merge_values)
        mail.version += 1
    session.flush()
    return len(mails)
