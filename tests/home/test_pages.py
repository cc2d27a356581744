"""The start page of each role, and the language it is in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.core.permissions import Role
from awards.decisions.models import Proposal
from awards.juries.models import Answer, Ground, SeatRole
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.triage.models import Candidate, CandidateNomination, CopyState
from awards.triage.queries.listing import counts_by_edition
from awards.triage.rules import TriageState
from tests.counting import queries_of
from tests.decided import decide, given
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]

MOST = 12
"""Statements a page may send, the one of sign-in among them."""


def cards(page: Page) -> list[str]:
    """Return the headings of what waits, in the page's order."""
    return [text_of(heading) for heading in page.all("h3")]


def doors(page: Page) -> list[str]:
    """Return where the buttons in the page's content lead."""
    main = page.first("main")
    return [a.get("href", "") for a in main.iter("a") if "c-button" in a.get("class", "").split()]


def test_the_coordinator_finds_what_waits_and_a_door_to_each(make: Make, browse: Browse) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    make.nomination(award)
    for _ in range(2):
        make.candidate(award, copy=CopyState.DRAFT)
    make.candidate(award, copy=None)
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    make.statement(juror, make.candidate(award), Answer.UNSURE, ground=Ground.OTHER)
    edition = award.edition.id
    page = browse(make.person("Kim Ek", roles=["coordinator"])).get("/home")
    assert page.h1 == "Hello, Kim"
    assert cards(page) == [
        "1 nomination to look at",
        "1 candidate needs a juror copy",
        "2 juror copies to approve",
        "1 juror is unsure",
    ]
    desk, conflicts = f"/triage?edition={edition}", f"/juries/conflicts?edition={edition}"
    unwritten, drafted = f"{desk}&state=without-copy", f"{desk}&state=to-approve"
    assert doors(page) == [desk, unwritten, drafted, conflicts]


def test_the_jurys_progress_leads_to_its_own_page(make: Make, browse: Browse) -> None:
    award = make.award(make.edition(Phase.SCORING))
    make.seat(make.person(roles=["juror"]), award)
    make.candidate(award)
    page = browse(make.person(roles=["coordinator"])).get("/home")
    assert cards(page) == ["The jury has 1 sheet left"]
    assert doors(page) == [f"/juries/progress?edition={award.edition_id}"]


def _judged_and_undone(browser: Browser, *, many: bool, ids: list[str]) -> None:
    """Judge through the desk's pages and undo it: one from its page, or many by their step."""
    if many:
        page = browser.get("/triage/steps", query_string={"do": "accept", "id": ids})
        action = "/triage/steps"
        there = browser.post(action, page.form(action), 302).headers["Location"]
    else:
        there = f"/triage/nominations/{ids[0]}"
        browser.post(there, {**browser.get(there).form(there), "verdict": "eligible"}, 302)
    page = browser.get(there)
    actions = [str(form.get("action")) for form in page.all("form")]
    undo = next(one for one in actions if "/undo" in one)
    browser.post(undo, page.form(undo), 302)


@pytest.mark.parametrize("many", [True, False])
def test_what_was_judged_and_undone_waits_at_home_as_at_the_desk(
    make: Make, browse: Browse, session: Session, many: bool
) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    ids = [make.nomination(award, nominee_name=f"N{n}").id for n in range(3)]
    edition_id = award.edition_id
    browser = browse(make.person(roles=["coordinator"]))
    _judged_and_undone(browser, many=many, ids=ids[:2])
    assert session.scalars(select(Candidate)).all()
    at_desk = counts_by_edition(session, [edition_id])[edition_id]
    session.commit()
    assert at_desk == {TriageState.TO_LOOK_AT: 3}
    assert cards(browser.get("/home")) == ["3 nominations to look at"]


