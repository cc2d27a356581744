"""Rules of proposals and decisions, with plain objects."""

from datetime import date

import pytest

from awards.core.errors import WrongInput
from awards.decisions.models import Outcome
from awards.decisions.rules import (
    DecisionDraft,
    OutcomeDraft,
    require_complete,
    require_outcomes,
)
from awards.decisions.wording import count_winners

WINNER, SHARED = Outcome.WINNER, Outcome.SHARED
MENTION = Outcome.HONOURABLE_MENTION
TODAY = date(2026, 11, 14)


@pytest.mark.parametrize(
    ("outcomes", "not_awarded"),
    [
        ([WINNER], False),
        ([WINNER, MENTION, MENTION], False),
        ([SHARED, SHARED], False),
        ([SHARED, SHARED, SHARED, MENTION], False),
        ([], True),
        ([MENTION], True),
    ],
)
def test_a_whole_outcome_is_taken(outcomes: list[Outcome], not_awarded: bool) -> None:
    require_outcomes(outcomes, not_awarded=not_awarded)


@pytest.mark.parametrize(
    ("outcomes", "not_awarded"),
    [
        ([], False),
        ([MENTION], False),
        ([WINNER, WINNER], False),
        ([SHARED], False),
        ([WINNER, SHARED, SHARED], False),
        ([WINNER], True),
        ([SHARED, SHARED], True),
    ],
)
def test_half_an_outcome_is_refused(outcomes: list[Outcome], not_awarded: bool) -> None:
    with pytest.raises(WrongInput):
        require_outcomes(outcomes, not_awarded=not_awarded)


def _draft(**values: object) -> DecisionDraft:
    winner = OutcomeDraft("c1", WINNER, "Ada", citation="She dared.")
    given = {"body": "Board", "decided_on": TODAY, "paragraph": "§ 1", "outcomes": (winner,)}
    return DecisionDraft(**{**given, **values})  # type: ignore[arg-type]


def test_decision_made_today_is_complete() -> None:
    require_complete(_draft(), today=TODAY)


@pytest.mark.parametrize(
    "values",
    [
        {"decided_on": date(2026, 11, 15)},
        {"outcomes": (OutcomeDraft("c1", WINNER, "Ada"),)},
        {"outcomes": (OutcomeDraft("c1", WINNER, "", citation="She dared."),)},
        {"outcomes": (OutcomeDraft("c1", WINNER, "Ada", citation="x" * 601),)},
        {
            "outcomes": (
                OutcomeDraft("c1", WINNER, "Ada", citation="She dared."),
                OutcomeDraft("c1", MENTION, "Ada"),
            )
        },
        {"outcomes": (), "not_awarded": True},
    ],
)
def test_incomplete_decision_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(WrongInput):
        require_complete(_draft(**values), today=TODAY)


def test_honourable_mention_needs_no_citation() -> None:
    winner = OutcomeDraft("c1", WINNER, "Ada", citation="She dared.")
    require_complete(_draft(outcomes=(winner, OutcomeDraft("c2", MENTION, "Bo"))), today=TODAY)


def test_winners_are_counted_without_mentions() -> None:
    assert count_winners([SHARED, SHARED, MENTION]) == 2
