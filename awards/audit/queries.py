"""Reading the trail, and checking that it is whole."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from awards.audit.actions import GENESIS, digest_of, fields_of
from awards.audit.models import AuditLine
from awards.core.permissions import Actor, Permission


@dataclass(frozen=True)
class ChainCheck:
    """What a check found: how many lines, and the number of the first wrong one."""

    lines: int
    broken_at: int | None

    @property
    def whole(self) -> bool:
        """Whether every line follows from the one before."""
        return self.broken_at is None


def check_chain(session: Session) -> ChainCheck:
    """Recompute every line's digest from the first on; stop at the first that does not fit."""
    previous, expected = GENESIS, 1
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).yield_per(1000)
    for line in lines:
        fits = (
            line.number == expected
            and line.previous == previous
            and line.digest == digest_of(previous, fields_of(line))
        )
        if not fits:
            return ChainCheck(lines=expected, broken_at=line.number)
        previous, expected = line.digest, expected + 1
    return ChainCheck(lines=expected - 1, broken_at=None)


def lines_for(
    session: Session, actor: Actor, *, page: int, size: int, event: str = ""
) -> tuple[list[AuditLine], int]:
    """Return one page of lines, newest first, and how many there are in all.

    An auditor sees the lines of their programmes and those that belong to none.
    """
    programmes = actor.programmes_with(Permission.READ_AUDIT)
    theirs = or_(AuditLine.programme_id.is_(None), AuditLine.programme_id.in_(programmes))
    wanted = [theirs, AuditLine.event == event] if event else [theirs]
    total = session.scalar(select(func.count()).select_from(AuditLine).where(*wanted)) or 0
    newest = select(AuditLine).where(*wanted).order_by(AuditLine.number.desc())
    lines = session.scalars(newest.limit(size).offset((page - 1) * size)).all()
    return list(lines), total
