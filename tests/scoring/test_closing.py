"""Closing scoring early: what it does to how many sheets is said first."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import phase_of_edition
from awards.scoring.models import SheetState
from awards.scoring.routing.closing import SheetStates, missing_in, sheet_states_in
from awards.scoring.routing.reading import round_of
from awards.triage.models import Candidate, CopyState
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
MOST = 12
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
    assert sheet_states_in(round_of(session, edition.awards)) == SheetStates(3, begun=3, jurors=2)


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


# — what is missing, candidate by candidate —


def _scene(make: Make) -> tuple[Award, list[Person], list[Candidate]]:
    """Return an award with three jurors who have stated no conflict with its three candidates."""
    award = make.award(make.edition(Phase.SCORING))
    jurors = [make.person(f"Juror {letter}", roles=["juror"]) for letter in "ABC"]
    candidates = [make.candidate(award) for _ in range(3)]
    for juror in jurors:
        make.seat(juror, award)
        for candidate in candidates:
            make.statement(juror, candidate)
    return award, jurors, candidates


def _missing(session: Session, award: Award) -> dict[str, tuple[int, int]]:
    found = missing_in(round_of(session, [award])).candidates
    return {one.code_name: (one.finished, one.missing) for one in found}


def test_each_candidate_lacks_whoever_has_not_finished(session: Session, make: Make) -> None:
    award, (a, b, c), (one, two, three) = _scene(make)
    for juror in (a, b, c):
        make.sheet(juror, one)
    make.sheet(a, two)
    make.sheet(b, two, state=SheetState.OPEN)
    assert _missing(session, award) == {two.code_name: (1, 2), three.code_name: (0, 3)}


def test_in_a_divided_award_only_its_readers_are_missed(session: Session, make: Make) -> None:
    award, (a, b, _c), (one, two, three) = _scene(make)
    make.routed(award, (a, one), (b, one), (b, two), (a, three))
    make.sheet(a, one)
    make.sheet(a, three)
    assert _missing(session, award) == {one.code_name: (1, 1), two.code_name: (0, 1)}


def test_a_candidate_given_to_nobody_is_not_forgotten(session: Session, make: Make) -> None:
    award, (a, *_), (one, two, three) = _scene(make)
    make.routed(award, (a, one), (a, two))
    assert _missing(session, award)[three.code_name] == (0, 0)


def test_an_award_that_falls_apart_is_named(browse: Browse, session: Session, make: Make) -> None:
    award, (a, b, _c), (one, two, _three) = _scene(make)
    make.sheet(a, one)
    make.sheet(b, two)
    assert missing_in(round_of(session, [award])).apart == [award]
    page = browse(make.person(roles=["coordinator"])).get(_url(award.edition))
    assert "some candidates share no reader with the others" in page.text
    assert "1 candidate that nobody has finished gets no place." in page.text
    assert "2 candidates' places rest on one juror alone." in page.text
    assert "7 readings are not finished." in page.text
    make.sheet(a, two)
    session.expire_all()
    assert missing_in(round_of(session, [award])).apart == []


# — what never reached the jury —


def test_it_says_what_never_reached_the_jury(
    browse: Browse, make: Make, edition: Edition, database: Database
) -> None:
    award = edition.awards[0]
    make.seat(make.person("Seated", roles=["juror"]), award)
    browser = browse(make.person(roles=["coordinator"]))
    whole = browser.get(_url(edition)).text
    assert not any(word in whole for word in ("has judged", "without an approved", "has no jury"))
    make.award(edition, slug="lonely")
    for late in (False, False, True):
        make.nomination(award, late=late)
    for copy in (CopyState.DRAFT, CopyState.DRAFT, None):
        make.candidate(award, copy=copy)
    page = browser.get(_url(edition))
    assert "3 nominations that nobody has judged are left out." in page.text
    assert "2 nominations take part without an approved juror copy" in page.text
    assert "1 nomination takes part without an approved juror copy" in page.text
    assert "1 award has no jury: Lonely." in page.text
    desk = f"/triage?edition={edition.id}"
    for link in (desk, f"{desk}&state=to-approve", f"{desk}&state=without-copy"):
        assert link in page.links
        browser.get(link)
    assert f"/juries?edition={edition.id}" in page.links
    assert queries_of(database, lambda: browser.get(_url(edition))) <= MOST
