"""The calibration text on the pages: chosen, scored first, and how the jury scored it."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.core.db import Database
from awards.programmes.models import Edition
from awards.scoring.calibrating.models import Calibration, CalibrationSheet
from awards.scoring.models import ScoreSheet
from awards.scoring.rules import sheet_id
from tests.calibration.conftest import Jury
from tests.conftest import SECRET
from tests.counting import queries_of
from tests.factories import DAY, Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
JSON = {"Accept": "application/json"}
SIX = (1, 2, 3, 4, 5, "abstain")


def url_of(text: Calibration) -> str:
    return f"/scoring/calibration/{text.id}"


def rows_of(page: Page) -> dict[str, list[str]]:
    """Return the table of a page: its first cell → the others."""
    rows = [[text_of(cell) for cell in row] for row in page.all("tr")[1:]]
    return {first: rest for first, *rest in rows}


# --- the coordinator ---


def test_a_text_is_made_up_for_an_award(browse: Browse, jury: Jury) -> None:
    browser = browse(jury.coordinator)
    assert "/juries/calibration" in " ".join(browser.get("/juries").links)
    assert rows_of(browser.get("/juries/calibration")) == {
        "Innovation": ["No text", "–", "Choose one: Innovation"]
    }
    here = f"/juries/calibration/{jury.award.id}"
    form = browser.get(here).form(here)
    sent = {**form, "text-courage": "Somebody made a robot.", "invented": "y"}
    page = browser.follow(browser.post(here, sent))
    assert "Somebody made a robot." in page.text
    assert "0 of 3 have handed in." in page.text
    assert rows_of(browser.get("/juries/calibration")) == {
        "Innovation": ["Made up", "0 of 3", "Read it: Innovation"]
    }


def test_what_is_missing_is_said_and_what_was_typed_is_kept(browse: Browse, jury: Jury) -> None:
    browser, here = browse(jury.coordinator), f"/juries/calibration/{jury.award.id}"
    form = browser.get(here).form(here)
    page = browser.post(here, {**form, "text-courage": "A robot."}, 422)
    assert "Tick this first." in page.text
    assert page.form(here)["text-courage"] == "A robot."
    page = browser.post(here, {**form, "invented": "y"}, 422)
    assert "Write at least one of the texts" in page.text


def test_a_text_of_last_year_is_borrowed_and_taken_away(browse: Browse, jury: Jury) -> None:
    jury.last_year()
    browser, here = browse(jury.coordinator), f"/juries/calibration/{jury.award.id}"
    page = browser.get(here)
    assert "Kalibrum of last year." in page.text
    assert "Norrsken" not in page.text
    form = page.form(f"{here}/borrow")
    page = browser.follow(browser.post(f"{here}/borrow", form))
    assert "Each juror says first whether they have a conflict." in page.text
    page = browser.follow(browser.post(f"{here}/remove", page.form(f"{here}/remove")))
    assert rows_of(page)["Innovation"][0] == "No text"
    page = browser.follow(browser.post(f"{here}/borrow", {}))
    assert "Choose one of the texts first." in page.text


def test_the_coordinator_sees_how_many_and_no_score(browse: Browse, jury: Jury, make: Make) -> None:
    text = make.calibration(jury.award)
    for one in jury.jurors:
        make.calibrated(one, text, [5] * 6, jury.criteria)
    browser, here = browse(jury.coordinator), f"/juries/calibration/{jury.award.id}"
    page = browser.get(here)
    assert "3 of 3 have handed in." in page.text
    assert "A juror has begun to score this text" in page.text
    assert f"{here}/borrow" not in page.html
    form = {"text-courage": "Another.", "invented": "y"}
    assert "stays the same for everybody" in browser.post(here, form, 409).text
    browser.get(f"{url_of(text)}/jury", 403)


# --- the juror ---


def test_it_stands_first_and_blocks_nothing(browse: Browse, jury: Jury, make: Make) -> None:
    text = make.calibration(jury.award)
    browser = browse(jury.jurors[0])
    page = browser.get("/scoring")
    assert "Score this one first" in page.text
    links = [link for link in page.links if link.startswith("/scoring/")]
    sheet = f"/scoring/sheets/{sheet_id(SECRET, jury.jurors[0].id, jury.candidate.id)}"
    assert links.index(url_of(text)) < links.index(sheet)
    assert "Handed in: 0. Begun: 0. Not begun: 1." in page.text
    browser.get(sheet)


def test_it_is_scored_on_the_sheets_page_and_handed_in(
    browse: Browse, jury: Jury, make: Make, session: Session
) -> None:
    text = make.calibration(jury.award)
    browser, url = browse(jury.jurors[0]), url_of(text)
    page = browser.get(url)
    assert page.h1 == "Calibration text"
    assert "It is made up, about nobody real." in page.text
    assert "Kalibrum." in page.text
    for link in ("own-scores", "conflict", "note"):
        assert f"{url}/{link}" not in page.html
    page = browser.post(url, {**jury.fields(*SIX), "then": "next"})
    assert page.location == f"{url}/hand-in"
    page = browser.get(page.location)
    page = browser.post(f"{url}/hand-in", page.form(f"{url}/hand-in"))
    assert page.location == f"{url}/jury"
    assert "as soon as 3 jurors have handed in" in browser.get(page.location).text
    assert "See how the jury scored it" in browser.get(url).text
    page = browser.get("/scoring")
    assert "Score this one first" not in page.text
    assert f"{url}/jury" in page.links
    assert session.scalar(select(func.count()).select_from(ScoreSheet)) == 0


def test_it_is_saved_in_the_background_like_any_sheet(
    browse: Browse, jury: Jury, make: Make, session: Session
) -> None:
    url, browser = url_of(make.calibration(jury.award)), browse(jury.jurors[0])
    browser.get(url)
    sent = {"csrf_token": browser.token, **jury.fields(3)}
    answer = browser.client.post(url, data=sent, headers=JSON)
    assert answer.status_code == 200
    assert (answer.json or {})["version"] == 1
    assert (answer.json or {})["saved_at_text"].startswith("Saved ")
    stale = browser.client.post(url, data={**sent, **jury.fields(4)}, headers=JSON)
    assert stale.status_code == 409
    first = f"score-{jury.criteria[0].key}"
    assert (stale.json or {})["stored"] == {first: "3", "reason": ""}
    assert (stale.json or {})["version"] == 1
    wrong = browser.client.post(url, data={**sent, **jury.fields(9, version=1)}, headers=JSON)
    assert wrong.status_code == 422
    edition = session.scalars(select(Edition)).one()
    edition.scoring_closes_at = edition.scoring_opens_at + DAY
    session.commit()
    late = browser.client.post(url, data={**sent, **jury.fields(4, version=1)}, headers=JSON)
    assert late.status_code == 409
    assert "does not count" in (late.json or {})["message"]
    assert [row.version for row in session.scalars(select(CalibrationSheet))] == [1]


def test_too_little_is_not_handed_in(browse: Browse, jury: Jury, make: Make) -> None:
    url, browser = url_of(make.calibration(jury.award)), browse(jury.jurors[0])
    page = browser.get(url)
    page = browser.post(url, {**jury.fields(3), "then": "hand-in"})
    assert "5 scores are missing" in browser.get(page.location).text
    page = browser.post(f"{url}/hand-in", {}, 422)
    assert "Score every criterion, or abstain from it" in page.text


def test_a_borrowed_text_is_shown_only_after_a_no(browse: Browse, jury: Jury, make: Make) -> None:
    url = url_of(make.calibration(jury.award, source=jury.last_year()))
    browser = browse(jury.jurors[0])
    page = browser.get(url)
    assert "Kalibrum" not in page.text
    for post in (url, f"{url}/hand-in"):
        assert browser.post(post, jury.fields(*SIX)).location == url
    asked = f"{url}/conflict"
    page = browser.follow(browser.post(asked, {"answer": "none"}))
    assert "Kalibrum." in page.text
    assert asked in page.links
    page = browser.follow(browser.post(asked, {"answer": "left-out"}))
    assert "The text is left out for you." in page.text
    assert "Left out for you: the calibration text of Innovation." in page.text
    assert "Kalibrum" not in browser.get(url).text


# --- how the jury scored it ---


def test_nobody_sees_the_others_before_they_have_handed_in(
    browse: Browse, jury: Jury, make: Make
) -> None:
    text = make.calibration(jury.award)
    for one in jury.jurors[1:]:
        make.calibrated(one, text, [5] * 6, jury.criteria)
    make.calibrated(jury.jurors[0], text, [2] * 6, jury.criteria, handed_in=False)
    url, browser = url_of(text), browse(jury.jurors[0])
    assert browser.get(f"{url}/jury", 302).location == url
    assert f"{url}/jury" not in browser.get("/scoring").links
    # Nor do two who have: each would know the other's.
    page = browse(jury.jurors[1]).get(f"{url}/jury")
    assert (page.all("table"), page.html.count('class="dp-dot"')) == ([], 0)
    assert "So far: 2." in page.text


def test_the_jury_sees_how_it_scored_without_names(browse: Browse, jury: Jury, make: Make) -> None:
    text = make.calibration(jury.award)
    given: list[list[int | None]] = [
        [3, 1, 2, 4, None, 1],
        [3, 5, 3, 4, 2, 1],
        [3, 5, 4, 5, None, 1],
    ]
    for one, values in zip(jury.jurors, given, strict=True):
        make.calibrated(one, text, values, jury.criteria)
    page = browse(jury.jurors[0]).get(f"{url_of(text)}/jury")
    names = [criterion.name["en"] for criterion in jury.criteria]
    assert rows_of(page) == {
        names[0]: ["–", "–", "3", "–", "–", "–", "3"],
        names[1]: ["1", "–", "–", "–", "2", "–", "1"],
        names[2]: ["–", "1", "1", "1", "–", "–", "2"],
        names[3]: ["–", "–", "–", "2", "1", "–", "4"],
        names[4]: ["–", "1", "–", "–", "–", "2", "–"],
        names[5]: ["3", "–", "–", "–", "–", "–", "1"],
    }
    assert f"Take up “{names[1]}” first: there the scores run from 1 to 5." in page.text
    assert "3 jurors, without names" in page.text
    assert [one.name for one in jury.jurors if one.name in page.text.replace("Jo A", "", 1)] == []
    assert page.html.count('class="dp-dot"') == 1 + 3 * 6 - 2  # one explains what a dot is
    meanings = [text_of(one) for one in page.all("dd")]
    assert [words.partition(":")[0] for words in meanings] == [
        "Close together",
        "Far apart",
        "Some way apart",
        "Close together",
        "Close together",
        "Close together",
    ]


def test_a_jury_of_one_mind_needs_no_talk(browse: Browse, jury: Jury, make: Make) -> None:
    text = make.calibration(jury.award)
    for one in jury.jurors:
        make.calibrated(one, text, [3, 4, 3, 4, 3, 4], jury.criteria)
    page = browse(jury.jurors[0]).get(f"{url_of(text)}/jury")
    assert "The jury has found a common measure" in page.text


@pytest.mark.parametrize("page", ["", "/conflict", "/hand-in", "/jury"])
def test_another_jurys_text_is_not_found(browse: Browse, jury: Jury, make: Make, page: str) -> None:
    text = make.calibration(make.award(jury.award.edition, slug="openness"))
    browse(jury.jurors[0]).get(f"{url_of(text)}{page}", 404)


# --- speed ---


def test_the_sheet_asks_nothing_more_and_the_queue_one_thing(
    browse: Browse, jury: Jury, make: Make, database: Database
) -> None:
    browser = browse(jury.jurors[0])
    sheet = f"/scoring/sheets/{sheet_id(SECRET, jury.jurors[0].id, jury.candidate.id)}"
    pages = ("/scoring", sheet)

    def asked() -> list[int]:
        return [queries_of(database, lambda page=page: browser.get(page)) for page in pages]  # type: ignore[misc]

    without = asked()
    for one in (jury.award, make.award(jury.award.edition, slug="openness")):
        make.calibration(one)
    make.seat(jury.jurors[0], make.award(jury.award.edition, slug="calm"))
    assert asked() == without
    assert without[0] <= 12
