"""Looking a copy through: what its own nomination, others and the directory know of names."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, Person
from awards.nominations.models import Nomination, NominationMember, NominationState, NomineeKind
from awards.programmes.models import Award
from awards.programmes.settings import rules_of_edition
from awards.triage.copying.mark import Known, Mark
from awards.triage.copying.marks import marks_of
from awards.triage.masking import KnownElsewhere
from awards.triage.originals import Original, identities, originals, texts_of
from awards.triage.queries import CopyCase

Sections = Sequence[Mapping[str, Any]]
"""The sections of a copy as they are stored."""

_FRESH = 300.0
"""Seconds after which names are read again although their number is the same: one was changed."""


@dataclass(frozen=True)
class _Kept:
    stamp: tuple[object, ...]
    until: float
    names: KnownElsewhere


_KEPT: WeakKeyDictionary[Engine, dict[str, _Kept]] = WeakKeyDictionary()


def known_for(session: Session, of: CopyCase) -> Known:
    """Return what a candidate's copy is looked through with."""
    edition = of.award.edition
    blind = edition.blind
    return Known(
        identities(of.nominations),
        elsewhere_in(session, edition.id) if blind else KnownElsewhere(),
        neutral_pronouns=rules_of_edition(edition).neutral_pronouns,
        blind=blind,
    )


def marks_in(
    session: Session, of: CopyCase, sections: Sections, looked_at: Sequence[str]
) -> list[Mark]:
    """Return the marks of a copy with these sections."""
    written = originals_of(of, sections)
    return marks_of(written, texts_of(sections), known_for(session, of), looked_at)


def originals_of(of: CopyCase, sections: Sections) -> list[Original]:
    """Return the original of each section of a copy, in its order.

    What an award no longer asks for has an empty original.
    """
    by_key = {section.key: section for section in originals(of.nominations)}
    gone = ((of.nominations[0].language, ""),)
    return [
        by_key.get(section["key"], Original(section["key"], section["heading"], gone))
        for section in sections
    ]


def elsewhere_in(session: Session, edition_id: str) -> KnownElsewhere:
    """Return every name in the edition's nominations and in the directory, indexed.

    Kept as long as their number and the nominations stand still, so that a run over many copies
    reads them once.
    """
    engine = session.get_bind()
    kept = _KEPT.setdefault(engine if isinstance(engine, Engine) else engine.engine, {})
    stamp = _stamp(session, edition_id)
    found = kept.get(edition_id)
    if found is None or found.stamp != stamp or found.until < time.monotonic():
        people, units = _names(session, edition_id)
        found = _Kept(stamp, time.monotonic() + _FRESH, KnownElsewhere.of(people, units))
        kept[edition_id] = found
    return found.names


def _stamp(session: Session, edition_id: str) -> tuple[object, ...]:
    of_edition = select(Award.id).where(Award.edition_id == edition_id)
    row = session.execute(
        select(
            select(func.count()).select_from(Person).scalar_subquery(),
            select(func.count()).select_from(OrgUnit).scalar_subquery(),
            func.count(Nomination.id),
            func.max(Nomination.changed_at),
        ).where(Nomination.award_id.in_(of_edition))
    ).one()
    return tuple(row)


def _names(session: Session, edition_id: str) -> tuple[list[str], list[str]]:
    """Return the names of people, and of units, groups and projects; one query."""
    standing = (
        Nomination.award_id.in_(select(Award.id).where(Award.edition_id == edition_id)),
        Nomination.state != NominationState.WITHDRAWN,
    )
    is_person = case((Nomination.nominee_kind == NomineeKind.PERSON, 1), else_=0)
    person, thing = literal(1), literal(0)
    rows = session.execute(
        union_all(
            select(person.label("is_person"), Person.name),
            select(thing, OrgUnit.name),
            select(is_person, Nomination.nominee_name).where(*standing),
            select(person, Nomination.nominator_name).where(*standing),
            select(person, NominationMember.name).join(Nomination).where(*standing),
        )
    )
    named: tuple[list[str], list[str]] = ([], [])
    for of_person, name in rows:
        named[0 if of_person else 1].append(name)
    return named
