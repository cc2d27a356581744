"""Seating, stating, resolving, and who may read what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.core.errors import Closed, NotFound
from awards.core.permissions import Actor
from awards.juries import actions, queries, rules, seating
from awards.juries.actions import Stated
from awards.juries.models import Answer, ConflictStatement, Ground, PanelSeat, SeatRole
from awards.juries.rules import JuryClosed, NoVote
from awards.nominations.models import NominationState
from awards.programmes.models import Award, Phase
from awards.triage.closeness import Asked, Closeness, Fact, closeness_of
from awards.triage.models import Candidate, CopyState, Verdict
from tests.counting import queries_of
from tests.factories import Make, actor_of

NOW = datetime.now(UTC)
NONE = Stated(Answer.NONE)
CONFLICTED = Stated(Answer.CONFLICTED, Ground.MANAGER, "my own manager")


@dataclass
class Scene:
    """An award in its scoring phase with a panel of one and a candidate."""

    award: Award
    juror: Person
    candidate: Candidate

    @property
    def actor(self) -> Actor:
        return actor_of(self.juror)


@pytest.fixture
def scene(make: Make) -> Scene:
    award = make.award(make.edition(Phase.SCORING))
    juror = make.person("Jo Juror", roles=["juror"])
    make.seat(juror, award)
    return Scene(award, juror, make.candidate(award))


def events(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


def readable(session: Session, actor: Actor) -> list[str]:
    return list(session.scalars(queries.readable(actor)))


def test_candidate_is_readable_after_the_answer_none(session: Session, scene: Scene) -> None:
    assert readable(session, scene.actor) == []
    changed = actions.state(session, {scene.candidate.id: NONE}, by=scene.actor, at=NOW)
    assert changed == {scene.candidate.id: Answer.NONE}
    assert readable(session, scene.actor) == [scene.candidate.id]


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.CONFLICTED])
def test_candidate_is_not_readable_with_a_possible_conflict(
    session: Session, scene: Scene, make: Make, answer: Answer
) -> None:
    make.statement(scene.juror, scene.candidate, answer, ground=Ground.OTHER)
    assert readable(session, scene.actor) == []
    assert list(session.scalars(queries.barred(scene.juror.id))) == [scene.candidate.id]


def test_only_ready_candidates_of_own_awards_are_asked_about(
    session: Session, scene: Scene, make: Make
) -> None:
    make.candidate(scene.award, copy=CopyState.DRAFT)
    make.candidate(scene.award, copy=None)
    make.candidate(scene.award, verdict=Verdict.INELIGIBLE)
    gone = make.nomination(scene.award, state=NominationState.WITHDRAWN)
    make.candidate(scene.award, nomination=gone)
    make.candidate(make.award(slug="openness"))
    assert list(session.scalars(queries.askable(scene.actor))) == [scene.candidate.id]


@pytest.mark.parametrize("role", [SeatRole.SECRETARY, SeatRole.ADVISER, SeatRole.SUBSTITUTE])
def test_seat_without_a_vote_reads_nothing(
    session: Session, scene: Scene, make: Make, role: SeatRole
) -> None:
    other = make.person(roles=["juror"])
    make.seat(other, scene.award, role)
    make.statement(other, scene.candidate)
    assert readable(session, actor_of(other)) == []


def test_seat_without_the_role_in_the_programme_reads_nothing(
    session: Session, scene: Scene, make: Make
) -> None:
    elsewhere = make.programme("sandnes")
    guest = make.person(roles=["juror"], programme=elsewhere)
    make.seat(guest, scene.award)
    make.statement(guest, scene.candidate)
    assert readable(session, actor_of(guest)) == []


def test_same_answer_again_changes_nothing(session: Session, scene: Scene) -> None:
    actions.state(session, {scene.candidate.id: CONFLICTED}, by=scene.actor, at=NOW)
    later = NOW + timedelta(hours=1)
    assert actions.state(session, {scene.candidate.id: CONFLICTED}, by=scene.actor, at=later) == {}
    assert events(session) == ["conflict.stated"]
    assert session.scalars(select(ConflictStatement.stated_at)).one() == NOW


def test_statement_about_a_strangers_candidate_is_refused(
    session: Session, scene: Scene, make: Make
) -> None:
    other = make.candidate(make.award(slug="openness"))
    with pytest.raises(NotFound):
        actions.state(session, {other.id: NONE}, by=scene.actor, at=NOW)


def test_statement_after_the_decision_is_refused(
    session: Session, scene: Scene, make: Make
) -> None:
    later = scene.award.edition.scoring_closes_at + timedelta(days=1)
    scene.award.decided_at = later
    with pytest.raises(Closed):
        actions.state(session, {scene.candidate.id: NONE}, by=scene.actor, at=later)


def test_coordinators_word_counts(session: Session, scene: Scene, make: Make) -> None:
    make.statement(scene.juror, scene.candidate, Answer.UNSURE, ground=Ground.OTHER)
    by = actor_of(make.person(roles=["coordinator"]))
    matter = queries.matter_for(session, by, scene.juror.id, scene.candidate.id)
    assert actions.resolve(session, matter, Stated(Answer.NONE, None, "talked"), by=by, at=NOW)
    assert not actions.resolve(session, matter, Stated(Answer.NONE, None, "talked"), by=by, at=NOW)
    assert readable(session, scene.actor) == [scene.candidate.id]
    assert events(session) == ["conflict.resolved"]


def close_to(scene: Scene, make: Make) -> Candidate:
    """Make a candidate whose nominator has the juror's address."""
    nomination = make.nomination(scene.award, nominator_email=scene.juror.email)
    return make.candidate(nomination=nomination)


