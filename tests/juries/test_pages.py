"""The coordinator's pages."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.juries.models import Answer, ConflictStatement, Ground, PanelSeat, SeatRole
from awards.programmes.models import Award, Phase
from awards.scoring.models import ScoreSheet, SheetState
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
OVERVIEWS = ("/juries", "/juries/conflicts")


def _round(make: Make) -> tuple[Person, Award, Person]:
    award = make.award(make.edition(Phase.SCORING))
    return (
        make.person("Ko Coordinator", roles=["coordinator"]),
        award,
        make.person("Jo Juror", roles=["juror"]),
    )


def test_coordinator_gives_and_takes_a_seat(browse: Browse, make: Make, session: Session) -> None:
    coordinator, award, juror = _round(make)
    browser = browse(coordinator)
    assert "Nobody sits on this panel yet" in browser.get("/juries").text
    browser.post(f"/juries/{award.id}/seats", {"person_id": juror.id, "role": "chair"})
    seat = session.scalars(select(PanelSeat)).one()
    assert (seat.person_id, seat.award_id, seat.role) == (juror.id, award.id, SeatRole.CHAIR)
    session.commit()
    assert "Jo Juror" in browser.get("/juries").text
    browser.post(f"/juries/seats/{seat.id}/remove")
    assert session.scalars(select(PanelSeat.id)).all() == []


def test_seat_without_a_person_is_asked_for_again(browse: Browse, make: Make) -> None:
    coordinator, award, _juror = _round(make)
    browser = browse(coordinator)
    browser.get("/juries")
    page = browser.post(f"/juries/{award.id}/seats", {"role": "chair"}, status=422)
    assert "Choose who gets the seat." in page.text
    assert page.form(f"/juries/{award.id}/seats")["role"] == "chair"


def test_panel_is_copied_to_all_awards(browse: Browse, make: Make, session: Session) -> None:
    coordinator, award, juror = _round(make)
    make.seat(juror, award)
    other = make.award(slug="openness")
    browser = browse(coordinator)
    browser.get("/juries")
    page = browser.follow(browser.post(f"/juries/{award.id}/copy"))
    assert "1 seat is given." in page.text
    assert set(session.scalars(select(PanelSeat.award_id))) == {award.id, other.id}


def test_stranger_cannot_touch_a_panel(browse: Browse, make: Make) -> None:
    _coordinator, award, juror = _round(make)
    seat = make.seat(juror, award)
    candidate = make.candidate(award)
    elsewhere = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=elsewhere))
    stranger.get("/juries", 404)
    stranger.post(f"/juries/{award.id}/seats", {"person_id": juror.id, "role": "chair"}, 404)
    stranger.post(f"/juries/{award.id}/copy", status=404)
    stranger.post(f"/juries/seats/{seat.id}/remove", status=404)
    stranger.get(f"/juries/conflicts/{juror.id}/{candidate.id}", 404)


def test_juror_cannot_open_the_coordinators_pages(browse: Browse, make: Make) -> None:
    _coordinator, award, juror = _round(make)
    make.seat(juror, award)
    candidate = make.candidate(award)
    browser = browse(juror)
    for url in ("/juries", "/juries/conflicts", f"/juries/conflicts/{juror.id}/{candidate.id}"):
        browser.get(url, 403)


def test_overview_shows_what_waits_and_what_facts_suggest(browse: Browse, make: Make) -> None:
    coordinator, award, juror = _round(make)
    make.seat(juror, award)
    unsure = make.candidate(award)
    make.statement(juror, unsure, Answer.UNSURE, ground=Ground.WORKED_TOGETHER, note="long ago")
    known = make.candidate(nomination=make.nomination(award, nominator_email=juror.email))
    page = browse(coordinator).get("/juries/conflicts")
    assert "1 of 2" in page.text
    assert f"{unsure.code_name} Have worked closely together long ago Not sure" in page.text
    assert f"{known.code_name} Nominated it Not answered" in page.text
    assert "Alva Norrsken" not in page.text


def test_coordinator_decides_and_the_sheet_follows(
    browse: Browse, make: Make, session: Session
) -> None:
    coordinator, award, juror = _round(make)
    make.seat(juror, award)
    candidate = make.candidate(award)
    make.statement(juror, candidate)
    sheet = make.sheet(juror, candidate, [3], criteria=award.edition.criteria[:1])
    url = f"/juries/conflicts/{juror.id}/{candidate.id}"
    browser = browse(coordinator)
    assert "sealed and does not count" in browser.get(url).text
    browser.post(url, {"answer": "conflicted"}, status=422)
    browser.post(url, {"answer": "conflicted", "ground": "manager", "note": "seen"})
    wanted = select(ScoreSheet.state).where(ScoreSheet.id == sheet.id)
    said = select(ConflictStatement.answer, ConflictStatement.decided_by_id)
    assert session.scalars(wanted).one() is SheetState.SEALED
    assert session.execute(said).one() == (Answer.CONFLICTED, coordinator.id)
    session.commit()
    browser.post(url, {"answer": "none"})
    assert session.scalars(wanted).one() is SheetState.HANDED_IN


def test_decided_award_shows_its_jury_without_controls(browse: Browse, make: Make) -> None:
    edition = make.edition(Phase.DECIDED)
    award = make.award(edition, decided_at=edition.scoring_closes_at)
    make.award(edition, slug="openness")
    juror = make.person("Jo Juror", roles=["juror"])
    make.person("Free Juror", roles=["juror"])
    seat, candidate = make.seat(juror, award), make.candidate(award)
    make.statement(juror, candidate, Answer.UNSURE, ground=Ground.OTHER)
    browser = browse(make.person(roles=["coordinator"]))
    conflict = f"/juries/conflicts/{juror.id}/{candidate.id}"
    changes = {
        f"/juries/{award.id}/seats": {"person_id": juror.id, "role": "chair"},
        f"/juries/{award.id}/copy": {},
        f"/juries/seats/{seat.id}/remove": {},
        conflict: {"answer": "none"},
    }
    pages = [browser.get(url) for url in (*OVERVIEWS, conflict)]
    assert ["Jo Juror" in page.text for page in pages] == [True] * 3
    forms = [form.get("action") for page in pages for form in page.first("main").iter("form")]
    assert not {*forms, *pages[1].links} & {None, *changes}
    for url, fields in changes.items():
        assert "The decision is recorded" in browser.post(url, fields, 409).text


def test_overview_asks_the_database_equally_often_for_many(
    browse: Browse, make: Make, database: Database
) -> None:
    coordinator, award, juror = _round(make)
    make.seat(juror, award)
    make.statement(juror, make.candidate(award))
    browser = browse(coordinator)
    few = [queries_of(database, partial(browser.get, url)) for url in OVERVIEWS]
    for number in range(20):
        other = make.person(f"Juror {number}", roles=["juror"])
        make.seat(other, award)
        make.statement(other, make.candidate(award), Answer.UNSURE, ground=Ground.OTHER)
    many = [queries_of(database, partial(browser.get, url)) for url in OVERVIEWS]
    assert few == many
    assert max(many) <= 12
