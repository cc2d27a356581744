"""Reading the trail, and checking that it is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from awards.audit.actions import GENESIS, digest_of, fields_of
from awards.audit.models import AuditLine
from awards.core.permissions import PUBLIC, SYSTEM, Actor, Permission

_AT_ONCE = 1000


@dataclass(frozen=True)
class ChainCheck:
    """What a check found: how many lines, and the number of the first wrong one."""

    lines: int
    broken_at: int | None

    @property
    def whole(self) -> bool:
        """Whether every line follows from the one before."""
        return self.broken_at is None


def check_chain(session: Session, *, newest: int | None = None) -> ChainCheck:
    """Recompute every line's digest from the first on; stop at the first that does not fit.

    With `newest`, only so many lines at the end are checked, from the digest before them.
    """
    previous, expected = GENESIS, 1
    if newest is not None:
        last = session.scalar(select(func.max(AuditLine.number))) or 0
        before = session.get(AuditLine, last - newest)
        if before is not None:
            previous, expected = before.digest, before.number + 1
    return _follow(_lines_from(session, expected), previous, expected)


def _lines_from(session: Session, number: int) -> Iterator[AuditLine]:
    """Read the trail from a number on, some at a time: it grows long in the years."""
    wanted = select(AuditLine).order_by(AuditLine.number).limit(_AT_ONCE)
    lines = session.scalars(wanted.where(AuditLine.number >= number)).all()
    while lines:
        yield from lines
        last = lines[-1].number
        lines = session.scalars(wanted.where(AuditLine.number > last)).all()


def _follow(lines: Iterable[AuditLine], previous: str, expected: int) -> ChainCheck:
    """Follow the chain from a digest and number on, to its end or its first fault."""
    checked = 0
    for line in lines:
        checked += 1
        fits = (
            line.number == expected
            and line.previous == previous
            and line.digest == digest_of(previous, fields_of(line))
        )
        if not fits:
            return ChainCheck(lines=checked, broken_at=line.number)
        previous, expected = line.digest, expected + 1
    return ChainCheck(lines=checked, broken_at=None)


def lines_for(
    session: Session,
    actor: Actor,
    people: Select[str],
    *,
    page: int,
    size: int,
    event: str = "",
) -> tuple[list[AuditLine], int]:
    """Return one page of lines, newest first, and how many there are in all.

    An auditor sees the lines of their programmes; of those that belong to none (signing in,
    say) the ones of `people`, a select of person ids, and of no person at all. Whoever may read
    the trail everywhere sees all of it.
    """
    programmes = actor.programmes_with(Permission.READ_AUDIT)
    known = or_(AuditLine.actor_id.in_(people), AuditLine.actor_id.in_([PUBLIC.name, SYSTEM.name]))
    theirs = or_(
        AuditLine.programme_id.in_(programmes), and_(AuditLine.programme_id.is_(None), known)
    )
    wanted = [] if actor.may_everywhere(Permission.READ_AUDIT) else [theirs]
    wanted += [AuditLine.event == event] if event else []
    total = session.scalar(select(func.count()).select_from(AuditLine).where(*wanted)) or 0
    newest = select(AuditLine).where(*wanted).order_by(AuditLine.number.desc())
    lines = session.scalars(newest.limit(size).offset((page - 1) * size)).all()
    return list(lines), total
