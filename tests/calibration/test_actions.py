"""Choosing a calibration text, scoring it, and what nobody can do with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.errors import NotFound
from awards.core.permissions import SYSTEM
from awards.juries.models import Answer, Ground, SeatRole
from awards.juries.ties.models import Circle, Tie
from awards.privacy import actions as privacy
from awards.programmes.models import Phase
from awards.scoring.actions import Typed
from awards.scoring.calibrating import actions, rules
from awards.scoring.calibrating.models import Calibration, CalibrationSheet
from awards.scoring.calibrating.queries import firsts_of, jury_marks, loans_for, practice_of
from awards.scoring.rules import NotComplete, ScoringOver, SheetClosed, StaleSheet
from awards.triage.models import Candidate
from tests.calibration.conftest import Jury
from tests.decided import decide, given
from tests.factories import Make, actor_of, in_three

NOW = datetime.now(UTC)
TEXT = [{"key": "courage", "heading": in_three("Courage?"), "text": "Somebody made a robot."}]


def events(session: Session) -> list[tuple[str, dict[str, object]]]:
    wanted = (
        select(AuditLine).where(AuditLine.event.like("calibration.%")).order_by(AuditLine.number)
    )
    return [(line.event, line.details) for line in session.scalars(wanted)]


def chosen(jury: Jury) -> Calibration:
    by = actor_of(jury.coordinator)
    actions.write_text(jury.make.session, jury.award, TEXT, by=by, at=NOW)
    jury.make.session.commit()
    return jury.make.session.scalars(select(Calibration)).one()


def marks_of(jury: Jury, *values: int | None) -> Typed:
    return Typed({c.id: v for c, v in zip(jury.criteria, values, strict=False)})


def score(jury: Jury, text: Calibration, juror: int, *values: int | None) -> None:
    """Let a juror score all criteria and hand in."""
    session, by = jury.make.session, jury.actors[juror]
    typed = marks_of(jury, *values)
    actions.save(session, jury.practice(text, juror), typed, version=0, by=by, at=NOW)
    actions.hand_in(session, jury.practice(text, juror), by=by, at=NOW)
    session.commit()


def test_a_made_up_text_is_scored_and_handed_in(jury: Jury, session: Session) -> None:
    text, by = chosen(jury), jury.actors[0]
    assert jury.practice(text).sections == TEXT
    some = marks_of(jury, 4, None)
    saved = actions.save(session, jury.practice(text), some, version=0, by=by, at=NOW)
    assert (saved.version, saved.at) == (1, NOW)
    with pytest.raises(NotComplete):
        actions.hand_in(session, jury.practice(text), by=by, at=NOW)
    rest = marks_of(jury, 4, None, 1, 2, 3, 5)
    actions.save(session, jury.practice(text), rest, version=1, by=by, at=NOW)
    actions.hand_in(session, jury.practice(text), by=by, at=NOW)
    actions.hand_in(session, jury.practice(text), by=by, at=NOW)  # the second click
    session.commit()
    assert list(jury.practice(text).sheet.marks.values()) == [4, None, 1, 2, 3, 5]
    assert [first.waits for first in firsts_of(session, by, jury.award.edition_id)] == [False]
    with pytest.raises(SheetClosed):
        actions.save(session, jury.practice(text), some, version=2, by=by, at=NOW)
    assert events(session) == [
        ("calibration.chosen", {"source": "made-up"}),
        ("calibration.saved", {"version": 1}),
        ("calibration.saved", {"version": 2}),
        ("calibration.handed-in", {}),
    ]


def test_the_same_sent_again_counts_once_and_an_old_page_overwrites_nothing(
    jury: Jury, session: Session
) -> None:
    text, by = chosen(jury), jury.actors[0]
    first, other = marks_of(jury, 4), marks_of(jury, 2)
    for _ in range(2):
        practice = jury.practice(text)
        actions.save(session, practice, first, version=0, by=by, at=NOW, change="one")
    with pytest.raises(StaleSheet):
        actions.save(session, jury.practice(text), other, version=0, by=by, at=NOW, change="two")
    assert jury.practice(text).sheet.marks == first.marks
    assert events(session)[1:] == [("calibration.saved", {"version": 1})]


def test_two_tabs_that_begin_at_once_make_one_row(jury: Jury, session: Session) -> None:
    text, by = chosen(jury), jury.actors[0]
    left, right = jury.practice(text), jury.practice(text)
    actions.save(session, left, marks_of(jury, 4), version=0, by=by, at=NOW, change="a")
    with pytest.raises(StaleSheet):
        actions.save(session, right, marks_of(jury, 2), version=0, by=by, at=NOW, change="b")
    assert session.scalar(select(func.count()).select_from(CalibrationSheet)) == 1


def test_a_save_sent_twice_at_once_is_known_again(jury: Jury, session: Session) -> None:
    """Both look at the sheet before either writes: the first time, and when it has begun."""
    text, by = chosen(jury), jury.actors[0]
    for version, points in enumerate((4, 2)):
        left, right = jury.practice(text), jury.practice(text)
        typed, change = marks_of(jury, points), f"change {version}"
        given: dict[str, Any] = {"version": version, "by": by, "at": NOW, "change": change}
        assert actions.save(session, left, typed, **given).version == version + 1
        assert actions.save(session, right, typed, **given).version == version + 1
        assert set(jury.practice(text).sheet.marks.values()) == {points}


def test_nothing_is_saved_after_the_deadline(jury: Jury, session: Session) -> None:
    text, by = chosen(jury), jury.actors[0]
    late = jury.award.edition.scoring_closes_at
    with pytest.raises(ScoringOver):
        actions.save(session, jury.practice(text), marks_of(jury, 4), version=0, by=by, at=late)
    with pytest.raises(ScoringOver):
        actions.hand_in(session, jury.practice(text), by=by, at=late)


def test_a_text_stays_the_same_once_somebody_has_begun(jury: Jury, session: Session) -> None:
    text, by = chosen(jury), actor_of(jury.coordinator)
    actions.write_text(session, jury.award, [{**TEXT[0], "text": "Another."}], by=by, at=NOW)
    with pytest.raises(NotFound):  # a page with the first text scores nothing
        jury.practice(text)
    text = session.scalars(select(Calibration)).one()
    actions.save(
        session, jury.practice(text), marks_of(jury, 4), version=0, by=jury.actors[0], at=NOW
    )
    with pytest.raises(rules.TextStays):
        actions.write_text(session, jury.award, TEXT, by=by, at=NOW)
    actions.take_away(session, jury.award, by=by, at=NOW)
    actions.take_away(session, jury.award, by=by, at=NOW)  # the second click
    assert session.scalars(select(Calibration)).all() == []
    assert session.scalars(select(CalibrationSheet)).all() == []
    assert events(session)[-1] == ("calibration.removed", {"sheets": 1})
    assert [event for event, _ in events(session)].count("calibration.removed") == 1


def test_an_empty_text_and_one_after_scoring_are_refused(jury: Jury, session: Session) -> None:
    by, late = actor_of(jury.coordinator), jury.award.edition.scoring_closes_at
    with pytest.raises(rules.NothingWritten):
        actions.write_text(session, jury.award, [{**TEXT[0], "text": ""}], by=by, at=NOW)
    with pytest.raises(rules.TooLateToChoose):
        actions.write_text(session, jury.award, TEXT, by=by, at=late)


# --- borrowed texts ---


def test_a_borrowed_text_is_a_copy_under_no_code_name(jury: Jury, session: Session) -> None:
    source, by = jury.last_year(), actor_of(jury.coordinator)
    actions.borrow(session, jury.award, source.id, by=by, at=NOW)
    text = session.scalars(select(Calibration)).one()
    practice = jury.practice(text)
    assert [section["text"] for section in practice.sections] == ["Kalibrum of last year."]
    assert practice.sheet.code_name == ""
    assert practice.asked_first
    assert events(session) == [("calibration.chosen", {"source": "earlier-round"})]


def _close(case: str, jury: Jury, source: Candidate) -> None:
    """Make one of the reasons for which a text of last year is not lent."""
    make, session = jury.make, jury.make.session
    if case == "somebody stated a conflict":
        make.statement(jury.jurors[2], source, Answer.CONFLICTED, ground=Ground.FAMILY_OR_FRIEND)
    elif case == "a substitute was unsure":
        substitute = make.person(roles=["juror"])
        make.seat(substitute, jury.award, SeatRole.SUBSTITUTE)
        make.statement(substitute, source, Answer.UNSURE, ground=Ground.OTHER)
    elif case == "a juror nominated it":
        jury.jurors[1].email = "bo.nominator@example.org"
        session.commit()
    elif case == "it won":
        award = session.get_one(type(jury.award), source.award_id)
        won = given(make, award)
        won.candidate_id = source.id
        decide(make, award, won, announced=timedelta(days=1))
    elif case == "it is not announced yet":
        session.get_one(type(jury.award), source.award_id).announce_at = NOW + timedelta(days=1)
        session.commit()


@pytest.mark.parametrize(
    "case",
    [
        "somebody stated a conflict",
        "a substitute was unsure",
        "a juror nominated it",
        "it won",
        "it is not announced yet",
    ],
)
def test_some_texts_are_not_lent(jury: Jury, session: Session, case: str) -> None:
    source, by = jury.last_year(), actor_of(jury.coordinator)
    assert [one.candidate_id for one in loans_for(session, jury.award, NOW)] == [source.id]
    _close(case, jury, source)
    assert source.id not in {one.candidate_id for one in loans_for(session, jury.award, NOW)}
    with pytest.raises(NotFound):
        actions.borrow(session, jury.award, source.id, by=by, at=NOW)


def test_this_rounds_and_another_programmes_candidates_are_not_lent(
    jury: Jury, session: Session, make: Make
) -> None:
    elsewhere = make.edition(Phase.ANNOUNCED, programme=make.programme("sandnes"), slug="there")
    award = make.award(elsewhere)
    award.decided_at = award.announce_at = elsewhere.scoring_closes_at
    theirs = make.candidate(award)
    for candidate in (jury.candidate, theirs):
        with pytest.raises(NotFound):
            actions.borrow(session, jury.award, candidate.id, by=actor_of(jury.coordinator), at=NOW)


def test_a_juror_who_leaves_it_out_can_come_back_until_they_hand_in(
    jury: Jury, session: Session
) -> None:
    text, by = jury.make.calibration(jury.award, source=jury.last_year()), jury.actors[0]
    assert actions.state(session, jury.practice(text), free=True, by=by, at=NOW)
    values = marks_of(jury, 1, 2, 3, 4, 5, 1)
    actions.save(session, jury.practice(text), values, version=0, by=by, at=NOW)
    assert not actions.state(session, jury.practice(text), free=False, by=by, at=NOW)
    left = jury.practice(text)
    assert (left.asked_first, left.sheet.marks, left.sheet.saved_at) == (True, {}, None)
    assert [first.waits for first in firsts_of(session, by, jury.award.edition_id)] == [False]
    assert actions.state(session, jury.practice(text), free=True, by=by, at=NOW)
    actions.save(session, jury.practice(text), values, version=1, by=by, at=NOW)
    actions.hand_in(session, jury.practice(text), by=by, at=NOW)
    with pytest.raises(SheetClosed):  # they have seen the others' scores by now
        actions.state(session, jury.practice(text), free=False, by=by, at=NOW)
    answers = [details for event, details in events(session) if event == "calibration.stated"]
    assert answers == [{"answer": "none"}, {"answer": "left-out"}, {"answer": "none"}]


def test_whoever_stated_a_conflict_with_the_source_never_sees_it(
    jury: Jury, session: Session
) -> None:
    source = jury.last_year()
    text = jury.make.calibration(jury.award, source=source)
    jury.make.statement(jury.jurors[0], source, Answer.CONFLICTED, ground=Ground.FAMILY_OR_FRIEND)
    with pytest.raises(NotFound):
        jury.practice(text)
    assert firsts_of(session, jury.actors[0], jury.award.edition_id) == []
    assert len(firsts_of(session, jury.actors[1], jury.award.edition_id)) == 1


def test_facts_on_file_outweigh_a_jurors_none(jury: Jury, session: Session) -> None:
    """Somebody who came to the panel after the text was chosen, and named its nominee as close."""
    source = jury.last_year()
    text = jury.make.calibration(jury.award, source=source)
    old = session.get_one(type(jury.award), source.award_id)
    circle = Circle(edition_id=old.edition_id, person_id=jury.jurors[0].id, told_at=NOW)
    session.add(circle)
    session.flush()
    session.add(Tie(circle_id=circle.id, name="Alva Norrsken", named_at=NOW))
    session.commit()
    practice = jury.practice(text)
    assert not actions.state(session, practice, free=True, by=jury.actors[0], at=NOW)
    assert jury.practice(text).free is False


def test_the_database_takes_nothing_handed_in_by_somebody_who_left_it_out(
    jury: Jury, session: Session
) -> None:
    text = jury.make.calibration(jury.award, source=jury.last_year())
    session.add(
        CalibrationSheet(
            calibration_id=text.id, person_id=jury.jurors[0].id, free=False, handed_in_at=NOW
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_only_who_votes_in_the_award_finds_its_text(
    jury: Jury, make: Make, session: Session
) -> None:
    text = chosen(jury)
    outsider, adviser = make.person(roles=["juror"]), make.person(roles=["adviser"])
    make.seat(outsider, make.award(jury.award.edition, slug="openness"))
    make.seat(adviser, jury.award, SeatRole.ADVISER)
    for one in (outsider, adviser, jury.coordinator):
        with pytest.raises(NotFound):
            practice_of(session, actor_of(one), text.id)


def test_what_is_not_handed_in_is_not_shown(jury: Jury, session: Session) -> None:
    text = chosen(jury)
    score(jury, text, 0, 1, 2, 3, 4, 5, 1)
    typed = marks_of(jury, 5)
    actions.save(session, jury.practice(text, 1), typed, version=0, by=jury.actors[1], at=NOW)
    assert [list(one.values()) for one in jury_marks(session, text.id)] == [[1, 2, 3, 4, 5, 1]]


def test_a_borrowed_text_goes_with_the_round_it_came_from(
    jury: Jury, session: Session, make: Make
) -> None:
    source = jury.last_year()
    text = make.calibration(jury.award, source=source)
    own = make.calibrated(jury.jurors[0], text, [3] * 6, jury.criteria)
    own.reason = "Like Anna."
    old = session.get_one(type(jury.award), source.award_id)
    old.decided_at = NOW - timedelta(days=4000)
    session.commit()
    done = privacy.purge(session, old.edition, basis="KS § 1", by=SYSTEM, at=NOW)
    session.commit()
    assert not any([text.sections, own.reason, own.reasons])
    assert (done.counts["calibration"], done.counts["calibration_sheet"]) == (1, 1)
    assert list(jury.practice(text).sheet.marks.values()) == [3] * 6
