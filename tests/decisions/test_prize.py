"""What winners get, and when announcements are suggested. Pure."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.decisions.prize import Share, shares
from awards.decisions.rules import suggested_announcement
from awards.programmes.settings import Rules
from awards.programmes.settings.choices import PrizeRule


def prize(rule: PrizeRule, amount: int, *people: int, cap: int = 0) -> tuple[Share, ...] | None:
    return shares(Rules(prize_rule=rule, prize_amount=amount, prize_cap=cap), people)


def test_a_written_prize_has_no_sum() -> None:
    assert prize(PrizeRule.WRITTEN, 10_000, 1) is None


def test_a_fixed_sum_is_each_winner_s() -> None:
    assert prize(PrizeRule.FIXED, 10_000, 1, 4) == (
        Share(10_000, 10_000, 1),
        Share(10_000, 2_500, 4),
    )


def test_one_sum_is_split_among_all_persons() -> None:
    assert prize(PrizeRule.SPLIT, 50_000, 1, 4) == (
        Share(10_000, 10_000, 1),
        Share(40_000, 10_000, 4),
    )


def test_a_cap_holds_each_person_s_part() -> None:
    assert prize(PrizeRule.SPLIT, 50_000, 2, cap=10_000) == (Share(20_000, 10_000, 2),)
    assert prize(PrizeRule.SPLIT, 50_000, 10, cap=10_000) == (Share(50_000, 5_000, 10),)


def test_so_much_a_head() -> None:
    assert prize(PrizeRule.PER_HEAD, 1_500, 7, 1) == (
        Share(10_500, 1_500, 7),
        Share(1_500, 1_500, 1),
    )


def test_nobody_wins_nothing() -> None:
    assert [prize(rule, 10_000) for rule in PrizeRule if rule is not PrizeRule.WRITTEN] == [()] * 3


@given(
    st.integers(0, 10_000_000),
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.integers(0, 100_000),
)
def test_a_split_gives_everybody_the_same_and_never_more_than_there_is(
    amount: int, people: list[int], cap: int
) -> None:
    found = prize(PrizeRule.SPLIT, amount, *people, cap=cap) or ()
    assert len({share.each for share in found}) == 1
    assert sum(share.total for share in found) <= amount
    assert all(not cap or share.each <= cap for share in found)
    if not cap:
        assert amount - sum(share.total for share in found) < sum(people)


@pytest.mark.parametrize(
    ("days", "decided", "suggested"),
    [
        (0, [date(2026, 11, 1)], None),
        (3, [], None),
        (3, [date(2026, 11, 1), date(2026, 11, 4)], datetime(2026, 11, 7, 13)),
        (3, [date(2026, 10, 1)], datetime(2026, 11, 6, 13)),
    ],
)
def test_an_announcement_is_suggested_by_the_edition_s_rule(
    days: int, decided: list[date], suggested: datetime | None
) -> None:
    rules = Rules(embargo_days=days, embargo_hour=13)
    assert suggested_announcement(rules, decided, today=date(2026, 11, 5)) == suggested
