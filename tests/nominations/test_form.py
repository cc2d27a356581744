"""The form as people fill it in: what it says, asks and shows before sending; and robots."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards import create_app
from awards.accounts.models import OrgKind
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.nominations.models import Nomination
from awards.nominations.robots import LEAST_SECONDS, opened_mark, too_fast
from awards.programmes.models import Award, Phase
from awards.triage.findings import Finding, FindingKind, findings_of
from awards.triage.originals import originals
from tests.factories import Make, in_three
from tests.nominations.test_pages import FORM, TEXTS, confirmed, filled
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
SECRET = "a-secret-of-the-test-a-secret-of-the-test"
MOMENT = now()


@pytest.fixture
def award(make: Make) -> Award:
    """An award open for nominations, with one unit to pick."""
    found = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    return found


def ruled(award: Award, session: Session, **rules: Any) -> None:
    award.rules = {**award.rules, **rules}
    session.commit()


def kept(session: Session) -> list[Nomination]:
    session.expire_all()
    found = list(session.scalars(select(Nomination)))
    session.commit()
    return found


# Before one writes.


def test_form_says_first_who_reads_it_and_why_it_may_be_used(browse: Browse, award: Award) -> None:
    text = browse().get(FORM).text
    said = [
        "The coordinator reads everything you write. The jury reads it without names.",
        award.edition.public_records["en"],
        f"Why we may use what you write: {award.edition.legal_basis['en']}.",
    ]
    places = [text.index(words) for words in (*said, "What do you nominate?")]
    assert places == sorted(places)


def test_jury_that_reads_names_is_said_to_do_so(
    browse: Browse, award: Award, session: Session
) -> None:
    award.edition.blind = False
    session.commit()
    assert "The jury reads it as you have written it, names and all." in browse().get(FORM).text


def test_edition_without_texts_still_says_what_not_to_write(
    browse: Browse, award: Award, session: Session
) -> None:
    award.edition.public_records, award.edition.legal_basis = {}, {}
    session.commit()
    text = browse().get(FORM).text
    assert "So write nothing about anybody's health" in text
    assert "Why we may use" not in text


# What is asked.


def test_question_has_an_example_to_open(browse: Browse, award: Award, session: Session) -> None:
    award.prompts[0].example = in_three("She asked why the meeting was so long.")
    session.commit()
    page = browse().get(FORM)
    (example,) = page.all("details", class_="c-example")
    assert [part.text for part in example] == [
        "How it can sound",
        "She asked why the meeting was so long.",
    ]


def _asked(page: Page) -> set[str]:
    names = {one.get("name", "") for one in page.all("input")}
    return names & {"nominee_title", "members-0-name", "nominee_kind"}


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        (["person"], {"nominee_kind", "nominee_title"}),
        (["project"], {"nominee_kind", "members-0-name"}),
        (["unit", "project"], {"nominee_kind", "members-0-name"}),
        (["person", "group"], {"nominee_kind", "nominee_title", "members-0-name"}),
    ],
)
def test_only_what_belongs_to_the_kinds_is_asked(
    browse: Browse, award: Award, session: Session, kinds: list[str], asked: set[str]
) -> None:
    ruled(award, session, nominee_kinds=kinds)
    page = browse().get(FORM)
    assert _asked(page) == asked
    only = len(kinds) == 1
    assert bool(page.all("input", name="nominee_kind", type="hidden")) is only
    assert ("In this award you nominate " in page.text) is only


def test_project_is_nominated_where_nothing_else_is_asked(
    browse: Browse, award: Award, session: Session
) -> None:
    ruled(award, session, nominee_kinds=["project"])
    browser = browse()
    page = browser.get(FORM)
    browser.post(FORM, filled(page, nominee_kind=page.form(FORM)["nominee_kind"]))
    assert [one.nominee_kind.value for one in kept(session)] == ["project"]


def test_the_form_asks_the_awards_own_questions(
    browse: Browse, award: Award, session: Session
) -> None:
    award.prompts[0].label = in_three("Who learnt from it?")
    award.prompts[0].example = in_three("The night shift did.")
    session.commit()
    text = browse().get(FORM).text
    assert "What about courage?" not in text
    assert text.index("Who learnt from it?") < text.index("The night shift did.")


def test_only_workplaces_of_the_years_organisations_are_offered(
    browse: Browse, make: Make, award: Award
) -> None:
    town, house = (make.unit(name, kind=OrgKind.EMPLOYER) for name in ("Lunds kommun", "LKF"))
    make.unit("Skolan", parent=town)
    make.unit("Kvartersvärdarna", parent=house)
    make.takes_part(award.edition, town)
    text = browse().get(FORM).text
    assert ("Skolan" in text, "Kvartersvärdarna" in text, "LKF" in text) == (True, False, False)


def test_the_awards_own_legal_basis_and_body_stand_before_the_editions(
    browse: Browse, award: Award, session: Session
) -> None:
    award.legal_basis, award.deciding_body = in_three("The school act"), in_three("The board")
    session.commit()
    text = browse().get(FORM).text
    assert "Why we may use what you write: The school act." in text
    assert award.edition.legal_basis["en"] not in text
    assert "The board" in browse().get("/awards/lund/2026/").text


def test_an_award_for_projects_asks_for_a_project_and_is_the_only_choice(
    browse: Browse, award: Award, session: Session
) -> None:
    ruled(award, session, nominee_kinds=["project"])
    browser = browse()
    page = browser.get(FORM)
    assert page.h1 == "Which project do you want to lift up?"
    assert "Which project is it?" in page.text
    assert "Those who take part in the project" in page.text
    assert "Who do you want" not in page.text
    start = browser.get("/awards/lund/2026/")
    assert "Nominate a project" in start.text
    assert browser.get("/awards/lund/2026/nominate", 302).location == FORM
    assert [text_of(one) for one in page.all("a", class_="c-back")] == ["About the award"]


def test_with_several_awards_one_chooses_and_comes_back_to_choose(
    browse: Browse, award: Award, make: Make
) -> None:
    make.award(award.edition, slug="courage")
    browser = browse()
    assert browser.get("/awards/lund/2026/nominate").h1 == "Which award fits?"
    back = browser.get(FORM).first("a", class_="c-back")
    assert (text_of(back), back.get("href")) == ("All awards", "/awards/lund/2026/nominate")


def test_workplaces_of_several_employers_say_whose_they_are(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    town = make.unit("Lunds kommun", kind=OrgKind.EMPLOYER)
    school = make.unit("Skolförvaltningen", parent=town, kind=OrgKind.ADMINISTRATION)
    there = make.unit("Linden", parent=school)
    house = make.unit("LKF", kind=OrgKind.COMPANY)
    browser = browse()
    page = browser.get(FORM)
    groups = {"".join(one.itertext()).strip() for one in page.all("summary")}
    assert {"Skolförvaltningen Lunds kommun", "LKF", "Lunds kommun"} <= groups
    browser.post(FORM, filled(page, units=[there.id, house.id], partner=""))
    assert [{unit.name for unit in one.units} for one in kept(session)] == [{"LKF", "Linden"}]


def test_what_inspired_it_is_kept_shown_and_changed(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    receipt = confirmed(browser, session, inspired_by="Kaj Strömvalls morgon.")
    assert "What it is inspired by Kaj Strömvalls morgon." in browser.get(receipt).text
    typed = browser.get(f"{receipt}edit").form(f"{receipt}edit")
    assert typed["inspired_by"] == "Kaj Strömvalls morgon."
    browser.post(f"{receipt}edit", {**typed, "inspired_by": "En bok."})
    (one,) = kept(session)
    assert [(o.key, o.text) for o in originals([one])][-1] == ("inspired_by", "En bok.")


def test_nothing_that_inspired_it_is_no_section(make: Make, award: Award) -> None:
    assert [one.key for one in originals([make.nomination(award)])] == [
        "courage",
        "solution",
        "effect",
    ]


# Reading it through, without JavaScript.


def test_reading_through_shows_everything_and_sends_nothing(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    typed = filled(browser.get(FORM), effect="Eleven fick en diagnos.", inspired_by="Bo")
    page = browser.post(FORM, {**typed, "look": "1"}, 200)
    shown = page.first("section", id="looked-over")
    rows = [
        ("".join(row[0].itertext()), [line.text for line in row[1]], row[2][0].get("href"))
        for row in shown.iter("div")
        if row.get("class") == "c-check__row"
    ]
    assert rows == [
        ("What do you nominate?", ["A group"], "#nominee_kind"),
        ("Name", ["Morgonlaget"], "#nominee_name"),
        ("Members", ["Siv Ahl, förskollärare", "Åke Öst, kock"], "#members"),
        ("Where do they work?", ["Solgläntan"], "#units"),
        (
            "A partner outside, or a workplace that is not in the list",
            ["Föreningen Solrosen"],
            "#partner",
        ),
        ("What about courage?", [TEXTS["answer_courage"]], "#answer_courage"),
        ("What about solution?", [TEXTS["answer_solution"]], "#answer_solution"),
        ("Is there an effect already?", ["Already: it can be seen today"], "#effect_kind"),
        ("Who benefits, and how?", ["Eleven fick en diagnos."], "#effect"),
        ("Is it inspired by somebody else's work?", ["Bo"], "#inspired_by"),
        ("Files", ["Nothing"], "#attachments"),
        ("Your name", ["Bo Ek"], "#nominator_name"),
        ("Your e-mail address", ["Bo.Ek@example.org"], "#nominator_email"),
        ("What are you to the municipality?", ["I work here"], "#relation"),
    ]
    assert [one.text for one in shown.iter("p") if "is-enough" in one.get("class", "")] == [
        "22 words in all. That is enough."
    ]
    ids = {one.get("id") for one in page.root.iter()}
    assert {target for _, _, target in rows} <= {f"#{one}" for one in ids}
    hints = [one.text or "" for one in page.all("p", class_="c-soft-hint")]
    assert [("diagnos" in hint, "Eleven" in hint) for hint in hints] == [
        (True, False),
        (False, True),
    ]
    assert kept(session) == []
    browser.post(FORM, page.form(FORM))
    assert [one.nominee_name for one in kept(session)] == ["Morgonlaget"]


def test_change_is_read_through_too_and_the_address_stays(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    edit = f"{confirmed(browser, session)}edit"
    typed = {**browser.get(edit).form(edit), "nominee_name": "Dagslaget", "look": "1"}
    page = browser.post(edit, typed, 200)
    shown = page.first("section", id="looked-over")
    assert {"Dagslaget", "bo.ek@example.org"} <= {one.text for one in shown.iter("span")}
    targets = {one.get("href") for one in shown.iter("a")}
    assert "#nominator_email" not in targets
    assert targets <= {f"#{one.get('id')}" for one in page.root.iter()}
    assert [one.nominee_name for one in kept(session)] == ["Morgonlaget"]


def test_reading_through_first_says_what_is_missing(browse: Browse, award: Award) -> None:
    browser = browse()
    page = browser.post(FORM, {**filled(browser.get(FORM), nominee_name=""), "look": "1"}, 422)
    assert "Write who you nominate." in page.text
    assert page.all("section", id="looked-over") == []


# Programs that fill in forms.


def findings(session: Session) -> list[list[Finding]]:
    found = [findings_of(session, one, now()) for one in kept(session)]
    session.commit()
    return found


def test_trap_that_was_filled_asks_once_more_then_takes_it_in_with_a_mark(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    typed = filled(browser.get(FORM), website="http://spam.example")
    page = browser.post(FORM, typed, 422)
    assert "A field that people do not see was filled in." in page.text
    again = page.form(FORM)
    assert {name: again[name] for name in TEXTS} == TEXTS
    assert kept(session) == []
    browser.post(FORM, {**again, "website": "http://spam.example"})
    assert findings(session) == [[Finding(FindingKind.MACHINE_LIKE)]]


def test_person_whose_browser_filled_the_trap_once_is_not_marked(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    page = browser.post(FORM, filled(browser.get(FORM), website="x"), 422)
    browser.post(FORM, page.form(FORM))
    assert findings(session) == [[]]


@pytest.fixture
def guarded(settings: Settings, database: Database) -> Browser:
    """A browser at an app whose limits are on."""
    app = create_app(replace(settings, rate_limits=True, secret_key=SECRET), database)
    app.testing = True
    browser = Browser(app.test_client())
    browser.get("/language/en", 302)
    return browser


def long_ago() -> str:
    return opened_mark(now() - timedelta(minutes=5), secret=SECRET)


def test_form_sent_at_once_is_asked_for_again_and_nothing_is_lost(
    guarded: Browser, award: Award, session: Session
) -> None:
    page = guarded.post(FORM, filled(guarded.get(FORM)), 422)
    assert "That went so fast that a program might have done it." in page.text
    again = page.form(FORM)
    assert {name: again[name] for name in TEXTS} == TEXTS
    assert kept(session) == []
    guarded.post(FORM, {**again, "opened": long_ago()})
    assert findings(session) == [[]]


def test_program_that_sends_at_once_again_is_taken_in_with_a_mark(
    guarded: Browser, award: Award, session: Session
) -> None:
    page = guarded.post(FORM, filled(guarded.get(FORM)), 422)
    guarded.post(FORM, page.form(FORM))
    assert findings(session) == [[Finding(FindingKind.MACHINE_LIKE)]]


def test_whoever_takes_their_time_is_not_asked(
    guarded: Browser, award: Award, session: Session
) -> None:
    guarded.post(FORM, filled(guarded.get(FORM), opened=long_ago()))
    assert findings(session) == [[]]


@pytest.mark.parametrize(
    ("seconds", "fast"), [(LEAST_SECONDS - 1, True), (LEAST_SECONDS, False), (9e6, False)]
)
def test_time_is_counted_from_the_opening(seconds: float, fast: bool) -> None:
    sent = MOMENT.replace(microsecond=0) + timedelta(seconds=seconds)
    assert too_fast(opened_mark(MOMENT, secret=SECRET), sent, secret=SECRET) is fast


@pytest.mark.parametrize("mark", ["", "nonsense", "1700000000", "WzFd.abc"])
def test_mark_that_is_not_ours_counts_as_too_fast(mark: str) -> None:
    assert too_fast(mark, MOMENT, secret=SECRET) is True
    assert too_fast(opened_mark(MOMENT, secret="another" * 6), MOMENT, secret=SECRET) is True


def test_busy_network_keeps_every_typed_word(
    guarded: Browser, award: Award, session: Session
) -> None:
    typed = filled(guarded.get(FORM), opened=long_ago())
    same_site = {"Sec-Fetch-Site": "same-origin"}
    for _ in range(20):
        guarded.post(FORM, {**typed, "nominee_name": ""}, 422)
    page = guarded.post(FORM, typed, 429, headers=same_site)
    assert page.h1 == "Your text is still here"
    assert "Very many are sending from your network just now" in page.text
    held = page.form(FORM + "?")
    assert {name: held[name] for name in TEXTS} == TEXTS
    assert kept(session) == []