@pytest.mark.parametrize(
    ("copy", "card"),
    [(None, "1 candidate needs a juror copy"), (CopyState.DRAFT, "1 juror copy to approve")],
)
def test_a_candidate_of_two_nominations_waits_once_at_home_and_at_the_desk(
    make: Make, browse: Browse, session: Session, copy: CopyState | None, card: str
) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    candidate, more = make.candidate(award, copy=copy), make.nomination(award)
    session.add(CandidateNomination(nomination_id=more.id, candidate_id=candidate.id))
    session.commit()
    browser = browse(make.person(roles=["coordinator"]))
    assert cards(browser.get("/home")) == [card]
    said = "1 juror copy waits for your approval" if copy else card
    assert said in browser.get("/triage").text


def test_a_juror_finds_answers_and_texts_with_the_deadline(make: Make, browse: Browse) -> None:
    award = make.award(make.edition(Phase.SCORING))
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    for _ in range(2):
        make.statement(juror, make.candidate(award))
    make.candidate(award)
    page = browse(juror).get("/home")
    assert cards(page) == ["1 candidate to answer for", "2 texts left to score"]
    assert page.text.count("Until ") == 2


def test_after_the_deadline_nothing_waits_for_a_juror(make: Make, browse: Browse) -> None:
    award = make.award(make.edition(Phase.DELIBERATION))
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    make.statement(juror, make.candidate(award))
    make.candidate(award)
    assert cards(browse(juror).get("/home")) == []


def test_the_chair_finds_the_awards_without_a_proposal(make: Make, browse: Browse) -> None:
    award = make.award(make.edition(Phase.DELIBERATION))
    chair = make.person(roles=["chair"])
    make.seat(chair, award, SeatRole.CHAIR)
    page = browse(chair).get("/home")
    assert cards(page) == ["1 award without a proposal"]
    assert doors(page) == [f"/results?edition={award.edition_id}"]


def test_communications_find_the_certificates(make: Make, browse: Browse) -> None:
    award = make.award(make.edition(Phase.DELIBERATION))
    decide(make, award, given(make, award), announced=timedelta(days=1))
    page = browse(make.person(roles=["communications"])).get("/home")
    assert cards(page) == ["1 outcome with a certificate"]
    assert doors(page) == [f"/certificates?edition={award.edition_id}"]


@pytest.mark.parametrize("roles", [[], ["auditor"]])
def test_whoever_has_nothing_to_do_is_told_so_kindly(
    make: Make, browse: Browse, roles: list[str]
) -> None:
    make.nomination(make.award(make.edition(Phase.TRIAGE)))
    page = browse(make.person(roles=roles)).get("/home")
    assert cards(page) == []
    assert "Nothing waits for you right now" in page.text
    assert "When there is something to do, it stands here." in page.text


def test_every_door_on_the_start_page_opens(make: Make, browse: Browse) -> None:
    """All roles at once, in the phases that between them show every kind of card.

    Of the rounds before, which run on, the coordinator's things still wait.
    """
    everything = ["coordinator", "chair", "communications"]
    programme = make.programme("lund")
    for phase in (Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION):
        edition = make.edition(phase, programme=programme, slug=phase.value)
        edition.year = 2000 + list(Phase).index(phase)  # each newer than the one before
        make.session.commit()
        person = make.person(roles=everything)
        fill(make, edition, person)
        browser = browse(person)
        page = browser.get("/home")
        assert len(doors(page)) == {"triage": 4, "scoring": 9, "deliberation": 14}[phase.value]
        for door in doors(page):
            browser.get(door)


def fill(make: Make, edition: Edition, person: Person) -> Award:
    """Make one more award in which everything waits for a person that the phase allows."""
    award = make.award(edition, slug=f"award-{len(edition.awards)}")
    make.seat(person, award, SeatRole.CHAIR)
    make.nomination(award)
    make.candidate(award, copy=CopyState.DRAFT)
    make.candidate(award)
    candidate = make.candidate(award)
    make.statement(person, candidate)
    other = make.person(roles=["juror"])
    make.seat(other, award)
    make.statement(other, candidate, Answer.UNSURE, ground=Ground.OTHER)
    if edition.slug == Phase.DELIBERATION.value:
        finish(make, edition)
    return award


