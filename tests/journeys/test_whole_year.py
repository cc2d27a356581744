"""One year from the first nomination to the ZIP of certificates, by the pages and nothing else.

Only the clock is moved. People sign in by their mailed links, the worker does what it is asked.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.queries import check_chain
from awards.core.clock import to_zone
from awards.programmes.models import Award, Edition
from tests.factories import Make
from tests.journeys.conftest import Clock, Office
from tests.page import Browser, Page, fields_of, text_of

Enter = Callable[[Person], Browser]
OPENS = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
TEAM = ("Morgonlaget", "Siv Ahlström", "Åke Östbo")
NOMINATORS = ("Bosse Rydén", "Eva Lindqvist")
CITATION = "For mornings that begin **calmly**."


@dataclass
class Year:
    """Who and what takes part."""

    clock: Clock
    office: Office
    enter: Enter
    browse: Callable[..., Browser]
    edition: Edition
    award: Award
    people: dict[str, Person]
    browsers: dict[tuple[str, date], Browser] = field(default_factory=dict)

    def as_(self, who: str) -> Browser:
        """Return the browser of somebody who signed in by mail that day; the public's otherwise."""
        today = (who, self.clock.at.date())
        if today not in self.browsers:
            person = self.people.get(who)
            self.browsers[today] = self.enter(person) if person else self.browse()
        return self.browsers[today]

    @property
    def jurors(self) -> list[str]:
        """Everybody with a vote."""
        return [who for who in self.people if who.startswith(("juror", "chair"))]


@pytest.fixture
def year(
    make: Make, clock: Clock, office: Office, enter: Enter, browse: Callable[..., Browser]
) -> Year:
    """An edition that opens in March, and the people who work with it."""
    programme = make.programme("lund", place="Lund", language="en")
    edition = make.edition(
        programme=programme,
        opens_at=OPENS,
        closes_at=OPENS + 4 * WEEK,
        scoring_opens_at=OPENS + 6 * WEEK,
        scoring_closes_at=OPENS + 9 * WEEK,
    )
    award = make.award(edition, name={"sv": "Innovation", "nb": "Innovasjon", "en": "Innovation"})
    make.unit("Förskolan Solgläntan")
    roles = {"coordinator": ["coordinator"], "communications": ["communications"]}
    roles |= {"auditor": ["auditor"], "chair": ["juror", "chair"]}
    roles |= {"juror-1": ["juror"], "juror-2": ["juror"]}
    people = {who: make.person(f"{who.title()} Ek", roles=held) for who, held in roles.items()}
    return Year(clock, office, enter, browse, edition, award, people)


def _open(page: Page, browser: Browser, ending: str) -> Page:
    """Follow the page's first link that ends like this."""
    found = [link for link in page.links if re.search(ending, link)]
    assert found, f"no link to {ending} among {page.links}: {page.text}"
    return browser.get(found[0])


def _form(page: Page, ending: str) -> tuple[str, dict[str, Any]]:
    """Return address and fields of the page's form whose action ends like this."""
    forms = [f for f in page.all("form", method="post") if re.search(ending, f.get("action", ""))]
    assert forms, f"no form to {ending}"
    return forms[0].get("action", ""), fields_of(forms[0])


def _nominate(year: Year, name: str, *, members: tuple[str, ...], by: str) -> None:
    """Start at the front page, write, send, confirm by the mailed link."""
    browser, email = year.as_("public"), f"{by.split(maxsplit=1)[0].lower()}@example.org"
    (link,) = {link for link in browser.get("/").links if link.endswith("/nominate")}
    page = browser.get(browser.get(link, 302).location)  # one award only: straight to its form
    action, fields = _form(page, r"/nominate/innovation$")
    who = ", ".join((name, *members))
    typed = {f"members-{place}-name": member for place, member in enumerate(members)}
    typed |= {
        "nominee_kind": "group" if members else "person",
        "nominee_name": name,
        "units": page.all("input", name="units")[0].get("value", ""),
        "answer_courage": f"{who} dared to begin the morning in another way. Thank you, says {by}.",
        "answer_solution": "Everybody now meets outdoors at seven and begins in peace.",
        "effect_kind": "achieved",
        "effect": "The children at Förskolan Solgläntan get more time.",
        "nominator_name": by,
        "nominator_email": email,
        "relation": "staff",
    }
    browser.follow(browser.post(action, {**fields, **typed}))
    link = year.office.link(email)
    browser.get(link)
    receipt = browser.follow(browser.post(link))
    assert name in receipt.text


