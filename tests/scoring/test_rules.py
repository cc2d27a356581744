"""Addresses, completeness, receipts."""

from datetime import UTC, datetime

import pytest

from awards.core.ids import ALPHABET
from awards.scoring import rules
from awards.scoring.models import SheetState

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)


def test_address_is_the_jurors_own_and_always_the_same() -> None:
    mine = rules.sheet_id("secret", "me", "candidate")
    assert mine == rules.sheet_id("secret", "me", "candidate")
    others = {
        rules.sheet_id("secret", "you", "candidate"),
        rules.sheet_id("secret", "me", "another"),
        rules.sheet_id("another secret", "me", "candidate"),
        rules.sheet_id("secret", "mecandi", "date"),
    }
    assert len(others | {mine}) == 5
    assert len(mine) == 16
    assert set(mine) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("marks", "complete"),
    [
        ({"a": 3, "b": 5}, True),
        ({"a": 3, "b": None}, True),
        ({"a": None, "b": None}, False),
        ({"a": 3}, False),
        ({}, False),
    ],
)
def test_sheet_is_complete_when_all_is_answered_and_something_scored(
    marks: dict[str, int | None], complete: bool
) -> None:
    assert rules.is_complete(["a", "b"], marks) is complete


def test_incomplete_sheet_says_what_is_missing() -> None:
    with pytest.raises(rules.NotComplete):
        rules.require_complete(["a", "b"], {"a": None})
    with pytest.raises(rules.NothingScored):
        rules.require_complete(["a", "b"], {"a": None, "b": None})


@pytest.mark.parametrize(
    ("free", "handed_in", "state"),
    [
        (False, False, SheetState.SEALED),
        (False, True, SheetState.SEALED),
        (True, False, SheetState.OPEN),
        (True, True, SheetState.HANDED_IN),
    ],
)
def test_sheet_follows_its_jurors_statement(free: bool, handed_in: bool, state: SheetState) -> None:
    assert rules.state_after(free=free, handed_in=handed_in) is state