def finish(make: Make, edition: Edition) -> None:
    """Make an award with a proposal, and one with a decision."""
    place = len(edition.awards)
    proposed = make.award(edition, slug=f"proposed-{place}")
    make.session.add(Proposal(award_id=proposed.id, proposed_at=edition.scoring_closes_at))
    decided = make.award(edition, slug=f"decided-{place}")
    decide(make, decided, given(make, decided))


@pytest.mark.parametrize("phase", [Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION])
def test_the_start_page_asks_the_same_for_few_and_many_rows(
    make: Make, browse: Browse, database: Database, phase: Phase
) -> None:
    edition = make.edition(phase, slug=phase.value)
    roles = ["coordinator", "juror", "chair", "communications", "auditor", "admin"]
    people = {role: make.person(roles=[role]) for role in roles}
    everything = people["everything"] = make.person(roles=roles)

    def grow(awards: int) -> dict[str, int]:
        for _ in range(awards):
            award = fill(make, edition, everything)
            make.seat(people["juror"], award)
            make.seat(people["chair"], award, SeatRole.CHAIR)
        make.session.commit()
        return {who: asked(browse(person), database) for who, person in people.items()}

    grow(1)  # what is built once is built now
    few, many = grow(1), grow(4)
    assert many == few
    assert {who: count for who, count in many.items() if not 0 < count <= MOST} == {}


def test_with_all_roles_in_two_programmes_it_still_asks_no_more_than_twelve_times(
    make: Make, browse: Browse, database: Database
) -> None:
    roles = list(Role)
    person = make.person(roles=roles, programme=make.programme("lund"))
    person.grants += make.person(roles=roles, programme=make.programme("sandnes")).grants
    make.session.commit()
    for programme in (grant.programme_id for grant in person.grants if grant.role is Role.ADMIN):
        found = make.session.get_one(Programme, programme)
        make.held_mail(found)
        for phase in (Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION):
            fill(make, make.edition(phase, programme=found, slug=phase.value), person)
        for slug in ("2027", "2028"):
            draft = make.edition(Phase.UPCOMING, programme=found, slug=slug, opened_at=None)
            make.award(draft)
    make.session.commit()
    browser = browse(person)
    assert len(cards(browser.get("/home"))) > 20
    assert 0 < asked(browser, database) <= MOST


@pytest.mark.parametrize(
    ("role", "door"),
    [
        ("admin", "/set-up"),
        ("coordinator", "/set-up"),
        ("juror", "/scoring"),
        ("chair", "/results"),
        ("secretary", "/results"),
        ("adviser", "/results"),
        ("communications", "/certificates"),
        ("auditor", "/audit"),
    ],
)
def test_an_empty_start_page_still_has_one_button(
    make: Make, browse: Browse, role: str, door: str
) -> None:
    make.award(make.edition(Phase.NOMINATING))
    browser = browse(make.person(roles=[role]))
    page = browser.get("/home")
    assert "Nothing waits for you right now" in page.text
    assert doors(page) == [door]
    browser.get(door)


def test_mail_and_drafts_have_a_door_each(make: Make, browse: Browse) -> None:
    draft = make.edition(Phase.UPCOMING, opened_at=None, dates_confirmed=False)
    make.award(draft)
    make.takes_part(draft)
    make.held_mail()
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get("/home")
    assert [title.partition(" ")[2] for title in cards(page)] == [
        "thing is missing before the round can open",
        "mail waits for you",
    ]
    assert doors(page) == [f"/set-up/editions/{draft.id}", "/outbox?programme=lund"]
    for door in doors(page):
        browser.get(door)


