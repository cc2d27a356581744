"""Whose staff may be nominated: chosen from the tops of the organisation."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit
from awards.audit.models import AuditLine
from awards.programmes.eligible import Choice, choices_of
from awards.programmes.models import Edition, Phase
from awards.programmes.queries import eligible_in
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
TODAY = date(2026, 9, 1)


def _unit(name: str, kind: OrgKind, parent: OrgUnit | None = None, **values: Any) -> OrgUnit:
    return OrgUnit(id=name, name=name, kind=kind, parent_id=parent.id if parent else None, **values)


def test_heads_are_offered_and_units_below_them_are_not() -> None:
    town = _unit("Lund", OrgKind.EMPLOYER)
    care = _unit("Care", OrgKind.ADMINISTRATION, town)
    ward = _unit("Ward", OrgKind.UNIT, care)
    alone = _unit("Alone", OrgKind.UNIT)
    gone = _unit("Gone", OrgKind.COMPANY, valid_to=TODAY - timedelta(days=1))
    old = _unit("Old", OrgKind.COMPANY, valid_to=TODAY - timedelta(days=1))
    found = choices_of([town, care, ward, alone, gone, old], ["Care", "Old"], TODAY)
    assert found == [
        Choice("Alone", "Alone", "", chosen=False, closed=False),
        Choice("Lund", "Lund", "", chosen=False, closed=False),
        Choice("Old", "Old", "", chosen=True, closed=True),
        Choice("Care", "Care", "Lund", chosen=True, closed=False),
    ]


@pytest.fixture
def edition(make: Make) -> Edition:
    found = make.edition(Phase.UPCOMING)
    make.award(found)
    return found


@pytest.fixture
def units(make: Make) -> list[OrgUnit]:
    town = make.unit("Lund", kind=OrgKind.EMPLOYER)
    return [make.unit(name, town, kind=OrgKind.ADMINISTRATION) for name in ("Care", "School")]


def _url(edition: Edition) -> str:
    return f"/set-up/editions/{edition.id}/organisations"


def test_ticked_ones_take_part_and_the_trail_says_which(
    browse: Browse, make: Make, edition: Edition, units: list[OrgUnit], session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    care, school = (unit.id for unit in units)
    page = browser.get(_url(edition))
    assert "units" not in page.form()
    browser.post(_url(edition), {**page.form(), "units": [care]})
    assert eligible_in(session, edition) == {care}
    session.commit()
    page = browser.get(_url(edition))
    assert page.form()["units"] == care
    browser.post(_url(edition), {**page.form(), "units": [school]})
    assert eligible_in(session, edition) == {school}
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [(line.event, line.details) for line in lines] == [
        ("organisations.chosen", {"added": [care], "removed": [], "reason": False}),
        ("organisations.chosen", {"added": [school], "removed": [care], "reason": False}),
    ]


def test_once_nominations_are_open_a_reason_is_asked_for(
    browse: Browse, make: Make, units: list[OrgUnit], session: Session
) -> None:
    running = make.edition(Phase.NOMINATING, slug="2027")
    make.award(running)
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(running))
    sent = {**page.form(), "units": [units[0].id]}
    answer = browser.post(_url(running), sent, 422)
    assert "Write why “Organisations” changes" in answer.text
    assert answer.form()["units"] == units[0].id
    browser.post(_url(running), {**answer.form(), "reason": "Forgotten."})
    assert eligible_in(session, running) == {units[0].id}


def test_once_scoring_has_begun_they_stand_still(
    browse: Browse, make: Make, units: list[OrgUnit], session: Session
) -> None:
    running = make.edition(Phase.SCORING, slug="2027")
    make.award(running)
    browser = browse(make.person(roles=["coordinator"]))
    assert "stand still" in browser.get(_url(running)).text
    sent = {"units": [units[0].id], "version": "1", "reason": "Because."}
    browser.post(_url(running), sent, 409)
    assert eligible_in(session, running) == frozenset()


def test_two_who_choose_at_once_notice(
    browse: Browse, make: Make, edition: Edition, units: list[OrgUnit]
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    sent = browser.get(_url(edition)).form()
    browser.post(_url(edition), {**sent, "units": [units[0].id]})
    answer = browser.post(_url(edition), {**sent, "units": [units[1].id]}, 409)
    assert answer.form()["units"] == units[1].id
    assert f"Organisations{units[0].name}" in answer.text
    browser.post(_url(edition), {**answer.form(), "units": [units[1].id]})


def test_somebody_takes_part_always(
    browse: Browse, make: Make, edition: Edition, units: list[OrgUnit], session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(edition))
    browser.post(_url(edition), {**page.form(), "units": [units[0].id]})
    page = browser.get(_url(edition))
    answer = browser.post(_url(edition), {**page.form(), "units": []}, 422)
    assert "Tick at least one organisation." in answer.text
    assert eligible_in(session, edition) == {units[0].id}


def test_a_unit_that_is_none_is_not_found(
    browse: Browse, make: Make, edition: Edition, units: list[OrgUnit], session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(edition))
    browser.post(_url(edition), {**page.form(), "units": [units[0].id, "nonsense"]}, 404)
    assert eligible_in(session, edition) == frozenset()


def test_without_an_organisation_the_page_says_what_comes_first(
    browse: Browse, make: Make, edition: Edition
) -> None:
    page = browse(make.person(roles=["coordinator"])).get(_url(edition))
    assert "No organisation yet" in page.text
