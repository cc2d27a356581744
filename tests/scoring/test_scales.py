"""Other scales than 1 to 5, from the sheet to the result; and an edition that is not blind."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.programmes.models import Criterion, Edition, Phase
from awards.scoring.models import Score, ScoreSheet
from awards.triage.actions import prepare
from awards.triage.originals import texts_of
from awards.triage.queries import copy_case_of
from tests.factories import DAY, Make, actor_of
from tests.page import Browser
from tests.scoring.conftest import Round

Browse = Callable[..., Browser]
SCALES = [((0, 10), [0, 10, 5]), ((1, 10), [1, 10, 6])]


def rescale(session: Session, scene: Round, low: int, high: int, *, words: bool = True) -> None:
    """Let the edition have a scale, and words for each of its levels."""
    edition = session.get_one(Edition, scene.award.edition_id)
    edition.scale_low, edition.scale_high = low, high
    for criterion in edition.criteria if words else ():
        levels = [f"{criterion.key} level {n}" for n in range(low, high + 1)]
        criterion.levels = {"sv": levels, "en": levels}
    session.commit()


@pytest.mark.parametrize(("scale", "given"), SCALES)
def test_a_scale_holds_from_the_sheet_to_the_result(
    browse: Browse,
    scene: Round,
    make: Make,
    session: Session,
    scale: tuple[int, int],
    given: list[int],
) -> None:
    low, high = scale
    rescale(session, scene, low, high)
    juror = browse(scene.juror)
    page = juror.get(scene.url)
    name = f"score-{scene.criteria[0].key}"
    offered = [one.get("value") for one in page.all("input", name=name)]
    assert offered == [*map(str, range(low, high + 1)), "abstain"]
    assert f"knowledge level {high}" in page.text
    marks = (*given, *given)
    juror.post(scene.url, {**scene.fields(*marks), "then": "stay"})
    kept = juror.get(scene.url).form(scene.url)
    assert [kept[f"score-{c.key}"] for c in scene.criteria] == [str(mark) for mark in marks]
    juror.post(scene.url, {**scene.fields(version=1), "then": "hand-in", "confirmed": "yes"})
    stored = [value for value in session.scalars(select(Score.value)) if value is not None]
    assert sorted(stored) == sorted(marks)
    assert session.scalars(select(ScoreSheet.receipt)).one() is not None
    edition = session.get_one(Edition, scene.award.edition_id)
    edition.scoring_closes_at = edition.scoring_opens_at + DAY
    session.commit()
    page = browse(make.person(roles=["coordinator"])).get(f"/results/{scene.award.id}")
    cells = ["".join(cell.itertext()).strip() for cell in page.first("tbody").iter("td")]
    mean = sum(given) / len(given)
    assert cells[1] == f"{mean:.2f}"
    assert cells[4:] == [f"{mark:.2f}" for mark in marks]


@pytest.mark.parametrize(
    ("scale", "wrong"), [((0, 10), "11"), ((0, 10), "-1"), ((1, 10), "0"), ((1, 10), "11")]
)
def test_what_is_not_on_the_scale_is_not_taken(
    browse: Browse, scene: Round, session: Session, scale: tuple[int, int], wrong: str
) -> None:
    rescale(session, scene, *scale)
    juror = browse(scene.juror)
    juror.get(scene.url)
    page = juror.post(scene.url, {**scene.fields(wrong), "then": "stay"}, 422)
    assert f"Choose a score from {scale[0]} to {scale[1]}, or abstain." in page.text
    assert session.scalars(select(Score)).all() == []


def test_words_of_another_scale_are_not_put_at_the_wrong_numbers(
    browse: Browse, scene: Round, session: Session
) -> None:
    rescale(session, scene, 0, 10, words=False)
    page = browse(scene.juror).get(scene.url)
    first = session.scalars(select(Criterion).order_by(Criterion.position)).first()
    assert first is not None
    assert len(first.levels["en"]) == 5
    assert first.levels["en"][0] not in page.text


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ((1, 5), "1–5 score the criterion you are on 0 A abstain from it"),
        ((1, 10), "1–9 X score the criterion you are on; X gives 10 0 A abstain from it"),
        ((0, 10), "0–9 X score the criterion you are on; X gives 10 A abstain from it"),
    ],
)
def test_the_sheet_says_which_keys_score(
    browse: Browse, scene: Round, session: Session, scale: tuple[int, int], said: str
) -> None:
    rescale(session, scene, *scale)
    assert said in browse(scene.juror).get(scene.url).text


@pytest.mark.parametrize("blind", [True, False])
def test_an_edition_that_is_not_blind_masks_nothing_and_takes_the_same_way(
    make: Make, session: Session, blind: bool
) -> None:
    award = make.award(make.edition(Phase.TRIAGE, blind=blind))
    nomination = make.nomination(award)
    candidate = make.candidate(award, nomination=nomination, copy=None)
    actor = actor_of(make.person(roles=["coordinator"]))
    case = copy_case_of(session, actor, candidate.id)
    copy = prepare(session, case, by=actor, at=award.edition.closes_at)
    whole = " ".join(texts_of(copy.sections))
    assert ("Alva Norrsken" in whole, copy.state.value) == (not blind, "draft")
