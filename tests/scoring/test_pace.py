"""How long the queue takes, and where the juror stopped."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from awards.scoring import queries
from awards.scoring.models import ScoreSheet
from awards.scoring.rules import pace_of
from tests.factories import Make
from tests.scoring.conftest import Round
from tests.scoring.test_actions import save, typed
from tests.scoring.test_pages import SIX, Browse, opened

NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("minutes", "pace"),
    [
        ((), None),
        ((0, 5, 11), None),
        ((0, 5, 11, 18), 6),
        ((0, 5, 11, 18, 900, 908), 6.5),
        ((18, 0, 11, 5), 6),
        ((0, 40, 80, 120), None),
    ],
)
def test_pace_is_the_median_gap_without_pauses(
    minutes: tuple[int, ...], pace: float | None
) -> None:
    found = pace_of(NOW + timedelta(minutes=m) for m in minutes)
    assert found == (None if pace is None else timedelta(minutes=pace))


def test_queue_says_what_is_left_and_how_long_it_takes(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    others = [make.candidate(scene.award) for _ in range(6)]
    for other in others:
        make.statement(scene.juror, other)
    page = browse(scene.juror).get("/scoring")
    assert "7 candidates are left to score. That is about 1 h 10 min, counted with 10" in page.text
    assert "Go on with the next candidate" in page.text
    browser = opened(browse, scene)
    for number, other in enumerate(others[:4]):
        browser.post(f"/scoring/sheets/{scene.address(other)}", scene.fields(*SIX))
        at = NOW - timedelta(hours=1) + timedelta(minutes=4 * number)
        changed = update(ScoreSheet).where(ScoreSheet.candidate_id == other.id)
        session.execute(changed.values(saved_at=at))
        session.commit()
    page = browser.get("/scoring")
    assert (
        "3 candidates are left to score. That is about 10 min at your own pace, 4 min" in page.text
    )
    browser.post(scene.url, scene.fields(3))
    page = browser.get("/scoring")
    assert f"Go on where you stopped: {scene.candidate.code_name}" in page.text


def test_last_touched_is_the_jurors_own(session: Session, scene: Round, make: Make) -> None:
    save(session, scene, typed(scene, 3), 0)
    stranger = make.person("Sam Stranger", roles=["juror"])
    make.seat(stranger, scene.award)
    found = queries.last_touched(session, scene.actor, scene.award.edition_id)
    assert [one.id for one in found] == [scene.sheet]
