"""Findings about where a nominee works, and in which other awards they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import CTE, null, select, union_all
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit
from awards.core.db import Translated
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award, Edition, EligibleOrganisation
from awards.triage.findings.kinds import Evidence, Finding, FindingKind
from awards.triage.findings.namesakes import name_key
from awards.triage.findings.subjects import Subject


@dataclass(frozen=True)
class Places:
    """The edition's organisations, and what each unit belongs to (itself among it)."""

    eligible: frozenset[str]
    above: Mapping[str, set[str]]


def places_of(session: Session, edition: Edition, unit_ids: Collection[str]) -> Places:
    """Return where the units of an edition belong, in one query."""
    line = _with_all_above(unit_ids)
    eligible = select(null(), EligibleOrganisation.org_unit_id).where(
        EligibleOrganisation.edition_id == edition.id
    )
    rows = session.execute(union_all(select(line.c.unit, line.c.above), eligible)).all()
    above: dict[str, set[str]] = {unit_id: set() for unit_id in unit_ids}
    for unit_id, it in rows:
        if unit_id is not None:
            above[unit_id].add(it)
    return Places(frozenset(it for unit_id, it in rows if unit_id is None), above)


def _with_all_above(unit_ids: Collection[str]) -> CTE:
    """Select units with themselves and everything they belong to."""
    line = (
        select(OrgUnit.id.label("unit"), OrgUnit.id.label("above"), OrgUnit.parent_id)
        .where(OrgUnit.id.in_(list(unit_ids)))
        .cte("line", recursive=True)
    )
    upwards = select(line.c.unit, OrgUnit.id, OrgUnit.parent_id).join(
        OrgUnit, OrgUnit.id == line.c.parent_id
    )
    return line.union(upwards)


def other_organisation(subject: Subject, places: Places) -> list[Finding]:
    """Look whether the nominee's units belong to what takes part in this edition."""
    if not places.eligible:
        return []
    outside = [
        name for unit_id, name in subject.units if not places.above[unit_id] & places.eligible
    ]
    evidence = tuple(Evidence(name) for name in sorted(outside))
    return [Finding(FindingKind.OTHER_ORGANISATION, evidence)] if evidence else []


@dataclass(frozen=True)
class Elsewhere:
    """A nomination that stands, as others of the edition see it."""

    id: str
    award_id: str
    name: str
    award: Translated


def standing_by_name(session: Session, edition: Edition) -> dict[str, list[Elsewhere]]:
    """Return the edition's nominations that stand, by the nominee's name as it is compared."""
    rows = session.execute(
        select(Nomination.id, Award.id, Nomination.nominee_name, Award.name)
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition.id, Nomination.state == NominationState.RECEIVED)
        .order_by(Award.position, Nomination.arrived_at, Nomination.id)
    )
    found: dict[str, list[Elsewhere]] = defaultdict(list)
    for row in rows:
        found[name_key(row[2])].append(Elsewhere(*row))
    return found


def other_award(subject: Subject, standing: Mapping[str, list[Elsewhere]]) -> list[Finding]:
    """Look for the same nominee in the edition's other awards."""
    evidence = tuple(
        Evidence(one.name, one.award, nomination_id=one.id)
        for one in standing.get(name_key(subject.nominee_name), ())
        if one.award_id != subject.award.id
    )
    return [Finding(FindingKind.OTHER_AWARD, evidence)] if evidence else []