def _take_part(year: Year) -> str:
    """Take the first nomination that waits through triage; return what the jury will read."""
    browser = year.as_("coordinator")
    page = _open(browser.get("/triage"), browser, r"/triage/nominations/\w+$")
    action, fields = _form(page, r"/triage/nominations/\w+$")
    page = browser.follow(browser.post(action, {**fields, "verdict": "eligible"}))
    page = browser.follow(browser.post(_form(page, "/copy/prepare$")[0]))
    action, fields = _form(page, r"/copy$")
    browser.post(f"{action}/approve", fields)
    return " ".join(str(text) for text in fields.values())


def _seat(year: Year) -> None:
    """Give everybody with a vote a seat, the chair's one for the chair."""
    browser = year.as_("coordinator")
    for who in year.jurors:
        action, fields = _form(browser.get("/juries"), rf"/juries/{year.award.id}/seats$")
        role = "chair" if who == "chair" else "member"
        browser.post(action, {**fields, "person_id": year.people[who].id, "role": role})


def _state(year: Year, who: str) -> None:
    """Say of every candidate that there is no conflict."""
    browser = year.as_(who)
    page = browser.get("/juries/statements")
    action, fields = _form(page, "/juries/statements")
    browser.follow(browser.post(action, {**fields, "then": "rest"}))


def _score(year: Year, who: str) -> list[str]:
    """Score and hand in every sheet: the text about a team gets more."""
    browser, receipts = year.as_(who), []
    sheets = [link for link in browser.get("/scoring").links if "/scoring/sheets/" in link]
    for sheet in dict.fromkeys(sheets):
        page = browser.get(sheet)
        assert [name for name in (*TEAM, *NOMINATORS, "Rut") if name in page.html] == []
        action, fields = _form(page, r"/scoring/sheets/\w+$")
        best = 5 if "[Member" in page.text else 3
        scores = {e.get("name", ""): str(best) for e in page.all("input", type="radio")}
        sent = {**fields, **scores, "reason": "Brave.", "then": "hand-in"}
        review = browser.follow(browser.post(action, sent))
        done = browser.follow(browser.post(_form(review, r"/hand-in$")[0]))
        receipts.append(done.h1)
    return receipts


def _propose(year: Year) -> str:
    """Propose the first of the ranked table; return its code name."""
    browser = year.as_("chair")
    page = _open(browser.get("/results"), browser, rf"/results/{year.award.id}$")
    export, _fields = _form(page, r"\.xlsx$")
    assert browser.post(export, status=200).headers["Content-Type"].endswith("sheet")
    page = browser.get(f"/decisions/{year.award.id}/proposal")
    first: Element = page.first("tbody").findall(".//tr")[0]
    action, fields = _form(page, "/proposal$")
    chosen = next(iter(first.iter("select"))).get("name", "")
    sent = {**fields, chosen: "winner", "reason": "They dared, and it can be learned from."}
    assert "Saved" in browser.follow(browser.post(action, sent)).text
    return text_of(next(iter(first.iter("th"))))


def _decide(year: Year) -> None:
    """Record what the deciding body decided, after looking it over."""
    browser = year.as_("coordinator")
    page = _open(browser.get("/decisions"), browser, rf"/{year.award.id}/decision$")
    assert TEAM[0] in page.text  # here names are seen for the first time
    action, fields = _form(page, "/decision$")
    day = to_zone(year.clock.at, "Europe/Stockholm").date().isoformat()
    typed = {"decided_on": day, "paragraph": "§ 12", "outcomes-0-citation": CITATION}
    question = browser.post(action, {**fields, **typed}, status=200)
    action, fields = _form(question, "/decision$")
    browser.follow(browser.post(action, {**fields, "confirmed": "1"}))


