"""The coordinator divides candidates among jurors: looks first, then applies."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.juries.models import Answer, Ground
from awards.juries.routing.models import Assignment, Reader, RoutingRun, RunState
from awards.programmes.models import Award, Phase
from awards.scoring.models import SheetState
from awards.scoring.routing import planning
from awards.triage.models import Candidate
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, Page

Browse = Callable[..., Browser]
URL = "/juries/routing"
Scene = tuple[Award, list[Person], list[Candidate]]


@pytest.fixture
def scene(make: Make) -> Scene:
    award = make.award(make.edition(Phase.SCORING))
    jurors = [make.person(f"Juror {letter}", roles=["juror"]) for letter in "ABC"]
    candidates = [make.candidate(award) for _ in range(3)]
    for juror in jurors:
        make.seat(juror, award)
        for candidate in candidates:
            make.statement(juror, candidate)
    return award, jurors, candidates


@pytest.fixture
def desk(browse: Browse, make: Make) -> Browser:
    return browse(make.person("Ko Coordinator", roles=["coordinator"]))


def _planned(desk: Browser, **fields: str) -> Page:
    form = {**desk.get(URL).form(URL), "how": "number", "number": "2", **fields}
    return desk.follow(desk.post(URL, form))


def test_a_plan_is_shown_before_it_changes_anything(
    desk: Browser, scene: Scene, session: Session
) -> None:
    page = _planned(desk)
    assert page.h1 == "Who would read what"
    assert "Every candidate has its readers" in page.text
    assert "Each juror reads 2." in page.text
    assert "Any two jurors both read 1 candidate." in page.text
    assert len(page.all("td", class_="c-heat__cell c-heat__cell--4")) == 6
    assert session.scalars(select(Assignment)).all() == []


def test_applied_it_is_what_the_juror_sees(
    desk: Browser, browse: Browse, scene: Scene, session: Session
) -> None:
    _award, jurors, _candidates = scene
    page = _planned(desk)
    run = session.scalars(select(RoutingRun)).one()
    session.commit()
    after = desk.follow(desk.post(f"{URL}/plans/{run.id}/apply", page.form(_apply(run))))
    assert "The plan is applied." in after.text
    assert "Divided" in after.text
    queue = browse(jurors[0]).get("/scoring")
    assert len([link for link in queue.links if link.startswith("/scoring/sheets/")]) >= 2
    assert "2 of 2" not in queue.text
    assert "0 of 2" in queue.text


def _apply(run: RoutingRun) -> str:
    return f"{URL}/plans/{run.id}/apply"


def test_a_form_without_awards_or_number_comes_back(desk: Browser, scene: Scene) -> None:
    form = {**desk.get(URL).form(URL), "awards": [], "how": "number", "number": ""}
    page = desk.post(URL, form, 422)
    assert "Choose at least one award." in page.text
    assert "Write how many readers each candidate is to have." in page.text


def test_a_candidate_without_readers_is_named_with_ways_out(
    desk: Browser, scene: Scene, make: Make, session: Session
) -> None:
    award, jurors, _candidates = scene
    lonely = make.candidate(award)
    for juror in jurors[1:]:
        make.statement(juror, lonely, Answer.CONFLICTED, ground=Ground.OTHER)
    page = _planned(desk)
    run = session.scalars(select(RoutingRun)).one()
    session.commit()
    assert "1 candidate lacks readers" in page.text
    assert lonely.code_name in page.text
    assert "Too few may read it" in page.text
    assert "Readers are missing" in desk.post(_apply(run), {}, 409).text
    desk.post(_apply(run), {"incomplete": "y"})
    assert session.get_one(RoutingRun, run.id, populate_existing=True).state is RunState.APPLIED


def test_an_ill_juror_is_noted_and_the_effect_shown_first(
    desk: Browser, scene: Scene, make: Make, session: Session
) -> None:
    award, jurors, candidates = scene
    a, b, c = candidates
    ill, second, third = jurors
    make.routed(award, (ill, a), (ill, b), (second, a), (second, c), (third, b), (third, c))
    make.sheet(ill, a, state=SheetState.OPEN)
    url = f"{URL}/{award.edition_id}/jurors/{ill.id}"
    form = {**desk.get(url).form(url), "away_from": "2026-11-02", "most": ""}
    assert "Away from" in desk.follow(desk.post(url, form)).text
    assert session.scalars(select(Reader.person_id)).all() == [ill.id]
    page = _planned(desk)
    assert f"Juror B gets {b.code_name}" in page.text
    assert f"Juror C gets {a.code_name}" in page.text
    assert "4 readings stay as they are." in page.text


def test_whoever_is_away_is_said_to_hand_on_what_is_not_finished(
    desk: Browser, scene: Scene, make: Make, session: Session
) -> None:
    award, jurors, candidates = scene
    a, b, _c = candidates
    ill, second, _third = jurors
    make.routed(award, (ill, a), (ill, b), (second, a))
    make.sheet(ill, a)
    session.add(Reader(edition_id=award.edition_id, person_id=ill.id, away_from=date(2026, 11, 2)))
    session.commit()
    assert f"Juror A hands on {b.code_name}." in _planned(desk).text


def test_readings_without_an_answer_are_counted(desk: Browser, scene: Scene, make: Make) -> None:
    make.candidate(scene[0])
    assert "2 readings wait for an answer about conflicts" in _planned(desk).text


def test_a_wrong_limit_is_asked_for_again(desk: Browser, scene: Scene) -> None:
    award, jurors, _candidates = scene
    url = f"{URL}/{award.edition_id}/jurors/{jurors[0].id}"
    page = desk.post(url, {**desk.get(url).form(url), "most": "-3"}, 422)
    assert "Write a whole number, or leave it empty." in page.text


def test_a_candidate_that_came_later_is_said_to_be_read_by_nobody(
    desk: Browser, scene: Scene, make: Make
) -> None:
    award, jurors, candidates = scene
    make.routed(award, *[(jurors[0], candidate) for candidate in candidates])
    assert "read by nobody" not in desk.get(URL).text
    make.candidate(award)
    assert "1 candidate is read by nobody" in desk.get(URL).text


def test_readers_are_given_and_taken_by_hand(desk: Browser, scene: Scene, make: Make) -> None:
    award, (a, b, _c), (one, *_rest) = scene
    make.routed(award, (a, one))
    listed = desk.get(f"/juries/{award.id}/readers")
    assert "Nobody" in listed.text
    url = f"/juries/{award.id}/readers/{one.id}"
    assert url in listed.links
    given = desk.follow(desk.post(url, {"do": "give", "person_id": b.id}))
    assert "Given." in given.text
    assert "Fixed" in given.text
    assert "Let go:" in desk.follow(desk.post(url, {"do": "unpin", "person_id": b.id})).text
    assert "Fixed:" in desk.follow(desk.post(url, {"do": "pin", "person_id": b.id})).text
    assert "Taken." in desk.follow(desk.post(url, {"do": "take", "person_id": b.id})).text
    desk.post(url, {"do": "dance", "person_id": b.id}, 422)


def test_an_award_is_given_back_to_everybody(desk: Browser, scene: Scene, make: Make) -> None:
    award, jurors, candidates = scene
    make.routed(award, (jurors[0], candidates[0]))
    page = desk.follow(desk.post(f"/juries/{award.id}/routing/lift", {}))
    assert "Everybody reads everything" in page.text


def test_a_large_plan_is_worked_out_by_the_worker(
    desk: Browser,
    scene: Scene,
    app: Flask,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "INLINE", 0)
    page = _planned(desk)
    assert "The plan is being worked out" in page.text
    run_id = session.scalars(select(RoutingRun.id)).one()
    session.commit()
    desk.get(f"{URL}/plans/{run_id}/progress")
    app.extensions["queue"].sweep()
    assert "Each juror reads 2." in desk.get(f"{URL}/plans/{run_id}").text


def test_without_a_panel_the_page_says_what_to_do(desk: Browser, make: Make) -> None:
    make.award(make.edition(Phase.TRIAGE))
    assert "Nobody votes on a panel yet" in desk.get(URL).text


def test_another_programmes_coordinator_finds_nothing(
    browse: Browse, scene: Scene, make: Make
) -> None:
    award, jurors, candidates = scene
    run = make.routed(award, (jurors[0], candidates[0]))
    elsewhere = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=elsewhere))
    for path in (
        f"{URL}/plans/{run.id}",
        f"/juries/{award.id}/readers",
        f"/juries/{award.id}/readers/{candidates[0].id}",
        f"{URL}/{award.edition_id}/jurors/{jurors[0].id}",
    ):
        stranger.get(path, 404)


def test_the_pages_ask_as_often_however_many_there_are(
    desk: Browser, database: Database, scene: Scene, make: Make
) -> None:
    award, jurors, candidates = scene
    make.routed(award, (jurors[0], candidates[0]))
    closing = f"/set-up/editions/{award.edition_id}/close-scoring"
    paths = (URL, f"/juries/{award.id}/readers", closing)
    few = [queries_of(database, partial(desk.get, path)) for path in paths]
    for _ in range(4):
        juror = make.person(roles=["juror"])
        make.seat(juror, award)
        make.statement(juror, make.candidate(award))
    assert [queries_of(database, partial(desk.get, path)) for path in paths] == few
    assert max(few) <= 12