def kept(session: Session, candidate: Candidate) -> tuple[Answer, Ground | None, str | None]:
    statement = session.scalars(
        select(ConflictStatement).where(ConflictStatement.candidate_id == candidate.id)
    ).one()
    return statement.answer, statement.ground, statement.decided_by_id


def test_none_against_a_fact_waits_for_the_coordinator(
    session: Session, scene: Scene, make: Make
) -> None:
    close = close_to(scene, make)
    said = {close.id: NONE, scene.candidate.id: NONE}
    changed = actions.state(session, said, by=scene.actor, at=NOW)
    assert changed == {close.id: Answer.UNSURE, scene.candidate.id: Answer.NONE}
    assert kept(session, close) == (Answer.UNSURE, Ground.NOMINATED_IT, None)
    assert actions.state(session, said, by=scene.actor, at=NOW) == {}
    assert readable(session, scene.actor) == [scene.candidate.id]
    [case] = queries.of_edition(session, scene.award.edition).unsure
    assert (case.candidate.id, case.ground) == (close.id, Ground.NOMINATED_IT)


def test_coordinators_word_opens_a_candidate_with_a_fact_and_stays(
    session: Session, scene: Scene, make: Make
) -> None:
    close = close_to(scene, make)
    actions.state(session, {close.id: NONE}, by=scene.actor, at=NOW)
    by = actor_of(make.person(roles=["coordinator"]))
    matter = queries.matter_for(session, by, scene.juror.id, close.id)
    assert actions.resolve(session, matter, NONE, by=by, at=NOW)
    assert readable(session, scene.actor) == [close.id]
    assert actions.state(session, {close.id: NONE}, by=scene.actor, at=NOW) == {}
    assert kept(session, close) == (Answer.NONE, None, by.person_id)


