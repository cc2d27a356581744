"""The list of suggestions, the side-by-side page, and the candidate's nominations."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.nominations.models import Nomination
from awards.programmes.models import Award
from awards.triage.models import Candidate
from awards.triage.twins.models import TwinAnswer, Word
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, text_of

Browse = Callable[..., Browser]
Check = Callable[[], None]
LIST = "/triage/duplicates"
PASSAGE = "Hon byggde ett växthus bakom köket och lärde alla barn att så."


@pytest.fixture
def award(make: Make, coordinator: Person) -> Award:
    """The award everybody is nominated for."""
    del coordinator
    found: Award = make.award()
    return found


@pytest.fixture
def two(make: Make, award: Award, check: Check) -> list[Nomination]:
    """One person, nominated twice, and looked through."""
    unit = make.unit("Strandgården")
    found = [
        make.nomination(award, nominee_name=name, units=[unit], text=f"{start} {PASSAGE}")
        for name, start in (("Cecilia Vinterhav", "Jo:"), ("Vinterhav Cecilia", "Ja,"))
    ]
    check()
    session_free(make)
    return sorted(found, key=lambda one: one.id)


def session_free(make: Make) -> None:
    """Give the one connection of SQLite back before a page is opened."""
    make.session.commit()


def _url(two: list[Nomination]) -> str:
    return f"{LIST}/{two[0].id}"


def _form(browser: Browser, two: list[Nomination]) -> dict[str, Any]:
    return browser.get(_url(two)).form(f"{_url(two)}/merge")


def test_list_leads_to_the_two_side_by_side(
    browse: Browse, coordinator: Person, two: list[Nomination]
) -> None:
    page = browse(coordinator).get(LIST)
    assert _url(two) in page.links
    assert "1 suggestion waits for you." in page.text
    assert "The same name, in another order" in page.text
    assert "2 nominations were looked through" in page.text


def test_list_is_empty_until_somebody_has_looked(
    browse: Browse, coordinator: Person, award: Award, session: Session
) -> None:
    del award
    session.commit()
    page = browse(coordinator).get(LIST)
    assert "Not looked through yet" in page.text


def test_looking_again_is_a_job(
    browse: Browse,
    coordinator: Person,
    award: Award,
    session: Session,
    jobs: list[tuple[str, ...]],
) -> None:
    edition_id = award.edition_id
    session.commit()
    browser = browse(coordinator)
    browser.get(LIST)
    browser.post(f"{LIST}/look-again", {"edition": edition_id})
    assert jobs == [("twins.check", edition_id)]


def test_side_by_side_shows_evidence_and_marks_what_both_wrote(
    browse: Browse, coordinator: Person, two: list[Nomination]
) -> None:
    page = browse(coordinator).get(_url(two))
    assert {text_of(mark) for mark in page.all("mark")} == {PASSAGE.strip(".")}
    assert "The same unit: Strandgården Points: +22" in page.text
    assert page.form(f"{_url(two)}/merge")["chosen"] == [one.id for one in two]


def test_merging_goes_on_to_the_next(
    browse: Browse, coordinator: Person, two: list[Nomination], session: Session
) -> None:
    browser = browse(coordinator)
    page = browser.post(f"{_url(two)}/merge", _form(browser, two))
    assert page.location.startswith(LIST)
    assert "They are one candidate now" in browser.follow(page).text
    assert len(session.scalars(select(Candidate)).all()) == 1


def test_one_alone_is_not_merged(
    browse: Browse, coordinator: Person, two: list[Nomination]
) -> None:
    browser = browse(coordinator)
    form = {**_form(browser, two), "chosen": two[0].id, "reason": "Kept as typed."}
    page = browser.post(f"{_url(two)}/merge", form, 422)
    assert "Choose at least two that belong together." in page.text
    assert page.form(f"{_url(two)}/merge")["reason"] == "Kept as typed."


def test_what_changed_meanwhile_is_looked_at_first(
    browse: Browse, coordinator: Person, two: list[Nomination], session: Session
) -> None:
    browser = browse(coordinator)
    form = _form(browser, two)
    two[0].version += 1
    session.commit()
    page = browser.post(f"{_url(two)}/merge", form, 422)
    assert "Something has changed since you opened the page." in page.text


@pytest.mark.parametrize(("verb", "word"), [("not-same", Word.NOT_SAME), ("later", Word.LATER)])
def test_a_word_is_kept(
    browse: Browse,
    coordinator: Person,
    two: list[Nomination],
    session: Session,
    verb: str,
    word: Word,
) -> None:
    browser = browse(coordinator)
    browser.post(f"{_url(two)}/{verb}", _form(browser, two))
    answer = session.scalars(select(TwinAnswer)).one()
    assert (answer.word, answer.answered_by) == (word, coordinator.id)


def test_a_nomination_without_twins_can_get_one_by_its_reference(
    browse: Browse, coordinator: Person, make: Make, award: Award
) -> None:
    one = make.nomination(award, nominee_name="Tuva Storm")
    other = make.nomination(award, nominee_name="Gruppen")
    ids, reference = sorted([one.id, other.id]), other.reference
    url = f"{LIST}/{one.id}"
    session_free(make)
    browser = browse(coordinator)
    assert "Nothing looks like it" in browser.get(url).text
    form = browser.get(f"{url}?also={reference.lower()}").form(f"{url}/merge")
    assert sorted(form["chosen"]) == ids
    browser.post(f"{url}/merge", form)
    assert len(make.session.scalars(select(Candidate)).all()) == 1


def test_taking_out_on_the_candidates_page(
    browse: Browse, coordinator: Person, two: list[Nomination], session: Session
) -> None:
    browser = browse(coordinator)
    browser.post(f"{_url(two)}/merge", _form(browser, two))
    candidate = session.scalars(select(Candidate)).one()
    session.commit()
    url = f"/triage/candidates/{candidate.id}/nominations"
    page = browser.get(url)
    assert "Made of 2 nominations." in page.text
    form = page.form(url)
    assert "Choose what to take out." in browser.post(url, form, 422).text
    everything = {**form, "chosen": [one.id for one in two]}
    assert "At least one nomination has to stay" in browser.post(url, everything, 422).text
    page = browser.follow(browser.post(url, {**form, "chosen": two[1].id, "reason": "Sisters."}))
    assert "1 nomination is on its own again." in page.text
    assert "Karin Samordnare: Sisters." in page.text


def test_another_programmes_are_not_there(
    browse: Browse, make: Make, two: list[Nomination]
) -> None:
    other = make.programme("sandnes")
    make.edition(programme=other, slug="sandnes-2026")
    stranger = make.person(roles=["coordinator"], programme=other)
    session_free(make)
    browser = browse(stranger)
    assert two[0].nominee_name not in browser.get(LIST).text
    browser.get(_url(two), 404)


def test_more_rows_mean_no_more_queries(
    browse: Browse, coordinator: Person, make: Make, award: Award, check: Check, database: Database
) -> None:
    def queries() -> int:
        check()
        session_free(make)
        return queries_of(database, lambda: browser.get(LIST))

    browser = browse(coordinator)
    for name in ("Tuva Storm", "Tuva Storm"):
        make.nomination(award, nominee_name=name)
    few = queries()
    for name in ("Petter Sol", "Agda Moe", "Cecilia Vinterhav", "Nils Alm"):
        make.nomination(award, nominee_name=name)
        make.nomination(award, nominee_name=name)
    assert queries() == few


def test_the_nominations_page_tells_what_stands_around_it(
    browse: Browse, coordinator: Person, two: list[Nomination], make: Make
) -> None:
    there = make.nomination(make.award(slug="openness"), nominee_name="Cecilia Vinterhav")
    url, other = f"/triage/nominations/{two[0].id}", f"/triage/nominations/{there.id}"
    session_free(make)
    browser = browse(coordinator)
    page = browser.get(url)
    assert f"{LIST}/{two[0].id}" in page.links
    assert "1 other nomination of this award looks like it." in page.text
    browser.post(f"{_url(two)}/merge", _form(browser, two))
    page = browser.get(url)
    assert "2 nominations together" in page.text
    assert "looks like it" not in page.text
    assert other not in page.links  # nobody has looked through it yet


def test_another_award_is_named(
    browse: Browse, coordinator: Person, two: list[Nomination], make: Make, check: Check
) -> None:
    there = make.nomination(make.award(slug="openness"), nominee_name="Cecilia Vinterhav")
    check()
    session_free(make)
    page = browse(coordinator).get(f"/triage/nominations/{two[0].id}")
    assert f"/triage/nominations/{there.id}" in page.links
    assert "Also nominated for: Openness" in page.text


def test_a_text_taken_back_says_so_on_its_page(
    browse: Browse, coordinator: Person, two: list[Nomination], make: Make
) -> None:
    candidate = make.candidate(nomination=two[0])
    session_free(make)
    browser = browse(coordinator)
    browser.post(f"{_url(two)}/merge", _form(browser, two))
    page = browser.get(f"/triage/candidates/{candidate.id}/copy")
    assert "The approval has been taken back" in page.text
    assert "Nominations have been merged since it was made." in page.text
    assert all(text in page.text for text in ("Jo:", "Ja,"))
