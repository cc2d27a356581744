"""Recording and announcing: once, in order, and not a second before its time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.decisions import rules
from awards.decisions.actions import announce, propose, record_decision, stop_announcement
from awards.decisions.models import Decision, Outcome, Proposal
from awards.decisions.queries import announced_outcomes, outcomes_for_certificates
from awards.decisions.rules import DecisionDraft, OutcomeDraft
from awards.juries.models import SeatRole
from awards.programmes.models import Award, Phase
from awards.results.models import ResultRun
from awards.triage.models import Candidate
from tests.factories import Make, actor_of

AT = datetime.now(UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def award(make: Make) -> Award:
    return make.award(make.edition(Phase.DELIBERATION))


@pytest.fixture
def coordinator(make: Make, award: Award) -> Actor:
    return actor_of(make.person(roles=["coordinator"]))


@pytest.fixture
def candidate(make: Make, award: Award) -> Candidate:
    return make.candidate(award)


@pytest.fixture
def draft(candidate: Candidate) -> DecisionDraft:
    winner = OutcomeDraft(candidate.id, Outcome.WINNER, "Ada", citation="She dared.")
    return DecisionDraft(body="Board", decided_on=AT.date(), paragraph="§ 1", outcomes=(winner,))


def _count(session: Session, event: str) -> int:
    wanted = select(func.count()).select_from(AuditLine).where(AuditLine.event == event)
    return session.scalar(wanted) or 0


def test_the_same_proposal_twice_is_one(
    session: Session, make: Make, award: Award, candidate: Candidate
) -> None:
    person = make.person(roles=["chair"])
    make.seat(person, award, SeatRole.CHAIR)
    make.statement(person, candidate)
    chair = actor_of(person)
    for _ in range(2):
        propose(
            session,
            award,
            {candidate.id: Outcome.WINNER},
            not_awarded=False,
            reason="They dared.",
            by=chair,
            at=AT,
        )
    proposal = session.scalars(select(Proposal)).one()
    run = session.scalars(select(ResultRun)).one()
    assert proposal.result_run_id == run.id
    assert _count(session, "proposal.made") == 1


def test_the_same_decision_twice_is_one(
    session: Session, award: Award, coordinator: Actor, draft: DecisionDraft
) -> None:
    for _ in range(2):
        record_decision(session, award, draft, by=coordinator, at=AT)
    assert session.scalars(select(Decision)).one().version == 1
    assert _count(session, "decision.recorded") == 1


def test_correction_keeps_the_row_that_certificates_point_at(
    session: Session, award: Award, coordinator: Actor, draft: DecisionDraft
) -> None:
    first = record_decision(session, award, draft, by=coordinator, at=AT)
    row, decided_at = first.winners[0].id, award.decided_at
    renamed = replace(draft.outcomes[0], public_name="Ada Ek")
    second = replace(draft, outcomes=(renamed,), version=1)
    record_decision(session, award, second, by=coordinator, at=AT + HOUR)
    assert [(w.id, w.public_name) for w in first.winners] == [(row, "Ada Ek")]
    assert award.decided_at == decided_at


def test_stale_decision_is_refused(
    session: Session, award: Award, coordinator: Actor, draft: DecisionDraft
) -> None:
    record_decision(session, award, draft, by=coordinator, at=AT)
    with pytest.raises(rules.ChangedMeanwhile):
        record_decision(session, award, replace(draft, paragraph="§ 2"), by=coordinator, at=AT)


def test_candidate_of_another_award_is_not_found(
    session: Session, make: Make, award: Award, coordinator: Actor, draft: DecisionDraft
) -> None:
    stranger = make.candidate(make.award(award.edition, slug="kunskap"))
    foreign = replace(draft.outcomes[0], candidate_id=stranger.id)
    with pytest.raises(NotFound):
        record_decision(session, award, replace(draft, outcomes=(foreign,)), by=coordinator, at=AT)


def test_embargo_holds_for_everybody_but_who_makes_certificates(
    session: Session, make: Make, award: Award, coordinator: Actor, draft: DecisionDraft
) -> None:
    record_decision(session, award, draft, by=coordinator, at=AT)
    lifts = AT + HOUR
    announce(session, [award], announce_at=lifts, by=coordinator, at=AT)
    edition = award.edition
    known = [len(announced_outcomes(session, edition, at)) for at in (lifts - SECOND, lifts)]
    assert known == [0, 1]
    communications = actor_of(make.person(roles=["communications"]))
    ready = outcomes_for_certificates(session, communications, edition)
    assert [w.public_name for outcome in ready for w in outcome.winners] == ["Ada"]
    elsewhere = make.programme("sandnes")
    outsiders = (
        make.person(roles=["juror", "chair"]),
        make.person(roles=["communications"], programme=elsewhere),
    )
    for outsider in outsiders:
        with pytest.raises(NotFound):
            outcomes_for_certificates(session, actor_of(outsider), edition)


def test_announcement_can_move_and_stop_until_its_second(
    session: Session, award: Award, coordinator: Actor, draft: DecisionDraft
) -> None:
    record_decision(session, award, draft, by=coordinator, at=AT)
    announce(session, [award], announce_at=AT + HOUR, by=coordinator, at=AT)
    announce(session, [award], announce_at=AT + 2 * HOUR, by=coordinator, at=AT)
    stop_announcement(session, [award], by=coordinator, at=AT + 2 * HOUR - SECOND)
    assert award.announce_at is None
    announce(session, [award], announce_at=AT + HOUR, by=coordinator, at=AT)
    for late in (AT + HOUR, AT + HOUR + SECOND):
        with pytest.raises(rules.AlreadyAnnounced):
            stop_announcement(session, [award], by=coordinator, at=late)
        with pytest.raises(rules.AlreadyAnnounced):
            announce(session, [award], announce_at=late + HOUR, by=coordinator, at=late)
        with pytest.raises(rules.AlreadyAnnounced):
            record_decision(session, award, draft, by=coordinator, at=late)


def test_awards_are_announced_and_stopped_in_one_order(
    session: Session, make: Make, award: Award, coordinator: Actor
) -> None:
    awards = [award, *(make.award(award.edition, slug=f"award-{n}") for n in range(3))]
    for one in awards:
        one.decided_at = AT
    session.commit()
    awards.sort(key=lambda one: one.id, reverse=True)
    announce(session, awards, announce_at=AT + HOUR, by=coordinator, at=AT)
    stop_announcement(session, awards, by=coordinator, at=AT)
    lines = session.scalars(select(AuditLine.subject).order_by(AuditLine.number)).all()
    assert lines == [f"award:{one.id}" for one in reversed(awards)] * 2


def test_undecided_award_cannot_be_announced(
    session: Session, award: Award, coordinator: Actor
) -> None:
    with pytest.raises(rules.NotDecided):
        announce(session, [award], announce_at=AT + HOUR, by=coordinator, at=AT)