def test_none_against_a_fact_never_replaces_another_doubt(
    session: Session, scene: Scene, make: Make
) -> None:
    close = close_to(scene, make)
    for answer in (Answer.UNSURE, Answer.CONFLICTED):
        said = {close.id: Stated(answer, Ground.FAMILY_OR_FRIEND)}
        actions.state(session, said, by=scene.actor, at=NOW)
        with pytest.raises(rules.OnlyTheCoordinator):
            actions.state(session, {close.id: NONE}, by=scene.actor, at=NOW)
        assert kept(session, close) == (answer, Ground.FAMILY_OR_FRIEND, None)


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.CONFLICTED])
@pytest.mark.parametrize("phase", [Phase.SCORING, Phase.DELIBERATION])
def test_juror_says_it_late_and_cannot_take_it_back(
    session: Session, make: Make, phase: Phase, answer: Answer
) -> None:
    award = make.award(make.edition(phase))
    juror, candidate = make.person(roles=["juror"]), make.candidate(award)
    make.seat(juror, award)
    make.statement(juror, candidate)
    said = {candidate.id: Stated(answer, Ground.MANAGER)}
    actions.state(session, said, by=actor_of(juror), at=NOW)
    with pytest.raises(rules.OnlyTheCoordinator):
        actions.state(session, {candidate.id: NONE}, by=actor_of(juror), at=NOW)
    assert readable(session, actor_of(juror)) == []


def test_other_programmes_coordinator_finds_nothing(
    session: Session, scene: Scene, make: Make
) -> None:
    stranger = make.person(roles=["coordinator"], programme=make.programme("sandnes"))
    with pytest.raises(NotFound):
        queries.matter_for(session, actor_of(stranger), scene.juror.id, scene.candidate.id)


def test_seating_twice_is_one_seat(session: Session, scene: Scene, make: Make) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    person = make.person(roles=["chair"])
    for role in (SeatRole.MEMBER, SeatRole.MEMBER, SeatRole.CHAIR):
        seating.seat(session, scene.award, person.id, role=role, by=by, at=NOW)
    wanted = select(PanelSeat.role).where(PanelSeat.person_id == person.id)
    assert list(session.scalars(wanted)) == [SeatRole.CHAIR]
    assert events(session) == ["panel.seated", "panel.seated"]


def test_somebody_without_the_role_gets_no_seat(session: Session, scene: Scene, make: Make) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    stranger = make.person(roles=["communications"])
    with pytest.raises(NotFound):
        seating.seat(session, scene.award, stranger.id, role=SeatRole.MEMBER, by=by, at=NOW)


def test_copied_panel_keeps_what_is_there(session: Session, scene: Scene, make: Make) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    chair = make.person(roles=["chair"])
    make.seat(chair, scene.award, SeatRole.CHAIR)
    other = make.award(slug="openness")
    make.seat(scene.juror, other, SeatRole.SUBSTITUTE)
    session.expire_all()
    assert seating.copy_panel(session, scene.award, by=by, at=NOW) == 1
    assert seating.copy_panel(session, scene.award, by=by, at=NOW) == 0
    seats = select(PanelSeat.person_id, PanelSeat.role).where(PanelSeat.award_id == other.id)
    assert set(session.execute(seats)) == {
        (scene.juror.id, SeatRole.SUBSTITUTE),
        (chair.id, SeatRole.CHAIR),
    }


def test_copied_panel_leaves_out_who_is_no_juror_any_more(
    session: Session, scene: Scene, make: Make
) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    make.seat(make.person(), scene.award, SeatRole.CHAIR)
    make.seat(make.person(roles=["juror"], active=False), scene.award)
    other = make.award(slug="openness")
    session.expire_all()
    assert seating.copy_panel(session, scene.award, by=by, at=NOW) == 1
    seats = select(PanelSeat.person_id).where(PanelSeat.award_id == other.id)
    assert list(session.scalars(seats)) == [scene.juror.id]


def test_copied_panel_leaves_decided_awards_alone(
    session: Session, make: Make, scene: Scene
) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    later = scene.award.edition.scoring_closes_at + timedelta(days=1)
    make.award(slug="openness", decided_at=later)
    session.expire_all()
    assert seating.copy_panel(session, scene.award, by=by, at=later) == 0


def test_copying_asks_the_database_equally_often_for_many(
    session: Session, make: Make, scene: Scene, database: Database
) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    others = [make.award(slug=f"award-{n}") for n in range(3)]

    def reads() -> int:
        session.expire_all()
        copy = partial(seating.copy_panel, session, scene.award, by=by, at=NOW)
        return queries_of(database, copy)

    reads()
    few = reads()
    for n in range(5):
        person = make.person(f"Juror {n}", roles=["juror"])
        for award in (scene.award, *others):
            make.seat(person, award)
    assert reads() - few <= len(others)  # an award is read again, a person is not


