"""Setting up in the browser: programmes, editions, awards, criteria, drafts and the archive."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.audit.models import AuditLine
from awards.core.clock import from_zone
from awards.core.db import Database
from awards.core.permissions import SYSTEM, Role
from awards.juries.models import PanelSeat, SeatRole
from awards.programmes.actions import open_edition
from awards.programmes.models import (
    Award,
    Criterion,
    Edition,
    Phase,
    Programme,
    Prompt,
)
from tests.counting import queries_of
from tests.factories import Make, in_three
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]


@pytest.fixture
def admin(make: Make) -> Person:
    """An administrator of everything, in a database without any programme."""
    person = make.person("Ada Admin")
    make.session.add(RoleGrant(person_id=person.id, programme_id=None, role=Role.ADMIN))
    make.session.commit()
    return person


@pytest.fixture
def coordinator(make: Make) -> Person:
    """The coordinator of the first programme."""
    return make.person("Ko Coordinator", roles=["coordinator"])


def _draft(make: Make, **values: Any) -> Edition:
    """Return a draft with one award, ready to open."""
    edition = make.edition(Phase.UPCOMING, opened_at=None, **values)
    make.award(edition)
    make.takes_part(edition)
    return edition


def _errors(page: Page) -> list[str]:
    """Return what the error summary says, line by line."""
    boxes = [e for e in page.all("div") if e.get("data-errors") is not None]
    return [text_of(line) for box in boxes for line in box.iter("li")]


# — a programme from a template —


def test_an_empty_house_says_what_to_do_first(browse: Browse, admin: Person) -> None:
    page = browse(admin).get("/set-up")
    assert "No programme yet" in page.text
    assert "/set-up/programmes/new" in page.links


@pytest.mark.parametrize(("template", "awards"), [("lund", 6), ("sandnes", 1), ("empty", 0)])
def test_a_programme_is_previewed_and_then_made(
    browse: Browse, admin: Person, session: Session, template: str, awards: int
) -> None:
    browser, url = browse(admin), f"/set-up/programmes/new/{template}"
    fields = browser.get(url).form(url)
    fields |= {"contact_email": "priser@example.org", "year": "2031"}
    if template == "empty":
        fields |= {"slug": "tomt", "organisation": "Tomt kommun", "name-sv": "Priserna"}
    preview = browser.post(url, fields, 200)
    assert preview.h1 == "Is this right?"
    assert session.scalars(select(Programme)).all() == []
    session.commit()
    page = browser.follow(browser.post(url, {**preview.form(url), "confirmed": "1"}))
    assert "Draft" in page.text
    edition = session.scalars(select(Edition)).one()
    assert (edition.year, edition.opened_at, len(edition.awards)) == (2031, None, awards)
    session.commit()
    assert f"/set-up/editions/{edition.id}" in browser.get("/set-up").links


def test_the_preview_can_be_left_to_change_something(browse: Browse, admin: Person) -> None:
    browser, url = browse(admin), "/set-up/programmes/new/lund"
    fields = {**browser.get(url).form(url), "contact_email": "a@example.org", "place": "Dalby"}
    preview = browser.post(url, fields, 200)
    again = browser.post(url, {**preview.form(url), "change": "1"}, 200)
    assert again.form(url)["place"] == "Dalby"


def test_what_is_wrong_with_a_programme_is_said_at_its_field(
    browse: Browse, admin: Person, make: Make
) -> None:
    make.programme("lund", archived_at=datetime.now(UTC))
    browser, url = browse(admin), "/set-up/programmes/new/lund"
    fields = browser.get(url).form(url)
    wrong = {"name-sv": "", "contact_email": "nobody", "accent": "#ffee00", "slug": "Lund / å"}
    page = browser.post(url, {**fields, **wrong}, 422)
    too_light = "This colour is too light to be read. #7e7500 is the same one, darker:"
    too_light += " save again to take it."
    assert _errors(page) == [
        "Write what the awards are called.",
        too_light,
        "Write an e-mail address like name@example.com.",
        "Use the letters a–z, digits and hyphens only.",
    ]
    assert page.form(url)["contact_email"] == "nobody"
    assert page.form(url)["accent"] == "#7e7500"
    taken = browser.post(url, {**fields, "contact_email": "a@example.org"}, 422)
    expected = "lund is taken, perhaps by something in the archive. Choose another address."
    assert _errors(taken) == [expected]


def test_only_administrators_create_and_archive_programmes(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    make.edition()
    browser = browse(coordinator)
    assert "/set-up/programmes/new" not in browser.get("/set-up").links
    browser.get("/set-up/programmes/new", 403)
    programme = coordinator.grants[0].programme_id
    assert "Archive" not in browser.get(f"/set-up/programmes/{programme}").text
    browser.post(f"/set-up/programmes/{programme}/archive", status=403)


# — texts, and two who edit at once —


def test_texts_are_saved_in_three_languages(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = _draft(make)
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/texts"
    fields = browser.get(url).form(url)
    browser.post(url, {**fields, "who_decides-sv": "Styrelsen", "intro-nb": ""})
    session.expire_all()
    assert edition.who_decides == {"sv": "Styrelsen", "nb": "who_decides nb", "en": "who_decides"}
    assert edition.intro == {"sv": "intro sv", "en": "intro"}
    assert edition.version == 2


def test_the_later_of_two_keeps_the_text_and_sees_the_others(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = _draft(make)
    other = make.person("Other", roles=["coordinator"])
    url = f"/set-up/editions/{edition.id}/texts"
    late, early = browse(coordinator), browse(other)
    mine, theirs = late.get(url).form(url), early.get(url).form(url)
    early.post(url, {**theirs, "who_decides-sv": "Theirs"})
    page = late.post(url, {**mine, "deciding_body-sv": "Mine"}, 409)
    assert page.form(url)["deciding_body-sv"] == "Mine"
    shown = {text_of(row[0]): text_of(row[1]) for dl in page.all("dl") for row in dl.iter("div")}
    assert shown == {"Who decides": "who_decides", "Deciding body": "deciding_body"}
    session.expire_all()
    assert edition.deciding_body["sv"] == "deciding_body sv"
    session.commit()
    late.post(url, page.form(url))
    session.expire_all()
    assert edition.deciding_body["sv"] == "Mine"


# — dates —


def test_dates_are_on_the_editions_clock(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = _draft(make, dates_confirmed=False)
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/dates"
    fields = {
        "opens_at": "2031-02-03T08:00",
        "closes_at": "2031-03-31T23:59",
        "scoring_opens_at": "2031-04-15T08:00",
        "scoring_closes_at": "2031-05-15T23:59",
    }
    browser.post(url, {**browser.get(url).form(url), **fields})
    session.expire_all()
    assert edition.opens_at == datetime(2031, 2, 3, 7, tzinfo=UTC)
    assert edition.closes_at == datetime(2031, 3, 31, 21, 59, tzinfo=UTC)
    assert edition.dates_confirmed is True


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            {"closes_at": "2031-02-01T08:00"},
            "Nominations must close after they open, so after 3 February 2031 08:00.",
        ),
        (
            {"scoring_opens_at": "2031-03-31T23:58"},
            "Scoring must not open before nominations close on 31 March 2031 23:59.",
        ),
        (
            {"scoring_closes_at": "2031-04-15T08:00"},
            "Scoring must close after it opens, so after 15 April 2031 08:00.",
        ),
        (
            {"closes_at": "2031-03-30T02:30"},
            "That time does not exist: the clocks go forward over it.",
        ),
        (
            {"scoring_closes_at": "2031-10-26T02:30"},
            "That time comes twice: the clocks go back over it. Choose one an hour away.",
        ),
        ({"opens_at": "soon"}, "Write day and time like 2026-11-14 13:00."),
        ({"opens_at": ""}, "Write day and time like 2026-11-14 13:00."),
    ],
)
def test_wrong_dates_are_told_apart(
    browse: Browse,
    make: Make,
    coordinator: Person,
    session: Session,
    change: dict[str, str],
    error: str,
) -> None:
    edition = _draft(make)
    before = edition.opens_at, edition.closes_at
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/dates"
    fields = {
        "opens_at": "2031-02-03T08:00",
        "closes_at": "2031-03-31T23:59",
        "scoring_opens_at": "2031-04-15T08:00",
        "scoring_closes_at": "2031-05-15T23:59",
        **change,
    }
    page = browser.post(url, {**browser.get(url).form(url), **fields}, 422)
    assert _errors(page) == [error]
    assert {name: page.form(url)[name] for name in fields} == fields
    session.expire_all()
    assert (edition.opens_at, edition.closes_at) == before


def test_two_who_set_dates_at_once(browse: Browse, make: Make, coordinator: Person) -> None:
    edition = _draft(make)
    url = f"/set-up/editions/{edition.id}/dates"
    late, early = browse(coordinator), browse(make.person(roles=["coordinator"]))
    mine = late.get(url).form(url)
    early.post(url, {**early.get(url).form(url), "scoring_closes_at": "2039-01-02T03:04"})
    page = late.post(url, mine, 409)
    assert [text_of(dd) for dd in page.all("dd")] == ["2 January 2039 03:04"]
    assert page.form(url)["scoring_closes_at"] == mine["scoring_closes_at"]


# — awards, questions and criteria —


def test_an_award_is_added_with_questions_and_weights(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = make.edition(Phase.UPCOMING, opened_at=None)
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/awards/new"
    fields = browser.get(url).form(url) | {
        "name-sv": "Öppenhet & mod",
        "statement-sv": "Till någon som vågar.",
        "prompts-0-label-sv": "Sedan?",
        "prompts-0-place": "2",
        "prompts-1-label-sv": "Först?",
        "prompts-1-place": "1",
    }
    browser.post(url, fields)
    award = session.scalars(select(Award)).one()
    assert (award.slug, award.position) == ("oppenhet-mod", 0)
    assert [p.label for p in award.prompts] == [{"sv": "Först?"}, {"sv": "Sedan?"}]
    assert [w.value for w in award.weights] == [1] * 6


def test_an_award_without_its_words_is_asked_for_them(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    edition = _draft(make)
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/awards/new"
    fields = browser.get(url).form(url) | {"name-en": "Only here", "prompts-0-hint-sv": "e.g."}
    page = browser.post(url, fields, 422)
    wanted = ["Write what the award is called.", "Write what the award is for."]
    assert _errors(page) == [*wanted, "Write the question."]
    assert page.form(url)["name-en"] == "Only here"
    taken = {**fields, "name-sv": "X", "statement-sv": "Y", "prompts-0-label-sv": "Z?"}
    page = browser.post(url, {**taken, "slug": "innovation"}, 422)
    expected = "innovation is taken, perhaps by something in the archive. Choose another address."
    assert _errors(page) == [expected]


def test_a_question_is_changed_taken_away_and_added(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    award = _draft(make).awards[0]
    first, second = (prompt.id for prompt in award.prompts)
    browser, url = browse(coordinator), f"/set-up/awards/{award.id}"
    fields = browser.get(url).form(url)
    more = browser.post(url, {**fields, "add_row": "prompts"}, 200).form(url)
    for code in ("sv", "nb", "en"):
        more |= {f"prompts-0-label-{code}": "", f"prompts-0-hint-{code}": ""}
    more |= {"prompts-1-label-sv": "Ändrad?", "prompts-2-label-sv": "Ny?"}
    browser.post(url, more)
    rows = session.execute(select(Prompt.id, Prompt.label).order_by(Prompt.position)).all()
    assert [row.label["sv"] for row in rows] == ["Ändrad?", "Ny?"]
    assert (rows[0].id, first in {row.id for row in rows}) == (second, False)


def test_signs_and_examples_are_written_and_shown_to_nominators(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = make.edition(Phase.NOMINATING)
    award, other = make.award(edition), make.award(edition, slug="b", signs={"en": "Listened"})
    make.unit("Solgläntan")
    browser, url = browse(coordinator), f"/set-up/awards/{award.id}"
    fields = browser.get(url).form(url) | {
        "signs-en": "Shared what they know\nTaught others",
        "prompts-0-example-en": "She shows us on Wednesdays.",
    }
    assert "reason" in browser.post(url, fields, 422).form(url)  # people act on it by now
    browser.post(url, {**fields, "reason": "Clearer for whoever nominates."})
    choose = browse().get("/awards/lund/2026/nominate")
    assert [text_of(one) for one in choose.first("fieldset").iter("label")] == [
        "Shared what they know",
        "Listened",
        "Taught others",
    ]
    form = browse().get(f"/awards/lund/2026/nominate/{award.slug}")
    assert "She shows us on Wednesdays." in form.text
    changed = session.scalars(select(AuditLine).where(AuditLine.event == "award.changed")).one()
    assert changed.details["fields"] == ["signs", "prompts"]
    assert other.signs == {"en": "Listened"}


def test_a_criterion_has_words_for_every_level_of_the_scale(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = make.edition(Phase.UPCOMING, opened_at=None, scale_low=0, scale_high=10)
    criterion = edition.criteria[0]
    browser, url = browse(coordinator), f"/set-up/criteria/{criterion.id}"
    fields = browser.get(url).form(url)
    assert len([name for name in fields if name.startswith("levels-")]) == 11 * 3
    browser.post(url, {**fields, "levels-10-sv": "Allt"})
    session.expire_all()
    assert {len(words) for words in criterion.levels.values()} == {11}
    assert (criterion.levels["sv"][0], criterion.levels["sv"][10]) == ("knowledge 1 sv", "Allt")


def test_a_new_criterion_weighs_one_in_every_award(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = _draft(make)
    make.award(edition, slug="gone", archived_at=datetime.now(UTC))
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/criteria/new"
    page = browser.post(url, browser.get(url).form(url), 422)
    wanted = ["Write what the criterion is called.", "Write what jurors are to ask themselves."]
    assert _errors(page) == wanted
    browser.post(url, {**page.form(url), "name-sv": "Mod", "description-sv": "Hur modigt?"})
    session.expire_all()
    made = session.scalars(select(Criterion).where(Criterion.position == 6)).one()
    weights = [w.value for a in session.scalars(select(Award)) for w in a.weights]
    assert (made.name, weights.count(1)) == ({"sv": "Mod"}, 6 + 6 + 2)


@pytest.mark.parametrize("kind", ["awards", "criteria"])
def test_order_changes_without_javascript(
    browse: Browse, make: Make, coordinator: Person, session: Session, kind: str
) -> None:
    edition = _draft(make)
    make.award(edition, slug="openness")
    session.refresh(edition)
    first, second = (thing.id for thing in getattr(edition, kind)[:2])
    session.commit()
    browser = browse(coordinator)
    browser.get(f"/set-up/editions/{edition.id}")
    browser.post(f"/set-up/{kind}/{first}/move", {"way": "up"})
    browser.post(f"/set-up/{kind}/{first}/move", {"way": "down"})
    session.expire_all()
    assert [thing.id for thing in getattr(edition, kind)[:2]] == [second, first]


# — what stands still —


def test_a_running_round_keeps_its_awards_and_criteria(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    award = make.award(make.edition(Phase.NOMINATING))
    edition, criterion = award.edition, award.edition.criteria[0]
    browser = browse(coordinator)
    page = browser.get(f"/set-up/editions/{edition.id}")
    assert not [link for link in page.links if link.endswith("/new")]
    for url in (
        f"/set-up/awards/{award.id}/archive",
        f"/set-up/awards/{award.id}/move",
        f"/set-up/criteria/{criterion.id}/archive",
    ):
        assert "Nominations have begun" in browser.post(url, {"way": "down"}, 409).text
    url = f"/set-up/awards/{award.id}"
    fields = browser.get(url).form(url) | {
        "name-sv": "Nytt namn",
        "reason": "It is called that now.",
    }
    gone = {f"prompts-0-{part}-{code}": "" for part in ("label", "hint") for code in in_three("")}
    refused = browser.post(url, {**fields, **gone}, 409)
    assert "Nominations have begun" in _errors(refused)[0]
    assert refused.form(url)["name-sv"] == "Nytt namn"
    browser.post(url, fields)
    session.expire_all()
    assert (award.name["sv"], len(award.prompts)) == ("Nytt namn", 2)


# — drafts —


def test_a_draft_is_nobodys_but_the_desks(browse: Browse, make: Make, coordinator: Person) -> None:
    edition = make.edition(Phase.NOMINATING, opened_at=None, name=in_three("Hemliga priset"))
    award = make.award(edition)
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    public = browse()
    for url in (
        "/awards/lund/2026/",
        "/awards/lund/2026/nominate",
        f"/awards/lund/2026/nominate/{award.slug}",
        "/awards/lund/2026/winners",
        "/awards/lund/",
    ):
        public.get(url, 404)
    assert public.client.get("/theme/lund.css").status_code == 200
    for browser, url in (
        (public, "/"),
        (browse(juror), "/home"),
        (browse(juror), "/scoring"),
        (browse(coordinator), "/triage"),
    ):
        assert "Hemliga" not in browser.client.get(url).get_data(as_text=True), url
    assert "Hemliga priset" in browse(coordinator).get("/set-up").text
    assert "Hemliga priset" in browse(coordinator).get(f"/juries?edition={edition.id}").text


def test_a_draft_does_not_push_the_running_round_aside(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    make.award(make.edition(Phase.SCORING, name=in_three("Running")))
    _draft(make, slug="2027", year=2027, name=in_three("Next"))
    browser = browse(coordinator)
    for url in ("/triage", "/juries", "/results", "/decisions"):
        assert "Running" in text_of(browser.get(url).first("main")), url


def test_the_edition_opens_after_a_look(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = _draft(make)
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/open"
    page = browser.get(f"/set-up/editions/{edition.id}")
    assert "Nothing stands in the way." in page.text
    assert f"/set-up/editions/{edition.id}/organisations" in page.links
    assert f"/juries?edition={edition.id}#innovation" in page.links
    assert "It cannot become a draft again." in browser.get(url).text
    browser.post(url)
    session.expire_all()
    assert edition.opened_at is not None
    session.commit()
    assert browse().get("/awards/lund/2026/").status == 200
    assert "open already" in browser.get(url).text


def test_two_who_open_at_once_write_one_line(make: Make, session: Session) -> None:
    edition, at = _draft(make), datetime.now(UTC)
    assert edition.opened_at is None
    opened = update(Edition).where(Edition.id == edition.id).values(opened_at=at)
    session.connection().execute(opened)  # the other one, after this one has read
    open_edition(session, edition, by=SYSTEM, at=at)
    assert edition.opened_at == at
    assert session.scalars(select(AuditLine.event)).all() == []


def test_what_blocks_keeps_the_edition_a_draft(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = _draft(make, deciding_body={"en": "Somebody"})
    browser, url = browse(coordinator), f"/set-up/editions/{edition.id}/open"
    page = browser.post(url, status=409)
    assert "The deciding body is not named in Swedish." in page.text
    assert f"/set-up/editions/{edition.id}/texts" in page.links
    session.expire_all()
    assert edition.opened_at is None


# — the copy —


def test_next_year_is_previewed_and_then_made(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    year = make.award(make.edition(Phase.ANNOUNCED, name=in_three("Priset 2026"))).edition
    browser, url = browse(coordinator), f"/set-up/editions/{year.id}/copy"
    fields = browser.get(url).form(url)
    assert (fields["year"], fields["slug"], fields["name-sv"]) == ("2027", "2027", "Priset 2027 sv")
    preview = browser.post(url, fields, 200)
    assert len(session.scalars(select(Edition.id)).all()) == 1
    session.commit()
    page = browser.follow(browser.post(url, {**preview.form(url), "confirmed": "1"}))
    assert (page.h1, "Draft" in page.text) == ("Priset 2027", True)
    made = session.scalars(select(Edition).where(Edition.slug == "2027")).one()
    expected = from_zone(datetime.fromisoformat(fields["opens_at"]), "Europe/Stockholm")
    assert (made.opens_at, len(made.awards), len(made.criteria)) == (expected, 1, 6)


@pytest.mark.parametrize("ticked", [True, False])
def test_panels_come_along_only_when_ticked(
    browse: Browse, make: Make, coordinator: Person, session: Session, ticked: bool
) -> None:
    award = make.award(make.edition(Phase.ANNOUNCED))
    make.award(award.edition, slug="openness")
    chair = make.person(roles=["chair"])
    make.seat(chair, award, SeatRole.CHAIR)
    make.seat(make.person("Left the jury"), award)
    browser, url = browse(coordinator), f"/set-up/editions/{award.edition_id}/copy"
    fields = {**browser.get(url).form(url), **({"extras": "panels"} if ticked else {})}
    preview = browser.post(url, fields, 200)
    assert ("This comes along, too" in preview.text) is ticked
    browser.post(url, {**preview.form(url), "confirmed": "1"})
    seats = select(PanelSeat.person_id, PanelSeat.role, Award.slug).join(
        Award, Award.id == PanelSeat.award_id
    )
    copied = seats.where(Award.edition_id != award.edition_id)
    expected = [(chair.id, SeatRole.CHAIR, "innovation")] if ticked else []
    assert session.execute(copied).all() == expected


def test_whoever_may_not_staff_panels_is_not_asked(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    award = make.award(make.edition(Phase.ANNOUNCED))
    url = f"/set-up/editions/{award.edition_id}/copy"
    admin = browse(make.person(roles=["admin"]))
    assert "come along, too?" not in admin.get(url).text
    assert "come along, too?" in browse(coordinator).get(url).text


def test_an_address_that_is_taken_asks_for_another(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    year = make.award(make.edition(Phase.ANNOUNCED)).edition
    make.edition(slug="2027", archived_at=datetime.now(UTC))
    browser, url = browse(coordinator), f"/set-up/editions/{year.id}/copy"
    page = browser.post(url, browser.get(url).form(url), 422)
    expected = "2027 is taken, perhaps by something in the archive. Choose another address."
    assert _errors(page) == [expected]


# — the archive —


def test_an_archived_award_is_nowhere_and_comes_back(
    browse: Browse, make: Make, coordinator: Person, session: Session
) -> None:
    edition = make.edition(Phase.UPCOMING)
    make.award(edition, name=in_three("Kept"))
    gone = make.award(edition, slug="gone", name=in_three("Borttaget"))
    browser = browse(coordinator)
    browser.get(f"/set-up/editions/{edition.id}")
    browser.post(f"/set-up/awards/{gone.id}/archive")
    browser.get(f"/set-up/awards/{gone.id}", 404)
    browse().get("/awards/lund/2026/nominate/gone", 404)
    for url in (f"/set-up/editions/{edition.id}", "/juries", "/triage", "/decisions"):
        assert "Borttaget" not in text_of(browser.get(url).first("main")), url
    assert "Borttaget" not in browse().get("/awards/lund/2026/").text
    assert "Borttaget" in browser.get("/set-up/archive").text
    browser.post(f"/set-up/archive/award/{gone.id}/restore")
    assert "Borttaget" in browse().get("/awards/lund/2026/").text


def test_an_archived_edition_is_not_public(browse: Browse, make: Make, coordinator: Person) -> None:
    award = make.award(make.edition(Phase.UPCOMING, name=in_three("Borttaget")))
    browser = browse(coordinator)
    browser.get("/set-up")
    assert browse().get("/awards/lund/2026/").status == 200
    browser.post(f"/set-up/editions/{award.edition_id}/archive")
    assert "Borttaget" not in text_of(browser.get("/set-up").first("main"))
    browse().get("/awards/lund/2026/", 404)
    browse().get(f"/awards/lund/2026/nominate/{award.slug}", 404)
    assert "There is no round yet" in browser.get("/triage").text
    browser.post(f"/set-up/archive/edition/{award.edition_id}/restore")
    assert browse().get("/awards/lund/2026/").status == 200


def test_an_archived_programme_takes_its_editions_along(
    browse: Browse, make: Make, admin: Person
) -> None:
    award = make.award(
        make.edition(Phase.ANNOUNCED, name=in_three("Borttaget")),
        decided_at=datetime.now(UTC) - timedelta(days=3),
        announce_at=datetime.now(UTC) - timedelta(days=2),
    )
    programme = award.edition.programme_id
    browser = browse(admin)
    browser.get("/set-up")
    browser.post(f"/set-up/programmes/{programme}/archive")
    browser.get(f"/set-up/editions/{award.edition_id}", 404)
    browse().get("/awards/lund/2026/", 404)
    browser.post(f"/set-up/archive/programme/{programme}/restore")
    assert "Borttaget" in browser.get("/set-up").text


def test_nothing_that_is_in_use_can_be_brought_back(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    award = _draft(make).awards[0]
    browser = browse(coordinator)
    for what in ("award", "nonsense"):
        browser.post(f"/set-up/archive/{what}/{award.id}/restore", status=404)


# — others —


def test_a_stranger_finds_nothing(browse: Browse, make: Make) -> None:
    award = _draft(make).awards[0]
    edition = award.edition
    stranger = browse(make.person(roles=["coordinator"], programme=make.programme("sandnes")))
    for url in (
        f"/set-up/programmes/{edition.programme_id}",
        f"/set-up/editions/{edition.id}",
        f"/set-up/editions/{edition.id}/texts",
        f"/set-up/editions/{edition.id}/dates",
        f"/set-up/editions/{edition.id}/copy",
        f"/set-up/awards/{award.id}",
        f"/set-up/criteria/{edition.criteria[0].id}",
    ):
        stranger.get(url, 404)
        if not url.endswith(edition.id):
            stranger.post(url, status=404)


def test_the_pages_ask_the_same_for_few_and_many(
    browse: Browse, make: Make, coordinator: Person, database: Database
) -> None:
    edition = _draft(make)
    browser = browse(coordinator)
    urls = ("/set-up", f"/set-up/editions/{edition.id}", "/set-up/archive")
    few = [queries_of(database, partial(browser.get, url)) for url in urls]
    for number in range(12):
        make.award(edition, slug=f"award-{number}")
        make.award(edition, slug=f"gone-{number}", archived_at=datetime.now(UTC))
        make.edition(slug=f"edition-{number}")
    many = [queries_of(database, partial(browser.get, url)) for url in urls]
    assert few == many
    assert max(many) <= 12
