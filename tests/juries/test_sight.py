"""Which seats give sight: those in their dates, and those that stand in for somebody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.home.queries import Kind, waiting_for
from awards.juries import queries
from awards.juries.models import SeatRole
from awards.programmes.models import Award, Phase
from awards.results.progress import progress_of
from awards.results.queries import awards_in_sight
from awards.triage.models import Candidate
from tests.factories import Make, actor_of

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def award(make: Make) -> Award:
    return make.award(make.edition(Phase.SCORING))


def seen(session: Session, person: Person) -> tuple[set[str], set[str]]:
    """Return what is askable and what is readable, both prepared and not."""
    actor = actor_of(person)
    values = queries.values_of(actor)
    asked = set(session.scalars(queries.askable(actor)))
    read = set(session.scalars(queries.readable(actor)))
    assert set(session.scalars(queries.built_askable(), values)) == asked
    assert set(session.scalars(queries.built_readable(), values)) == read
    return asked, read


@pytest.mark.parametrize(
    "dates",
    [
        {"begins_at": NOW + DAY},
        {"ends_at": NOW - DAY},
        {"begins_at": NOW - 2 * DAY, "ends_at": NOW - DAY},
    ],
)
def test_a_seat_outside_its_dates_gives_nothing(
    session: Session, make: Make, award: Award, dates: dict[str, Any]
) -> None:
    juror, candidate = make.person(roles=["juror"]), make.candidate(award)
    make.seat(juror, award, **dates)
    make.statement(juror, candidate)
    actor = actor_of(juror)
    assert seen(session, juror) == (set(), set())
    assert list(queries.editions_of(session, actor)) == []
    assert list(queries.awards_of(session, actor, award.edition)) == []
    assert waiting_for(session, actor, NOW) == []


def test_a_seat_within_its_dates_reads(session: Session, make: Make, award: Award) -> None:
    juror, candidate = make.person(roles=["juror"]), make.candidate(award)
    make.seat(juror, award, begins_at=NOW - DAY, ends_at=NOW + DAY)
    make.statement(juror, candidate)
    assert seen(session, juror) == ({candidate.id}, {candidate.id})
    assert [a.id for a in queries.awards_of(session, actor_of(juror), award.edition)] == [award.id]


def test_whose_time_is_over_is_not_waited_for(session: Session, make: Make, award: Award) -> None:
    make.candidate(award)
    make.seat(make.person(roles=["juror"]), award, ends_at=NOW - DAY)
    coordinator = actor_of(make.person(roles=["coordinator"]))
    assert progress_of(session, coordinator, [award.id])[award.id].missing == 0
    make.seat(make.person(roles=["juror"]), award, ends_at=NOW + DAY)
    assert progress_of(session, coordinator, [award.id])[award.id].missing == 1


@pytest.mark.parametrize("role", [SeatRole.GUEST, SeatRole.SUBSTITUTE, SeatRole.STEPPED_OUT])
def test_who_only_sits_there_sees_no_results(
    session: Session, make: Make, award: Award, role: SeatRole
) -> None:
    person = make.person(roles=["chair"])
    make.seat(person, award, role)
    assert awards_in_sight(session, actor_of(person), award.edition) == []


@pytest.mark.parametrize(
    "role", [SeatRole.PREPARER, SeatRole.DECIDER, SeatRole.BODY_SECRETARY, SeatRole.ADVISER]
)
def test_who_prepares_or_decides_hears_results_and_is_asked_nothing(
    session: Session, make: Make, award: Award, role: SeatRole
) -> None:
    person = make.person(roles=["adviser", "juror"])
    make.candidate(award)
    make.seat(person, award, role)
    assert awards_in_sight(session, actor_of(person), award.edition) == [award]
    assert seen(session, person) == (set(), set())


def _lent(make: Make, award: Award, substitute: Person) -> tuple[Candidate, Candidate]:
    """Let a substitute stand in for one of two candidates."""
    lent, other = make.candidate(award), make.candidate(award)
    away = make.person(roles=["juror"])
    make.step_out(away, award, candidate_id=lent.id, stand_in_id=substitute.id)
    return lent, other


def test_a_stand_in_is_asked_about_the_one_candidate_and_then_reads_it(
    session: Session, make: Make, award: Award
) -> None:
    substitute = make.person(roles=["juror"])
    make.seat(substitute, award, SeatRole.SUBSTITUTE)
    lent, other = _lent(make, award, substitute)
    assert seen(session, substitute) == ({lent.id}, set())
    make.statement(substitute, lent)
    make.statement(substitute, other)
    assert seen(session, substitute) == ({lent.id}, {lent.id})
    assert list(queries.awards_of(session, actor_of(substitute), award.edition)) == [award]


def test_standing_in_ends(session: Session, make: Make, award: Award) -> None:
    substitute, candidate = make.person(roles=["juror"]), make.candidate(award)
    make.seat(substitute, award, SeatRole.SUBSTITUTE)
    make.step_out(
        make.person(), award, candidate_id=candidate.id, stand_in_id=substitute.id, ended_at=NOW
    )
    assert seen(session, substitute) == (set(), set())


def test_a_stand_in_without_a_seat_in_its_dates_reads_nothing(
    session: Session, make: Make, award: Award
) -> None:
    substitute = make.person(roles=["juror"])
    make.seat(substitute, award, SeatRole.SUBSTITUTE, ends_at=NOW - DAY)
    _lent(make, award, substitute)
    assert seen(session, substitute) == (set(), set())


def test_statements_of_a_juror_wait_on_the_start_page(
    session: Session, make: Make, award: Award
) -> None:
    substitute = make.person(roles=["juror"])
    make.seat(substitute, award, SeatRole.SUBSTITUTE)
    _lent(make, award, substitute)
    [waiting] = waiting_for(session, actor_of(substitute), NOW)
    assert (waiting.kind, waiting.count) == (Kind.STATEMENTS, 1)
