"""How sure a planned jury is: known cases, and that a known spread is found again."""

import time

import numpy as np
import pytest

from awards.juries.planning import (
    Plan,
    Spread,
    enough,
    runs_for,
    share,
    spread_of,
    sureness,
    usual_spread,
)

USUAL = usual_spread(1, 5)


def test_reads_are_what_the_busiest_juror_reads() -> None:
    cases = [Plan(60, 7, 7), Plan(60, 7, 3), Plan(10, 3, 2), Plan(10, 3, 9)]
    assert [plan.reads for plan in cases] == [60, 26, 7, 10]


def test_without_noise_the_best_always_wins_where_everybody_reads_everything() -> None:
    exact = Spread(quality=1, leniency=2, noise=0)
    found = sureness(Plan(20, 5, 5), exact)
    assert (found[-1].first.value, found[-1].podium.value) == (1, 1)
    assert found[0].first.value < 0.5  # with one reader each, leniency decides


def test_without_any_quality_the_winner_is_drawn_by_lot() -> None:
    found = sureness(Plan(10, 6, 6), Spread(quality=0, leniency=0.3, noise=1))
    one, three = found[-1].first, found[-1].podium
    assert one.low < 0.1 < one.high
    assert three.low < 0.3 < three.high


def test_two_candidates_and_one_reader_are_as_sure_as_theory_says() -> None:
    """Quality and noise of equal spread: the better one is ahead in 1/2 + atan(1)/pi = 3/4."""
    [found] = sureness(Plan(2, 1, 1), Spread(quality=1, leniency=0.5, noise=1))
    assert found.first.low < 0.75 < found.first.high


def test_more_readers_are_surer_and_same_input_gives_same_answer() -> None:
    found = sureness(Plan(30, 8, 4), USUAL)
    assert [one.readers for one in found] == list(range(1, 9))
    assert found == sureness(Plan(30, 8, 4), USUAL)
    assert found[0].podium.high < found[-1].podium.low
    assert enough(found, 0, 7) == 1
    assert enough(found, 1.1, 7) is None


def test_a_lone_candidate_is_first() -> None:
    assert [one.first.value for one in sureness(Plan(1, 2, 2), USUAL)] == [1, 1]


def test_an_interval_holds_its_share() -> None:
    found = share(50, 100)
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (0.5, 0.404, 0.596)
    assert (share(0, 10).low, share(10, 10).high) == (0, 1)


@pytest.mark.parametrize("plan", [Plan(300, 9, 9), Plan(1000, 20, 5), Plan(5000, 200, 50)])
def test_a_large_plan_does_not_keep_anybody_waiting(plan: Plan) -> None:
    begun = time.process_time()
    sureness(plan, USUAL)
    assert time.process_time() - begun < 6  # well under a second on a machine of its own
    assert runs_for(plan.candidates, plan.jurors) >= 100


def test_a_spread_is_found_again_in_its_own_sheets() -> None:
    dice, want = np.random.default_rng(5), Spread(0.5, 0.4, 0.6)
    rounds = []
    for _ in range(6):
        sheets = (
            dice.normal(0, want.quality, (200, 1))
            + dice.normal(0, want.leniency, (1, 12))
            + dice.normal(0, want.noise, (200, 12))
            + 3
        )
        sheets[dice.random(sheets.shape) < 0.3] = np.nan
        rounds.append(sheets)
    found = spread_of(rounds)
    assert found is not None
    assert found.quality == pytest.approx(want.quality, abs=0.05)
    assert found.leniency == pytest.approx(want.leniency, abs=0.12)
    assert found.noise == pytest.approx(want.noise, abs=0.02)


@pytest.mark.parametrize("shape", [(0, 0), (1, 5), (5, 1)])
def test_too_little_tells_no_spread(shape: tuple[int, int]) -> None:
    assert spread_of([np.ones(shape)]) is None


def test_a_round_of_empty_sheets_tells_no_spread() -> None:
    assert spread_of([np.full((4, 4), np.nan)]) is None


def test_what_is_assumed_fits_the_scale() -> None:
    assert usual_spread(1, 5) == Spread()
    assert usual_spread(0, 10).noise == pytest.approx(1.5)
