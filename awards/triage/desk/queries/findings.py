"""Findings with what people said to them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from awards.accounts.models import Person
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Edition
from awards.programmes.queries import is_open
from awards.triage.desk import rules
from awards.triage.desk.models import FindingAnswer, KeptFinding
from awards.triage.desk.rules import Standing
from awards.triage.findings import FindingKind, findings_in, findings_of
from awards.triage.findings.subjects import subjects_in

Kept = dict[FindingKind, KeptFinding]


def kept_of(session: Session, nomination_ids: Collection[str]) -> dict[str, Kept]:
    """Return nomination id → what is kept about it, as it is in the database now."""
    found: dict[str, Kept] = defaultdict(dict)
    rows = session.scalars(
        select(KeptFinding)
        .where(KeptFinding.nomination_id.in_(nomination_ids))
        .execution_options(populate_existing=True)
    )
    for row in rows:
        found[row.nomination_id][row.kind] = row
    return found


def standings_of(session: Session, nomination: Nomination, at: datetime) -> list[Standing]:
    """Return what the rules find about a nomination now, and what was said to it."""
    found = findings_of(session, nomination, at)
    if not found:
        return []
    rows = session.execute(
        select(KeptFinding, Person.name)
        .outerjoin(Person, Person.id == KeptFinding.answered_by_id)
        .where(KeptFinding.nomination_id == nomination.id)
        .execution_options(populate_existing=True)
    ).all()
    kept = {row.kind: row for row, _name in rows}
    names = {row.kind: name or "" for row, name in rows}
    return rules.standings(found, nomination.version, kept, names)


def overruled_on(session: Session, nomination: Nomination, at: datetime) -> frozenset[FindingKind]:
    """Return which findings a person has said do not count; asks the rules only if there is one."""
    kept = kept_of(session, [nomination.id])[nomination.id]
    if not any(row.answer is FindingAnswer.OVERRULED for row in kept.values()):
        return frozenset()
    found = findings_of(session, nomination, at)
    return rules.overruled(rules.standings(found, nomination.version, kept))


Marks = dict[FindingKind, str]


def outdated(session: Session, edition: Edition, at: datetime) -> dict[str, Marks]:
    """Return nomination id → what the rules find now, where that is not what is kept.

    What has been withdrawn, or is not confirmed, has no findings.
    """
    subjects = subjects_in(session, edition)
    counted = [one for one in subjects if one.state is NominationState.RECEIVED]
    found = findings_in(session, edition, counted, at)
    kept = kept_of(session, [one.id for one in subjects])
    now = {
        one.id: {finding.kind: finding.mark(one.version) for finding in found.get(one.id, ())}
        for one in subjects
    }
    return {
        key: marks
        for key, marks in now.items()
        if marks != {kind: row.mark for kind, row in kept[key].items() if row.stands}
    }


def watched(session: Session, at: datetime) -> list[Edition]:
    """Return the editions in which a verdict can still follow from a finding."""
    editions = session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(is_open(), Edition.opens_at <= at, Edition.scoring_closes_at > at)
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
        .order_by(Edition.id)
    )
    return list(editions)
