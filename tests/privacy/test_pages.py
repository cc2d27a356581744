"""The pages about how long texts are kept, the start page's word about it, and the command."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.nominations.models import Nomination
from awards.privacy.models import Purge
from awards.programmes.models import Edition, Phase
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, text_of

Browse = Callable[..., Browser]


@pytest.fixture
def admin(make: Make) -> Person:
    return make.person("Ada Admin", roles=["admin"])


def an_edition(make: Make, slug: str, days: int) -> Edition:
    """A decided edition with one nomination, so many days after its decision."""
    edition = make.edition(Phase.ANNOUNCED, slug=slug)
    award = make.award(edition)
    award.decided_at = datetime.now(UTC) - timedelta(days=days)
    make.nomination(award)
    make.session.commit()
    return edition


def test_the_list_says_of_each_edition_where_its_texts_stand(
    make: Make, admin: Person, browse: Browse
) -> None:
    an_edition(make, "2020", 800)
    an_edition(make, "2025", 30)
    make.award(make.edition(Phase.SCORING, slug="2026"))
    page = browse(admin).get("/retention")
    states = sorted(text_of(row).rsplit(" ", 3)[-1] for row in page.all("tr")[1:])
    assert states == ["Kept", "Kept", "now"]
    assert "Every award is to be decided first" in page.text


def test_a_dry_run_says_what_goes_and_what_stays_and_changes_nothing(
    make: Make, admin: Person, browse: Browse, session: Session
) -> None:
    edition = an_edition(make, "2020", 800)
    page = browse(admin).get(f"/retention/{edition.id}")
    rows = [text_of(row) for row in page.all("tr")]
    assert "Names, addresses and effects in nominations 1" in rows
    assert "Take away the texts of 1 nomination" in page.text
    assert "Certificates" in page.text
    assert session.scalars(select(Purge)).all() == []


def test_the_texts_go_when_somebody_names_the_decision(
    make: Make, admin: Person, browse: Browse, session: Session
) -> None:
    edition = an_edition(make, "2020", 800)
    browser, url = browse(admin), f"/retention/{edition.id}"
    form = browser.get(url).form(url)
    wrong = browser.post(url, form, 422)
    assert "Write which decision lets the texts go." in wrong.text
    page = browser.follow(browser.post(url, {**form, "basis": "KS 2028 § 4"}))
    assert "The texts are gone." in page.text
    assert "KS 2028 § 4" in page.text
    assert session.scalars(select(Nomination.nominee_name)).all() == ["–"]
    session.commit()
    browser.post(url, {**form, "basis": "again"}, 409)


def test_before_its_time_there_is_no_button(make: Make, admin: Person, browse: Browse) -> None:
    edition = an_edition(make, "2025", 30)
    page = browse(admin).get(f"/retention/{edition.id}")
    assert page.all("form", action=f"/retention/{edition.id}") == []
    assert "Here is what would go then." in page.text


def test_the_start_page_tells_administrators_when_the_time_has_come(
    make: Make, admin: Person, browse: Browse
) -> None:
    edition = an_edition(make, "2020", 800)
    page = browse(admin).get("/home")
    assert "Nominations have been kept long enough" in page.text
    assert page.all("a", href=f"/retention/{edition.id}") != []
    coordinator = make.person("Ko", roles=["coordinator"])
    assert "kept long enough" not in browse(coordinator).get("/home").text


def test_another_programmes_editions_are_not_there(
    make: Make, admin: Person, browse: Browse
) -> None:
    town = make.programme("malmo")
    edition = make.edition(Phase.ANNOUNCED, programme=town, slug="elsewhere")
    browser = browse(admin)
    assert "elsewhere" not in browser.get("/retention").text
    browser.get(f"/retention/{edition.id}", 404)


def test_more_editions_are_no_more_queries(
    make: Make, admin: Person, browse: Browse, database: Database
) -> None:
    an_edition(make, "2020", 800)
    browser = browse(admin)
    browser.get("/retention")
    few = queries_of(database, lambda: browser.get("/retention"))
    for year in range(2010, 2015):
        an_edition(make, str(year), 800)
    assert queries_of(database, lambda: browser.get("/retention")) == few


def test_the_command_tells_first_and_takes_away_only_with_a_ground(
    make: Make, app: Flask, session: Session
) -> None:
    edition = an_edition(make, "2020", 800)
    run = app.test_cli_runner().invoke
    told = run(args=["awards", "purge"]).output
    assert f"2020 ({edition.id}): outbox_mail 0," in told
    assert "would go; give --basis" in told
    assert session.scalars(select(Purge)).all() == []
    session.commit()
    assert "are gone" in run(args=["awards", "purge", "--basis", "KS § 4"]).output
    assert [one.basis for one in session.scalars(select(Purge))] == ["KS § 4"]
    session.commit()
    assert "Texts of 0 editions" in run(args=["awards", "purge"]).output
