"""What may be stated, and what follows."""

import pytest

from awards.core.errors import WrongInput
from awards.juries import rules
from awards.juries.models import Answer, Ground


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
