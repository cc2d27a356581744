"""What the rules of an award say about one nomination: findings, each with its evidence.

A finding is a reason to look, never a verdict: a person decides. Only `WON_BEFORE` can rule a
nominee out, where the rules say so. Every question that no rule asks costs no query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, column, select, table
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, Person, RoleGrant
from awards.core.db import Translated
from awards.nominations.models import Nomination, NominationState, Relation
from awards.nominations.rules import GroupSize, draft_of, group_size, is_own
from awards.programmes.models import Award, Edition, EligibleOrganisation
from awards.programmes.settings import Rules, rules_of
from awards.programmes.settings.choices import Repeat


class FindingKind(StrEnum):
    """What was found; the weightiest first."""

    WON_BEFORE = "won-before"
    SELF_NOMINATION = "self-nomination"
    OTHER_ORGANISATION = "other-organisation"
    OTHER_AWARD = "other-award"
    MAY_NOT_NOMINATE = "may-not-nominate"
    WITHOUT_ROLE = "without-role"
    UNKNOWN_ADDRESS = "unknown-address"
    KIND_NOT_ASKED = "kind-not-asked"
    TOO_FEW_MEMBERS = "too-few-members"
    TOO_MANY_MEMBERS = "too-many-members"
    MACHINE_LIKE = "machine-like"


@dataclass(frozen=True)
class Evidence:
    """What a finding stands on: a name, the award and the year it belongs to."""

    name: str
    award: Translated | None = None
    year: int | None = None
    nomination_id: str | None = None


@dataclass(frozen=True)
class Finding:
    """Something to look at before the verdict."""

    kind: FindingKind
    evidence: tuple[Evidence, ...] = ()
    rules_out: bool = False
    """Whether the nominee cannot take part, unless a person writes why it is a mistake."""


def findings_of(session: Session, nomination: Nomination, at: datetime) -> list[Finding]:
    """Return what the rules find about a nomination, the weightiest first.

    At most six queries, however many nominations and winners there are.
    """
    rules = rules_of(nomination.award)
    found = [
        *won_before(session, nomination, rules, at),
        *_of_the_form(nomination, rules),
        *_other_organisation(session, nomination),
        *_other_award(session, nomination, rules),
        *_nominator(session, nomination, rules),
    ]
    order = list(FindingKind)
    return sorted(found, key=lambda one: order.index(one.kind))


def _of_the_form(nomination: Nomination, rules: Rules) -> list[Finding]:
    """Return what the form refuses, too: on paper and after a change of rules it can arrive."""
    size = group_size(nomination.nominee_kind, len(nomination.members), rules)
    asked = {
        FindingKind.SELF_NOMINATION: not rules.self_nomination and is_own(draft_of(nomination)),
        FindingKind.MAY_NOT_NOMINATE: nomination.relation.value not in rules.nominators,
        FindingKind.KIND_NOT_ASKED: nomination.nominee_kind.value not in rules.nominee_kinds,
        FindingKind.TOO_FEW_MEMBERS: size is GroupSize.TOO_FEW,
        FindingKind.TOO_MANY_MEMBERS: size is GroupSize.TOO_MANY,
        FindingKind.MACHINE_LIKE: nomination.machine_like,
    }
    return [Finding(kind) for kind, is_so in asked.items() if is_so]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _names(nomination: Nomination) -> dict[str, str]:
    """Return the nominee's and the members' names: as compared → as written."""
    names = [nomination.nominee_name, *(member.name for member in nomination.members)]
    return {_plain(name): name for name in names if name.strip()}


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


def won_before(
    session: Session, nomination: Nomination, rules: Rules, at: datetime
) -> list[Finding]:
    """Return who of a nominee has won in the programme in the years before, as announced."""
    if rules.repeat_winners is Repeat.ALLOW:
        return []
    names = _names(nomination)
    evidence = [
        Evidence(names[name], award, year)
        for year, award, winners in _winners(session, nomination.award.edition, rules, at)
        for name in sorted(names)
        if name in winners
    ]
    rules_out = rules.repeat_winners is Repeat.BLOCK
    return [Finding(FindingKind.WON_BEFORE, tuple(evidence), rules_out)] if evidence else []


def _winners(
    session: Session, edition: Edition, rules: Rules, at: datetime
) -> list[tuple[int, Translated, set[str]]]:
    """Return (year, award, names as compared) of what was given, the newest first."""
    rows = session.execute(
        select(Edition.year, Award.name, _GIVEN.c.public_name, _GIVEN.c.public_members)
        .join(Award, Award.edition_id == Edition.id)
        .join(_DECISION, _DECISION.c.award_id == Award.id)
        .join(_GIVEN, _GIVEN.c.decision_id == _DECISION.c.id)
        .where(
            Edition.programme_id == edition.programme_id,
            Edition.year < edition.year,
            Edition.year >= edition.year - rules.repeat_years,
            Award.announce_at <= at,
            _GIVEN.c.outcome.in_(_WINNING),
        )
        .order_by(Edition.year.desc(), Award.position, Award.id)
    )
    return [
        (year, award, {_plain(name), *(_plain(member["name"]) for member in members)})
        for year, award, name, members in rows
    ]


def _other_organisation(session: Session, nomination: Nomination) -> list[Finding]:
    """Look whether the nominee's units belong to what takes part in this edition."""
    wanted = select(EligibleOrganisation.org_unit_id).where(
        EligibleOrganisation.edition_id == nomination.award.edition_id
    )
    eligible = set(session.scalars(wanted))
    if not eligible or not nomination.units:
        return []
    above = _with_all_above(session, [unit.id for unit in nomination.units])
    outside = [unit.name for unit in nomination.units if not above[unit.id] & eligible]
    evidence = tuple(Evidence(name) for name in sorted(outside))
    return [Finding(FindingKind.OTHER_ORGANISATION, evidence)] if evidence else []


