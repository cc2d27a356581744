"""Findings and what people say to them, letters, steps for many, and taking them back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.core.errors import WrongInput
from awards.core.permissions import Actor
from awards.jobs.registry import Workshop
from awards.mail.models import MailState, OutboxMail
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Edition, Phase
from awards.triage import actions as triage
from awards.triage import queries
from awards.triage.desk import actions, rules
from awards.triage.desk import queries as desk
from awards.triage.desk.actions import Order
from awards.triage.desk.models import DeskStep, FindingAnswer, KeptFinding, StepKind
from awards.triage.desk.tasks import look_through
from awards.triage.emails import NOT_TAKING_PART
from awards.triage.findings import FindingKind
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.rules import Judgement, TriageState
from tests.factories import Make, actor_of

AT = datetime.now(UTC)
YES, NO = FindingAnswer.ACCEPTED, FindingAnswer.OVERRULED
THIN = Judgement(Verdict.INELIGIBLE, IneligibleReason.TOO_THIN)
OTHER = Judgement(Verdict.INELIGIBLE, IneligibleReason.OTHER, "Not this year.")
TAKES_PART = Judgement(Verdict.ELIGIBLE)


def listed_rows(session: Session, edition: Edition, wanted: queries.Wanted) -> list[queries.Row]:
    """Return the first page of a list."""
    return queries.rows(session, queries.listed(session, edition, wanted).page(1))


@pytest.fixture
def edition(make: Make) -> Edition:
    return make.edition(Phase.TRIAGE)


@pytest.fixture
def by(make: Make, edition: Edition) -> Actor:
    del edition
    return actor_of(make.person("Karin Samordnare", roles=["coordinator"]))


@pytest.fixture
def short(make: Make, edition: Edition, by: Actor) -> Nomination:
    """A nomination that says less than its award asks for."""
    del by
    return make.nomination(make.award(edition, rules={"min_words": 200}))


def mark(session: Session, nomination: Nomination) -> str:
    (standing,) = desk.standings_of(session, nomination, AT)
    return standing.mark


def answer(
    session: Session, nomination: Nomination, what: FindingAnswer, by: Actor, **values: Any
) -> KeptFinding:
    seen = values.pop("seen", None) or mark(session, nomination)
    kind = FindingKind.TOO_SHORT
    row = actions.answer_finding(session, nomination, kind, what, seen=seen, by=by, at=AT, **values)
    session.commit()
    return row


def said(session: Session, nomination: Nomination) -> list[tuple[FindingKind, Any, bool]]:
    found = desk.standings_of(session, nomination, AT)
    session.commit()
    return [(one.finding.kind, one.answer, one.asks_again) for one in found]


def events(session: Session) -> list[tuple[str, dict[str, object]]]:
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    session.commit()
    return [(line.event, line.details) for line in lines]


# Answers.


def test_a_finding_is_overruled_with_a_reason_that_is_kept(
    session: Session, short: Nomination, by: Actor
) -> None:
    answer(session, short, NO, by, reason="Two lines say it all.")
    answer(session, short, NO, by, reason="Two lines say it all.")  # a second click
    (standing,) = desk.standings_of(session, short, AT)
    assert (standing.answer, standing.answered_by) == (NO, "Karin Samordnare")
    assert standing.kept is not None
    assert standing.kept.reason == "Two lines say it all."
    session.commit()
    assert events(session) == [("finding.answered", {"kind": "too-short", "answer": "overruled"})]


def test_overruling_without_a_word_is_refused(
    session: Session, short: Nomination, by: Actor
) -> None:
    with pytest.raises(WrongInput):
        answer(session, short, NO, by, reason=" ")


def test_a_changed_original_opens_the_finding_again(
    session: Session, short: Nomination, by: Actor
) -> None:
    before = mark(session, short)
    answer(session, short, YES, by)
    assert said(session, short) == [(FindingKind.TOO_SHORT, YES, False)]
    short.version += 1
    session.commit()
    assert said(session, short) == [(FindingKind.TOO_SHORT, None, True)]
    with pytest.raises(rules.FindingMoved):
        answer(session, short, YES, by, seen=before)


def test_an_answer_can_be_taken_back(session: Session, short: Nomination, by: Actor) -> None:
    answer(session, short, YES, by)
    for _ in range(2):
        actions.reopen_finding(session, short, FindingKind.TOO_SHORT, by=by, at=AT)
        session.commit()
    assert said(session, short) == [(FindingKind.TOO_SHORT, None, False)]
    assert [event for event, _ in events(session)] == ["finding.answered", "finding.reopened"]


def test_the_rules_look_by_themselves_and_the_list_knows(
    database: Database, session: Session, make: Make, short: Nomination
) -> None:
    fine = make.nomination(make.award(short.award.edition, "openness"))
    make.nomination(short.award, state=NominationState.WITHDRAWN)
    look_through(Workshop(database, settings=None))  # type: ignore[arg-type]
    wanted = queries.Wanted(finding=queries.FindingFilter.OPEN)
    ids = [row.id for row in listed_rows(session, short.award.edition, wanted)]
    assert ids == [short.id]
    assert queries.findings_on(session, [short.id, fine.id]) == {
        short.id: [(FindingKind.TOO_SHORT, True)]
    }
    session.commit()
    short.award.rules = {"min_words": 1}
    session.commit()
    look_through(Workshop(database, settings=None))  # type: ignore[arg-type]
    session.expire_all()
    assert queries.findings_on(session, [short.id]) == {}


def test_an_overruled_late_one_needs_no_second_reason(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    late = make.nomination(make.award(edition), late=True)
    assert triage.words_needed(session, late, AT) == (True, False)
    (standing,) = desk.standings_of(session, late, AT)
    actions.answer_finding(
        session,
        late,
        FindingKind.LATE,
        NO,
        reason="The post was slow.",
        seen=standing.mark,
        by=by,
        at=AT,
    )
    assert triage.words_needed(session, late, AT) == (False, False)
    triage.judge(session, late, TAKES_PART, seen="", by=by, at=AT)


# Letters.


def letters(session: Session) -> list[tuple[str, MailState]]:
    found = session.scalars(
        select(OutboxMail)
        .where(OutboxMail.template == NOT_TAKING_PART)
        .order_by(OutboxMail.queued_at, OutboxMail.state.desc())
    ).all()
    session.commit()
    return [(mail.merge_values["reason"], mail.state) for mail in found]


def judge(session: Session, nomination: Nomination, judgement: Judgement, by: Actor) -> None:
    candidate = queries.candidate_of(session, nomination.id)
    seen = triage.verdict_mark(candidate)
    at = AT + timedelta(seconds=len(events(session)))
    triage.judge(session, nomination, judgement, seen=seen, by=by, at=at)
    session.commit()


THIN_WORDS = "the text is too short for the jury to judge by"
OTHER_WORDS = "it does not fulfil the rules of the award"


def test_a_no_writes_a_letter_that_waits_and_a_yes_drops_it(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    nomination = make.nomination(make.award(edition), language="en")
    judge(session, nomination, THIN, by)
    (mail,) = session.scalars(select(OutboxMail)).all()
    assert (mail.recipient, mail.subject) == (
        "bo.nominator@example.org",
        f"Your nomination {nomination.reference} cannot take part",
    )
    assert "cannot take part this time, because the text is too short" in mail.body
    assert letters(session) == [(THIN_WORDS, MailState.HELD)]
    judge(session, nomination, TAKES_PART, by)
    assert letters(session) == [(THIN_WORDS, MailState.DROPPED)]


def test_another_reason_is_another_letter_and_another_note_is_not(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    nomination = make.nomination(make.award(edition), language="en")
    judge(session, nomination, THIN, by)
    judge(session, nomination, Judgement(THIN.verdict, THIN.reason, "Three lines."), by)
    assert letters(session) == [(THIN_WORDS, MailState.HELD)]
    judge(session, nomination, OTHER, by)
    assert letters(session) == [(THIN_WORDS, MailState.DROPPED), (OTHER_WORDS, MailState.HELD)]


def test_a_yes_needs_each_finding_answered(session: Session, short: Nomination, by: Actor) -> None:
    with pytest.raises(rules.FindingsOpen):
        actions.judge(session, short, TAKES_PART, seen="", by=by, at=AT)
    session.rollback()
    assert queries.candidate_of(session, short.id) is None
    answer(session, short, NO, by, reason="Every word counts.")
    candidate = actions.judge(session, short, TAKES_PART, seen="", by=by, at=AT)
    assert candidate.verdict is Verdict.ELIGIBLE


def test_a_no_needs_no_finding_answered(session: Session, short: Nomination, by: Actor) -> None:
    assert actions.judge(session, short, THIN, seen="", by=by, at=AT).verdict is THIN.verdict


def test_a_first_verdict_is_taken_back_with_its_letter(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    nomination = make.nomination(make.award(edition), language="en")
    candidate = actions.judge(session, nomination, THIN, seen="", by=by, at=AT)
    actions.judge(session, nomination, THIN, seen="", by=by, at=AT)  # a double click
    (step,) = session.scalars(select(DeskStep)).all()
    assert desk.verdict_step(session, by, nomination, candidate, AT) is step
    assert desk.last_step(session, by, edition, AT) is None
    assert actions.undo_step(session, step, edition, by=by, at=AT)
    assert (candidate.verdict, candidate.reason, candidate.judged_at) == (None, None, None)
    assert letters(session) == [(THIN_WORDS, MailState.DROPPED)]
    assert desk.verdict_step(session, by, nomination, candidate, AT) is None


def test_a_changed_verdict_is_changed_back_not_taken_back(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    nomination = make.nomination(make.award(edition))
    first = actions.judge(session, nomination, THIN, seen="", by=by, at=AT)
    later, seen = AT + timedelta(seconds=9), triage.verdict_mark(first)
    candidate = actions.judge(session, nomination, TAKES_PART, seen=seen, by=by, at=later)
    assert desk.verdict_step(session, by, nomination, candidate, later) is None
    (step,) = session.scalars(select(DeskStep)).all()
    with pytest.raises(rules.UndoMoved):
        actions.undo_step(session, step, edition, by=by, at=later)


def test_without_an_address_there_is_no_letter(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    judge(session, make.nomination(make.award(edition), nominator_email=""), THIN, by)
    assert letters(session) == []


# Steps.

Take = Callable[..., DeskStep]


@pytest.fixture
def take(session: Session, edition: Edition, by: Actor) -> Take:
    def take_step(kind: StepKind, *ids: str, key: str = "", **values: Any) -> DeskStep:
        order = Order(kind, ids, **values)
        key = key or f"key-{kind.value}-{len(ids)}"
        step = actions.take_step(session, edition, order, form_key=key, by=by, at=AT)
        session.commit()
        return step

    return take_step


def states(session: Session, edition: Edition) -> dict[str, TriageState]:
    session.expire_all()
    rows = listed_rows(session, edition, queries.Wanted())
    session.commit()
    return {row.id: row.state for row in rows}


def test_many_take_part_and_wait_again_when_it_is_taken_back(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    award = make.award(edition)
    ids = [make.nomination(award).id for _ in range(3)]
    step = take(StepKind.ACCEPT, *ids)
    again = take(StepKind.ACCEPT, *ids)  # a double click
    assert again.id == step.id
    assert set(states(session, edition).values()) == {TriageState.WITHOUT_COPY}
    assert actions.undo_step(session, step, edition, by=by, at=AT)
    assert not actions.undo_step(session, step, edition, by=by, at=AT)
    session.commit()
    assert set(states(session, edition).values()) == {TriageState.TO_LOOK_AT}
    assert [event for event, _ in events(session)] == [
        *["nomination.judged"] * 3,
        "desk.step-taken",
        *["nomination.verdict-taken-back"] * 3,
        "desk.step-undone",
    ]
    judge(session, make.session.get_one(Nomination, ids[0]), TAKES_PART, by)


def test_many_refused_get_letters_that_go_when_it_is_taken_back(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    award = make.award(edition)
    ids = [make.nomination(award, language="en").id for _ in range(2)]
    step = take(StepKind.REFUSE, *ids, reason=IneligibleReason.TOO_THIN)
    assert letters(session) == [(THIN_WORDS, MailState.HELD)] * 2
    actions.undo_step(session, step, edition, by=by, at=AT)
    session.commit()
    assert letters(session) == [(THIN_WORDS, MailState.DROPPED)] * 2


def test_nothing_is_taken_back_when_a_letter_has_gone(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    nomination = make.nomination(make.award(edition))
    step = take(StepKind.REFUSE, nomination.id, reason=IneligibleReason.LATE)
    for mail in session.scalars(select(OutboxMail)):
        mail.state = MailState.SENT
    session.commit()
    with pytest.raises(rules.UndoMoved) as refused:
        actions.undo_step(session, step, edition, by=by, at=AT)
    assert refused.value.values == {"names": nomination.reference}


def test_nothing_is_taken_back_when_somebody_has_gone_on_with_one(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    award = make.award(edition)
    first, second = make.nomination(award), make.nomination(award)
    step = take(StepKind.ACCEPT, first.id, second.id)
    take(StepKind.PREPARE, second.id)
    with pytest.raises(rules.UndoMoved):
        actions.undo_step(session, step, edition, by=by, at=AT)
    session.rollback()
    assert states(session, edition) == {
        first.id: TriageState.WITHOUT_COPY,
        second.id: TriageState.TO_APPROVE,
    }


def test_after_half_an_hour_nothing_is_taken_back(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    step = take(StepKind.ACCEPT, make.nomination(make.award(edition)).id)
    with pytest.raises(rules.UndoTooLate):
        actions.undo_step(session, step, edition, by=by, at=AT + timedelta(minutes=31))


def test_a_step_does_what_was_shown_or_nothing(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    award = make.award(edition)
    fine, moved = make.nomination(award), make.nomination(award)
    judge(session, moved, OTHER, by)
    with pytest.raises(rules.StepMoved):
        take(StepKind.ACCEPT, fine.id, moved.id)
    session.rollback()
    assert states(session, edition)[fine.id] is TriageState.TO_LOOK_AT


def test_a_step_never_reaches_another_programme(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    del edition, by
    other = make.edition(Phase.TRIAGE, programme=make.programme("sandnes"), slug="there")
    with pytest.raises(rules.StepMoved):
        take(StepKind.ASSIGN, make.nomination(make.award(other)).id)


def test_refusing_many_needs_a_reason(
    make: Make, session: Session, edition: Edition, take: Take
) -> None:
    with pytest.raises(WrongInput):
        take(StepKind.REFUSE, make.nomination(make.award(edition)).id)
    session.rollback()


def test_copies_prepared_for_many_are_gone_when_it_is_taken_back(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    award = make.award(edition)
    ids = [make.nomination(award).id for _ in range(2)]
    take(StepKind.ACCEPT, *ids)
    step = take(StepKind.PREPARE, *ids)
    assert set(states(session, edition).values()) == {TriageState.TO_APPROVE}
    actions.undo_step(session, step, edition, by=by, at=AT)
    session.commit()
    assert set(states(session, edition).values()) == {TriageState.WITHOUT_COPY}


def test_those_given_to_somebody_go_back_to_whoever_had_them(
    session: Session, make: Make, edition: Edition, by: Actor, take: Take
) -> None:
    colleague = make.person("Yusuf", roles=["coordinator"])
    award = make.award(edition)
    mine, nobodys = make.nomination(award), make.nomination(award)
    actions.assign(session, mine, by.person_id, by=by, at=AT)
    step = take(StepKind.ASSIGN, mine.id, nobodys.id, person_id=colleague.id)
    rows = listed_rows(session, edition, queries.Wanted(assignee=colleague.id))
    assert {row.id for row in rows} == {mine.id, nobodys.id}
    actions.undo_step(session, step, edition, by=by, at=AT)
    rows = listed_rows(session, edition, queries.Wanted())
    assert {row.id: row.assignee for row in rows} == {mine.id: "Karin Samordnare", nobodys.id: None}


def test_only_coordinators_are_given_nominations(
    session: Session, make: Make, edition: Edition, take: Take
) -> None:
    juror = make.person("Juror", roles=["juror"])
    with pytest.raises(WrongInput):
        take(StepKind.ASSIGN, make.nomination(make.award(edition)).id, person_id=juror.id)
    session.rollback()


# Notes and views.


def test_a_note_does_not_overwrite_a_colleagues(
    session: Session, make: Make, edition: Edition, by: Actor
) -> None:
    nomination = make.nomination(make.award(edition))
    assert actions.write_note(session, nomination, "Call Bo.", version=0, by=by, at=AT)
    assert not actions.write_note(session, nomination, "Call Bo.", version=0, by=by, at=AT)
    with pytest.raises(rules.NoteChanged):
        actions.write_note(session, nomination, "Ask HR.", version=0, by=by, at=AT)
    note = desk.note_of(session, nomination.id)
    assert note is not None
    assert (note.note, note.version) == ("Call Bo.", 1)
    session.commit()
    assert events(session) == [("nomination.noted", {})]


def test_a_view_of_the_same_name_is_replaced_and_there_is_a_most(
    session: Session, edition: Edition, by: Actor
) -> None:
    def save(name: str, **filters: str) -> None:
        actions.save_view(session, edition.programme_id, name, filters, shared=False, by=by, at=AT)

    save("Late", late="yes")
    save("Late", late="yes", q="Bo")
    (view,) = desk.views_for(session, by, edition.programme_id)
    assert (view.name, view.filters) == ("Late", {"late": "yes", "q": "Bo"})
    for number in range(29):
        save(f"View {number}")
    with pytest.raises(rules.TooManyViews):
        save("One more")
    session.rollback()
