"""Closing scoring early: what it does to how many sheets is said first."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_of_edition
from awards.scoring.models import SheetState
from awards.scoring.queries import SheetStates, sheet_states_in
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
REASON = "A juror fell ill."


@pytest.fixture
def edition(make: Make) -> Edition:
    """An edition with three handed-in sheets, three begun ones of two jurors, and a sealed one."""
    found = make.edition(Phase.SCORING)
    award = make.award(found)
    candidates = [make.candidate(award) for _ in range(3)]
    jurors = [make.person(f"Juror {n}", roles=["juror"]) for n in range(3)]
    states = (
        (SheetState.HANDED_IN,) * 3,
        (SheetState.OPEN, SheetState.OPEN, SheetState.SEALED),
        (SheetState.OPEN,),
    )
    for juror, theirs in zip(jurors, states, strict=True):
        for candidate, state in zip(candidates, theirs, strict=False):
            make.sheet(juror, candidate, [3] * 6, criteria=found.criteria, state=state)
    return found


def _url(edition: Edition) -> str:
    return f"/set-up/editions/{edition.id}/close-scoring"


def test_sheets_are_counted_by_how_far_they_are(session: Session, edition: Edition) -> None:
    assert sheet_states_in(session, edition) == SheetStates(handed_in=3, begun=3, jurors=2)


def test_it_says_what_happens_to_how_many_and_then_closes(
    browse: Browse, make: Make, edition: Edition, session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(edition))
    assert "3 handed-in sheets count." in page.text
    assert "3 begun sheets are kept and do not count" in page.text
    assert "They are 2 jurors'." in page.text
    browser.post(_url(edition), {**page.form(), "reason": REASON})
    session.refresh(edition)
    assert phase_of_edition(edition, datetime.now(UTC)) is Phase.DELIBERATION
    award_id = edition.awards[0].id
    session.commit()
    assert "sheets are in." in browser.get(f"/results/{award_id}").text


def test_without_a_reason_nothing_closes(browse: Browse, make: Make, edition: Edition) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(edition))
    assert "Write why" in browser.post(_url(edition), page.form(), 422).text
    browser.get(_url(edition))


def test_what_is_not_open_cannot_be_closed(browse: Browse, make: Make) -> None:
    edition = make.edition(Phase.TRIAGE)
    browse(make.person(roles=["coordinator"])).get(_url(edition), 409)


def test_jurors_do_not_close_it(browse: Browse, make: Make, edition: Edition) -> None:
    browse(make.person(roles=["juror", "chair"])).get(_url(edition), 403)
