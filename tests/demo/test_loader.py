"""The demo stands where it was asked to stand, and everything in it is true."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from awards.audit.queries import check_chain
from awards.core.clock import now
from awards.decisions.models import DecidedOutcome, Decision
from awards.demo.files import LUND
from awards.demo.files import SANDNES as SANDNES_FILES
from awards.files.actions import path_of
from awards.files.kinds import FileKind
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination, NomineeKind
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.programmes.rules import phase_of_edition, takes_nominations
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.blind_files.models import BlindFile, FileState
from awards.triage.models import JurorCopy
from awards.triage.originals import texts_of
from tests.demos import Copies, files_of

LAST_YEAR = Counter(nominations=12, outcomes=8)
SANDNES = Counter(nominations=3 + 7, outcomes=2)


@pytest.fixture
def demo(engine_kind: str, request: pytest.FixtureRequest) -> Copies:
    """The demo in a phase: `demo(Phase.SCORING)`. All tests of a run read what was loaded once."""
    copies: Copies = request.getfixturevalue(
        "postgres_copies" if engine_kind == "postgresql" else "sqlite_copies"
    )
    return copies


@pytest.mark.parametrize(
    ("phase", "counts"),
    [
        (Phase.NOMINATING, Counter(nominations=12, outcomes=0)),
        (Phase.SCORING, Counter(nominations=30, outcomes=0)),
        (Phase.ANNOUNCED, Counter(nominations=30, outcomes=6)),
    ],
)
def test_the_edition_stands_in_the_asked_phase(
    demo: Copies, phase: Phase, counts: Counter[str]
) -> None:
    with demo(phase) as database, database.read() as session:
        editions = session.scalars(
            select(Edition).join(Edition.programme).order_by(Programme.slug, Edition.slug)
        ).all()
        found = Counter(
            nominations=len(session.scalars(select(Nomination.id)).all()),
            outcomes=len(session.scalars(select(DecidedOutcome.id)).all()),
        )
        sheets = session.scalars(select(ScoreSheet)).all()
        states = Counter(sheet.state for sheet in sheets)
        says_why = {sheet.id for sheet in sheets if any(sheet.reasons.values())}
        noted = {sheet.id for sheet in sheets if sheet.note}
        assert [phase_of_edition(e, now()) for e in editions] == [
            *(Phase.ANNOUNCED, phase),
            *(Phase.ANNOUNCED, Phase.NOMINATING),
        ]
        assert check_chain(session).whole
    if phase is Phase.NOMINATING:
        assert found["nominations"] > LAST_YEAR["nominations"] + SANDNES["nominations"]
        return
    assert found == counts + LAST_YEAR + SANDNES
    assert states[SheetState.HANDED_IN] > states[SheetState.OPEN] > 0
    assert says_why  # Sandnes asks for a reason on each criterion
    assert bool(noted) is (phase is Phase.SCORING)  # notes go when scoring closes


def test_a_pdf_and_a_picture_came_along_and_the_jury_has_one_copy(
    demo: Copies, demo_folder: Path, engine_kind: str
) -> None:
    with demo(Phase.SCORING) as database, database.read() as session:
        came = session.scalars(select(Attachment).order_by(Attachment.added_at)).all()
        (blind,) = session.scalars(select(BlindFile)).all()
        assert [one.kind for one in came] == [FileKind.PDF, FileKind.IMAGE]
        assert (blind.attachment_id, blind.state, blind.hits) == (
            came[0].id,
            FileState.APPROVED,
            [],
        )
        stored = [*(one.file for one in came if one.file), blind.file]
        files = files_of(demo_folder, engine_kind, Phase.SCORING)
        sizes = [path_of(files, one.id).stat().st_size for one in stored]
        assert sizes == [one.size for one in stored]
        nothing = [
            text
            for copy in session.scalars(select(JurorCopy))
            for text in texts_of(copy.sections)
            if "[[" in text
        ]
        assert nothing == []  # nobody masked a word inside a stand-in


def _words(rows: list[dict[str, Any]]) -> list[int]:
    return [len(" ".join([*row["answers"].values(), row["effect"]]).split()) for row in rows]


def test_every_text_is_as_long_as_real_ones() -> None:
    words = _words(LUND.read("nominations-2026")["nominations"])
    assert len(words) == 30
    assert [count for count in words if not 120 <= count <= 350] == []
    projects = _words(SANDNES_FILES.read("nominations-2026")["nominations"])
    assert len(projects) == 7
    assert [count for count in projects if not 120 <= count <= 250] == []


def test_sandnes_takes_nominations_of_projects_and_says_what_is_not_known(
    demo: Copies,
) -> None:
    with demo(Phase.DELIBERATION) as database, database.read() as session:
        edition = session.scalars(
            select(Edition)
            .join(Edition.programme)
            .where(Programme.slug == "sandnes", Edition.year == 2026)
        ).one()
        (award,) = edition.awards
        kinds = set(
            session.scalars(
                select(Nomination.nominee_kind)
                .join(Nomination.award)
                .where(Award.edition_id == edition.id)
            )
        )
        winners = session.scalars(
            select(DecidedOutcome.citation)
            .join(DecidedOutcome.decision)
            .join(Award, Award.id == Decision.award_id)
            .join(Award.edition)
            .where(Edition.programme_id == edition.programme_id)
        ).all()
        assert takes_nominations(edition, now())
        assert (edition.programme.language, edition.programme.time_zone) == ("nb", "Europe/Oslo")
        assert kinds == {NomineeKind.PROJECT}
        assert award.to_be_confirmed
        assert "skal bekreftes" in edition.who_decides["nb"].lower()
        assert [text for text in winners if not text.startswith("(Eksempeltekst)")] == []
