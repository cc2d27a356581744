"""What an award's rules change in its nomination form."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.nominations.models import Nomination
from awards.programmes.models import Phase
from tests.factories import Make
from tests.nominations.test_pages import FORM, filled
from tests.page import Browser, Page

Browse = Callable[..., Browser]


@pytest.fixture
def open_with(make: Make) -> Callable[..., None]:
    """Open an award with rules of its edition, and with its own."""

    def opened(own: dict[str, Any] | None = None, **rules: Any) -> None:
        make.award(make.edition(Phase.NOMINATING, rules=rules), rules=own or {})
        make.unit("Solgläntan")

    return opened


def offered(page: Page, name: str) -> list[str]:
    return [one.get("value", "") for one in page.all("input", name=name, type="radio")]


def kept(session: Session) -> list[Nomination]:
    session.expire_all()
    found = list(session.scalars(select(Nomination)))
    session.commit()
    return found


def test_only_those_who_may_nominate_are_offered(
    browse: Browse, open_with: Callable[..., None], session: Session
) -> None:
    open_with(nominators=["staff", "resident"])
    browser = browse()
    page = browser.get(FORM)
    assert offered(page, "relation") == ["staff", "resident"]
    assert "For this award, only these may nominate." in page.text
    refused = browser.post(FORM, filled(page, relation="other"), 422)
    assert "Choose one of the answers." in refused.text
    assert kept(session) == []
    browser.post(FORM, filled(page, relation="resident"))
    assert [one.relation.value for one in kept(session)] == ["resident"]


def test_a_single_answer_is_chosen_already(browse: Browse, open_with: Callable[..., None]) -> None:
    open_with({"nominators": ["staff"], "nominee_kinds": ["project"]})
    fields = browse().get(FORM).form(FORM)
    assert (fields["relation"], fields["nominee_kind"]) == ("staff", "project")


def test_only_what_can_be_nominated_is_offered(
    browse: Browse, open_with: Callable[..., None], session: Session
) -> None:
    open_with(nominee_kinds=["person", "project"])
    browser = browse()
    page = browser.get(FORM)
    assert offered(page, "nominee_kind") == ["person", "project"]
    browser.post(FORM, filled(page, nominee_kind="group"), 422)
    browser.post(FORM, filled(page, nominee_kind="project"))
    assert [one.nominee_kind.value for one in kept(session)] == ["project"]


MINE = "You are among those you nominate"


@pytest.mark.parametrize(
    "typed",
    [
        {"nominator_name": "  SIV  ahl "},
        {"nominator_name": "morgonlaget"},
    ],
)
def test_nobody_nominates_themselves_and_keeps_what_they_wrote(
    browse: Browse, open_with: Callable[..., None], session: Session, typed: dict[str, str]
) -> None:
    open_with()
    browser = browse()
    page = browser.post(FORM, filled(browser.get(FORM), **typed), 422)
    assert MINE in page.text
    assert page.form(FORM)["effect"] == "Barnen får mer tid."
    assert kept(session) == []


def test_where_it_is_allowed_people_nominate_themselves(
    browse: Browse, open_with: Callable[..., None], session: Session
) -> None:
    open_with({"self_nomination": True})
    browser = browse()
    browser.post(FORM, filled(browser.get(FORM), nominator_name="Siv Ahl"))
    assert len(kept(session)) == 1


def test_a_group_needs_as_many_members_as_the_rules_say(
    browse: Browse, open_with: Callable[..., None], session: Session
) -> None:
    open_with(group_least=3, group_most=4)
    browser = browse()
    page = browser.post(FORM, filled(browser.get(FORM)), 422)
    assert "A group has at least 3 members in this award. You have named 2." in page.text
    many = {f"members-{n}-name": f"Member {n}" for n in range(5)}
    page = browser.post(FORM, filled(browser.get(FORM), **many), 422)
    assert "In this award there are at most 4 members. You have named 5." in page.text
    # A unit is counted only against the most: nobody need name everybody in it.
    browser.post(FORM, filled(browser.get(FORM), nominee_kind="unit"))
    assert [one.nominee_kind.value for one in kept(session)] == ["unit"]


def test_no_more_rows_than_members_are_offered(
    browse: Browse, open_with: Callable[..., None]
) -> None:
    open_with(group_most=3)
    browser = browse()
    page = browser.post(FORM, {**filled(browser.get(FORM)), "add_row": "members"}, 200)
    assert "members-2-name" in page.form(FORM)
    assert "members-3-name" not in page.form(FORM)
    assert page.first("fieldset", id="members").get("data-max") == "3"


def test_texts_are_as_long_as_the_award_says(browse: Browse, make: Make, session: Session) -> None:
    award = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    browser = browse()
    for fewest, most, said in (
        (200, 400, "Write at least 200 words"),
        (2, 5, "Shorten the texts to 5 words."),
    ):
        award.rules = {"min_words": fewest, "max_words": most}
        session.commit()
        assert said in browser.post(FORM, filled(browser.get(FORM)), 422).text
    award.rules = {"min_words": 2}
    session.commit()
    browser.post(FORM, filled(browser.get(FORM)))
    assert len(kept(session)) == 1


@pytest.mark.parametrize(
    ("years", "said"),
    [(1, "Nominations are kept for 1 year"), (7, "Nominations are kept for 7 years")],
)
def test_the_form_and_the_edition_say_how_long_texts_are_kept(
    browse: Browse, open_with: Callable[..., None], years: int, said: str
) -> None:
    open_with(retention_years=years)
    pages = [browse().get(address) for address in (FORM, "/awards/lund/2026/")]
    assert [f"{said} after the decision." in page.text for page in pages] == [True, True]


def test_a_nominee_s_address_is_asked_only_where_nominees_are_told(
    browse: Browse, make: Make, session: Session
) -> None:
    edition = make.edition(Phase.NOMINATING)
    make.award(edition)
    make.unit("Solgläntan")
    told = make.edition(Phase.NOMINATING, slug="2027", rules={"nominee_told": "after-triage"})
    make.award(told)
    there = FORM.replace("2026", "2027")
    browser = browse()
    page = browser.get(there)
    assert ("nominee_email" in browser.get(FORM).form(), "nominee_email" in page.form(there)) == (
        False,
        True,
    )
    wrong = browser.post(there, filled(page, nominee_email="siv"), 422)
    assert wrong.form(there)["nominee_email"] == "siv"
    browser.post(there, filled(page, nominee_email="Siv@Example.org"))
    browser.post(FORM, filled(browser.get(FORM)))
    assert sorted(one.nominee_email for one in kept(session)) == ["", "siv@example.org"]
