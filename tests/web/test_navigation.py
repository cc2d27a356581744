"""Which line of the menu a page stands under."""

from collections.abc import Callable

import pytest

from awards.juries.models import SeatRole
from awards.programmes.models import Phase
from tests.factories import Make
from tests.page import Browser, text_of

Browse = Callable[..., Browser]


@pytest.mark.parametrize(
    ("role", "address", "line"),
    [
        ("coordinator", "/juries", "Jury"),
        ("coordinator", "/juries/progress", "Jury"),
        ("coordinator", "/juries/conflicts", "Jury"),
        ("coordinator", "/juries/routing", "Jury"),
        ("coordinator", "/juries/planning", "Jury"),
        ("coordinator", "/juries/calibration", "Jury"),
        ("coordinator", "/set-up/editions/{edition}/close-scoring", "Set-up"),
        ("juror", "/scoring", "Scoring"),
        ("juror", "/scoring/offline", "Scoring"),
        ("juror", "/juries/close", "Scoring"),
        ("juror", "/juries/statements", "Scoring"),
        ("adviser", "/juries/texts", "Results"),
    ],
)
def test_a_page_stands_under_one_line(
    make: Make, browse: Browse, role: str, address: str, line: str
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    person = make.person(roles=[role])
    seats = {"juror": SeatRole.MEMBER, "adviser": SeatRole.PREPARER}
    if role in seats:
        make.seat(person, award, seats[role])
    page = browse(person).get(address.format(edition=award.edition_id))
    marked = {text_of(a) for a in page.all("a") if a.get("aria-current") == "page"}
    assert marked & {"Jury", "Set-up", "Scoring", "Results", "Start"} == {line}
