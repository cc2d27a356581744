"""The pages of rules: every setting of the registry, its default, its lock, an award's own word."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.programmes.models import Award, Edition, Phase, RuleChange
from awards.programmes.settings import SETTINGS, Kind, Where, rules_of, value_of
from tests.factories import Make
from tests.page import Browser, Page

Browse = Callable[..., Browser]


@pytest.fixture
def edition(make: Make) -> Edition:
    """An edition that has not opened, with an award."""
    found = make.edition(Phase.UPCOMING)
    make.award(found)
    return found


@pytest.fixture
def coordinator(make: Make, edition: Edition) -> Person:
    return make.person(roles=["coordinator"], programme=edition.programme)


@pytest.fixture
def browser(browse: Browse, coordinator: Person) -> Browser:
    return browse(coordinator)


def _of(edition: Edition) -> str:
    return f"/set-up/editions/{edition.id}/rules"


def _of_award(award: Award) -> str:
    return f"/set-up/awards/{award.id}/rules"


def _form(page: Page, url: str) -> dict[str, Any]:
    return page.form(url)


def _again(session: Session, thing: Any) -> Any:
    session.refresh(thing)
    session.commit()
    return thing


def test_every_setting_of_an_edition_is_on_its_page(browser: Browser, edition: Edition) -> None:
    page = browser.get(_of(edition))
    for setting in SETTINGS:
        assert (setting.label in page.text) == (setting.where is not Where.AWARD), setting.key
        assert (setting.help in page.text) == (setting.where is not Where.AWARD), setting.key


def test_every_setting_of_an_award_is_on_its_page(browser: Browser, edition: Edition) -> None:
    page = browser.get(_of_award(edition.awards[0]))
    for setting in SETTINGS:
        assert (setting.label in page.text) == (setting.where is not Where.EDITION), setting.key


def test_saving_what_is_there_changes_nothing(
    browser: Browser, edition: Edition, session: Session
) -> None:
    award = edition.awards[0]
    for url in (_of(edition), _of_award(award)):
        answer = browser.post(url, _form(browser.get(url), url))
        assert "Nothing was changed." in browser.follow(answer).text
    assert (_again(session, edition).rules, _again(session, award).rules) == ({}, {"min_words": 5})
    assert (edition.version, award.version) == (1, 1)


def test_what_differs_from_the_default_is_marked(browser: Browser, edition: Edition) -> None:
    url = _of(edition)
    page = browser.get(url)
    assert "Differs from the default" not in page.text
    answer = browser.post(url, {**_form(page, url), "finalists": "5", "self_nomination": "yes"})
    page = browser.follow(answer)
    assert page.text.count("Differs from the default") == 2
    assert page.form(url)["finalists"] == "5"
    assert "Default: 3." in page.text


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_each_setting_can_be_changed_on_its_page(
    browser: Browser, edition: Edition, session: Session, setting: Any
) -> None:
    thing: Any = edition.awards[0] if setting.where is Where.AWARD else edition
    url = _of_award(thing) if setting.where is Where.AWARD else _of(thing)
    typed, stored = _another(setting)
    companions = {"tie_rule": {"tie_criterion": "listen"}, "max_words": {"min_words": "5"}}
    companion = companions.get(setting.key, {})
    browser.post(url, {**_form(browser.get(url), url), **companion, setting.key: typed})
    assert value_of(_again(session, thing), setting.key) == stored


def _another(setting: Any) -> tuple[Any, Any]:
    """Return something else than the default: as it is typed, and as it is stored."""
    if setting.kind is Kind.NUMBER:
        value = next(
            n for n in (min(setting.low + 20, setting.high), setting.low) if n != setting.default
        )
        return str(value), value
    if setting.kind is Kind.YES_NO:
        return ("no", False) if setting.default else ("yes", True)
    if setting.kind is Kind.CHOICES:
        return [setting.codes[1]], [setting.codes[1]]
    if setting.kind in (Kind.LIST, Kind.LINES):
        return "lund.se\nsandnes.kommune.no", ["lund.se", "sandnes.kommune.no"]
    if setting.kind is Kind.CRITERION:
        return "listen", "listen"
    code = next(code for code in setting.codes if code != setting.default)
    return code, code


def test_an_award_gets_its_own_word_and_gives_it_back(
    browser: Browser, edition: Edition, session: Session
) -> None:
    award = edition.awards[0]
    url = _of_award(award)
    page = browser.get(url)
    sent = {**_form(page, url), "finalists": "7", "nominee_kinds": ["group"]}
    sent.pop("inherit-nominee_kinds")
    page = browser.follow(browser.post(url, sent))
    own = rules_of(_again(session, award))
    assert (own.finalists, own.nominee_kinds) == (7, ("group",))
    assert page.text.count("This award's own") == 3  # with how few words a nomination may have
    back = {**_form(page, url), "finalists": "", "inherit-nominee_kinds": "y"}
    browser.post(url, back)
    assert _again(session, award).rules == {"min_words": 5}


def test_ticking_something_else_under_the_box_means_what_was_ticked(
    browser: Browser, edition: Edition, session: Session
) -> None:
    award = edition.awards[0]
    url = _of_award(award)
    browser.post(url, {**_form(browser.get(url), url), "nominee_kinds": ["group"]})
    assert rules_of(_again(session, award)).nominee_kinds == ("group",)


def test_a_wrong_answer_is_explained_at_its_field_and_everything_is_kept(
    browser: Browser, edition: Edition, session: Session
) -> None:
    url = _of(edition)
    sent = {**_form(browser.get(url), url), "finalists": "a few", "retention_years": "9"}
    answer = browser.post(url, {**sent, "staff_domains": "not a domain"}, 422)
    assert "Write a whole number from 0 to 20." in answer.text
    kept = _form(answer, url)
    assert (kept["finalists"], kept["retention_years"], kept["staff_domains"]) == (
        "a few",
        "9",
        "not a domain",
    )
    assert _again(session, edition).rules == {}


def test_what_does_not_fit_together_is_said_on_top(browser: Browser, edition: Edition) -> None:
    url = _of(edition)
    sent = {**_form(browser.get(url), url), "group_least": "9", "group_most": "3"}
    answer = browser.post(url, sent, 422)
    assert answer.first("div", role="alert") is not None
    assert _form(answer, url)["group_least"] == "9"


def test_a_running_round_asks_for_a_reason_and_keeps_it(
    browse: Browse, make: Make, session: Session
) -> None:
    running = make.edition(Phase.NOMINATING, slug="2027")
    make.award(running)
    browser = browse(make.person(roles=["coordinator"], programme=running.programme))
    url = _of(running)
    page = browser.get(url)
    assert "Needs a reason" in page.text
    sent = {**_form(page, url), "self_nomination": "yes"}
    refused = browser.post(url, sent, 422)
    assert "Write why “People may nominate themselves” changes" in refused.text
    browser.post(url, {**_form(refused, url), "reason": "Everybody asked for it."})
    session.expire_all()
    change = session.scalars(select(RuleChange)).one()
    assert (change.key, change.before, change.after, change.reason) == (
        "self_nomination",
        "no",
        "yes",
        "Everybody asked for it.",
    )
    line = session.scalars(select(AuditLine).where(AuditLine.event == "rules.changed")).one()
    assert line.details == {"changes": ["self_nomination:no>yes"], "reason": True}


def test_what_is_locked_says_from_when_and_has_no_field(
    browse: Browse, make: Make, session: Session
) -> None:
    scored = make.edition(Phase.SCORING, slug="2027")
    make.award(scored)
    browser = browse(make.person(roles=["coordinator"], programme=scored.programme))
    url = _of(scored)
    page = browser.get(url)
    assert "It stands still from the phase Scoring on." in page.text
    form = _form(page, url)
    assert "counting_method" not in form
    browser.post(url, {**form, "counting_method": "weighted-median"})
    assert _again(session, scored).rules == {}


def test_two_who_change_rules_at_once_notice(
    browser: Browser, edition: Edition, session: Session
) -> None:
    url = _of(edition)
    first = _form(browser.get(url), url)
    browser.post(url, {**first, "finalists": "5"})
    answer = browser.post(url, {**first, "finalists": "6"}, 409)
    assert _form(answer, url)["finalists"] == "6"
    browser.post(url, _form(answer, url))
    assert _again(session, edition).rules == {"finalists": 6}


def test_another_programmes_rules_are_not_found(
    browse: Browse, make: Make, edition: Edition
) -> None:
    other = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=other))
    stranger.get(_of(edition), 404)
    stranger.get(_of_award(edition.awards[0]), 404)
