"""Writing down what people say about candidates. Seats are given in `seating`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.juries import queries, rules
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.juries.rules import Change
from awards.juries.seating import flush_or_refuse
from awards.programmes.models import Award, Edition


@dataclass(frozen=True)
class Stated:
    """What somebody says about one candidate."""

    answer: Answer
    ground: Ground | None = None
    note: str = ""


def state(
    session: Session,
    statements: Mapping[str, Stated],
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Answer]:
    """Write down a juror's own statements (candidate id → what they say).

    Where a fact on file connects juror and candidate, the juror's "none" is kept as "unsure" with
    the fact's ground until the coordinator has decided: the text stays shut. Facts are looked for
    when something is stated, and only then; one that arrives later (a nomination merged into the
    candidate) closes nothing by itself, but stands among the coordinator's suggestions.

    Returns the answers that are new or changed, as they are kept; the same words again change
    nothing. Raises NotFound for a candidate the juror is not asked about, Closed outside the
    phases in which statements are taken, OnlyTheCoordinator, GroundMissing.
    """
    assert by.person_id is not None
    awards = queries.awards_asked_about(session, by, statements)
    if set(awards) != set(statements):
        raise NotFound
    for award in set(awards.values()):
        rules.require_open(award, at, Change.STATEMENTS)
    known = queries.statements_by(session, by.person_id, statements)
    facts = _facts_about(session, by.person_id, awards.values())
    changed: dict[str, Answer] = {}
    for candidate_id, said in statements.items():
        before = known.get(candidate_id)
        if _is_freed(before) and said.answer is Answer.NONE:
            continue
        stated = _held_back(said, facts.get(candidate_id), before)
        rules.require_own_change(before.answer if before else None, stated.answer)
        if _write(session, before, by.person_id, candidate_id, stated, at=at, decided_by=None):
            changed[candidate_id] = stated.answer
    flush_or_refuse(session)
    for candidate_id, answer in changed.items():
        record(
            session,
            "conflict.stated",
            subject=f"candidate:{candidate_id}",
            by=by,
            at=at,
            programme_id=awards[candidate_id].edition.programme_id,
            answer=answer.value,
        )
    return changed


def reconsider(session: Session, edition: Edition, *, by: Actor, at: datetime) -> dict[str, Answer]:
    """Close what a juror has just named somebody of, where they had said "none" before.

    It waits for the coordinator, as "none" against a fact always does. Returns what is news.
    """
    assert by.person_id is not None
    person = session.get_one(Person, by.person_id)
    awards = [award.id for award in edition.awards]
    named = queries.named_candidates(session, person, awards)
    known = queries.statements_by(session, person.id, named)
    held = Stated(Answer.UNSURE, Ground.OTHER)
    changed: dict[str, Answer] = {}
    for candidate_id, before in known.items():
        if before.answer is Answer.NONE and not _is_freed(before):
            _write(session, before, person.id, candidate_id, held, at=at, decided_by=None)
            changed[candidate_id] = held.answer
    session.flush()
    for candidate_id, answer in changed.items():
        record(
            session,
            "conflict.stated",
            subject=f"candidate:{candidate_id}",
            by=by,
            at=at,
            programme_id=edition.programme_id,
            answer=answer.value,
        )
    return changed


def _facts_about(session: Session, person_id: str, awards: Iterable[Award]) -> dict[str, Ground]:
    person = session.get_one(Person, person_id)
    return queries.suggestions_for(session, person, {award.id for award in awards})


def _is_freed(before: ConflictStatement | None) -> bool:
    """Say whether the coordinator has decided that there is no conflict: that word stays."""
    return before is not None and before.answer is Answer.NONE and before.decided_by_id is not None


def _held_back(said: Stated, fact: Ground | None, before: ConflictStatement | None) -> Stated:
    """Return what is kept of a juror's words: "none" against a fact waits for the coordinator.

    Said twice it is the same. A conflict that was stated otherwise is not replaced by it.
    """
    if fact is None or said.answer is not Answer.NONE:
        return said
    held = Stated(Answer.UNSURE, fact, said.note)
    if before is None or before.answer is Answer.NONE:
        return held
    return held if Stated(before.answer, before.ground, before.note) == held else said


def _write(
    session: Session,
    before: ConflictStatement | None,
    person_id: str,
    candidate_id: str,
    stated: Stated,
    *,
    at: datetime,
    decided_by: str | None,
) -> bool:
    """Put a statement into its row; say whether that changed anything."""
    ground = rules.ground_kept(stated.answer, stated.ground)
    new = (stated.answer, ground, stated.note, decided_by)
    row = before or ConflictStatement(person_id=person_id, candidate_id=candidate_id)
    if before and (row.answer, row.ground, row.note, row.decided_by_id) == new:
        return False
    row.answer, row.ground, row.note, row.decided_by_id = new
    row.stated_at = at
    session.add(row)
    return True


def resolve(
    session: Session, matter: queries.Matter, decided: Stated, *, by: Actor, at: datetime
) -> bool:
    """Write down the coordinator's word on a possible conflict; say whether it is news.

    Raises WrongInput when it settles nothing, GroundMissing, JuryClosed.
    """
    rules.require_open(matter.award, at, Change.RESOLUTIONS)
    rules.require_resolution(decided.answer)
    person, candidate = matter.person, matter.candidate
    before = queries.statements_by(session, person.id, [candidate.id]).get(candidate.id)
    changed = _write(
        session, before, person.id, candidate.id, decided, at=at, decided_by=by.person_id
    )
    if not changed:
        return False
    flush_or_refuse(session)
    record(
        session,
        "conflict.resolved",
        subject=f"candidate:{candidate.id}",
        by=by,
        at=at,
        programme_id=matter.award.edition.programme_id,
        person_id=person.id,
        answer=decided.answer.value,
    )
    return True
