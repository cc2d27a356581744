"""Signed out while writing: what was typed is there after signing in again, and can be sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, SignInSession
from awards.programmes.models import Phase
from awards.scoring.models import ScoreSheet, SheetState
from tests.accounts.conftest import Mailbox
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
OURS = {"headers": {"Sec-Fetch-Site": "same-origin"}}
TYPED = "Hon vågade pröva något nytt, och det håller.\n\nAndra stycket: åäö & <b>."


def _desk_form(make: Make) -> tuple[Person, str, str]:
    nomination = make.nomination(make.award(make.edition(Phase.TRIAGE)))
    coordinator = make.person(email="kim@example.org", roles=["coordinator"])
    return coordinator, f"/triage/nominations/{nomination.id}", "note"


def _sheet(make: Make) -> tuple[Person, str, str]:
    edition = make.edition(Phase.SCORING)
    award = make.award(edition)
    juror = make.person(email="kim@example.org", roles=["juror"])
    make.seat(juror, award)
    candidate = make.candidate(award)
    make.statement(juror, candidate)
    kept: dict[str, Any] = {"criteria": edition.criteria, "state": SheetState.OPEN}
    sheet = make.sheet(juror, candidate, [3] * 6, **kept)
    return juror, f"/scoring/sheets/{sheet.id}", "reason"


def _decision(make: Make) -> tuple[Person, str, str]:
    award = make.award(make.edition(Phase.DELIBERATION))
    make.candidate(award)
    coordinator = make.person(email="kim@example.org", roles=["coordinator"])
    return coordinator, f"/decisions/{award.id}/decision", "not_awarded_reason"


FORMS = {"nomination desk": _desk_form, "sheet": _sheet, "decision": _decision}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_survives_the_end_of_a_session(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session, form: str
) -> None:
    person, path, name = FORMS[form](make)
    browser = browse(person)
    typed = {**browser.get(path).form(path), name: TYPED}
    for one in session.scalars(select(SignInSession)):
        one.seen_at -= timedelta(hours=9)
    session.commit()

    kept = browser.post(path, typed, status=401, **OURS)
    assert "You were signed out while you were writing." in kept.text
    assert "/sign-in" in kept.links
    waiting = kept.form(f"{path}?")
    assert _lines(waiting) == _lines(typed)

    mailbox.ask(browser, "kim@example.org")  # in another tab
    link = mailbox.newest().link
    browser.get(link)
    browser.post(link)

    # The page that waited still has the token of before: it asks once more, with all of it.
    browser.token = waiting["csrf_token"]
    once_more = browser.post(path, waiting, status=400, **OURS)
    again = once_more.form(f"{path}?")
    assert _lines(again) == _lines(typed)
    answer = browser.client.post(path, data=again)
    session.expire_all()
    if form == "sheet":
        assert session.scalars(select(ScoreSheet)).one().reason == TYPED
    else:  # their rules want more than this text; it is on the page
        assert (answer.status_code, "pröva något nytt, och det håller" in answer.text) == (
            422,
            True,
        )


def _lines(fields: dict[str, Any]) -> dict[str, Any]:
    """Return what a person typed or chose, with one newline style."""
    return {
        name: value.replace("\r", "") if isinstance(value, str) else value
        for name, value in fields.items()
        if name != "csrf_token" and value != ""
    }