def _announce(year: Year, at: datetime) -> None:
    """Set the minute in which everybody may know."""
    browser = year.as_("coordinator")
    page = browser.get("/decisions/announcement")
    action, fields = _form(page, "/decisions/announcement")
    wall = to_zone(at, "Europe/Stockholm").strftime("%Y-%m-%dT%H:%M")
    sent = {**fields, "awards": [year.award.id], "announce_at": wall}
    question = browser.post(action, sent, status=200)
    action, fields = _form(question, "/decisions/announcement")
    browser.follow(browser.post(action, {**fields, "confirmed": "1"}))


def _who_names_the_winner(year: Year) -> set[str]:
    """Return the pages on which the public, a juror or an auditor can read the winner's name."""
    looks = {
        "public": ("/", "/awards/lund/", "/awards/lund/2026/", "/awards/lund/2026/winners"),
        "juror-1": ("/home", "/scoring", "/juries/statements", "/awards/lund/2026/winners"),
        "chair": ("/results", f"/results/{year.award.id}", f"/decisions/{year.award.id}/proposal"),
        "auditor": ("/home", "/audit"),
    }
    return {
        path
        for who, paths in looks.items()
        for path in paths
        if TEAM[0] in year.as_(who).client.get(path).get_data(as_text=True)
    }


def _zip_of_all(year: Year) -> dict[str, str]:
    """Let the worker make every certificate; return file name → its words."""
    browser = year.as_("communications")
    action, fields = _form(browser.get("/certificates"), "/certificates$")
    waiting = browser.follow(browser.post(action, fields))
    assert not [link for link in waiting.links if link.endswith(".zip")]
    year.office.work()
    done = browser.get(f"/certificates/batches/{_batch_in(waiting)}")
    answer = _open(done, browser, r"\.zip$").response
    archive = answer.get_data()
    answer.close()
    with zipfile.ZipFile(BytesIO(archive)) as files:
        return {name: _words(files.read(name)) for name in files.namelist()}


def _batch_in(page: Page) -> str:
    return re.findall(r"/certificates/batches/(\w+)", page.html)[0]  # type: ignore[no-any-return]


def _words(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def test_a_year_from_the_first_nomination_to_the_certificates(year: Year, session: Session) -> None:
    year.clock.at = OPENS + WEEK
    _nominate(year, TEAM[0], members=TEAM[1:], by=NOMINATORS[0])
    _nominate(year, "Rut Tallgren", members=(), by=NOMINATORS[1])

    year.clock.at = OPENS + 4 * WEEK + timedelta(hours=1)
    copies = _take_part(year) + _take_part(year)
    masked = (*TEAM, *NOMINATORS, "Rut Tallgren", "Solgläntan")
    assert [name for name in masked if name in copies] == []
    assert "dared to begin the morning" in copies
    _seat(year)
    for who in year.jurors:
        _state(year, who)

    year.clock.at = OPENS + 7 * WEEK
    receipts = {who: len(_score(year, who)) for who in year.jurors}
    assert receipts == {"chair": 2, "juror-1": 2, "juror-2": 2}

    year.clock.at = OPENS + 9 * WEEK + timedelta(hours=1)
    assert len(_propose(year)) > 1
    _decide(year)

    public_at = year.clock.at + timedelta(days=3)
    public_at = public_at.replace(minute=30, second=0, microsecond=0)
    _announce(year, public_at)
    assert _who_names_the_winner(year) == set()
    year.clock.at = public_at - timedelta(seconds=1)
    assert _who_names_the_winner(year) == set()
    year.as_("public").get("/awards/lund/2026/winners", 404)

    year.clock.at = public_at
    winners = year.as_("public").get("/awards/lund/2026/winners")
    assert [
        name for name in (*TEAM, "mornings that begin calmly") if name not in winners.text
    ] == []
    assert "Rut Tallgren" not in winners.html
    assert {"/awards/lund/", "/awards/lund/2026/winners"} == _who_names_the_winner(year)

    page = year.as_("communications").get("/certificates")
    one = _open(page, year.as_("communications"), r"/certificates/\w+/0\.pdf").response
    assert TEAM[0] in _words(one.get_data())
    made = _zip_of_all(year)
    assert sorted(made) == sorted(f"Innovation 2026 – {name}.pdf" for name in TEAM)
    assert [name for name in TEAM if name not in made[f"Innovation 2026 – {name}.pdf"]] == []

    assert "The chain is whole" in year.as_("auditor").get("/audit").text
    assert check_chain(session).whole
