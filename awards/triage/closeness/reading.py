"""What is on file about an edition's candidates, read for comparing: in three queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    CompoundSelect,
    Select,
    String,
    bindparam,
    column,
    literal,
    null,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, Person
from awards.core.clock import now, to_zone
from awards.nominations.models import (
    Nomination,
    NominationMember,
    NominationState,
    NominationUnit,
)
from awards.programmes.models import Award, Edition
from awards.programmes.queries import edition_of
from awards.programmes.settings import rules_of_edition
from awards.triage.closeness.units import Unit, Units
from awards.triage.models import Candidate, CandidateNomination

YEAR = timedelta(days=365)
"""What somebody did is of the year before nominating opened; units of that time count, too."""

_DECISION = table("decision", column("id"), column("award_id"))
_GIVEN = table(
    "decided_outcome",
    column("decision_id"),
    column("outcome"),
    column("public_name"),
    column("public_members", JSON()),
)
_WINNING = ("winner", "shared")
"""Who has won, as it is published: what a decision is, is a later feature's."""

_AWARDS = bindparam("awards", type_=String(), expanding=True)
_Wanted = TypeVar("_Wanted", bound=Select[*tuple[Any, ...]])

Keyed = dict[str, set[str]]
"""Something on file → the candidates that have it."""


@dataclass(frozen=True)
class OnFile:
    """What candidates have, each thing with the candidates that have it."""

    names: Keyed
    """Nominees and members, as they are written."""
    nominators: Keyed
    """Names of those who nominated."""
    addresses: Keyed
    """Their addresses, without regard to case."""
    units: Keyed
    """Ids of the nominees' units."""
    organisation: Units
    levels: int
    """How many managers up and down count."""
    first: date
    last: date
    """The days between which a unit counts."""
    won: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    """Year and names of those who won together the year before."""

    def both(self, name: str, unit_id: str) -> set[str]:
        """Return the candidates that have a name and a unit."""
        return self.names.get(name, set()) & self.units.get(unit_id, set())


def read(session: Session, award_ids: Collection[str]) -> OnFile | None:
    """Return what is on file about the candidates of some awards of one edition."""
    edition = edition_of(session, award_ids)
    if edition is None:
        return None
    found = OnFile(
        names=defaultdict(set),
        nominators=defaultdict(set),
        addresses=defaultdict(set),
        units=defaultdict(set),
        organisation=organisation(session),
        levels=rules_of_edition(edition).conflict_levels,
        first=to_zone(edition.opens_at, "UTC").date() - YEAR,
        last=to_zone(now(), "UTC").date(),
        won=_won_before(session, edition),
    )
    _nominations(session, award_ids, found)
    return found


def _of_awards(wanted: _Wanted) -> _Wanted:
    """Join a query over nominations with the candidates of the awards; withdrawn ones are none."""
    return (
        wanted.join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .join(Candidate, Candidate.id == CandidateNomination.candidate_id)
        .where(
            Candidate.award_id.in_(_AWARDS),
            Nomination.state != NominationState.WITHDRAWN,
        )
    )


@cache
def _nominated() -> CompoundSelect[*tuple[Any, ...]]:
    """Select what nominations say, a row for each thing. Built once: pages ask it often."""
    candidate = CandidateNomination.candidate_id
    nothing = null()
    whole = select(
        candidate,
        Nomination.nominee_name,
        Nomination.nominator_name,
        Nomination.nominator_email,
        nothing,
    )
    members = select(candidate, NominationMember.name, literal(""), literal(""), nothing).join(
        Nomination, Nomination.id == NominationMember.nomination_id
    )
    units = select(
        candidate, literal(""), literal(""), literal(""), NominationUnit.org_unit_id
    ).join(Nomination, Nomination.id == NominationUnit.nomination_id)
    return union_all(*(_of_awards(part) for part in (whole, members, units)))


def _nominations(session: Session, award_ids: Collection[str], found: OnFile) -> None:
    rows = session.execute(_nominated(), {"awards": list(award_ids)})
    for one, nominee, nominator, address, unit_id in rows:
        found.names[nominee].add(one)
        found.nominators[nominator].add(one)
        found.addresses[plain(address)].add(one)
        if unit_id is not None:
            found.units[unit_id].add(one)
    for keyed in (found.names, found.nominators, found.addresses):
        keyed.pop("", None)


def plain(text: str) -> str:
    """Return a text without regard to case and spacing."""
    return " ".join(text.casefold().split())


def organisation(session: Session) -> Units:
    """Return all units and who leads them."""
    rows = session.execute(_organisation()).all()
    units = [Unit(*row[:-1]) for row in rows]
    names = {row.manager_id: row[-1] for row in rows if row.manager_id is not None}
    return Units({unit.id: unit for unit in units}, names)


@cache
def _organisation() -> Select[*tuple[Any, ...]]:
    columns = (
        OrgUnit.id,
        OrgUnit.name,
        OrgUnit.parent_id,
        OrgUnit.manager_id,
        OrgUnit.valid_from,
        OrgUnit.valid_to,
        OrgUnit.kind,
        Person.name,
    )
    leads = Person.id == OrgUnit.manager_id
    return select(*columns).join(Person, leads, isouter=True)


def _won_before(session: Session, edition: Edition) -> list[tuple[int, frozenset[str]]]:
    """Return who won together the year before, where more than one was named."""
    values = {"programme": edition.programme_id, "year": edition.year - 1, "now": now()}
    rows = session.execute(_winners(), values)
    groups = ((year, frozenset([name, *(m["name"] for m in ms)])) for year, name, ms in rows)
    return [(year, names) for year, names in groups if len(names) > 1]


@cache
def _winners() -> Select[*tuple[Any, ...]]:
    return (
        select(Edition.year, _GIVEN.c.public_name, _GIVEN.c.public_members)
        .join(Award, Award.edition_id == Edition.id)
        .join(_DECISION, _DECISION.c.award_id == Award.id)
        .join(_GIVEN, _GIVEN.c.decision_id == _DECISION.c.id)
        .where(
            Edition.programme_id == bindparam("programme"),
            Edition.year == bindparam("year"),
            Award.announce_at <= bindparam("now"),
            _GIVEN.c.outcome.in_(_WINNING),
        )
        .order_by(_GIVEN.c.public_name)
    )
