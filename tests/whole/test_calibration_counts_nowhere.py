"""What a jury gives its calibration text changes no page but its own, no file, no figure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from awards.core.db import Database
from awards.programmes.models import Award, Edition
from awards.results.actions import export
from awards.scoring.calibrating.models import Calibration, CalibrationSheet
from awards.scoring.calibrating.queries import loans_for
from awards.scoring.progress import progress_of_jury
from awards.scoring.routing.closing import sheet_states_in
from awards.scoring.routing.planning import plan_for
from awards.scoring.routing.reading import round_of
from tests.factories import Make, actor_of
from tests.page import Browser
from tests.whole.world import World, Worlds

Browse = Callable[..., Browser]
ITS_OWN = re.compile("calibration")
COUNTING = (
    "home",
    "triage",
    "juries",
    "planning",
    "scoring",
    "results",
    "decisions",
    "certificates",
    "gallery",
)
"""Features that count or show candidates, sheets and what came of them."""

VIEWERS = ("coordinator", "chair", None)
LEADS_THERE = {"scoring.queue"}
"""A juror's list: the text stands above it."""


@pytest.fixture
def world(worlds: Worlds, make: Make, database: Database, instance: Path) -> World:
    """The world, with a calibration text that was scored in each award of two rounds."""
    built = worlds.fresh(make, database, instance)
    people = [built.people["juror"], *(make.person(roles=["juror"]) for _ in range(2))]
    for award in (built.award, built.judged_award):
        wanted = select(Calibration).where(Calibration.award_id == award.id)
        text = make.session.scalars(wanted).first() or make.calibration(award)
        for person in people:
            make.calibrated(person, text, [1] * 6, award.edition.criteria)
    return built


def _forget(session: Session) -> None:
    """Take all calibration away, as if there had never been any."""
    session.execute(delete(CalibrationSheet))
    session.execute(delete(Calibration))
    session.commit()


def _pages(app: Flask, browse: Browse, world: World) -> dict[tuple[str, str], str]:
    """Return (who, endpoint) → what a page shows, without tokens and clocks."""
    found = {}
    for who in VIEWERS:
        browser = browse(world.people[who] if who else None)
        for rule in app.url_map.iter_rules():
            counts = rule.endpoint.startswith(COUNTING) and not ITS_OWN.search(rule.endpoint)
            if "GET" not in (rule.methods or ()) or not counts:
                continue
            parts: dict[str, Any] = world.parts(rule.endpoint, who or "")
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **{n: parts[n] for n in rule.arguments})
            answer = browser.client.get(path)
            is_page = answer.mimetype == "text/html"
            shown = _still(answer.get_data(as_text=True)) if is_page else answer.mimetype
            answer.close()
            found[who or "public", rule.endpoint] = f"{answer.status_code} {shown}"
    return found


def _still(text: str) -> str:
    """Return a page without what is another one each time: tokens, signed links, clocks."""
    text = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", text)
    return re.sub(r"/files/[^\"]+|\d\d[:.]\d\d", "", text)


def test_no_page_but_its_own_shows_that_it_was_scored(
    app: Flask, browse: Browse, world: World, session: Session
) -> None:
    # Only what is rendered twice alike is compared: some pages draw keys of their own.
    first = _pages(app, browse, world)
    again = _pages(app, browse, world)
    _forget(session)
    without = _pages(app, browse, world)
    alike = {key for key in first if first[key] == again[key]}
    told = {key[1] for key in alike if first[key] != without[key]}
    assert told == LEADS_THERE
    counted = {
        "results.award",
        "results.overview",
        "scoring.progress",
        "scoring.routing",
        "decisions.overview",
        "decisions.decision",
        "certificates.overview",
        "juries.panels",
        "juries.conflicts",
        "planning.plan",
        "triage.desk",
    }
    assert {("coordinator", endpoint) for endpoint in counted} <= alike
    assert ("public", "gallery.winners") in alike
    assert {("chair", "decisions.proposal"), ("chair", "scoring.offline")} <= alike


def _figures(session: Session, world: World) -> dict[str, object]:
    """Return what everything that counts says of the two rounds."""
    at, by = datetime.now(UTC), actor_of(world.people["coordinator"])
    award = session.get_one(Award, world.award.id)
    judged = session.get_one(Award, world.judged_award.id)
    scoring = session.get_one(Edition, world.scoring.id)
    run = export(session, judged, by=by, at=at)
    plan = plan_for(session, [award], readers=1, seed=0)
    progress = progress_of_jury(session, scoring, at)
    found = {
        "workbook": (run.input, run.output, run.parameters),
        "plan": repr(plan.pairs) if hasattr(plan, "pairs") else repr(plan),
        "progress": (progress.sheets, [(one.awards, one.begun) for one in progress.jurors]),
        "states": sheet_states_in(round_of(session, scoring.awards)),
        "lent": [one.candidate_id for one in loans_for(session, award, at)],
    }
    session.rollback()
    return found


def test_no_figure_knows_that_it_was_scored(session: Session, world: World, make: Make) -> None:
    for candidate in (make.candidate(world.judged_award), world.judged_candidate):
        for person in (world.people["juror"], world.people["chair"]):
            make.sheet(person, candidate, [4] * 6, criteria=world.judged.criteria)
    before = _figures(session, world)
    _forget(session)
    assert _figures(session, world) == before
    assert before["progress"] != (None, [])
