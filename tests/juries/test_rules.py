"""What may be stated, and what follows."""

from datetime import UTC, datetime, timedelta

import pytest

from awards.core.errors import Closed, WrongInput
from awards.juries import rules
from awards.juries.models import Answer, Ground
from awards.juries.rules import Change
from awards.programmes.models import Award, Edition, Phase

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def test_no_conflict_has_no_ground() -> None:
    assert rules.ground_kept(Answer.NONE, Ground.MANAGER) is None


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.CONFLICTED])
def test_conflict_needs_its_ground(answer: Answer) -> None:
    assert rules.ground_kept(answer, Ground.MANAGER) is Ground.MANAGER
    with pytest.raises(rules.GroundMissing):
        rules.ground_kept(answer, None)


@pytest.mark.parametrize("after", [Answer.NONE, Answer.UNSURE])
def test_juror_cannot_take_back_a_conflict(after: Answer) -> None:
    with pytest.raises(rules.OnlyTheCoordinator):
        rules.require_own_change(Answer.CONFLICTED, after)


def test_juror_cannot_lift_a_doubt() -> None:
    with pytest.raises(rules.CoordinatorLooksAtIt):
        rules.require_own_change(Answer.UNSURE, Answer.NONE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, Answer.NONE),
        (Answer.NONE, Answer.CONFLICTED),
        (Answer.NONE, Answer.UNSURE),
        (Answer.UNSURE, Answer.CONFLICTED),
        (Answer.UNSURE, Answer.UNSURE),
        (Answer.CONFLICTED, Answer.CONFLICTED),
    ],
)
def test_juror_may_change_other_answers(before: Answer | None, after: Answer) -> None:
    rules.require_own_change(before, after)


def test_coordinator_must_decide() -> None:
    with pytest.raises(WrongInput):
        rules.require_resolution(Answer.UNSURE)


def award_in(phase: Phase) -> Award:
    """Return an award that stands in a phase at NOW."""
    order = [Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION]
    over = len(order) if phase in {Phase.DECIDED, Phase.ANNOUNCED} else 0
    over = order.index(phase) + 1 if phase in order else over
    dates = [NOW + timedelta(days=1 if place >= over else -1) for place in range(4)]
    names = ("opens_at", "closes_at", "scoring_opens_at", "scoring_closes_at")
    award = Award(edition=Edition(opened_at=NOW, **dict(zip(names, dates, strict=True))))
    award.decided_at = NOW if phase in {Phase.DECIDED, Phase.ANNOUNCED} else None
    award.announce_at = NOW if phase is Phase.ANNOUNCED else None
    return award


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        (Change.SEATS, {Phase.DECIDED, Phase.ANNOUNCED}),
        (
            Change.STATEMENTS,
            {Phase.UPCOMING, Phase.NOMINATING, Phase.DECIDED, Phase.ANNOUNCED},
        ),
        (Change.RESOLUTIONS, {Phase.DECIDED, Phase.ANNOUNCED}),
    ],
)
def test_nothing_about_a_jury_changes_after_the_decision(
    change: Change, closed: set[Phase]
) -> None:
    assert {p for p in Phase if not rules.is_open(award_in(p), NOW, change)} == closed


def test_refusal_says_what_the_matter_is() -> None:
    with pytest.raises(rules.JuryClosed):
        rules.require_open(award_in(Phase.DECIDED), NOW, Change.STATEMENTS)
    with pytest.raises(Closed, match="over") as early:
        rules.require_open(award_in(Phase.NOMINATING), NOW, Change.STATEMENTS)
    assert early.type is Closed
