"""What the rules look at in a nomination, without the rest: of one, or of a whole edition."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit
from awards.core.text import count_words
from awards.nominations.models import (
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
    NominationUnit,
    NomineeKind,
    Relation,
)
from awards.nominations.rules import words_in
from awards.programmes.models import Award, Edition


@dataclass(frozen=True)
class Subject:
    """A nomination as the rules see it."""

    id: str
    award: Award
    version: int
    state: NominationState
    kind: NomineeKind
    nominee_name: str
    nominee_email: str
    members: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    """(unit id, name)"""
    nominator_name: str
    nominator_email: str
    relation: Relation
    arrived_at: datetime
    late: bool
    """It came late, and nobody has said yet why it is taken in all the same."""
    words: int
    machine_like: bool

    @property
    def names(self) -> list[str]:
        """The nominee's and the members' names, as written."""
        return [name for name in (self.nominee_name, *self.members) if name.strip()]


def subject_of(nomination: Nomination) -> Subject:
    """Return one nomination, of which everything is loaded."""
    return Subject(
        id=nomination.id,
        award=nomination.award,
        version=nomination.version,
        state=nomination.state,
        kind=nomination.nominee_kind,
        nominee_name=nomination.nominee_name,
        nominee_email=nomination.nominee_email,
        members=tuple(member.name for member in nomination.members),
        units=tuple((unit.id, unit.name) for unit in nomination.units),
        nominator_name=nomination.nominator_name,
        nominator_email=nomination.nominator_email,
        relation=nomination.relation,
        arrived_at=nomination.arrived_at,
        late=nomination.late_without_reason,
        machine_like=nomination.machine_like,
        words=words_in([nomination.effect, *(answer.text for answer in nomination.answers)]),
    )


_PLAIN = (
    Nomination.id,
    Nomination.award_id,
    Nomination.version,
    Nomination.state,
    Nomination.nominee_kind,
    Nomination.nominee_name,
    Nomination.nominee_email,
    Nomination.nominator_name,
    Nomination.nominator_email,
    Nomination.relation,
    Nomination.arrived_at,
    Nomination.late,
    Nomination.late_reason,
    Nomination.effect,
    Nomination.machine_like,
)


def subjects_in(
    session: Session, edition: Edition, ids: Collection[str] | None = None
) -> list[Subject]:
    """Return an edition's nominations, or those with these ids, in four queries."""
    awards = {award.id: award for award in edition.awards}
    wanted = [Nomination.award_id.in_(awards)]
    if ids is not None:
        wanted.append(Nomination.id.in_(ids))

    members = _members(session, wanted)
    units = _units(session, wanted)
    words = _words(session, wanted)
    return [
        Subject(
            id=row.id,
            award=awards[row.award_id],
            version=row.version,
            state=row.state,
            kind=row.nominee_kind,
            nominee_name=row.nominee_name,
            nominee_email=row.nominee_email,
            members=tuple(members[row.id]),
            units=tuple(units[row.id]),
            nominator_name=row.nominator_name,
            nominator_email=row.nominator_email,
            relation=row.relation,
            arrived_at=row.arrived_at,
            late=row.late and not row.late_reason,
            machine_like=row.machine_like,
            words=words[row.id] + count_words(row.effect),
        )
        for row in session.execute(select(*_PLAIN).where(*wanted))
    ]


_Where = Sequence[ColumnElement[bool]]


def _members(session: Session, wanted: _Where) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        select(NominationMember.nomination_id, NominationMember.name)
        .join(Nomination, Nomination.id == NominationMember.nomination_id)
        .where(*wanted)
        .order_by(NominationMember.position)
    )
    for nomination_id, name in rows:
        found[nomination_id].append(name)
    return found


def _units(session: Session, wanted: _Where) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = session.execute(
        select(NominationUnit.nomination_id, OrgUnit.id, OrgUnit.name)
        .join(Nomination, Nomination.id == NominationUnit.nomination_id)
        .join(OrgUnit, OrgUnit.id == NominationUnit.org_unit_id)
        .where(*wanted)
    )
    for nomination_id, unit_id, name in rows:
        found[nomination_id].append((unit_id, name))
    return found


def _words(session: Session, wanted: _Where) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    rows = session.execute(
        select(NominationAnswer.nomination_id, NominationAnswer.text)
        .join(Nomination, Nomination.id == NominationAnswer.nomination_id)
        .where(*wanted)
    )
    for nomination_id, text in rows:
        found[nomination_id] += count_words(text)
    return found
