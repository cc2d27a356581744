"""The database itself refuses a score by somebody who has not said "none"."""

import pytest
from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.scoring import actions, guards, queries
from awards.scoring.models import Score, ScoreSheet, SheetState
from tests.conftest import SECRET
from tests.factories import Make
from tests.scoring.conftest import Round

DOUBTS = [Answer.UNSURE, Answer.CONFLICTED, None]


def _say(session: Session, make: Make, scene: Round, answer: Answer | None) -> None:
    """Put the juror's answer into the database, past everything that would seal the sheet."""
    if answer is None:
        session.execute(delete(ConflictStatement))
        session.commit()
    else:
        make.statement(scene.juror, scene.candidate, answer, ground=Ground.OTHER)


@pytest.mark.parametrize("answer", DOUBTS)
@pytest.mark.parametrize("state", [SheetState.OPEN, SheetState.HANDED_IN])
def test_no_sheet_begins_without_no_conflict(
    session: Session, scene: Round, make: Make, answer: Answer | None, state: SheetState
) -> None:
    _say(session, make, scene, answer)
    begun = insert(ScoreSheet).values(
        id="s", person_id=scene.juror.id, candidate_id=scene.candidate.id, state=state
    )
    with pytest.raises(IntegrityError, match=guards.REFUSAL):
        session.execute(begun)


@pytest.mark.parametrize("answer", DOUBTS)
def test_no_sheet_and_no_score_changes_without_no_conflict(
    session: Session, scene: Round, make: Make, answer: Answer | None
) -> None:
    first, second, *_ = scene.criteria
    sheet = make.sheet(scene.juror, scene.candidate, [3], criteria=[first], state=SheetState.OPEN)
    _say(session, make, scene, answer)
    writes = [
        update(ScoreSheet).values(version=2),
        update(Score).values(value=5),
        insert(Score).values(sheet_id=sheet.id, criterion_id=second.id, value=5, abstained=False),
    ]
    for write in writes:
        with pytest.raises(IntegrityError, match=guards.REFUSAL):
            session.execute(write)
        session.rollback()
    session.execute(update(ScoreSheet).values(state=SheetState.SEALED))
    session.commit()


def test_statement_about_another_candidate_is_not_enough(
    session: Session, scene: Round, make: Make
) -> None:
    other, stranger = make.candidate(scene.award), make.person(roles=["juror"])
    make.statement(stranger, scene.candidate, Answer.UNSURE, ground=Ground.OTHER)
    for person, candidate in ((scene.juror, other), (stranger, scene.candidate)):
        begun = insert(ScoreSheet).values(id="s", person_id=person.id, candidate_id=candidate.id)
        with pytest.raises(IntegrityError, match=guards.REFUSAL):
            session.execute(begun.values(state=SheetState.OPEN))
        session.rollback()


def test_guards_come_down_and_up_again(session: Session, scene: Round) -> None:
    begun = insert(ScoreSheet).values(
        id="s", person_id=scene.juror.id, candidate_id=scene.candidate.id, state=SheetState.OPEN
    )
    session.execute(delete(ConflictStatement))
    guards.take_down(session.connection())
    session.execute(begun)
    session.rollback()
    session.execute(delete(ConflictStatement))
    guards.put_up(session.connection())
    guards.put_up(session.connection())
    with pytest.raises(IntegrityError, match=guards.REFUSAL):
        session.execute(begun)


def test_save_that_was_passed_by_a_conflict_is_not_found(
    session: Session, scene: Round, make: Make
) -> None:
    sheet = queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)
    make.statement(scene.juror, scene.candidate, Answer.CONFLICTED, ground=Ground.OTHER)
    typed = actions.Typed({scene.criteria[0].id: 4})
    with pytest.raises(NotFound):
        actions.save(session, sheet, typed, version=0, by=scene.actor, at=now())


@pytest.mark.parametrize("verb", ["insert", "insert over", "update"])
def test_one_bad_score_among_good_ones_is_refused(
    session: Session, scene: Round, make: Make, verb: str
) -> None:
    """PostgreSQL is asked once a statement, of all rows that it has written."""
    first, second, *_ = scene.criteria
    other = make.person(roles=["juror"])
    make.seat(other, scene.award)
    make.statement(other, scene.candidate)
    sheets = [
        make.sheet(juror, scene.candidate, [3], criteria=[first], state=SheetState.OPEN)
        for juror in (scene.juror, other)
    ]
    make.statement(other, scene.candidate, Answer.CONFLICTED, ground=Ground.OTHER)
    criterion = second if verb == "insert" else first
    rows = [
        {"sheet_id": sheet.id, "criterion_id": criterion.id, "value": 5, "abstained": False}
        for sheet in sheets
    ]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    over = dialect.insert(Score).values(rows)
    writes: dict[str, Executable] = {
        "insert": insert(Score).values(rows),
        "insert over": over.on_conflict_do_update(
            index_elements=["sheet_id", "criterion_id"], set_={"value": over.excluded.value}
        ),
        "update": update(Score).values(value=5),
    }
    with pytest.raises(IntegrityError, match=guards.REFUSAL):
        session.execute(writes[verb])
    session.rollback()
    assert session.scalars(select(Score.value)).all() == [3, 3]