def _with_all_above(session: Session, unit_ids: Sequence[str]) -> dict[str, set[str]]:
    """Return unit id → itself and everything it belongs to, in one query."""
    line = (
        select(OrgUnit.id.label("unit"), OrgUnit.id.label("above"), OrgUnit.parent_id)
        .where(OrgUnit.id.in_(list(unit_ids)))
        .cte("line", recursive=True)
    )
    upwards = select(line.c.unit, OrgUnit.id, OrgUnit.parent_id).join(
        OrgUnit, OrgUnit.id == line.c.parent_id
    )
    line = line.union(upwards)
    found: dict[str, set[str]] = {unit_id: set() for unit_id in unit_ids}
    for unit_id, above in session.execute(select(line.c.unit, line.c.above)):
        found[unit_id].add(above)
    return found


def _other_award(session: Session, nomination: Nomination, rules: Rules) -> list[Finding]:
    """Look for the same nominee in the edition's other awards."""
    if rules.several_awards:
        return []
    rows = session.execute(
        select(Nomination.id, Nomination.nominee_name, Award.name)
        .join(Award, Award.id == Nomination.award_id)
        .where(
            Award.edition_id == nomination.award.edition_id,
            Award.id != nomination.award_id,
            Nomination.state == NominationState.RECEIVED,
        )
        .order_by(Award.position, Nomination.arrived_at, Nomination.id)
    )
    wanted = _plain(nomination.nominee_name)
    evidence = tuple(
        Evidence(name, award, nomination_id=other)
        for other, name, award in rows
        if _plain(name) == wanted
    )
    return [Finding(FindingKind.OTHER_AWARD, evidence)] if evidence else []


def _nominator(session: Session, nomination: Nomination, rules: Rules) -> list[Finding]:
    """Look whether the nominator is who the rules ask for."""
    address = nomination.nominator_email.strip().lower()
    is_asked = bool(rules.staff_domains) and nomination.relation is Relation.STAFF
    stranger = is_asked and not _ends_with(address, rules.staff_domains)
    if not stranger and not rules.nominator_roles:
        return []
    rows = session.execute(
        select(Person.id, RoleGrant.role, RoleGrant.programme_id, RoleGrant.edition_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
        .where(Person.email == address, Person.active)
    ).all()
    edition = nomination.award.edition
    roles = {
        row.role.value
        for row in rows
        if row.role
        and row.programme_id in {None, edition.programme_id}
        and row.edition_id in {None, edition.id}
    }
    evidence = (Evidence(address),)
    found = []
    if rules.nominator_roles and not roles & set(rules.nominator_roles):
        found.append(Finding(FindingKind.WITHOUT_ROLE, evidence))
    if stranger and not rows:
        found.append(Finding(FindingKind.UNKNOWN_ADDRESS, evidence))
    return found


def _ends_with(address: str, domains: Iterable[str]) -> bool:
    """Say whether an address belongs to a domain or one below it."""
    domain = address.rpartition("@")[2]
    return any(domain == one or domain.endswith(f".{one}") for one in domains)
