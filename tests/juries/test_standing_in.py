"""Stepping out, standing in, coming back, and how many are left."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.permissions import Actor
from awards.home.queries import Kind, waiting_for
from awards.juries import queries
from awards.juries.models import Answer, Ground, PanelSeat, SeatRole, StepOut
from awards.juries.rules import JuryClosed
from awards.juries.standing_in import actions, rules
from awards.juries.standing_in.queries import left_in, step_for, substitutes_of
from awards.juries.standing_in.rules import AwardLeft, CandidateLeft, Left
from awards.programmes.models import Award, Phase
from tests.factories import Make, actor_of

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Scene:
    """A panel of a chair, a member and a substitute, with two candidates."""

    def __init__(self, make: Make, **award: Any) -> None:
        self.award: Award = make.award(make.edition(Phase.SCORING), **award)
        self.chair, self.member, self.substitute = (
            make.person(name, roles=["chair"]) for name in ("Ann", "Bo", "Cid")
        )
        make.seat(self.chair, self.award, SeatRole.CHAIR)
        make.seat(self.member, self.award)
        make.seat(self.substitute, self.award, SeatRole.SUBSTITUTE)
        self.first, self.second = make.candidate(self.award), make.candidate(self.award)
        self.by: Actor = actor_of(make.person(roles=["coordinator"]))

    def seats(self, session: Session) -> dict[str, SeatRole]:
        rows = session.scalars(select(PanelSeat).where(PanelSeat.award_id == self.award.id))
        return {row.person_id: row.role for row in rows}

    def member_leaves_the_first(self, session: Session) -> None:
        """Let the substitute stand in for the member, for the first candidate alone."""
        actions.step_out_of_candidate(
            session,
            self.first,
            self.award,
            self.member.id,
            stand_in_id=self.substitute.id,
            reason="manager",
            by=self.by,
            at=NOW,
        )

    def left(self, session: Session) -> AwardLeft:
        return left_in(session, [self.award])[self.award.id]


@pytest.fixture
def scene(make: Make) -> Scene:
    return Scene(make)


def askable(session: Session, person: Person) -> set[str]:
    return set(session.scalars(queries.askable(actor_of(person))))


def readable(session: Session, person: Person) -> set[str]:
    return set(session.scalars(queries.readable(actor_of(person))))


def events(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


def test_a_member_steps_out_and_the_substitute_is_asked_anew(
    session: Session, make: Make, scene: Scene
) -> None:
    make.statement(scene.member, scene.first)
    make.statement(scene.substitute, scene.first)
    make.statement(scene.substitute, scene.second, Answer.CONFLICTED, ground=Ground.OTHER)
    step = actions.step_out(
        session,
        scene.award,
        scene.member.id,
        reason="ill",
        stand_in_id=scene.substitute.id,
        by=scene.by,
        at=NOW,
    )
    session.expire_all()
    assert (step.reason, step.stand_in_id, step.seat, step.stepped_out_at) == (
        "ill",
        scene.substitute.id,
        SeatRole.MEMBER,
        NOW,
    )
    assert scene.seats(session) == {
        scene.chair.id: SeatRole.CHAIR,
        scene.member.id: SeatRole.STEPPED_OUT,
        scene.substitute.id: SeatRole.MEMBER,
    }
    assert askable(session, scene.member) == set()
    assert askable(session, scene.substitute) == {scene.first.id, scene.second.id}
    assert readable(session, scene.substitute) == set()
    said = queries.statements_by(session, scene.substitute.id, [scene.first.id, scene.second.id])
    assert {key: one.answer for key, one in said.items()} == {scene.second.id: Answer.CONFLICTED}
    assert events(session) == ["panel.stepped-out", "panel.stand-in"]


def test_a_substitute_can_be_found_later_and_both_go_back(session: Session, scene: Scene) -> None:
    step = actions.step_out(
        session, scene.award, scene.chair.id, reason="leave", by=scene.by, at=NOW
    )
    assert scene.left(session).chair is False
    found, award = step_for(session, scene.by, step.id)
    actions.stand_in(session, award, found, scene.substitute.id, by=scene.by, at=NOW)
    actions.stand_in(session, award, found, scene.substitute.id, by=scene.by, at=NOW)
    with pytest.raises(rules.NoSubstitute):
        actions.stand_in(session, award, found, scene.member.id, by=scene.by, at=NOW)
    actions.come_back(session, award, found, by=scene.by, at=NOW + DAY)
    assert scene.seats(session) == {
        scene.chair.id: SeatRole.CHAIR,
        scene.member.id: SeatRole.MEMBER,
        scene.substitute.id: SeatRole.SUBSTITUTE,
    }
    assert step.ended_at == NOW + DAY
    assert events(session) == ["panel.stepped-out", "panel.stand-in", "panel.came-back"]


def test_only_who_votes_steps_out_and_with_a_reason(session: Session, scene: Scene) -> None:
    with pytest.raises(rules.HasNoVote):
        actions.step_out(
            session, scene.award, scene.substitute.id, reason="ill", by=scene.by, at=NOW
        )
    with pytest.raises(rules.ReasonMissing):
        actions.step_out(session, scene.award, scene.member.id, reason=" ", by=scene.by, at=NOW)
    assert session.scalars(select(StepOut)).all() == []


def test_out_of_all_awards_at_once(session: Session, make: Make, scene: Scene) -> None:
    other, third = make.award(slug="b"), make.award(slug="c")
    make.seat(scene.member, other)
    make.seat(scene.member, third, SeatRole.ADVISER)
    steps = actions.step_out_of_all(
        session,
        scene.award,
        scene.member.id,
        reason="ill",
        stand_in_id=scene.substitute.id,
        by=scene.by,
        at=NOW,
    )
    assert [(s.award_id, s.stand_in_id) for s in steps] == [
        (scene.award.id, scene.substitute.id),
        (other.id, None),
    ]


def test_a_substitute_judges_one_candidate_instead_of_who_has_a_conflict(
    session: Session, make: Make, scene: Scene
) -> None:
    make.statement(scene.member, scene.first, Answer.CONFLICTED, ground=Ground.MANAGER)
    make.statement(scene.substitute, scene.first)
    for _ in range(2):
        scene.member_leaves_the_first(session)
    assert events(session) == ["panel.stepped-out", "panel.stand-in"]
    assert askable(session, scene.substitute) == {scene.first.id}
    assert readable(session, scene.substitute) == set()
    make.statement(scene.substitute, scene.first)
    assert readable(session, scene.substitute) == {scene.first.id}
    assert scene.left(session).touched == [
        CandidateLeft(
            scene.first.id,
            scene.first.code_name,
            Left(2, 1),
            ((scene.member.id, Answer.CONFLICTED),),
            (scene.substitute.id,),
        )
    ]


def test_without_a_conflict_nobody_steps_out_of_one_candidate(
    session: Session, make: Make, scene: Scene
) -> None:
    make.statement(scene.member, scene.first, Answer.UNSURE, ground=Ground.MANAGER)
    with pytest.raises(rules.NotConflicted):
        scene.member_leaves_the_first(session)


def test_a_substitute_with_a_conflict_or_out_of_office_cannot_stand_in(
    session: Session, make: Make, scene: Scene
) -> None:
    over = make.person(roles=["juror"])
    make.seat(over, scene.award, SeatRole.SUBSTITUTE, ends_at=NOW - DAY)
    gone = make.person()
    make.seat(gone, scene.award, SeatRole.SUBSTITUTE)
    make.statement(scene.substitute, scene.first, Answer.UNSURE, ground=Ground.OTHER)
    assert substitutes_of(session, scene.award, scene.first.id) == {}
    assert list(substitutes_of(session, scene.award)) == [scene.substitute.id]
    make.statement(scene.member, scene.first, Answer.CONFLICTED, ground=Ground.MANAGER)
    with pytest.raises(rules.NoSubstitute):
        scene.member_leaves_the_first(session)


def test_too_few_are_left_of_a_candidate_and_a_substitute_mends_it(
    session: Session, make: Make
) -> None:
    scene = Scene(make, rules={"quorum_sheets": 2})
    assert (scene.left(session).left, scene.left(session).too_few) == (Left(2, 2), 0)
    make.statement(scene.member, scene.first, Answer.CONFLICTED, ground=Ground.MANAGER)
    assert [one.left for one in scene.left(session).few] == [Left(1, 2)]
    few = [w.count for w in waiting_for(session, scene.by, NOW) if w.kind is Kind.TOO_FEW]
    assert few == [1]
    scene.member_leaves_the_first(session)
    assert (scene.left(session).few, scene.left(session).too_few) == ([], 0)


def test_too_few_are_left_of_a_panel(session: Session, make: Make) -> None:
    scene = Scene(make, rules={"quorum_jurors": 2})
    actions.step_out(session, scene.award, scene.member.id, reason="ill", by=scene.by, at=NOW)
    assert (scene.left(session).left, scene.left(session).too_few) == (Left(1, 2), 1)


def test_without_a_rule_one_is_needed(session: Session, make: Make, scene: Scene) -> None:
    for person in (scene.chair, scene.member):
        make.statement(person, scene.second, Answer.UNSURE, ground=Ground.OTHER)
    assert [(one.candidate_id, one.left) for one in scene.left(session).few] == [
        (scene.second.id, Left(0, 1))
    ]


def test_after_the_decision_nobody_steps_out(session: Session, make: Make) -> None:
    edition = make.edition(Phase.DECIDED)
    award = make.award(edition, decided_at=edition.scoring_closes_at)
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    with pytest.raises(JuryClosed):
        actions.step_out(session, award, juror.id, reason="ill", by=actor_of(juror), at=NOW)
