"""A save as its page does it: on PostgreSQL one statement, and nothing of it without the rest."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.audit.queries import check_chain
from awards.core.db import Database
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.scoring.actions import Saved, Typed
from awards.scoring.at_once import save_at_once
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.scoring.opened import Opened, opened_sheet, own_sheet
from awards.scoring.rules import ScoringOver, SheetClosed, StaleSheet
from tests.conftest import SECRET
from tests.factories import Make
from tests.scoring.conftest import Round, store

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def sheet(database: Database, scene: Round) -> Opened:
    """A sheet with three marks, saved once."""
    first, second, third, *_ = (criterion.id for criterion in scene.criteria)
    typed = Typed({first: 3, second: 4, third: None}, "Because.", {first: "Bold."})
    _store(database, scene, _read(database, scene), typed)
    return _read(database, scene)


def _read(database: Database, scene: Round) -> Opened:
    with database.read() as session:
        return opened_sheet(session, scene.actor, scene.sheet, secret=SECRET)


def _store(
    database: Database, scene: Round, sheet: Opened, typed: Typed, *, change: str = ""
) -> tuple[int, datetime | None]:
    given = {"version": sheet.version, "by": scene.actor, "at": NOW, "change": change}
    saved = store(database, sheet, typed, **given)
    return saved.version, saved.at


def _lines(session: Session) -> int:
    return session.scalar(select(func.count()).where(AuditLine.event == "sheet.saved")) or 0


@pytest.mark.parametrize("begun", [True, False])
def test_a_sheet_is_found_whatever_the_page_believes(
    database: Database, scene: Round, make: Make, begun: bool
) -> None:
    """A page from before the first save, and one that is looked at by somebody else."""
    unbegun = _read(database, scene)
    stranger = replace(scene.actor, person_id=make.person().id)

    def found(actor: Actor) -> Opened | None:
        with database.read() as session:
            connection = session.connection()
            return own_sheet(connection, actor, scene.sheet, secret=SECRET, begun=begun)

    assert (found(scene.actor), unbegun.begun) == (unbegun, False)
    _store(database, scene, unbegun, Typed({scene.criteria[0].id: 3}, "Because."))
    there = _read(database, scene)
    assert (found(scene.actor), there.begun, there.version) == (there, True, 1)
    assert found(stranger) is None


def test_sheet_scores_and_line_are_stored_together(
    database: Database, scene: Round, sheet: Opened
) -> None:
    first, second, third, fourth, *_ = (criterion.id for criterion in scene.criteria)
    typed = Typed({first: 5, second: None, third: 2, fourth: 1}, "Now.", {second: "Late."}, "mine")
    assert _store(database, scene, sheet, typed, change="c") == (2, NOW)
    assert _read(database, scene) == replace(
        sheet,
        version=2,
        reason="Now.",
        reasons={first: "Bold.", second: "Late."},
        note="mine",
        last_change="c",
        saved_at=NOW,
        marks={first: 5, second: None, third: 2, fourth: 1},
    )
    with database.read() as session:
        newest = select(AuditLine).order_by(AuditLine.number.desc()).limit(1)
        line = session.scalars(newest).one()
        assert (line.event, line.subject, line.details, line.at) == (
            "sheet.saved",
            f"sheet:{sheet.id}",
            {"version": 2},
            NOW,
        )
        assert check_chain(session).whole


def test_a_save_sent_twice_at_once_is_known_again(
    database: Database, session: Session, scene: Round
) -> None:
    """Both look at the sheet before either writes: the first time, and when it has begun."""
    for version, points in enumerate((4, 2)):
        sheet = _read(database, scene)
        typed = Typed({scene.criteria[0].id: points}, "Brave.")
        by, change = scene.actor, f"change {version}"
        for _ in range(2):
            saved = store(database, sheet, typed, version=version, by=by, at=NOW, change=change)
            assert saved == Saved(version + 1, NOW)
        with pytest.raises(StaleSheet):
            store(database, sheet, typed, version=version, by=by, at=NOW, change="another's")
        stored = _read(database, scene)
        assert (stored.version, stored.marks) == (version + 1, typed.marks)
    assert _lines(session) == 2


def test_words_alone_leave_the_scores(database: Database, scene: Round, sheet: Opened) -> None:
    assert _store(database, scene, sheet, Typed({}, "Only this.")) == (2, NOW)
    found = _read(database, scene)
    assert (found.reason, found.marks) == ("Only this.", sheet.marks)


def test_only_marks_that_changed_are_written(
    database: Database, scene: Round, sheet: Opened
) -> None:
    sent: list[object] = []

    def note(*heard: object) -> None:
        if "INTO score " in str(heard[2]):
            sent.append(heard[3])

    first = scene.criteria[0].id
    event.listen(database.engine, "before_cursor_execute", note)
    _store(database, scene, sheet, Typed({**sheet.marks, first: 1}))
    event.remove(database.engine, "before_cursor_execute", note)
    named = [mark for mark in sheet.marks if mark in str(sent)]
    assert (len(sent), named) == (1, [first])


@pytest.mark.parametrize("what", ["moved on", "sealed", "gone"])
def test_sheet_that_is_not_as_it_was_read_stays(
    database: Database, scene: Round, sheet: Opened, what: str
) -> None:
    with database.write() as session:
        stored = session.get_one(ScoreSheet, sheet.id)
        if what == "moved on":
            stored.version = 7
        elif what == "sealed":
            stored.state = SheetState.SEALED
        else:
            session.execute(delete(Score))
            session.delete(stored)
    with database.read() as session:
        before = _lines(session)
    with pytest.raises(StaleSheet):
        _store(database, scene, sheet, Typed({scene.criteria[0].id: 1}, "New."))
    with database.read() as session:
        found = session.scalars(select(ScoreSheet.reason)).all()
        values = sorted(session.scalars(select(Score.value)).all(), key=str)
        assert (found, values, _lines(session)) == (
            ([], [], before) if what == "gone" else (["Because."], [3, 4, None], before)
        )


def test_save_that_was_passed_by_a_conflict_leaves_nothing(
    database: Database, scene: Round, sheet: Opened, make: Make
) -> None:
    make.statement(scene.juror, scene.candidate, Answer.CONFLICTED, ground=Ground.OTHER)
    with database.read() as session:
        before = _lines(session)
    with pytest.raises(NotFound):
        _store(database, scene, sheet, Typed({scene.criteria[0].id: 1}, "New."))
    with database.write() as session:
        assert _lines(session) == before
        assert session.scalars(select(ScoreSheet.reason)).all() == ["Because."]
        said = session.scalars(select(ConflictStatement)).one()
        said.answer, said.ground = Answer.NONE, None
    assert _read(database, scene) == sheet


def test_what_is_refused_is_refused_before(database: Database, scene: Round, sheet: Opened) -> None:
    first = scene.criteria[0].id
    typed, over = Typed({first: 1}), scene.award.edition.scoring_closes_at
    given = {"version": 1, "by": scene.actor}
    with pytest.raises(ScoringOver):
        store(database, sheet, typed, at=over, **given)
    with pytest.raises(StaleSheet):
        store(database, sheet, typed, at=NOW, **{**given, "version": 0})
    with pytest.raises(SheetClosed):
        store(database, replace(sheet, state=SheetState.HANDED_IN), typed, at=NOW, **given)
    same = store(database, sheet, Typed({first: 3}), at=NOW, **given)
    assert (same.version, _read(database, scene)) == (1, sheet)


def test_it_needs_a_connection_that_commits(
    database: Database, scene: Round, sheet: Opened
) -> None:
    typed = Typed({scene.criteria[0].id: 1})
    with database.write() as session, pytest.raises(RuntimeError, match="commits"):
        save_at_once(session.connection(), sheet, typed, version=1, by=scene.actor, at=NOW)
    assert _read(database, scene) == sheet


def test_only_a_guards_refusal_is_told_as_not_there(
    database: Database, scene: Round, sheet: Opened
) -> None:
    """Whatever else the database refuses is a defect: the page sends it again, and it is logged."""
    with pytest.raises(IntegrityError):
        _store(database, scene, sheet, Typed({"no criterion": 3}))
    assert _read(database, scene) == sheet


def test_a_connection_that_only_reads_stores_nothing(
    database: Database, scene: Round, sheet: Opened
) -> None:
    typed = Typed({scene.criteria[0].id: 1})
    with database.look() as connection, pytest.raises(RuntimeError, match="commits"):
        save_at_once(connection, sheet, typed, version=1, by=scene.actor, at=NOW)
    assert _read(database, scene) == sheet


def test_first_save_that_was_passed_leaves_nothing(
    database: Database, scene: Round, make: Make
) -> None:
    """By a conflict, or by another tab that has begun the sheet."""
    unbegun, typed = _read(database, scene), Typed({scene.criteria[0].id: 1}, "New.")
    make.statement(scene.juror, scene.candidate, Answer.CONFLICTED, ground=Ground.OTHER)
    with pytest.raises(NotFound):
        _store(database, scene, unbegun, typed)
    make.statement(scene.juror, scene.candidate, Answer.NONE)
    assert _read(database, scene) == unbegun
    _store(database, scene, unbegun, Typed({}, "Faster."))
    with pytest.raises(StaleSheet):
        _store(database, scene, unbegun, typed)
    found = _read(database, scene)
    assert (found.version, found.reason, found.marks) == (1, "Faster.", {})
