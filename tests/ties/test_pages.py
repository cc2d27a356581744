"""The page "Who are you close to?", the questions that follow, and the coordinator's evidence."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.juries.models import Answer, ConflictStatement
from awards.juries.ties.models import Circle
from tests.factories import Make
from tests.page import Browser
from tests.scoring.conftest import Round

Browse = Callable[..., Browser]
CLOSE = "/juries/close"


@pytest.fixture
def asked(scene: Round, session: Session) -> Round:
    """A round whose rules ask whom jurors are close to."""
    scene.award.edition.rules = {"ties_asked": True, "conflict_law": "sweden"}
    session.commit()
    return scene


def _add(browser: Browser, **fields: str) -> str:
    answer = browser.post(CLOSE, fields)
    return str(answer.location)


def test_the_list_comes_before_the_first_question(browse: Browse, asked: Round) -> None:
    browser = browse(asked.juror)
    assert CLOSE in browser.get("/juries/statements", status=302).location
    assert CLOSE in browser.post("/juries/statements", {"then": "rest"}).location
    page = browser.get(CLOSE)
    assert page.h1 == "Who are you close to?"
    assert "I am close to nobody here: go on" in page.text
    assert "/juries/statements" in browser.post(f"{CLOSE}/told", {}).location
    assert browser.get("/juries/statements").status == 200


def test_only_where_the_rules_say_so_is_the_list_asked_for(
    browse: Browse, asked: Round, session: Session
) -> None:
    browser = browse(asked.juror)
    assert CLOSE in browser.get("/juries/statements", status=302).location
    asked.award.edition.rules = {"ties_asked": False}
    session.commit()
    assert browser.get("/juries/statements").status == 200


def test_people_units_and_names_stand_on_the_list_and_come_off(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    make.person("Siv Lund")
    make.unit("Köket")
    browser = browse(asked.juror)
    for fields in (
        {"what": "person", "person-text": "siv lund"},
        {"what": "person", "person-text": "Nobody Here"},
        {"what": "unit", "unit-text": "köket"},
    ):
        _add(browser, **fields)
    circle = session.scalars(select(Circle)).one()
    assert [tie.words for tie in circle.ties] == ["Siv Lund", "Nobody Here", "Köket"]
    first = circle.ties[0].id
    session.commit()
    page = browser.get(CLOSE)
    assert "not in the directory" in page.text
    browser.post(f"{CLOSE}/{first}/remove", {})
    assert "Siv Lund" not in browser.get(CLOSE).text


def test_once_the_candidates_are_seen_the_list_only_grows(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    """Naming, looking and taking off again would tell who is behind which code name."""
    browser = browse(asked.juror)
    _add(browser, what="person", **{"person-text": "Siv Lund"})
    browser.post(f"{CLOSE}/told", {})
    page = browser.get(CLOSE)
    assert "your list can only grow" in page.text
    assert "Take off" not in page.text
    tie = session.scalars(select(Circle)).one().ties[0].id
    session.commit()
    refused = browser.post(f"{CLOSE}/{tie}/remove", {}, status=409)
    assert "Write to the coordinator" in refused.text
    assert "Siv Lund" in browser.get(CLOSE).text


@pytest.mark.parametrize("named", ["Alva Norrskén", "Nobody Here"])
def test_whoever_is_named_later_several_more_are_asked_about_alone(
    browse: Browse, asked: Round, make: Make, session: Session, named: str
) -> None:
    for word in (
        "Ask",
        "Lind",
        "Alm",
        "Hagg",
        "Ronn",
        "Sten",
        "Berg",
        "Skog",
        "Dal",
        "Vik",
        "Ljung",
    ):
        make.candidate(nomination=make.nomination(asked.award, nominee_name=f"Bo {word}"))
    session.delete(session.scalars(select(ConflictStatement)).one())
    session.commit()
    browser = browse(asked.juror)
    _add(browser, what="person", **{"person-text": "Siv Lund"})
    browser.post(f"{CLOSE}/told", {})
    before = _alone(browser)
    _add(browser, what="person", **{"person-text": named})
    after = _alone(browser)
    assert before < after
    assert len(after - before) > 1
    assert (asked.sheet in after) >= (named == "Alva Norrskén")


def _alone(browser: Browser) -> set[str]:
    page = browser.get("/juries/statements")
    return {h.get("id", "").removesuffix("-title") for h in page.all("h3") if h.get("id")}


def test_what_still_stands_in_the_boxes_is_added_when_going_on(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    make.unit("Köket")
    browser = browse(asked.juror)
    sent = {"person-text": "Nobody Here", "unit-text": "köket"}
    answer = browser.post(f"{CLOSE}/told", sent)
    assert "/juries/statements" in answer.location
    circle = session.scalars(select(Circle)).one()
    assert [tie.words for tie in circle.ties] == ["Nobody Here", "Köket"]
    assert circle.told_at is not None


def test_going_on_stops_at_what_cannot_be_added_and_keeps_it(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    make.person("Siv Lund")
    make.person("Siv Lundin")
    browser = browse(asked.juror)
    sent = {"person-text": "siv", "unit-text": "No such unit"}
    page = browser.post(f"{CLOSE}/told", sent, status=422)
    assert "None of these: keep what I wrote" in page.text
    assert "No unit fits that." in page.text
    form = page.form(f"{CLOSE}?edition={asked.award.edition_id}")
    assert (form["person-text"], form["unit-text"]) == ("siv", "No such unit")
    assert session.scalars(select(Circle)).all() == []


def test_either_button_adds_what_stands_in_both_boxes(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    make.unit("Köket")
    browser = browse(asked.juror)
    _add(browser, what="person", **{"person-text": "", "unit-text": "Köket"})
    assert [t.words for t in session.scalars(select(Circle)).one().ties] == ["Köket"]
    session.commit()
    browser.post(CLOSE, {"what": "unit", "person-text": "", "unit-text": ""}, status=422)


def test_several_that_fit_are_offered_and_so_is_what_was_written(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    make.person("Siv Lund")
    make.person("Siv Lundin")
    browser = browse(asked.juror)
    page = browser.post(CLOSE, {"what": "person", "person-text": "siv"}, status=422)
    assert "None of these: keep what I wrote" in page.text
    _add(browser, what="person", **{"person": "as-written", "person-text": "Siv"})
    circle = session.scalars(select(Circle)).one()
    assert [(tie.name, tie.person_id) for tie in circle.ties] == [("Siv", None)]


def test_the_search_shows_a_juror_no_address(browse: Browse, asked: Round, make: Make) -> None:
    make.person("Siv Lund", title="kock")
    answer = browse(asked.juror).get(f"{CLOSE}/people?q=siv").response.get_json()
    assert [(one["name"], one["detail"]) for one in answer["found"]] == [("Siv Lund", "kock")]


def test_who_is_named_is_asked_about_one_by_one_under_the_code_name(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    others = [
        make.candidate(nomination=make.nomination(asked.award, nominee_name=f"Bo {word}"))
        for word in ("Ask", "Lind", "Alm", "Hagg", "Ronn", "Sten")
    ]
    browser = browse(asked.juror)
    session.delete(session.scalars(select(ConflictStatement)).one())
    session.commit()
    _add(browser, what="person", **{"person-text": "Alva Norrskén"})
    browser.post(f"{CLOSE}/told", {})
    page, alone = browser.get("/juries/statements"), _alone(browser)
    assert asked.sheet in alone
    assert 2 <= len(alone) <= 5  # beside it some about whom nothing is known
    assert "Norrsk" not in page.text
    assert f"And for these {7 - len(alone)} I know of nothing: save" in page.text
    rest = [asked.address(one) for one in (*others, asked.candidate)]
    browser.post("/juries/statements", {"rest": rest, "then": "rest"})
    said = dict(
        session.execute(select(ConflictStatement.candidate_id, ConflictStatement.answer)).all()
    )
    assert len(said) == 7 - len(alone)
    assert set(said.values()) == {Answer.NONE}
    assert asked.candidate.id not in said
    session.commit()
    browser.post("/juries/statements", {f"{asked.sheet}-answer": "none"})
    session.expire_all()
    one = select(ConflictStatement.answer).where(
        ConflictStatement.candidate_id == asked.candidate.id
    )
    assert session.scalars(one).one() is Answer.UNSURE


def test_the_coordinator_is_shown_what_a_suggestion_stands_on(
    browse: Browse, asked: Round, make: Make
) -> None:
    juror = browse(asked.juror)
    _add(juror, what="person", **{"person-text": "Alva Norrskén"})
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(f"/juries/conflicts/{asked.juror.id}/{asked.candidate.id}")
    assert "Has named Alva Norrskén as close; nominated is Alva Norrsken" in page.text
    assert "Förvaltningslagen (2017:900) 16–18 §§, Kommunallagen (2017:725) 6 kap." in page.text
    page = browser.get("/juries/conflicts")
    assert "has not said yet whom they are close to" in page.text
    juror.post(f"{CLOSE}/told", {})
    assert "has not said yet whom they are close to" not in browser.get("/juries/conflicts").text


@pytest.mark.parametrize(
    ("law", "named"),
    [
        ("sweden", "Förvaltningslagen (2017:900) 16–18 §§, Kommunallagen (2017:725) 6 kap."),
        ("norway", "Forvaltningsloven"),
        ("unknown", "Rules on conflicts of interest: to be confirmed"),
    ],
)
def test_the_law_that_is_named_is_the_editions(
    browse: Browse, asked: Round, make: Make, session: Session, law: str, named: str
) -> None:
    asked.award.edition.rules = {"conflict_law": law}
    session.commit()
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(f"/juries/conflicts/{asked.juror.id}/{asked.candidate.id}")
    assert named in page.text


def test_another_jurors_list_is_not_touched(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    other = make.person(roles=["juror"])
    make.seat(other, asked.award)
    _add(browse(asked.juror), what="person", **{"person-text": "Nobody Here"})
    tie = session.scalars(select(Circle)).one().ties[0].id
    session.commit()
    browse(other).post(f"{CLOSE}/{tie}/remove", {}, status=404)
    assert "Nobody Here" not in browse(other).get(CLOSE).text


def test_the_edition_names_its_own_paragraphs(
    browse: Browse, asked: Round, make: Make, session: Session
) -> None:
    asked.award.edition.rules = {"conflict_law": "sweden", "conflict_statutes": ["Jävsregler § 1"]}
    session.commit()
    browser = browse(make.person(roles=["coordinator"]))
    for address in (
        "/juries/conflicts",
        f"/juries/conflicts/{asked.juror.id}/{asked.candidate.id}",
    ):
        page = browser.get(address)
        assert "Jävsregler § 1" in page.text
        assert "Förvaltningslagen" not in page.text


def test_who_has_said_nobody_reads_that_they_have(browse: Browse, asked: Round) -> None:
    browser = browse(asked.juror)
    assert "Nobody yet. If there is nobody, say so below." in browser.get(CLOSE).text
    browser.post(f"{CLOSE}/told", {}, 302)
    page = browser.get(CLOSE)
    assert "You have said that you are close to nobody here." in page.text
    assert "Nobody yet" not in page.text
