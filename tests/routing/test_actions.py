"""Plans from the database and back: who reads what, what moves, what is kept."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, Person
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground, SeatRole
from awards.juries.queries import matter_for, readable
from awards.juries.routing.models import Assignment, AwardRouting, RoutingRun, RunState
from awards.nominations.models import NominationUnit
from awards.programmes.models import Award, Phase
from awards.results.progress import progress_beside, progress_of
from awards.results.queries import scores_in_sight
from awards.scoring.models import ScoreSheet, SheetState
from awards.scoring.queries import GoneElsewhere, sheet_of
from awards.scoring.routing import actions, by_hand, rules
from awards.scoring.routing.planning import plan_for
from awards.scoring.routing.reading import round_of
from awards.scoring.sealing import resolve_conflict
from awards.triage.administrations import administrations
from awards.triage.closeness.reading import organisation
from awards.triage.models import Candidate
from tests.conftest import SECRET
from tests.counting import queries_of
from tests.factories import Make, actor_of

NOW = datetime.now(UTC)
BY: dict[str, Any] = {"by": SYSTEM, "at": NOW}


@dataclass
class Scene:
    """An award in scoring with four jurors and six candidates, nobody close to any."""

    award: Award
    jurors: list[Person]
    candidates: list[Candidate]


@pytest.fixture
def scene(make: Make) -> Scene:
    award = make.award(make.edition(Phase.SCORING))
    jurors = [make.person(f"Juror {letter}", roles=["juror"]) for letter in "ABCD"]
    for juror in jurors:
        make.seat(juror, award)
    candidates = [make.candidate(award) for _ in range(6)]
    for juror in jurors:
        for candidate in candidates:
            make.statement(juror, candidate)
    return Scene(award, jurors, candidates)


def applied(session: Session, scene: Scene, readers: int = 2, **more: Any) -> RoutingRun:
    run = asked(session, scene, readers)
    return actions.apply(session, scene.award.edition, run.id, **BY, **more)


def asked(session: Session, scene: Scene, readers: int = 2) -> RoutingRun:
    session.expire_all()
    planned = plan_for(session, [scene.award], readers=readers, seed=0)
    return actions.ask(
        session,
        scene.award.edition,
        [scene.award],
        readers=readers,
        seed=0,
        planned=planned,
        **BY,
    )


def read_by(session: Session, person: Person) -> set[str]:
    return set(session.scalars(readable(actor_of(person))))


def assignments(session: Session) -> set[tuple[str, str]]:
    rows = session.execute(select(Assignment.person_id, Assignment.candidate_id))
    return {(row[0], row[1]) for row in rows}


def _state(session: Session, sheet: ScoreSheet) -> SheetState:
    return session.scalars(select(ScoreSheet.state).where(ScoreSheet.id == sheet.id)).one()


def events(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


# — what a plan does —


def test_until_a_plan_is_applied_everybody_reads_everything(session: Session, scene: Scene) -> None:
    asked(session, scene)
    every = {candidate.id for candidate in scene.candidates}
    assert [read_by(session, juror) for juror in scene.jurors] == [every] * 4


def test_an_applied_plan_decides_who_reads_what(session: Session, scene: Scene) -> None:
    run = applied(session, scene)
    reads = {juror.id: read_by(session, juror) for juror in scene.jurors}
    assert reads == {juror: set(candidates) for juror, candidates in run.plan.items()}
    assert sorted(len(one) for one in reads.values()) == [3, 3, 3, 3]
    assert (run.state, run.applied_at) == (RunState.APPLIED, NOW)
    line = session.scalars(select(AuditLine).where(AuditLine.event == "routing.applied")).one()
    assert line.details == {"run_id": run.id, "assigned": 12, "taken": 0, "missing": 0}


def test_the_same_round_gives_the_same_plan(session: Session, scene: Scene) -> None:
    one, other = (plan_for(session, [scene.award], readers=2, seed=3) for _ in range(2))
    assert one == other


def test_a_second_click_applies_nothing_again(session: Session, scene: Scene) -> None:
    run = applied(session, scene)
    actions.apply(session, scene.award.edition, run.id, **BY)
    assert events(session).count("routing.applied") == 1


def test_a_small_round_is_read_by_everybody_unless_somebody_says_otherwise(
    session: Session, scene: Scene
) -> None:
    assert all(len(reads) == 6 for reads in _plan(session, scene, 0).values())
    scene.award.rules = {"readers": 1}
    session.commit()
    assert sum(len(reads) for reads in _plan(session, scene, 0).values()) == 6
    assert sum(len(reads) for reads in _plan(session, scene, 3).values()) == 18


def _plan(session: Session, scene: Scene, readers: int) -> dict[str, list[str]]:
    return plan_for(session, [scene.award], readers=readers, seed=0).plan


# — who may not —


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.CONFLICTED])
def test_whoever_is_not_free_of_conflict_is_never_given_it(
    session: Session, make: Make, answer: Answer
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    close, free = (make.person(roles=["juror"]) for _ in range(2))
    for juror in (close, free):
        make.seat(juror, award)
    candidate = make.candidate(award)
    make.statement(close, candidate, answer, ground=Ground.OTHER)
    planned = plan_for(session, [award], readers=1, seed=0)
    assert planned.plan == {close.id: [], free.id: [candidate.id]}


def test_a_fact_stands_in_the_way_until_the_coordinator_has_decided(
    session: Session, make: Make
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    juror = make.person(roles=["juror"], email="close@example.org")
    make.seat(juror, award)
    nomination = make.nomination(award, nominator_email="close@example.org")
    candidate = make.candidate(award, nomination=nomination)
    said = make.statement(juror, candidate)
    assert plan_for(session, [award], readers=1, seed=0).figures["missing"] == {candidate.id: 1}
    said.decided_by_id = make.person().id
    session.commit()
    assert plan_for(session, [award], readers=1, seed=0).plan == {juror.id: [candidate.id]}


@pytest.mark.parametrize("role", [SeatRole.SUBSTITUTE, SeatRole.SECRETARY])
def test_only_who_votes_reads(session: Session, scene: Scene, make: Make, role: SeatRole) -> None:
    make.seat(make.person(roles=["juror"]), scene.award, role)
    assert set(_plan(session, scene, 2)) == {juror.id for juror in scene.jurors}


def test_colleagues_of_the_nominee_are_never_alone(session: Session, make: Make) -> None:
    top = make.unit("Kommun", kind=OrgKind.EMPLOYER)
    school = make.unit("Skolan", parent=top)
    class_room = make.unit("Klassen", parent=school)
    award = make.award(make.edition(Phase.SCORING))
    near = [make.person(roles=["juror"], org_unit_id=school.id) for _ in range(3)]
    far = make.person(roles=["juror"])
    for juror in (*near, far):
        make.seat(juror, award)
    nomination = make.nomination(award)
    session.add(NominationUnit(nomination_id=nomination.id, org_unit_id=class_room.id))
    candidate = make.candidate(award, nomination=nomination)
    session.commit()
    plan = plan_for(session, [award], readers=2, seed=0).plan
    assert (plan[far.id], sum(len(reads) for reads in plan.values())) == ([candidate.id], 2)


def test_administrations_stand_below_the_employer(session: Session, make: Make) -> None:
    top = make.unit("Kommun", kind=OrgKind.EMPLOYER)
    school = make.unit("Skolan", parent=top)
    room = make.unit("Klassen", parent=school)
    company = make.unit("Bolaget", kind=OrgKind.COMPANY)
    assert administrations(organisation(session)) == {
        school.id: school.id,
        room.id: school.id,
        company.id: company.id,
    }


def test_who_knows_the_field_is_preferred_and_limits_hold(session: Session, scene: Scene) -> None:
    a, b, *_ = scene.jurors
    edition, award = scene.award.edition, scene.award
    by_hand.note_reader(session, edition, a.id, fields=[award.id], most=None, away_from=None, **BY)
    by_hand.note_reader(session, edition, b.id, fields=[], most=1, away_from=None, **BY)
    plan = _plan(session, scene, 1)
    assert len(plan[b.id]) == 1
    assert len(plan[a.id]) == 2
    assert events(session).count("routing.reader-changed") == 2


def test_the_same_note_again_is_no_news(session: Session, scene: Scene) -> None:
    note: dict[str, Any] = {"fields": [], "most": 4, "away_from": None, **BY}
    edition, person = scene.award.edition, scene.jurors[0]
    assert by_hand.note_reader(session, edition, person.id, **note)
    assert not by_hand.note_reader(session, edition, person.id, **note)


def test_too_few_readers_are_named_with_why_and_applied_only_when_said_so(
    session: Session, scene: Scene, make: Make
) -> None:
    lonely = make.candidate(scene.award)
    for juror in scene.jurors[:3]:
        make.statement(juror, lonely, Answer.CONFLICTED, ground=Ground.OTHER)
    run = asked(session, scene)
    assert (run.figures["missing"], run.figures["why"]) == ({lonely.id: 1}, {lonely.id: "too-few"})
    with pytest.raises(rules.LacksReaders):
        actions.apply(session, scene.award.edition, run.id, **BY)
    actions.apply(session, scene.award.edition, run.id, incomplete=True, **BY)
    assert [pair for pair in assignments(session) if pair[1] == lonely.id] == [
        (scene.jurors[3].id, lonely.id)
    ]


# — a round that is under way —


def test_when_a_juror_is_away_only_what_they_have_not_finished_moves(
    session: Session, scene: Scene, make: Make
) -> None:
    run = applied(session, scene)
    before, ill = assignments(session), scene.jurors[1]
    theirs = sorted(run.plan[ill.id])
    finished, begun = (next(c for c in scene.candidates if c.id == key) for key in theirs[:2])
    make.sheet(ill, finished)
    make.sheet(ill, begun, state=SheetState.OPEN)
    by_hand.note_reader(
        session, scene.award.edition, ill.id, fields=[], most=None, away_from=NOW.date(), **BY
    )
    again = applied(session, scene)
    after = assignments(session)
    assert before - after == {(ill.id, key) for key in theirs[1:]}
    assert {pair[1] for pair in after - before} == set(theirs[1:])
    assert again.figures["dropped"] == 0
    states = dict(session.execute(select(ScoreSheet.candidate_id, ScoreSheet.state)).all())
    assert states == {finished.id: SheetState.HANDED_IN, begun.id: SheetState.SEALED}
    assert events(session).count("sheet.set-aside") == 1


def test_a_sheet_that_was_set_aside_comes_back_with_the_candidate(
    session: Session, scene: Scene, make: Make
) -> None:
    juror, candidate = scene.jurors[0], scene.candidates[0]
    sheet = make.sheet(juror, candidate, state=SheetState.OPEN)
    make.routed(scene.award, (juror, candidate), (scene.jurors[1], candidate))
    assert by_hand.take(session, scene.award, juror.id, candidate.id, **BY)
    assert _state(session, sheet) is SheetState.SEALED
    with pytest.raises(GoneElsewhere):
        sheet_of(session, actor_of(juror), sheet.id, secret=SECRET)
    assert by_hand.give(session, scene.award, juror.id, candidate.id, **BY)
    assert _state(session, sheet) is SheetState.OPEN
    assert events(session) == [
        "sheet.set-aside",
        "routing.taken",
        "sheet.brought-back",
        "routing.given",
    ]


def test_a_word_of_no_conflict_does_not_open_a_sheet_that_went_elsewhere(
    session: Session, scene: Scene, make: Make
) -> None:
    coordinator = actor_of(make.person(roles=["coordinator"]))
    juror, candidate = scene.jurors[0], scene.candidates[0]
    make.routed(scene.award, (scene.jurors[1], candidate))
    sheet = make.sheet(juror, candidate, state=SheetState.SEALED)
    matter = matter_for(session, coordinator, juror.id, candidate.id)
    for answer in (Answer.CONFLICTED, Answer.NONE):
        ground = Ground.OTHER if answer is Answer.CONFLICTED else None
        resolve_conflict(session, matter, Stated(answer, ground), by=coordinator, at=NOW)
    assert sheet.state is SheetState.SEALED


def test_a_late_candidate_gets_readers_and_takes_nobody_from_another(
    session: Session, scene: Scene, make: Make
) -> None:
    applied(session, scene)
    before, late = assignments(session), make.candidate(scene.award)
    assert not any(late.id in read_by(session, juror) for juror in scene.jurors)
    applied(session, scene)
    after = assignments(session)
    assert before <= after
    assert {pair[1] for pair in after - before} == {late.id}
    assert len(after - before) == 2


def test_a_new_conflict_moves_that_reading_and_no_other(
    session: Session, scene: Scene, make: Make
) -> None:
    run = applied(session, scene)
    juror = scene.jurors[0]
    candidate_id = run.plan[juror.id][0]
    coordinator = actor_of(make.person(roles=["coordinator"]))
    matter = matter_for(session, coordinator, juror.id, candidate_id)
    resolve_conflict(
        session, matter, Stated(Answer.CONFLICTED, Ground.OTHER), by=coordinator, at=NOW
    )
    before = assignments(session)
    applied(session, scene)
    after = assignments(session)
    assert before - after == {(juror.id, candidate_id)}
    assert len(after) == 12


def test_a_plan_from_before_a_change_is_refused(session: Session, scene: Scene, make: Make) -> None:
    run = asked(session, scene)
    make.candidate(scene.award)
    with pytest.raises(rules.PlanIsOld):
        actions.apply(session, scene.award.edition, run.id, **BY)


def test_a_plan_that_would_move_a_sheet_finished_meanwhile_is_refused(
    session: Session, scene: Scene, make: Make
) -> None:
    run = asked(session, scene)
    juror = scene.jurors[0]
    other = next(c for c in scene.candidates if c.id not in run.plan[juror.id])
    make.sheet(juror, other)
    with pytest.raises(rules.PlanIsOld):
        actions.apply(session, scene.award.edition, run.id, **BY)


def test_a_pin_stays_where_the_coordinator_put_it(session: Session, scene: Scene) -> None:
    run = applied(session, scene)
    juror = scene.jurors[0]
    kept = run.plan[juror.id][0]
    assert by_hand.pin(session, scene.award, juror.id, kept, pinned=True, **BY)
    assert not by_hand.pin(session, scene.award, juror.id, kept, pinned=True, **BY)
    applied(session, scene, readers=1)
    assert (juror.id, kept) in assignments(session)


def test_lifting_lets_everybody_read_everything_and_brings_sheets_back(
    session: Session, scene: Scene, make: Make
) -> None:
    make.routed(scene.award, (scene.jurors[1], scene.candidates[0]))
    aside = make.sheet(scene.jurors[0], scene.candidates[0], state=SheetState.SEALED)
    assert actions.lift(session, scene.award, **BY)
    assert not actions.lift(session, scene.award, **BY)
    assert (assignments(session), session.scalars(select(AwardRouting)).all()) == (set(), [])
    assert read_by(session, scene.jurors[3]) == {candidate.id for candidate in scene.candidates}
    assert aside.state is SheetState.OPEN


# — by hand —


def test_by_hand_nobody_gets_what_they_may_not_read(
    session: Session, scene: Scene, make: Make
) -> None:
    a, b, c, _ = scene.jurors
    one = make.candidate(scene.award)
    make.statement(a, one, Answer.CONFLICTED, ground=Ground.OTHER)
    make.routed(scene.award, (c, one), (b, scene.candidates[0]))
    note: dict[str, Any] = {"fields": [], "away_from": None, **BY}
    by_hand.note_reader(session, scene.award.edition, b.id, most=1, **note)
    with pytest.raises(rules.MayNotRead):
        by_hand.give(session, scene.award, a.id, one.id, **BY)
    with pytest.raises(rules.LimitReached):
        by_hand.give(session, scene.award, b.id, one.id, **BY)
    assert not by_hand.give(session, scene.award, c.id, one.id, **BY)


def test_by_hand_a_finished_sheet_stays(session: Session, scene: Scene, make: Make) -> None:
    juror, candidate = scene.jurors[0], scene.candidates[0]
    make.routed(scene.award, (juror, candidate))
    make.sheet(juror, candidate)
    with pytest.raises(rules.IsFinished):
        by_hand.take(session, scene.award, juror.id, candidate.id, **BY)


def test_where_everybody_reads_everything_nothing_is_given_by_hand(
    session: Session, scene: Scene
) -> None:
    with pytest.raises(rules.NotRouted):
        by_hand.give(session, scene.award, scene.jurors[0].id, scene.candidates[0].id, **BY)


def test_after_scoring_nothing_moves(session: Session, make: Make) -> None:
    award = make.award(make.edition(Phase.DELIBERATION))
    with pytest.raises(rules.RoutingOver):
        actions.lift(session, award, **BY)


# — what follows from it —


def test_only_what_is_assigned_is_expected(session: Session, scene: Scene, make: Make) -> None:
    a, b, *_ = scene.jurors
    one, two, *_rest = scene.candidates
    make.routed(scene.award, (a, one), (a, two), (b, one))
    make.sheet(a, one)
    coordinator = actor_of(make.person(roles=["coordinator"]))
    progress = progress_of(session, coordinator, [scene.award.id])[scene.award.id]
    assert (progress.candidates, progress.handed_in, progress.missing) == (6, 1, 2)
    scored = scores_in_sight(session, coordinator, scene.award)
    assert progress_beside(session, scene.award, scored) == progress


def test_reading_a_round_takes_as_many_queries_however_large(
    database: Database, scene: Scene, make: Make
) -> None:
    def count() -> int:
        with database.read() as session:
            award = session.get_one(Award, scene.award.id)
            _ = award.edition.programme
            return queries_of(database, lambda: round_of(session, [award]))

    small = count()
    for _ in range(5):
        candidate = make.candidate(scene.award)
        juror = make.person(roles=["juror"])
        make.seat(juror, scene.award)
        make.statement(juror, candidate)
    assert count() == small
    assert small <= 12
