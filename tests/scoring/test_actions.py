"""Saving, handing in, sealing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.errors import NotFound
from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground
from awards.scoring import actions, queries, rules, sealing
from awards.scoring.actions import Saved, Typed
from awards.scoring.models import Score, ScoreSheet, SheetState
from tests.conftest import SECRET
from tests.factories import Make, actor_of
from tests.scoring.conftest import Round

NOW = datetime.now(UTC)
LATER = NOW + timedelta(minutes=5)
CONFLICTED = Stated(Answer.CONFLICTED, Ground.FAMILY_OR_FRIEND)


def read(session: Session, scene: Round) -> queries.Sheet:
    session.expire_all()
    return queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)


def typed(scene: Round, *scores: int | None, reason: str | None = None) -> Typed:
    marks = {c.id: s for c, s in zip(scene.criteria, scores, strict=False)}
    return Typed(marks, reason)


def save(session: Session, scene: Round, what: Typed, version: int, at: datetime = NOW) -> Saved:
    sheet = read(session, scene)
    return actions.save(session, sheet, what, version=version, by=scene.actor, at=at)


def events(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


def test_opening_a_sheet_writes_nothing(session: Session, scene: Round) -> None:
    sheet = read(session, scene)
    assert (sheet.begun, sheet.version, sheet.marks) == (False, 0, {})
    assert session.scalars(select(ScoreSheet.id)).all() == []


def test_first_save_begins_the_sheet_under_its_address(session: Session, scene: Round) -> None:
    assert save(session, scene, typed(scene, 3, reason="Brave."), 0) == Saved(1, NOW)
    stored = read(session, scene)
    assert stored.id == scene.sheet
    assert (stored.begun, stored.version, stored.reason) == (True, 1, "Brave.")
    assert stored.marks == {scene.criteria[0].id: 3}


def test_what_is_not_sent_stays(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, 3, 4, reason="Brave."), 0)
    save(session, scene, typed(scene, 5), 1)
    stored = read(session, scene)
    assert stored.marks == {scene.criteria[0].id: 5, scene.criteria[1].id: 4}
    assert stored.reason == "Brave."


def test_abstention_is_not_zero(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, None), 0)
    row = session.execute(select(Score.value, Score.abstained)).one()
    assert row == (None, True)
    save(session, scene, typed(scene, 2), 1)
    assert session.execute(select(Score.value, Score.abstained)).one() == (2, False)


def test_second_tab_does_not_overwrite(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, 3), 0)
    with pytest.raises(rules.StaleSheet):
        save(session, scene, typed(scene, 5), 0)
    assert read(session, scene).marks == {scene.criteria[0].id: 3}


def test_same_content_again_is_harmless_whatever_the_version(
    session: Session, scene: Round
) -> None:
    save(session, scene, typed(scene, 3, reason="Brave."), 0)
    assert save(session, scene, typed(scene, 3, reason="Brave."), 0, LATER) == Saved(1, NOW)
    assert events(session) == ["sheet.saved"]


def test_change_sent_again_is_recognised_by_its_id(session: Session, scene: Round) -> None:
    def send(what: Typed, version: int, change: str, at: datetime = NOW) -> Saved:
        sheet, by = read(session, scene), scene.actor
        return actions.save(session, sheet, what, version=version, by=by, at=at, change=change)

    send(typed(scene, 3), 0, "one")
    assert send(typed(scene, 3), 0, "one", LATER) == Saved(1, NOW)
    send(typed(scene, 4), 1, "two")
    with pytest.raises(rules.StaleSheet):  # late, when the next one is already stored
        send(typed(scene, 3), 0, "one")
    assert read(session, scene).marks == {scene.criteria[0].id: 4}
    assert events(session) == ["sheet.saved", "sheet.saved"]


def test_page_that_goes_on_never_skips_a_version_it_has_not_shown(
    session: Session, scene: Round
) -> None:
    """Two tabs score the first criterion alike; the other tab has scored the second one too."""
    sheet, by = read(session, scene), scene.actor
    both = typed(scene, 3, 4)
    actions.save(session, sheet, both, version=0, by=by, at=NOW, change="other")
    with pytest.raises(rules.StaleSheet):
        actions.save(
            session, read(session, scene), typed(scene, 3), version=0, by=by, at=NOW, change="mine"
        )


def test_two_that_read_the_same_sheet_cannot_both_change_it(session: Session, scene: Round) -> None:
    first, second = read(session, scene), read(session, scene)
    actions.save(session, first, typed(scene, 3), version=0, by=scene.actor, at=NOW)
    with pytest.raises(rules.StaleSheet):
        actions.save(session, second, typed(scene, 4), version=0, by=scene.actor, at=NOW)
    first, second = read(session, scene), read(session, scene)
    actions.save(session, first, typed(scene, 4), version=1, by=scene.actor, at=NOW)
    with pytest.raises(rules.StaleSheet):
        actions.save(session, second, typed(scene, 5), version=1, by=scene.actor, at=NOW)


def test_saving_ends_at_the_deadline_to_the_second(session: Session, scene: Round) -> None:
    deadline = scene.award.edition.scoring_closes_at
    save(session, scene, typed(scene, 3), 0, deadline - timedelta(seconds=1))
    with pytest.raises(rules.ScoringOver):
        save(session, scene, typed(scene, 4), 1, deadline)


def test_complete_sheet_is_handed_in_once(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, 1, 2, 3, 4, 5, None, reason="Brave."), 0)
    receipt = actions.hand_in(session, read(session, scene), by=scene.actor, at=NOW, secret=SECRET)
    again = actions.hand_in(session, read(session, scene), by=scene.actor, at=LATER, secret=SECRET)
    stored = read(session, scene)
    assert receipt == again == stored.receipt
    assert (stored.state, stored.handed_in_at) == (SheetState.HANDED_IN, NOW)
    assert events(session) == ["sheet.saved", "sheet.handed-in"]


def test_handed_in_sheet_cannot_change(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, 1, 2, 3, 4, 5, 5), 0)
    stale = read(session, scene)
    actions.hand_in(session, read(session, scene), by=scene.actor, at=NOW, secret=SECRET)
    with pytest.raises(rules.SheetClosed):
        save(session, scene, typed(scene, 5), 1)
    with pytest.raises(rules.StaleSheet):
        actions.save(session, stale, typed(scene, 5), version=1, by=scene.actor, at=NOW)


def test_incomplete_sheet_stays_open(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, 1, 2), 0)
    with pytest.raises(rules.NotComplete):
        actions.hand_in(session, read(session, scene), by=scene.actor, at=NOW, secret=SECRET)
    assert read(session, scene).state is SheetState.OPEN


def test_all_complete_sheets_are_handed_in(session: Session, scene: Round) -> None:
    save(session, scene, typed(scene, 1, 2, 3, 4, 5, 5), 0)
    sheet = read(session, scene)
    assert actions.hand_in_all(session, [sheet], by=scene.actor, at=NOW, secret=SECRET) == 1
    assert (
        actions.hand_in_all(session, [read(session, scene)], by=scene.actor, at=NOW, secret=SECRET)
        == 0
    )


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.CONFLICTED])
def test_conflict_seals_the_sheet_at_once(session: Session, scene: Round, answer: Answer) -> None:
    save(session, scene, typed(scene, 3), 0)
    said = {scene.candidate.id: Stated(answer, Ground.OTHER)}
    assert sealing.state_conflicts(session, said, by=scene.actor, at=NOW) == {
        scene.candidate.id: answer
    }
    assert session.scalars(select(ScoreSheet.state)).one() is SheetState.SEALED
    with pytest.raises(NotFound):
        read(session, scene)
    assert events(session) == ["sheet.saved", "conflict.stated", "sheet.sealed"]


def test_sealed_sheet_opens_again_as_it_was(session: Session, scene: Round, make: Make) -> None:
    save(session, scene, typed(scene, 3), 0)
    sealing.state_conflicts(session, {scene.candidate.id: CONFLICTED}, by=scene.actor, at=NOW)
    by = actor_of(make.person(roles=["coordinator"]))
    from awards.juries.queries import matter_for

    matter = matter_for(session, by, scene.juror.id, scene.candidate.id)
    assert sealing.resolve_conflict(session, matter, Stated(Answer.NONE), by=by, at=NOW)
    assert read(session, scene).marks == {scene.criteria[0].id: 3}
    assert events(session)[-2:] == ["conflict.resolved", "sheet.reopened"]


def test_another_jurors_sheet_is_not_found(session: Session, scene: Round, make: Make) -> None:
    other = make.person(roles=["juror"])
    make.seat(other, scene.award)
    make.statement(other, scene.candidate)
    save(session, scene, typed(scene, 3), 0)
    with pytest.raises(NotFound):
        queries.sheet_of(session, actor_of(other), scene.sheet, secret=SECRET)


def test_order_is_the_jurors_own(session: Session, scene: Round, make: Make) -> None:
    other = make.person(roles=["juror"])
    make.seat(other, scene.award)
    for _ in range(12):
        candidate = make.candidate(scene.award)
        make.statement(scene.juror, candidate)
        make.statement(other, candidate)
    make.statement(other, scene.candidate)
    edition = scene.award.edition_id
    orders = [
        [row.candidate_id for row in queries.queue_of(session, actor, edition, secret=SECRET)]
        for actor in (scene.actor, scene.actor, actor_of(other))
    ]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])
