"""Looking: one nomination, or an edition's, through all the rules at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from awards.nominations.models import Nomination
from awards.nominations.rules import GroupSize, group_size
from awards.programmes.models import Edition
from awards.programmes.settings import Rules, rules_of
from awards.triage.findings import nominators, places, winners
from awards.triage.findings.kinds import Evidence, Finding, FindingKind
from awards.triage.findings.subjects import Subject, subject_of

_ORDER = {kind: place for place, kind in enumerate(FindingKind)}


def findings_of(session: Session, nomination: Nomination, at: datetime) -> list[Finding]:
    """Return what the rules find about a nomination, the weightiest first.

    At most six queries, however many nominations and winners there are.
    """
    subject = subject_of(nomination)
    return findings_in(session, nomination.award.edition, [subject], at)[subject.id]


def won_before(session: Session, nomination: Nomination, at: datetime) -> list[Finding]:
    """Return only whether the nominee, or a member, has won in the years before."""
    rules = rules_of(nomination.award)
    years = winners.years_asked(rules)
    if not years:
        return []
    given = winners.winners_before(session, nomination.award.edition, years, at)
    return winners.won_before(subject_of(nomination), rules, given)


def findings_in(
    session: Session, edition: Edition, subjects: Sequence[Subject], at: datetime
) -> dict[str, list[Finding]]:
    """Return nomination id → findings, for nominations of one edition, the weightiest first."""
    rules = {
        one.award.id: rules_of(one.award) for one in {s.award.id: s for s in subjects}.values()
    }
    ground = _ground(session, edition, subjects, rules, at)
    return {
        one.id: sorted(_look(one, rules[one.award.id], ground), key=lambda f: _ORDER[f.kind])
        for one in subjects
    }


@dataclass(frozen=True)
class _Ground:
    """What the database says beside the nominations themselves."""

    given: Sequence[winners.Won]
    where: places.Places
    standing: dict[str, list[places.Elsewhere]]
    people: dict[str, nominators.Known]


def _ground(
    session: Session,
    edition: Edition,
    subjects: Sequence[Subject],
    rules: dict[str, Rules],
    at: datetime,
) -> _Ground:
    """Ask only what some award's rules ask."""
    years = max((winners.years_asked(one) for one in rules.values()), default=0)
    units = {unit_id for one in subjects for unit_id, _name in one.units}
    only_one = any(not one.several_awards for one in rules.values())
    asked = {
        nominators.address_of(one)
        for one in subjects
        if nominators.needs_people(rules[one.award.id])
    }
    return _Ground(
        winners.winners_before(session, edition, years, at),
        places.places_of(session, edition, units) if units else places.Places(frozenset(), {}),
        places.standing_by_name(session, edition) if only_one else {},
        nominators.people_behind(session, edition, asked),
    )


def _look(subject: Subject, rules: Rules, ground: _Ground) -> list[Finding]:
    known = ground.people.get(nominators.address_of(subject))
    return [
        *(winners.won_before(subject, rules, ground.given) if ground.given else ()),
        *nominators.own_nomination(subject, rules, known),
        *places.other_organisation(subject, ground.where),
        *(() if rules.several_awards else places.other_award(subject, ground.standing)),
        *nominators.not_asked(subject, rules, known),
        *_of_the_text(subject, rules),
    ]


def _of_the_text(subject: Subject, rules: Rules) -> list[Finding]:
    """Return what the form refuses, too: on paper and after a change of rules it can arrive."""
    members = len(subject.members)
    size = group_size(subject.kind, members, rules)
    fewest = rules.min_words
    asked = {
        FindingKind.LATE: (subject.late, Evidence(moment=subject.arrived_at)),
        FindingKind.KIND_NOT_ASKED: (subject.kind.value not in rules.nominee_kinds, None),
        FindingKind.TOO_FEW_MEMBERS: (
            size is GroupSize.TOO_FEW,
            Evidence(count=members, limit=rules.group_least),
        ),
        FindingKind.TOO_MANY_MEMBERS: (
            size is GroupSize.TOO_MANY,
            Evidence(count=members, limit=rules.group_most),
        ),
        FindingKind.TOO_SHORT: (
            subject.words < fewest,
            Evidence(count=subject.words, limit=fewest),
        ),
        FindingKind.MACHINE_LIKE: (subject.machine_like, None),
    }
    return [
        Finding(kind, (evidence,) if evidence else ())
        for kind, (is_so, evidence) in asked.items()
        if is_so
    ]
