"""Where an award stands, to the second, and what the ribbon shows. Plain objects, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from awards.core.errors import Closed
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import (
    RibbonStep,
    phase_by_dates,
    phase_of,
    phase_of_edition,
    require_phase,
    ribbon,
)

OPENS = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
CLOSES = datetime(2026, 10, 1, 21, 59, tzinfo=UTC)
SCORING_OPENS = datetime(2026, 10, 15, 6, 0, tzinfo=UTC)
SCORING_CLOSES = datetime(2026, 11, 5, 22, 59, tzinfo=UTC)
DECIDED = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
ANNOUNCED = datetime(2026, 11, 21, 13, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER = ANNOUNCED + timedelta(days=300)


def an_edition(*awards: Award) -> Edition:
    return Edition(
        opens_at=OPENS,
        closes_at=CLOSES,
        scoring_opens_at=SCORING_OPENS,
        scoring_closes_at=SCORING_CLOSES,
        opened_at=OPENS,
        awards=list(awards),
    )


def an_award(decided_at: datetime | None = None, announce_at: datetime | None = None) -> Award:
    """Return an award that stands in an edition of its own."""
    award = Award(decided_at=decided_at, announce_at=announce_at)
    award.edition = an_edition()
    return award


@pytest.mark.parametrize(
    ("turn", "before", "after"),
    [
        (OPENS, Phase.UPCOMING, Phase.NOMINATING),
        (CLOSES, Phase.NOMINATING, Phase.TRIAGE),
        (SCORING_OPENS, Phase.TRIAGE, Phase.SCORING),
        (SCORING_CLOSES, Phase.SCORING, Phase.DELIBERATION),
    ],
)
def test_each_date_turns_the_phase_to_the_second(
    turn: datetime, before: Phase, after: Phase
) -> None:
    seen = [phase_by_dates(an_edition(), at) for at in (turn - SECOND, turn, turn + SECOND)]
    assert seen == [before, after, after]


def test_dates_alone_end_in_deliberation() -> None:
    assert phase_by_dates(an_edition(), LATER) is Phase.DELIBERATION


def test_without_a_pause_scoring_follows_nominating() -> None:
    edition = an_edition()
    edition.scoring_opens_at = CLOSES
    seen = [phase_by_dates(edition, at) for at in (CLOSES - SECOND, CLOSES)]
    assert seen == [Phase.NOMINATING, Phase.SCORING]


def test_an_award_without_decision_is_deliberated_upon() -> None:
    assert phase_of(an_award(), LATER) is Phase.DELIBERATION


def test_a_decided_award_without_announcement_stays_decided() -> None:
    assert phase_of(an_award(DECIDED), LATER) is Phase.DECIDED


def test_an_award_is_announced_in_its_minute_and_not_a_second_before() -> None:
    award = an_award(DECIDED, ANNOUNCED)
    seen = [phase_of(award, at) for at in (ANNOUNCED - SECOND, ANNOUNCED, ANNOUNCED + SECOND)]
    assert seen == [Phase.DECIDED, Phase.ANNOUNCED, Phase.ANNOUNCED]


def test_nothing_is_announced_without_a_decision() -> None:
    assert phase_of(an_award(None, ANNOUNCED), LATER) is Phase.DELIBERATION


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (OPENS - SECOND, Phase.UPCOMING),
        (OPENS, Phase.NOMINATING),
        (CLOSES, Phase.TRIAGE),
        (SCORING_OPENS, Phase.SCORING),
        (SCORING_CLOSES - SECOND, Phase.SCORING),
        (SCORING_CLOSES, Phase.ANNOUNCED),
    ],
)
def test_a_decision_counts_only_when_scoring_is_over(at: datetime, phase: Phase) -> None:
    assert phase_of(an_award(OPENS - SECOND, OPENS - SECOND), at) is phase


@pytest.mark.parametrize(
    ("awards", "phase"),
    [
        ([(DECIDED, ANNOUNCED), (DECIDED, ANNOUNCED)], Phase.ANNOUNCED),
        ([(DECIDED, ANNOUNCED), (DECIDED, None)], Phase.DECIDED),
        ([(DECIDED, LATER + SECOND), (DECIDED, ANNOUNCED)], Phase.DECIDED),
        ([(DECIDED, ANNOUNCED), (DECIDED, None), (None, None)], Phase.DELIBERATION),
        ([], Phase.DELIBERATION),
    ],
)
def test_an_edition_is_as_far_as_its_slowest_award(
    awards: list[tuple[datetime | None, datetime | None]], phase: Phase
) -> None:
    edition = an_edition(*(Award(decided_at=d, announce_at=a) for d, a in awards))
    assert phase_of_edition(edition, LATER) is phase


def test_an_edition_without_awards_goes_by_its_dates() -> None:
    assert phase_of_edition(an_edition(), SCORING_OPENS) is Phase.SCORING


def test_what_comes_too_early_or_too_late_is_closed() -> None:
    award = an_award()
    for at in (SCORING_OPENS - SECOND, SCORING_CLOSES):
        with pytest.raises(Closed):
            require_phase(award, at, Phase.SCORING)
    for at in (SCORING_OPENS, SCORING_CLOSES - SECOND):
        require_phase(award, at, Phase.SCORING)


def test_one_of_several_phases_is_enough() -> None:
    require_phase(an_award(), CLOSES, Phase.NOMINATING, Phase.TRIAGE)


def test_when_no_phase_is_allowed_everything_is_closed() -> None:
    with pytest.raises(Closed):
        require_phase(an_award(), CLOSES)


def _steps(*states: str) -> list[RibbonStep]:
    phases = list(Phase)[1:]
    ends = (CLOSES, SCORING_OPENS, SCORING_CLOSES, None, None, None)
    return [RibbonStep(*step) for step in zip(phases, states, ends, strict=True)]


@pytest.mark.parametrize(
    ("at", "here"),
    [
        (OPENS - SECOND, -1),
        (OPENS, 0),
        (CLOSES, 1),
        (SCORING_OPENS, 2),
        (SCORING_CLOSES, 3),
    ],
)
def test_the_ribbon_shows_six_phases_and_when_the_fixed_ones_end(at: datetime, here: int) -> None:
    states = ["done" if n < here else "current" if n == here else "coming" for n in range(6)]
    assert ribbon(an_edition(Award()), at) == _steps(*states)


def test_the_ribbon_waits_for_the_slowest_award() -> None:
    edition = an_edition(
        Award(decided_at=DECIDED, announce_at=ANNOUNCED), Award(decided_at=DECIDED)
    )
    assert ribbon(edition, LATER) == _steps("done", "done", "done", "done", "current", "coming")


def test_the_ribbon_ends_with_announced() -> None:
    edition = an_edition(Award(decided_at=DECIDED, announce_at=ANNOUNCED))
    assert ribbon(edition, ANNOUNCED) == _steps("done", "done", "done", "done", "done", "current")
