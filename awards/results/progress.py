"""How many sheets of an award are in and how many are missing: counts, no score."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from awards.core.db import Base
from awards.core.permissions import Actor
from awards.juries.models import (
    VOTING,
    Answer,
    ConflictStatement,
    PanelSeat,
    StepOut,
)
from awards.juries.queries import (
    AT,
    in_office,
    in_office_now,
    is_lent,
    routed_awards,
    this_quarter,
)
from awards.juries.routing.models import Assignment, AwardRouting
from awards.programmes.models import Award
from awards.results.queries import open_to
from awards.results.rules import Progress
from awards.results.scores import Scored
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.blind import is_ready
from awards.triage.models import Candidate


def progress_beside(session: Session, award: Award, scored: Scored) -> Progress:
    """Return what `progress_of` says of an award whose scores are at hand.

    In two queries, three where the award is divided.
    """
    conflicts = and_(
        ConflictStatement.person_id == PanelSeat.person_id,
        ConflictStatement.answer != Answer.NONE,
        ConflictStatement.candidate_id.in_(
            select(Candidate.id).where(Candidate.award_id == award.id)
        ),
    )
    routed = award_id_is_routed(award.id)
    voters = (
        select(PanelSeat.person_id, ConflictStatement.candidate_id, routed)
        .join(ConflictStatement, conflicts, isouter=True)
        .where(PanelSeat.award_id == award.id, PanelSeat.role.in_(VOTING), in_office_now())
    )
    in_sight, barred_from = set(scored.candidates), defaultdict[str, int](int)
    by_assignment = False
    for person_id, candidate_id, is_routed in session.execute(voters):
        barred_from[person_id] += candidate_id in in_sight
        by_assignment = is_routed
    done = dict(zip(scored.jurors, scored.has_sheet.sum(axis=0).tolist(), strict=True))
    every = len(scored.candidates)
    if by_assignment:
        left = session.scalars(
            _left_to_read(Candidate.award_id == award.id, Candidate.id), {"at": this_quarter()}
        )
        missing = sum(candidate_id in in_sight for candidate_id in left)
    else:
        missing = sum(max(0, every - n - done.get(who, 0)) for who, n in barred_from.items())
    lent = session.scalars(
        _left_to_lent(Candidate.award_id == award.id, Candidate.id), {"at": this_quarter()}
    )
    missing += sum(candidate_id in in_sight for candidate_id in lent)
    return Progress(every, sum(done.values()), missing)


def award_id_is_routed(award_id: str) -> ColumnElement[bool]:
    """Return whether only who has an assignment reads an award's candidates."""
    return exists().where(AwardRouting.award_id == award_id)


