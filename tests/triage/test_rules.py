"""Verdicts, states and code names."""

from itertools import product

import pytest
from sqlalchemy.orm import Session

from awards.core.errors import Conflict, WrongInput
from awards.nominations.models import NominationState
from awards.programmes.models import Phase
from awards.triage import queries, rules
from awards.triage.models import CopyState, IneligibleReason, JurorCopy, Verdict
from awards.triage.rules import Facts, Judgement, TriageState
from tests.factories import Make

RECEIVED = NominationState.RECEIVED
YES, NO = Verdict.ELIGIBLE, Verdict.INELIGIBLE


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(RECEIVED), TriageState.TO_LOOK_AT),
        (Facts(RECEIVED, late=True), TriageState.LATE),
        (Facts(RECEIVED, late=True, verdict=YES), TriageState.WITHOUT_COPY),
        (Facts(RECEIVED, verdict=YES, drafted=True), TriageState.TO_APPROVE),
        (Facts(RECEIVED, verdict=YES, approved=True, drafted=True), TriageState.READY),
        (Facts(RECEIVED, verdict=NO, approved=True), TriageState.INELIGIBLE),
        (Facts(NominationState.UNCONFIRMED, late=True), TriageState.UNCONFIRMED),
        (
            Facts(NominationState.WITHDRAWN, verdict=YES, approved=True),
            TriageState.WITHDRAWN,
        ),
    ],
)
def test_state_follows_from_the_facts(facts: Facts, state: TriageState) -> None:
    assert rules.state_of(facts) == state


def _make(make: Make, session: Session, facts: Facts) -> str:
    """Make what the facts say; return the nomination's id."""
    nomination = make.nomination(
        make._edition.awards[0] if make._edition else make.award(),
        state=facts.nomination,
        late=facts.late,
    )
    if facts.verdict is not None or facts.approved or facts.drafted:
        candidate = make.candidate(nomination=nomination, verdict=facts.verdict, copy=None)
        states = [CopyState.APPROVED] * facts.approved + [CopyState.DRAFT] * facts.drafted
        for version, state in enumerate(states, start=1):
            copy = JurorCopy(candidate_id=candidate.id, version=version, state=state, sections=[])
            copy.changed_at = nomination.changed_at
            session.add(copy)
    session.commit()
    return str(nomination.id)


def test_list_and_rule_agree_on_every_state(make: Make, session: Session) -> None:
    no, yes = False, True
    cases = product(NominationState, (no, yes), (None, *Verdict), (no, yes), (no, yes))
    facts = {}
    for nomination, late, verdict, approved, drafted in cases:
        one = Facts(nomination, late, verdict, approved=approved, drafted=drafted)
        facts[_make(make, session, one)] = rules.state_of(one)
    assert make._edition
    rows = queries.listed(session, make._edition, queries.Wanted()).places
    assert {row.id: row.state for row in rows} == facts


@pytest.mark.parametrize(
    ("phase", "first", "another"),
    [
        (Phase.NOMINATING, True, True),
        (Phase.TRIAGE, True, True),
        (Phase.SCORING, True, False),
        (Phase.DELIBERATION, False, False),
        (Phase.ANNOUNCED, False, False),
    ],
)
def test_verdict_can_change_until_scoring_begins(phase: Phase, first: bool, another: bool) -> None:
    answers = [rules.may_judge(Facts(RECEIVED, verdict=given), phase) for given in (None, YES)]
    assert answers == [first, another]


def test_closed_verdict_says_why() -> None:
    with pytest.raises(rules.VerdictClosed):
        rules.require_judgeable(Facts(RECEIVED, verdict=YES), Phase.SCORING)


@pytest.mark.parametrize("state", [NominationState.UNCONFIRMED, NominationState.WITHDRAWN])
def test_nomination_that_does_not_count_gets_no_verdict(state: NominationState) -> None:
    with pytest.raises(Conflict):
        rules.require_judgeable(Facts(state), Phase.TRIAGE)


@pytest.mark.parametrize(
    ("judgement", "late", "missing"),
    [
        (Judgement(YES), False, []),
        (Judgement(YES), True, ["note"]),
        (Judgement(YES, note="The post was slow."), True, []),
        (Judgement(NO), False, ["reason"]),
        (Judgement(NO, IneligibleReason.LATE), True, []),
        (Judgement(NO, IneligibleReason.OTHER), False, ["note"]),
    ],
)
def test_verdict_needs_its_words(judgement: Judgement, late: bool, missing: list[str]) -> None:
    assert list(rules.missing_words(judgement, late=late)) == missing


def test_verdict_without_its_words_is_refused() -> None:
    with pytest.raises(WrongInput):
        rules.require_words(Judgement(YES), late=True)


def test_copy_can_be_mended_while_jurors_score_and_not_after() -> None:
    assert [phase for phase in Phase if rules.may_copy(phase)] == [
        Phase.UPCOMING,
        Phase.NOMINATING,
        Phase.TRIAGE,
        Phase.SCORING,
    ]


def test_copy_of_what_does_not_take_part_is_refused() -> None:
    with pytest.raises(rules.NothingToCopy):
        rules.require_copyable(NO, Phase.TRIAGE)


def test_code_name_is_one_that_is_free() -> None:
    *taken, free = rules.CODE_NAMES
    assert rules.draw_code_name(taken) == free


def test_code_names_can_run_out() -> None:
    with pytest.raises(Conflict):
        rules.draw_code_name(rules.CODE_NAMES)


def test_code_names_hold_no_word() -> None:
    letters = {letter for name in rules.CODE_NAMES for letter in name[:2]}
    assert letters.isdisjoint("AEIOUY")
    assert len(set(rules.CODE_NAMES)) == len(rules.CODE_NAMES) > 2000
