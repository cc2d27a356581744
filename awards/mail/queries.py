"""Reading the outbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.mail.models import MailState, OutboxMail


def newest_mails(session: Session, most: int = 30) -> Sequence[OutboxMail]:
    """Return the newest mails, whether sent or not."""
    newest = select(OutboxMail).order_by(OutboxMail.queued_at.desc()).limit(most)
    return session.scalars(newest).all()


@dataclass(frozen=True)
class Sight:
    """Whose mail is in sight: that of these programmes, and sign-in mail to these addresses."""

    programmes: Collection[str]
    addresses: Select[str]

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition on a mail."""
        nobodys = OutboxMail.programme_id.is_(None)
        return or_(
            OutboxMail.programme_id.in_(self.programmes),
            and_(nobodys, OutboxMail.recipient.in_(self.addresses)),
        )


def count_by_state(session: Session, sight: Sight) -> dict[MailState, int]:
    """Return how many mails in sight stand in each state."""
    wanted = (
        select(OutboxMail.state, func.count()).where(sight.condition).group_by(OutboxMail.state)
    )
    return dict(session.execute(wanted).all())


def mails_in(
    session: Session, sight: Sight, state: MailState | None, *, page: int, size: int
) -> Sequence[OutboxMail]:
    """Return one page of the mails in sight, newest first."""
    wanted = select(OutboxMail).where(sight.condition)
    if state is not None:
        wanted = wanted.where(OutboxMail.state == state)
    newest = wanted.order_by(OutboxMail.queued_at.desc(), OutboxMail.id)
    return session.scalars(newest.limit(size).offset((page - 1) * size)).all()


def mail_in(session: Session, sight: Sight, mail_id: str) -> OutboxMail:
    """Return one mail in sight. Raises NotFound."""
    wanted = select(OutboxMail).where(OutboxMail.id == mail_id, sight.condition)
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def held_counts(session: Session, programmes: Collection[str]) -> list[tuple[str, str, int]]:
    """Return (programme id, template, how many) of the mails that wait."""
    wanted = (
        select(OutboxMail.programme_id, OutboxMail.template, func.count())
        .where(OutboxMail.programme_id.in_(programmes), OutboxMail.state == MailState.HELD)
        .group_by(OutboxMail.programme_id, OutboxMail.template)
        .order_by(OutboxMail.template)
    )
    return [(str(one), template, number) for one, template, number in session.execute(wanted)]


def held_mails(session: Session, programme_id: str, template: str) -> Sequence[OutboxMail]:
    """Return the mails of one kind that wait in a programme, by recipient."""
    return session.scalars(
        select(OutboxMail)
        .where(
            OutboxMail.programme_id == programme_id,
            OutboxMail.template == template,
            OutboxMail.state == MailState.HELD,
        )
        .order_by(OutboxMail.recipient, OutboxMail.id)
    ).all()
