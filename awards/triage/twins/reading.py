"""Reading an edition's nominations for the search: a handful of queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit
from awards.nominations.models import (
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
    NominationUnit,
    NomineeKind,
)
from awards.programmes.models import Award
from awards.triage.twins.entries import Entry, Place

WAY = "1"
"""Counted up when the search finds otherwise than before: then every edition is looked at anew."""


def _standing(edition_id: str) -> Select[str]:
    """Select the ids of the nominations that are confirmed and not withdrawn."""
    return (
        select(Nomination.id)
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition_id, Nomination.state == NominationState.RECEIVED)
    )


def stamps(session: Session, edition_ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return what tells whether an edition's nominations have changed, and how many stand."""
    rows = session.execute(
        select(
            Award.edition_id,
            func.count().filter(Nomination.state == NominationState.RECEIVED),
            func.max(Nomination.changed_at),
            func.max(Nomination.confirmed_at),
            func.max(Nomination.withdrawn_at),
        )
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id.in_(sorted(edition_ids)))
        .group_by(Award.edition_id)
    )
    return {
        edition: (" ".join([WAY, str(number), *(str(m) for m in moments)]), number)
        for edition, number, *moments in rows
    }


def entries_of(session: Session, edition_id: str) -> list[Entry]:
    """Return the nominations of an edition that stand, as the search sees them."""
    standing = _standing(edition_id)
    members = _by_nomination(
        session.execute(
            select(NominationMember.nomination_id, NominationMember.name)
            .where(NominationMember.nomination_id.in_(standing))
            .order_by(NominationMember.position)
        )
    )
    answers = _by_nomination(
        session.execute(
            select(NominationAnswer.nomination_id, NominationAnswer.text)
            .where(NominationAnswer.nomination_id.in_(standing))
            .order_by(NominationAnswer.prompt_id)
        )
    )
    units = _by_nomination(
        session.execute(
            select(NominationUnit.nomination_id, NominationUnit.org_unit_id).where(
                NominationUnit.nomination_id.in_(standing)
            )
        )
    )
    places = _places(session)
    rows = session.execute(
        select(
            Nomination.id,
            Nomination.award_id,
            Nomination.nominee_kind,
            Nomination.nominee_name,
            Nomination.nominee_title,
            Nomination.nominee_email,
            Nomination.effect,
        ).where(Nomination.id.in_(standing))
    )
    return [
        Entry(
            id=one,
            award_id=award,
            is_person=kind is NomineeKind.PERSON,
            nominee=name,
            title=title,
            email=email,
            members=tuple(members[one]),
            places=tuple(places[unit] for unit in sorted(units[one])),
            text="\n".join([*answers[one], effect]),
        )
        for one, award, kind, name, title, email, effect in rows
    ]


def _by_nomination(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for nomination, value in rows:
        found[nomination].append(value)
    return found


def _places(session: Session) -> dict[str, Place]:
    rows = session.execute(select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.name)).all()
    parents = {one: parent for one, parent, _ in rows}
    return {one: Place(one, tuple(_above(one, parents)), name) for one, _, name in rows}


def _above(unit: str, parents: dict[str, str | None]) -> list[str]:
    found: list[str] = []
    parent = parents.get(unit)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found