def test_taking_a_seat_away_twice_is_once(session: Session, scene: Scene, make: Make) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    held = session.scalars(select(PanelSeat)).one()
    assert seating.unseat(session, scene.award, held.id, by=by, at=NOW)
    assert not seating.unseat(session, scene.award, held.id, by=by, at=NOW)
    lines = session.scalars(select(AuditLine)).all()
    assert [(line.event, line.details) for line in lines] == [
        ("panel.unseated", {"person_id": scene.juror.id})
    ]


def test_panel_and_conflicts_stand_after_the_decision(
    session: Session, scene: Scene, make: Make
) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    other = make.person(roles=["juror"])
    held = session.scalars(select(PanelSeat)).one()
    matter = queries.matter_for(session, by, scene.juror.id, scene.candidate.id)
    award, late = scene.award, scene.award.edition.scoring_closes_at + timedelta(days=1)
    award.decided_at = late
    session.commit()
    with pytest.raises(JuryClosed):
        seating.seat(session, award, other.id, role=SeatRole.MEMBER, by=by, at=late)
    with pytest.raises(JuryClosed):
        seating.unseat(session, award, held.id, by=by, at=late)
    with pytest.raises(JuryClosed):
        seating.copy_panel(session, award, by=by, at=late)
    with pytest.raises(JuryClosed):
        actions.resolve(session, matter, CONFLICTED, by=by, at=late)
    assert (events(session), session.scalars(select(PanelSeat.id)).all()) == ([], [held.id])


def test_facts_are_found_without_names(session: Session, make: Make) -> None:
    award = make.award(make.edition(Phase.SCORING))
    unit = make.unit()
    nomination = make.nomination(
        award,
        nominee_name="Alva  NORRSKEN",
        nominator_email="Bo@example.org",
        units=[unit],
        members=[("Cilla Berg", "lärare")],
    )
    candidate = make.candidate(nomination=nomination)
    people = [
        Asked("nominee", "alva norrsken", "a@example.org", unit.id),
        Asked("member", "Cilla Berg", "c@example.org"),
        Asked("nominator", "Bo Ek", "bo@example.org", unit.id),
        Asked("colleague", "Dag Ek", "d@example.org", unit.id),
        Asked("stranger", "Eva Ek", "e@example.org"),
    ]
    assert closeness_of(session, [award.id], people).facts() == [
        Fact("colleague", candidate.id, Closeness.SAME_UNIT),
        Fact("member", candidate.id, Closeness.IS_NOMINEE),
        Fact("nominator", candidate.id, Closeness.NOMINATED_IT),
        Fact("nominee", candidate.id, Closeness.IS_NOMINEE),
    ]


def test_withdrawn_nomination_gives_no_facts(session: Session, make: Make) -> None:
    nomination = make.nomination(state=NominationState.WITHDRAWN)
    make.candidate(nomination=nomination)
    asked = Asked("nominee", "Alva Norrsken", "a@example.org")
    assert closeness_of(session, [nomination.award_id], [asked]).facts() == []


def test_a_secretary_gets_a_seat_that_does_not_vote(make: Make, session: Session) -> None:
    award = make.award(make.edition(Phase.SCORING))
    by = actor_of(make.person(roles=["coordinator"]))
    secretary = make.person(roles=["secretary"])
    at = datetime.now(UTC)
    for voting in (SeatRole.CHAIR, SeatRole.MEMBER, SeatRole.SUBSTITUTE):
        with pytest.raises(NoVote):
            seating.seat(session, award, secretary.id, role=voting, by=by, at=at)
    kept = seating.seat(session, award, secretary.id, role=SeatRole.SECRETARY, by=by, at=at)
    assert (kept.person_id, kept.role) == (secretary.id, SeatRole.SECRETARY)
