"""What everybody reads when a deadline was moved, and with rolling intake."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from awards.programmes.models import Edition, Phase
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
REASON = "The notices came out <late>."
PAGES = (
    "/",
    "/awards/lund/2026/",
    "/awards/lund/2026/nominate",
    "/awards/lund/2026/nominate/innovation",
)


def _change(turn: str, kind: str, becomes: datetime) -> dict[str, Any]:
    return {
        "turn": turn,
        "kind": kind,
        "was": (becomes - timedelta(days=7)).isoformat(),
        "becomes": becomes.isoformat(),
        "at": becomes.isoformat(),
        "reason": REASON,
    }


def _edition(make: Make, phase: Phase, turn: str, *kinds: str, **values: Any) -> Edition:
    edition = make.edition(phase, **values)
    for slug in ("innovation", "courage"):  # with two, there is something to choose
        make.award(edition, slug)
    edition.date_changes = [_change(turn, kind, getattr(edition, turn)) for kind in kinds]
    make.session.commit()
    return edition


@pytest.mark.parametrize("url", PAGES)
def test_an_extended_deadline_says_so_and_why(browse: Browse, make: Make, url: str) -> None:
    _edition(make, Phase.NOMINATING, "closes_at", "earlier", "later")
    page = browse().get(url)
    assert "Extended: you can nominate until" in page.text
    assert page.text.count(REASON) == 1
    assert "<late>" not in page.html


def test_nominations_that_closed_early_say_so_and_why(browse: Browse, make: Make) -> None:
    _edition(make, Phase.TRIAGE, "closes_at", "closed")
    for url in PAGES:
        page = browse().get(url)
        assert "Nominations were closed early, on" in page.text
        assert REASON in page.text


def test_longer_scoring_says_so_while_the_jury_reads(browse: Browse, make: Make) -> None:
    _edition(make, Phase.SCORING, "scoring_closes_at", "later")
    assert "Extended: the jury reads until" in browse().get("/").text


def test_an_old_reason_is_not_told_when_it_no_longer_matters(browse: Browse, make: Make) -> None:
    _edition(make, Phase.DELIBERATION, "closes_at", "later")
    assert REASON not in browse().get("/").text


def test_with_rolling_intake_one_can_nominate_while_the_jury_reads(
    browse: Browse, make: Make
) -> None:
    _edition(make, Phase.SCORING, "closes_at", "later", rules={"rolling_intake": True})
    browser = browse()
    assert "/awards/lund/2026/nominate" in browser.get("/").links
    page = browser.get("/awards/lund/2026/nominate/innovation")
    assert "Once you have confirmed it, it can no longer be changed." in page.text
    assert REASON not in page.text


def test_without_it_the_form_is_closed_while_the_jury_reads(browse: Browse, make: Make) -> None:
    make.award(make.edition(Phase.SCORING))
    browser = browse()
    assert "/awards/lund/2026/nominate" not in browser.get("/").links
    page = browser.get("/awards/lund/2026/nominate/innovation")
    assert page.h1 == "Nominations are closed"


def test_rolling_intake_ends_when_scoring_closes(browse: Browse, make: Make) -> None:
    _edition(make, Phase.DELIBERATION, "closes_at", rules={"rolling_intake": True})
    page = browse().get("/awards/lund/2026/nominate")
    assert page.h1 == "Nominations are closed"
