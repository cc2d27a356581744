"""The demo stands where it was asked to stand, and everything in it is true."""

from collections import Counter

import pytest
from sqlalchemy import select

from awards.audit.queries import check_chain
from awards.core.clock import now
from awards.core.db import Database
from awards.decisions.models import DecidedOutcome
from awards.demo.files import LUND
from awards.demo.loader import load
from awards.nominations.models import Nomination
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_of_edition
from awards.scoring.models import ScoreSheet, SheetState

SECRET = "demo-test-secret-demo-test-secret"
LAST_YEAR = Counter(nominations=12, outcomes=8)


@pytest.mark.parametrize(
    ("phase", "counts"),
    [
        (Phase.NOMINATING, Counter(nominations=12, outcomes=0)),
        (Phase.SCORING, Counter(nominations=30, outcomes=0)),
        (Phase.ANNOUNCED, Counter(nominations=30, outcomes=6)),
    ],
)
def test_the_edition_stands_in_the_asked_phase(
    database: Database, phase: Phase, counts: Counter[str]
) -> None:
    with database.write() as session:
        load(session, phase, secret=SECRET, at=now())
    with database.read() as session:
        editions = session.scalars(select(Edition).order_by(Edition.slug)).all()
        found = Counter(
            nominations=len(session.scalars(select(Nomination.id)).all()),
            outcomes=len(session.scalars(select(DecidedOutcome.id)).all()),
        )
        states = Counter(session.scalars(select(ScoreSheet.state)))
        assert [phase_of_edition(e, now()) for e in editions] == [Phase.ANNOUNCED, phase]
        assert check_chain(session).whole
    if phase is Phase.NOMINATING:
        assert found["nominations"] > LAST_YEAR["nominations"]
        return
    assert found == counts + LAST_YEAR
    assert states[SheetState.HANDED_IN] > states[SheetState.OPEN] > 0


def test_every_text_is_as_long_as_real_ones() -> None:
    rows = LUND.read("nominations-2026")["nominations"]
    words = [len(" ".join([*row["answers"].values(), row["effect"]]).split()) for row in rows]
    assert len(words) == 30
    assert [count for count in words if not 120 <= count <= 350] == []