def _left_to_read(of: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Select assignments of voting jurors, without a conflict, whose sheet is not handed in."""
    its = Assignment.candidate_id, Assignment.person_id
    seat = (PanelSeat.award_id == Candidate.award_id) & (PanelSeat.person_id == its[1])
    return (
        select(*columns)
        .select_from(Assignment)
        .join(Candidate, Candidate.id == its[0])
        .join(PanelSeat, seat & PanelSeat.role.in_(VOTING) & in_office(AT))
        .where(
            of,
            Candidate.award_id.in_(routed_awards()),
            _is_left(*its, Assignment),
        )
    )


def _left_to_lent(of: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Select candidates at which a substitute stands in and has not handed in a sheet."""
    its = StepOut.candidate_id, StepOut.stand_in_id
    return (
        select(*columns)
        .select_from(StepOut)
        .join(PanelSeat, is_lent() & in_office(AT))
        .join(Candidate, Candidate.id == its[0])
        .where(of, _is_left(*its, StepOut))
    )


def _is_left(candidate: Any, person: Any, row: type[Base]) -> ColumnElement[bool]:
    """Return the condition on a row for no sheet handed in, and no conflict in the way of one."""
    handed_in = exists().where(
        ScoreSheet.candidate_id == candidate,
        ScoreSheet.person_id == person,
        ScoreSheet.state == SheetState.HANDED_IN,
    )
    stated = exists().where(
        ConflictStatement.candidate_id == candidate,
        ConflictStatement.person_id == person,
        ConflictStatement.answer.in_(_CONFLICTED),
    )
    return ~handed_in.correlate(row) & ~stated.correlate(row)


def progress_of(session: Session, actor: Actor, award_ids: Sequence[str]) -> dict[str, Progress]:
    """Return award id → how many sheets are in and how many are missing, in one query.

    A sheet is missing where a voting member has stated no conflict and not handed in; in a routed
    award only where it is assigned to them; and where a substitute stands in for somebody. The
    sheets of somebody who has left the panel still count as handed in.
    """
    if not award_ids:
        return {}
    values = {"awards": list(award_ids), "person": actor.person_id, "at": this_quarter()}
    return _summed(session.connection().execute(_progress(), values).all(), award_ids)


def progress_of_panels(session: Session, award_ids: Sequence[str]) -> dict[str, Progress]:
    """Return the same of whoever sits on the panels now, as the page of the jury's progress has it.

    For whoever runs the round, in one query: no candidate is left out because of what they have
    said of it, and the sheets of somebody who has left are no longer the jury's.
    """
    if not award_ids:
        return {}
    values = {"awards": list(award_ids), "at": this_quarter()}
    rows = session.connection().execute(_progress_of_panels(), values).all()
    here = {(award, who) for what, award, who, _ in rows if what in {_SEATS, _STANDS_IN}}
    return _summed([r for r in rows if r[0] != _SHEETS_IN or (r[1], r[2]) in here], award_ids)


def _summed(rows: Sequence[Any], award_ids: Sequence[str]) -> dict[str, Progress]:
    candidates = {award: number for what, award, _, number in rows if what == _CANDIDATES}
    done = {(award, who): number for what, award, who, number in rows if what == _SHEETS_IN}
    totals, missing = dict.fromkeys(award_ids, 0), dict.fromkeys(award_ids, 0)
    for (award, _), sheets in done.items():
        totals[award] += sheets
    for what, award, who, conflicts in rows:
        if what == _SEATS:
            left = candidates.get(award, 0) - conflicts - done.get((award, who), 0)
            missing[award] += max(0, left)
    missing |= dict.fromkeys((award for what, award, _, _ in rows if what == _ROUTED), 0)
    missing |= {award: number for what, award, _, number in rows if what == _TO_READ}
    for what, award, _, number in rows:
        missing[award] += number if what == _TO_LEND else 0
    return {i: Progress(candidates.get(i, 0), totals[i], missing[i]) for i in award_ids}


_CANDIDATES, _SHEETS_IN, _SEATS = "candidates", "sheets", "seats"
_ROUTED, _TO_READ, _TO_LEND = "routed", "to-read", "to-lend"
_STANDS_IN = "stands-in"
_AWARDS = bindparam("awards", type_=String(), expanding=True)
_CONFLICTED = tuple(answer for answer in Answer if answer is not Answer.NONE)


@cache
def _progress() -> CompoundSelect[*tuple[Any, ...]]:
    """Count what is in sight of a person: made once."""
    return union_all(*_counts(open_to(bindparam("person", type_=String()), AT)))


@cache
def _progress_of_panels() -> CompoundSelect[*tuple[Any, ...]]:
    """Count all there is, and name those who stand in at single candidates: made once."""
    stand_in = (
        select(literal(_STANDS_IN), PanelSeat.award_id, PanelSeat.person_id, literal(1))
        .join(StepOut, is_lent())
        .where(PanelSeat.award_id.in_(_AWARDS), in_office(AT))
    )
    return union_all(*_counts(true()), stand_in)


def _counts(in_sight: ColumnElement[bool]) -> list[Select[*tuple[Any, ...]]]:
    """Count, per award: candidates in sight; per juror sheets handed in; per voter conflicts.

    In a divided award what is left to read, and everywhere what is left to those who stand in.
    Which candidates are in sight is worked out once for all of them.
    """
    visible = (
        select(Candidate.id, Candidate.award_id)
        .where(Candidate.award_id.in_(_AWARDS), is_ready(), in_sight)
        .cte("visible")
    )
    candidates = select(
        literal(_CANDIDATES), visible.c.award_id, literal(""), func.count()
    ).group_by(visible.c.award_id)
    sheets = (
        select(literal(_SHEETS_IN), visible.c.award_id, ScoreSheet.person_id, func.count())
        .join(ScoreSheet, ScoreSheet.candidate_id == visible.c.id)
        .where(ScoreSheet.state == SheetState.HANDED_IN)
        .group_by(visible.c.award_id, ScoreSheet.person_id)
    )
    conflicts = (
        select(func.count())
        .select_from(ConflictStatement)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .where(
            ConflictStatement.person_id == PanelSeat.person_id,
            ConflictStatement.answer.in_(_CONFLICTED),
            Candidate.award_id == PanelSeat.award_id,
            # Not joined: SQLite would go through all that is visible for each seat.
            Candidate.id.in_(select(visible.c.id)),
        )
        .correlate(PanelSeat)
        .scalar_subquery()
    )
    seats = select(literal(_SEATS), PanelSeat.award_id, PanelSeat.person_id, conflicts).where(
        PanelSeat.award_id.in_(_AWARDS), PanelSeat.role.in_(VOTING), in_office(AT)
    )
    routed = select(literal(_ROUTED), AwardRouting.award_id, literal(""), literal(1)).where(
        AwardRouting.award_id.in_(_AWARDS)
    )
    of_these = Candidate.id.in_(select(visible.c.id))
    to_read = _left_to_read(
        of_these, literal(_TO_READ), Candidate.award_id, literal(""), func.count()
    ).group_by(Candidate.award_id)
    to_lend = _left_to_lent(
        of_these, literal(_TO_LEND), Candidate.award_id, literal(""), func.count()
    ).group_by(Candidate.award_id)
    return [candidates, sheets, seats, routed, to_read, to_lend]
