"""Looking through an edition; merging, taking apart, telling apart."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.jobs.registry import Workshop
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.triage import blind
from awards.triage.models import (
    Candidate,
    CandidateNomination,
    CopyState,
    IneligibleReason,
    JurorCopy,
    Verdict,
    WithdrawnWhy,
)
from awards.triage.originals import originals
from awards.triage.queries import copy_case_of
from awards.triage.twins import actions, queries, rules, tasks
from awards.triage.twins.models import Merger, TwinCheck, TwinPair
from tests.factories import Make, actor_of

Check = Callable[[], None]
YES, NO = Verdict.ELIGIBLE, Verdict.INELIGIBLE


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def by(coordinator: Person) -> Actor:
    """The coordinator, acting."""
    return actor_of(coordinator)


@pytest.fixture
def award(make: Make, coordinator: Person) -> Award:
    """The award everybody is nominated for."""
    del coordinator
    found: Award = make.award()
    return found


@pytest.fixture
def two(make: Make, award: Award) -> tuple[Nomination, Nomination]:
    """One person, nominated twice."""
    unit = make.unit("Strandgården")
    return (
        make.nomination(award, nominee_name="Cecilia Vinterhav", units=[unit], text="Först."),
        make.nomination(
            award,
            nominee_name="Vinterhav, Cecilia",
            units=[unit],
            text="Sedan.",
            arrived_at=_now() + timedelta(minutes=1),
        ),
    )


def _merge(session: Session, by: Actor, *nominations: Nomination, reason: str = "") -> Candidate:
    ids = [one.id for one in nominations]
    return actions.merge(session, ids, reason=reason, by=by, at=_now())


def _take_out(
    session: Session, by: Actor, candidate: Candidate, *nominations: Nomination, reason: str = ""
) -> None:
    actions.take_out(session, candidate, nominations, reason=reason, by=by, at=_now())


def _made_of(session: Session, candidate: Candidate) -> set[str]:
    wanted = select(CandidateNomination.nomination_id).where(
        CandidateNomination.candidate_id == candidate.id
    )
    return set(session.scalars(wanted))


def _suggested(session: Session, award: Award) -> list[list[str]]:
    return [cluster.nominations for cluster in queries.suggested(session, award.edition_id)]


def _events(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


# — the job —


def test_twins_are_suggested_with_their_evidence(
    session: Session, award: Award, two: tuple[Nomination, Nomination], check: Check
) -> None:
    check()
    (cluster,) = queries.suggested(session, award.edition_id)
    assert cluster.nominations == sorted(one.id for one in two)
    assert [one["kind"] for one in cluster.best.evidence][:2] == ["name-order", "same-unit"]
    assert not cluster.later


def test_the_job_does_nothing_twice(
    session: Session,
    award: Award,
    two: tuple[Nomination, Nomination],
    check: Check,
    workshop: Workshop,
) -> None:
    del two
    check()
    first = session.get_one(TwinCheck, award.edition_id).checked_at
    session.commit()
    tasks.check(workshop, award.edition_id)
    session.expire_all()
    assert session.get_one(TwinCheck, award.edition_id).checked_at == first


@pytest.mark.parametrize("change", ["withdrawn", "rewritten"])
def test_a_change_is_looked_at_anew(
    session: Session,
    award: Award,
    two: tuple[Nomination, Nomination],
    check: Check,
    change: str,
) -> None:
    check()
    if change == "withdrawn":
        two[0].state, two[0].withdrawn_at = NominationState.WITHDRAWN, _now()
    else:
        two[0].nominee_name, two[0].changed_at = "Tuva Storm", _now() + timedelta(seconds=1)
    session.commit()
    seen = queries.last_check(session, award.edition_id)
    assert seen is not None
    assert seen.outdated
    check()
    assert _suggested(session, award) == []
    assert session.scalars(select(TwinPair)).all() == []


def test_an_unconfirmed_one_is_not_looked_at(
    make: Make, session: Session, award: Award, check: Check
) -> None:
    make.nomination(award)
    make.nomination(award, state=NominationState.UNCONFIRMED)
    check()
    assert _suggested(session, award) == []


def test_another_award_is_told_and_never_suggested(
    make: Make, session: Session, award: Award, check: Check
) -> None:
    here = make.nomination(award)
    there = make.nomination(make.award(slug="openness"))
    check()
    assert _suggested(session, award) == []
    (found,) = queries.elsewhere(session, [here.id])
    assert (found.nomination_id, found.award) == (there.id, there.award.name)


# — merging —


def test_two_nobody_has_judged_become_one_that_waits(
    session: Session, by: Actor, two: tuple[Nomination, Nomination], check: Check, award: Award
) -> None:
    check()
    merged = _merge(session, by, *two)
    assert _made_of(session, merged) == {one.id for one in two}
    assert (merged.verdict, merged.judged_at) == (None, None)
    assert _suggested(session, award) == []
    assert _events(session) == ["candidate.merged"]


def test_the_candidate_keeps_every_text_and_nominator(
    session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    merged = _merge(session, by, *two)
    case = copy_case_of(session, by, merged.id)
    assert {one.nominator_name for one in case.nominations} == {"Bo Nominator"}
    sections = {section.key: section.text for section in originals(case.nominations)}
    both = "Först.\n\nSedan."
    assert sections == {
        "courage": both,
        "solution": both,
        "effect": "Calmer mornings.\n\nCalmer mornings.",
    }


def test_one_that_takes_part_takes_the_other_along(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    judged = make.candidate(nomination=two[0], copy=None)
    merged = _merge(session, by, *two)
    assert (merged.id, merged.verdict) == (judged.id, YES)


def test_an_approved_text_is_taken_back_and_says_so(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    judged = make.candidate(nomination=two[0])
    assert blind.approved_copy(session, judged.id) is not None
    _merge(session, by, *two)
    copy = session.scalars(select(JurorCopy)).one()
    assert (copy.state, copy.withdrawn_why) == (CopyState.DRAFT, WithdrawnWhy.MERGED)
    assert blind.approved_copy(session, judged.id) is None
    assert _events(session) == ["candidate.merged", "juror-copy.withdrawn"]


def test_two_words_that_differ_wait_for_a_new_one(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    make.candidate(nomination=two[0], copy=None)
    refused = make.candidate(nomination=two[1], copy=None, verdict=NO)
    refused.reason = IneligibleReason.TOO_THIN
    session.commit()
    merged = _merge(session, by, *two)
    assert (merged.verdict, merged.reason, merged.judged_at) == (None, None, None)


def test_a_late_one_needs_a_reason_beside_one_that_takes_part(
    make: Make, session: Session, by: Actor, award: Award
) -> None:
    first = make.nomination(award)
    make.candidate(nomination=first, copy=None)
    late = make.nomination(award, late=True)
    with pytest.raises(rules.LateNeedsReason):
        _merge(session, by, first, late)
    _merge(session, by, first, late, reason="Came by post in time.")
    assert session.scalars(select(Merger.reason)).all() == ["Came by post in time."]


def test_only_nominations_of_one_award_are_merged(
    make: Make, session: Session, by: Actor, award: Award
) -> None:
    with pytest.raises(rules.OtherAward):
        _merge(session, by, make.nomination(award), make.nomination(make.award(slug="other")))


def test_a_withdrawn_one_is_not_merged(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination], award: Award
) -> None:
    third = make.nomination(award, state=NominationState.WITHDRAWN)
    with pytest.raises(rules.NotStanding):
        _merge(session, by, *two, third)


def test_merging_what_is_one_already_is_refused(
    session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    _merge(session, by, *two)
    with pytest.raises(rules.TooFew):
        _merge(session, by, *two)


def test_another_programmes_nominations_are_not_found(
    make: Make, session: Session, two: tuple[Nomination, Nomination]
) -> None:
    other = make.programme("sandnes")
    stranger = actor_of(make.person(roles=["coordinator"], programme=other))
    with pytest.raises(NotFound):
        _merge(session, stranger, *two)


def _in_scoring(session: Session, award: Award) -> None:
    edition, now = award.edition, _now()
    edition.closes_at = now - timedelta(days=3)
    edition.scoring_opens_at = now - timedelta(days=1)
    session.commit()
    assert phase_of(award, now) is Phase.SCORING


def test_once_scoring_has_begun_it_takes_a_reason(
    session: Session, by: Actor, two: tuple[Nomination, Nomination], award: Award
) -> None:
    _in_scoring(session, award)
    with pytest.raises(rules.ReasonMissing):
        _merge(session, by, *two)
    merged = _merge(session, by, *two, reason="The same person, seen late.")
    assert _made_of(session, merged) == {one.id for one in two}


def test_what_a_juror_has_begun_to_score_stays_as_it_is(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination], award: Award
) -> None:
    candidate = make.candidate(nomination=two[0])
    make.sheet(make.person(roles=["juror"]), candidate)
    _in_scoring(session, award)
    with pytest.raises(rules.Scored):
        _merge(session, by, *two, reason="The same person.")


# — taking apart —


def test_taking_out_brings_the_candidate_back_as_it_was(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    one = make.candidate(nomination=two[0], copy=None)
    other = make.candidate(nomination=two[1])
    merged = _merge(session, by, *two)
    kept, gone = (one, other) if merged.id == one.id else (other, one)
    left = two[1] if kept is one else two[0]
    assert _made_of(session, gone) == set()
    _take_out(session, by, merged, left, reason="Sisters.")
    assert _made_of(session, gone) == {left.id}
    assert (gone.verdict, gone.code_name != kept.code_name) == (YES, True)
    merger = session.scalars(select(Merger)).one()
    assert (merger.ended_why, merger.ended_by) == ("Sisters.", by.person_id)


def test_no_approval_survives_a_merger_and_its_undoing(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    make.candidate(nomination=two[0])
    make.candidate(nomination=two[1])
    merged = _merge(session, by, *two)
    (left,) = session.scalars(select(Merger.nomination_id))
    _take_out(session, by, merged, session.get_one(Nomination, left))
    states = session.execute(select(JurorCopy.state, JurorCopy.withdrawn_why)).all()
    assert [tuple(row) for row in states] == [(CopyState.DRAFT, WithdrawnWhy.TAKEN_OUT)] * 2


def test_one_that_nobody_had_judged_waits_again(
    make: Make, session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    make.candidate(nomination=two[0], copy=None)
    merged = _merge(session, by, *two)
    _take_out(session, by, merged, two[1])
    assert _made_of(session, merged) == {two[0].id}
    assert session.get(CandidateNomination, two[1].id) is None


def test_the_last_one_cannot_leave(
    session: Session, by: Actor, two: tuple[Nomination, Nomination]
) -> None:
    merged = _merge(session, by, *two)
    with pytest.raises(rules.LastOne):
        _take_out(session, by, merged, *two)


def test_what_was_taken_out_is_not_suggested_again(
    session: Session, by: Actor, two: tuple[Nomination, Nomination], check: Check, award: Award
) -> None:
    check()
    merged = _merge(session, by, *two)
    _take_out(session, by, merged, two[1])
    session.commit()
    assert _suggested(session, award) == []


# — telling apart —


def test_not_the_same_is_remembered_until_a_text_changes(
    session: Session, by: Actor, two: tuple[Nomination, Nomination], check: Check, award: Award
) -> None:
    check()
    ids = [one.id for one in two]
    assert actions.say_not_same(session, award.edition, ids, by=by, at=_now()) == 1
    assert actions.say_not_same(session, award.edition, ids, by=by, at=_now()) == 0
    check()
    assert _suggested(session, award) == []
    two[0].answers[0].text, two[0].changed_at = "Andra ord.", _now() + timedelta(seconds=1)
    check()
    (cluster,) = queries.suggested(session, award.edition_id)
    assert cluster.reopened_at is not None


def test_later_puts_it_last(
    make: Make,
    session: Session,
    by: Actor,
    two: tuple[Nomination, Nomination],
    check: Check,
    award: Award,
) -> None:
    other: Any = [make.nomination(award, nominee_name="Tuva Sommarsol") for _ in range(2)]
    check()
    actions.put_aside(session, award.edition, [one.id for one in two], by=by, at=_now())
    found = [(c.nominations, c.later) for c in queries.suggested(session, award.edition_id)]
    assert found == [
        (sorted(one.id for one in other), False),
        (sorted(one.id for one in two), True),
    ]
    assert _events(session) == []