def asked(browser: Browser, database: Database) -> int:
    return queries_of(database, lambda: browser.get("/home"))


Speak = Callable[..., Browser]


@pytest.fixture
def speak(app: Flask, browse: Browse) -> Speak:
    """Open pages as somebody who has not touched the language switch."""

    def as_person(person: Person | None = None) -> Browser:
        browser = browse(person)
        with browser.client.session_transaction() as cookie:
            del cookie["language"]
        return browser

    return as_person


def spoken(browser: Browser, url: str, accepts: str = "") -> str:
    """Return the language a page is in for a browser that accepts some."""
    headers = {"Accept-Language": accepts} if accepts else {}
    return browser.get(url, headers=headers).first("html").get("lang", "")


def a_norwegian_town(make: Make) -> None:
    edition = make.edition(Phase.NOMINATING, programme=make.programme("lund", language="nb"))
    make.award(edition)


def test_the_switch_decides_over_everything(make: Make, speak: Speak) -> None:
    a_norwegian_town(make)
    browser = speak(make.person(roles=["juror"], language="sv"))
    browser.get("/language/en", 302)
    assert spoken(browser, "/home", "nb") == "en"
    assert spoken(browser, "/awards/lund/", "nb") == "en"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("nn, en;q=0.5", "nb"),
        ("no", "nb"),
        ("nn-NO,sv;q=0.8", "nb"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("sv-FI", "sv"),
        ("fi, de;q=0.9, no;q=0.2, en;q=0.1", "nb"),
        ("fi, sv;q=0, en;q=0.1", "en"),
        ("fi", "nb"),
    ],
)
def test_a_near_language_of_the_browser_is_understood(
    make: Make, speak: Speak, accepts: str, language: str
) -> None:
    a_norwegian_town(make)
    assert spoken(speak(None), "/awards/lund/2026/", accepts) == language


def test_without_a_switch_the_persons_own_language_decides(make: Make, speak: Speak) -> None:
    a_norwegian_town(make)
    browser = speak(make.person(roles=["juror"], language="sv"))
    assert spoken(browser, "/home", "en") == "sv"
    assert spoken(browser, "/awards/lund/", "en") == "sv"


def test_somebody_unknown_is_spoken_to_as_their_browser_asks(make: Make, speak: Speak) -> None:
    a_norwegian_town(make)
    assert spoken(speak(), "/awards/lund/", "en-GB, en;q=0.9, sv;q=0.5") == "en"
    assert spoken(speak(), "/awards/lund/", "fi, sv;q=0.5") == "sv"


@pytest.mark.parametrize("accepts", ["", "fi, de;q=0.5"])
def test_when_nothing_else_is_known_the_programmes_language_decides(
    make: Make, speak: Speak, accepts: str
) -> None:
    a_norwegian_town(make)
    assert spoken(speak(), "/awards/lund/", accepts) == "nb"


def test_without_a_programme_the_last_resort_is_swedish(speak: Speak) -> None:
    assert spoken(speak(), "/accessibility") == "sv"


def test_a_language_we_do_not_have_is_not_remembered(speak: Speak) -> None:
    browser = speak()
    browser.get("/language/fi", 404)
    assert spoken(browser, "/accessibility", "en") == "en"


def test_a_swedish_juror_reads_swedish_everywhere_whatever_the_browser_says(
    make: Make, speak: Speak
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    juror = make.person("Siv Ek", roles=["juror"], language="sv")
    make.seat(juror, award)
    make.statement(juror, make.candidate(award))
    browser = speak(juror)
    home = browser.get("/home", headers={"Accept-Language": "en"})
    scoring = browser.get("/scoring", headers={"Accept-Language": "en"})
    assert [p.first("html").get("lang") for p in (home, scoring)] == ["sv", "sv"]
    assert home.h1 == "Hej, Siv"
    assert ["Logga ut" in page.text for page in (home, scoring)] == [True, True]
