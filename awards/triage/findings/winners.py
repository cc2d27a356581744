"""Who has won in the programme before, as announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, column, select, table
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.programmes.models import Award, Edition
from awards.programmes.settings import Rules
from awards.programmes.settings.choices import Repeat
from awards.triage.findings.kinds import Evidence, Finding, FindingKind
from awards.triage.findings.namesakes import name_key
from awards.triage.findings.subjects import Subject

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


@dataclass(frozen=True)
class Won:
    """An award that was given, and to whom (as names are compared)."""

    year: int
    award: Translated
    names: frozenset[str]


def winners_before(session: Session, edition: Edition, years: int, at: datetime) -> Sequence[Won]:
    """Return what was given in so many years before an edition's, the newest first."""
    if not years:
        return []
    rows = session.execute(
        select(Edition.year, Award.name, _GIVEN.c.public_name, _GIVEN.c.public_members)
        .join(Award, Award.edition_id == Edition.id)
        .join(_DECISION, _DECISION.c.award_id == Award.id)
        .join(_GIVEN, _GIVEN.c.decision_id == _DECISION.c.id)
        .where(
            Edition.programme_id == edition.programme_id,
            Edition.year < edition.year,
            Edition.year >= edition.year - years,
            Award.announce_at <= at,
            _GIVEN.c.outcome.in_(_WINNING),
        )
        .order_by(Edition.year.desc(), Award.position, Award.id)
    )
    return [
        Won(year, award, frozenset(map(name_key, (name, *(m["name"] for m in members)))))
        for year, award, name, members in rows
    ]


def years_asked(rules: Rules) -> int:
    """Return how many years back an award's rules look; 0 when whoever has won may win again."""
    return 0 if rules.repeat_winners is Repeat.ALLOW else rules.repeat_years


def won_before(subject: Subject, rules: Rules, given: Sequence[Won]) -> list[Finding]:
    """Look whether the nominee, or a member, has won in the years that the rules look at."""
    first = subject.award.edition.year - years_asked(rules)
    names = {name_key(name): name for name in subject.names}
    evidence = tuple(
        Evidence(names[key], won.award, won.year)
        for won in given
        if first <= won.year < subject.award.edition.year
        for key in sorted(names)
        if key in won.names
    )
    rules_out = rules.repeat_winners is Repeat.BLOCK
    return [Finding(FindingKind.WON_BEFORE, evidence, rules_out)] if evidence else []
