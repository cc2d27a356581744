"""The pages on which panels are set up, planned, and mended when somebody drops out."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.juries.models import Answer, Ground, PanelSeat, SeatRole, StepOut
from awards.programmes.models import Award, Edition, Phase
from awards.triage.models import Candidate
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
NOW = datetime.now(UTC)


class Scene:
    """A panel with a chair, a member and a substitute, and one candidate."""

    def __init__(self, make: Make) -> None:
        self.award: Award = make.award(make.edition(Phase.SCORING))
        self.coordinator = make.person("Ko Coordinator", roles=["coordinator"])
        self.chair = make.person("Ann Chair", roles=["chair"])
        self.member = make.person("Bo Member", roles=["juror"])
        self.substitute = make.person("Cid Spare", roles=["juror"])
        self.seats: dict[str, PanelSeat] = {
            person.id: make.seat(person, self.award, role)
            for person, role in (
                (self.chair, SeatRole.CHAIR),
                (self.member, SeatRole.MEMBER),
                (self.substitute, SeatRole.SUBSTITUTE),
            )
        }
        self.candidate: Candidate = make.candidate(self.award)

    def address(self, person: Person, rest: str = "") -> str:
        return f"/juries/seats/{self.seats[person.id].id}{rest}"


@pytest.fixture
def scene(make: Make) -> Scene:
    return Scene(make)


@pytest.fixture
def desk(browse: Browse, scene: Scene) -> Browser:
    return browse(scene.coordinator)


def roles(session: Session, award: Award) -> dict[str, SeatRole]:
    session.expire_all()
    found = session.scalars(select(PanelSeat).where(PanelSeat.award_id == award.id))
    return {seat.person_id: seat.role for seat in found}


def test_dates_and_office_are_typed_kept_and_shown(
    desk: Browser, scene: Scene, session: Session
) -> None:
    url = scene.address(scene.member)
    desk.get(url)
    wrong = {"role": "member", "first_day": "2030-03-02", "last_day": "2030-03-01"}
    page = desk.post(url, wrong, status=422)
    assert "The last day cannot be before the first." in page.text
    assert page.form(url)["first_day"] == "2030-03-02"
    right = {**wrong, "last_day": "2030-03-09", "office": "HR director"}
    page = desk.follow(desk.post(url, right))
    assert "By virtue of office: HR director" in page.text
    assert "March 2, 2030 to March 9, 2030" in page.text
    assert "Not yet appointed" in page.text
    session.expire_all()
    seat = session.get_one(PanelSeat, scene.seats[scene.member.id].id)
    assert seat.begins_at == datetime(2030, 3, 1, 23, tzinfo=UTC)
    assert seat.ends_at == datetime(2030, 3, 9, 23, tzinfo=UTC)
    session.commit()
    assert desk.get(url).form(url)["last_day"] == "2030-03-09"


def test_one_panel_for_all_awards_and_back(
    desk: Browser, scene: Scene, make: Make, session: Session
) -> None:
    other = make.award(slug="openness")
    remove = scene.address(scene.substitute, "/remove")
    part = f"/juries/editions/{other.edition_id}/part"
    session.commit()
    desk.get("/juries")
    page = desk.follow(desk.post(f"/juries/{scene.award.id}/share"))
    assert "The panel of all awards" in page.text
    assert roles(session, other) == roles(session, scene.award)
    session.commit()
    desk.post(remove)
    assert scene.substitute.id not in roles(session, other)
    session.commit()
    page = desk.follow(desk.post(part))
    assert "The panel of all awards" not in page.text
    assert not session.get_one(Edition, other.edition_id).one_panel


def test_a_member_steps_out_and_comes_back(desk: Browser, scene: Scene, session: Session) -> None:
    url = scene.address(scene.member, "/step-out")
    desk.get(url)
    page = desk.post(url, {"stand_in": scene.substitute.id}, status=422)
    assert "Write why they step out." in page.text
    page = desk.follow(desk.post(url, {"reason": "broke a leg", "stand_in": scene.substitute.id}))
    assert "broke a leg" in page.text
    assert "Stands in for Bo Member" in page.text
    assert roles(session, scene.award)[scene.substitute.id] is SeatRole.MEMBER
    step = session.scalars(select(StepOut)).one()
    session.commit()
    for _ in range(2):
        desk.post(f"/juries/steps/{step.id}/end")
    assert roles(session, scene.award) == {
        scene.chair.id: SeatRole.CHAIR,
        scene.member.id: SeatRole.MEMBER,
        scene.substitute.id: SeatRole.SUBSTITUTE,
    }


def test_a_stand_in_is_chosen_later(desk: Browser, scene: Scene, session: Session) -> None:
    url = scene.address(scene.chair, "/step-out")
    desk.get(url)
    page = desk.follow(desk.post(url, {"reason": "leave"}))
    assert "No chair" in page.text
    step = session.scalars(select(StepOut)).one()
    session.commit()
    choose = f"/juries/steps/{step.id}"
    desk.get(choose)
    assert "Choose who stands in." in desk.post(choose, {}, status=422).text
    desk.post(choose, {"stand_in": scene.substitute.id})
    assert roles(session, scene.award)[scene.substitute.id] is SeatRole.MEMBER
    session.commit()
    assert "No substitute is free" in desk.get(choose).text


def test_too_few_is_said_with_a_way_out(
    browse: Browse, scene: Scene, make: Make, session: Session
) -> None:
    scene.award.rules = {"quorum_sheets": 2}
    make.statement(scene.member, scene.candidate, Answer.CONFLICTED, ground=Ground.MANAGER)
    desk = browse(scene.coordinator)
    assert "In 1 place too few are left to judge" in desk.get("/home").text
    page = desk.get("/juries")
    assert "too few are left to judge 1 candidate" in page.text
    assert "1, it takes 2" in page.text
    assert "<p></p>" not in page.html
    url = scene.address(scene.member, f"/candidates/{scene.candidate.id}")
    assert url in page.links
    desk.get(url)
    assert "Choose who stands in." in desk.post(url, {"reason": "manager"}, status=422).text
    page = desk.follow(desk.post(url, {"reason": "manager", "stand_in": scene.substitute.id}))
    assert "too few are left" not in page.text
    assert "2, it takes 2 Bo Member Cid Spare" in page.text
    session.commit()
    assert scene.candidate.code_name in browse(scene.substitute).get("/juries/statements").text


def test_a_stranger_cannot_touch_who_stands_in(browse: Browse, scene: Scene, make: Make) -> None:
    step = make.step_out(scene.member, scene.award)
    stranger = browse(make.person(roles=["coordinator"], programme=make.programme("sandnes")))
    for rest in ("", "/step-out", f"/candidates/{scene.candidate.id}"):
        stranger.get(scene.address(scene.member, rest), 404)
    stranger.get(f"/juries/steps/{step.id}", 404)
    stranger.post(f"/juries/steps/{step.id}/end", status=404)
    stranger.post(f"/juries/{scene.award.id}/share", status=404)
    stranger.post(f"/juries/editions/{scene.award.edition_id}/part", status=404)


def test_who_prepares_reads_the_texts_and_no_others(
    browse: Browse, scene: Scene, make: Make
) -> None:
    preparer = make.person("Pia Prepares", roles=["adviser"])
    make.seat(preparer, scene.award, SeatRole.PREPARER)
    close = make.candidate(nomination=make.nomination(scene.award, nominator_email=preparer.email))
    barred, draft = make.candidate(scene.award), make.candidate(scene.award, copy=None)
    make.statement(preparer, barred, Answer.CONFLICTED, ground=Ground.OTHER)
    for one in (scene.candidate, close):
        make.statement(preparer, one)
    elsewhere = make.candidate(make.award(slug="openness"))
    reader = browse(preparer)
    assert "/juries/texts" in " ".join(reader.get("/results").links)
    page = reader.get("/juries/texts")
    codes = (scene.candidate, close, barred, draft, elsewhere)
    assert [one.code_name in page.text for one in codes] == [True, False, False, False, False]
    assert "dared to try a new way" in page.text
    reader.get("/scoring", 403)


@pytest.mark.parametrize("role", [SeatRole.ADVISER, SeatRole.DECIDER, SeatRole.GUEST])
def test_who_does_not_prepare_reads_no_texts(
    browse: Browse, scene: Scene, make: Make, role: SeatRole
) -> None:
    other = make.person(roles=["adviser"])
    make.seat(other, scene.award, role)
    page = browse(other).get("/juries/texts")
    assert "You do not prepare any award here" in page.text


def test_a_plan_says_how_much_how_long_and_how_sure(desk: Browser, scene: Scene) -> None:
    page = desk.get("/juries/planning?candidates=60&jurors=7&readers=7&minutes=10")
    assert "about 10 hours" in page.text
    assert "The best is among the first three" in page.text
    assert "assumed" in page.text
    page = desk.get("/juries/planning?candidates=0&jurors=x&readers=7&minutes=10", 422)
    assert "Write a whole number from 1 to 5000." in page.text
    page = desk.get("/juries/planning")
    assert page.form("/juries/planning")["jurors"] == "2"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "about 1 hour"), ("sv", "ungefär 1 timme"), ("nb", "omtrent 1 time")],
)
def test_one_hour_is_one(browse: Browse, scene: Scene, language: str, said: str) -> None:
    desk = browse(scene.coordinator, language)
    page = desk.get("/juries/planning?candidates=7&jurors=5&readers=5&minutes=10")
    assert re.search(rf"{said}\b(?!s)", page.text)


@pytest.mark.parametrize("candidates", [2, 3, 4])
def test_with_three_candidates_or_fewer_only_the_first_place_is_asked_about(
    desk: Browser, scene: Scene, candidates: int
) -> None:
    """All of three are among the first three: that would say nothing, and look like certainty."""
    page = desk.get(f"/juries/planning?candidates={candidates}&jurors=5&readers=5&minutes=10")
    assert ("first three" in page.text) == (candidates > 3)
    assert "best comes first" in page.text


def test_pages_ask_the_database_equally_often_for_many(
    desk: Browser, scene: Scene, make: Make, database: Database
) -> None:
    make.statement(scene.member, scene.candidate, Answer.CONFLICTED, ground=Ground.MANAGER)
    pages = ("/juries", "/home", "/juries/planning")
    few = [queries_of(database, partial(desk.get, url)) for url in pages]
    for number in range(8):
        award = make.award(slug=f"more-{number}")
        juror = make.person(f"Juror {number}", roles=["juror"])
        make.seat(juror, award)
        make.seat(juror, scene.award)
        make.step_out(make.person(), award)
        make.statement(juror, make.candidate(award), Answer.CONFLICTED, ground=Ground.MANAGER)
    many = [queries_of(database, partial(desk.get, url)) for url in pages]
    assert few == many
