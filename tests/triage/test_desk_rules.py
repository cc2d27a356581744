"""What the desk leaves out of a step, when it can be taken back, and who may be the same person."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from awards.core.errors import WrongInput
from awards.core.search import search_pattern
from awards.nominations.models import NominationState
from awards.programmes.models import Phase
from awards.triage.desk import rules
from awards.triage.desk.models import FindingAnswer, KeptFinding, StepKind
from awards.triage.desk.rules import Chosen, Skip
from awards.triage.findings import Evidence, Finding, FindingKind
from awards.triage.findings.namesakes import same_mailbox_elsewhere, same_person, spells
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.rules import Facts

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RECEIVED = NominationState.RECEIVED
YES, NO = FindingAnswer.ACCEPTED, FindingAnswer.OVERRULED


def one(
    facts: Facts, *answers: FindingAnswer | None, phase: Phase = Phase.TRIAGE, **values: str
) -> Chosen:
    given = {"id": "a", "nominee": "Alva", "reference": "LUND-1", **values}
    return Chosen(**given, facts=facts, phase=phase, answers=answers)


@pytest.mark.parametrize(
    ("kind", "chosen", "why"),
    [
        (StepKind.ACCEPT, one(Facts(RECEIVED)), None),
        (StepKind.ACCEPT, one(Facts(RECEIVED), NO), None),
        (StepKind.ACCEPT, one(Facts(RECEIVED), NO, None), Skip.OPEN_FINDING),
        (StepKind.ACCEPT, one(Facts(RECEIVED), YES), Skip.ACCEPTED_FINDING),
        (StepKind.ACCEPT, one(Facts(RECEIVED, verdict=Verdict.INELIGIBLE)), Skip.JUDGED),
        (StepKind.ACCEPT, one(Facts(RECEIVED), phase=Phase.DELIBERATION), Skip.CLOSED),
        (StepKind.ACCEPT, one(Facts(NominationState.WITHDRAWN)), Skip.WITHDRAWN),
        (StepKind.ACCEPT, one(Facts(NominationState.UNCONFIRMED)), Skip.UNCONFIRMED),
        (StepKind.REFUSE, one(Facts(RECEIVED), None), None),
        (StepKind.REFUSE, one(Facts(RECEIVED, verdict=Verdict.ELIGIBLE)), Skip.JUDGED),
        (StepKind.ASSIGN, one(Facts(NominationState.UNCONFIRMED)), None),
        (StepKind.ASSIGN, one(Facts(NominationState.WITHDRAWN)), Skip.WITHDRAWN),
        (StepKind.PREPARE, one(Facts(RECEIVED)), Skip.NOT_TAKING_PART),
        (StepKind.PREPARE, one(Facts(RECEIVED, verdict=Verdict.ELIGIBLE)), None),
        (
            StepKind.PREPARE,
            one(Facts(RECEIVED, verdict=Verdict.ELIGIBLE, drafted=True)),
            Skip.HAS_COPY,
        ),
        (
            StepKind.PREPARE,
            one(Facts(RECEIVED, verdict=Verdict.ELIGIBLE), phase=Phase.DELIBERATION),
            Skip.CLOSED,
        ),
    ],
)
def test_a_step_leaves_out_what_it_cannot_do(
    kind: StepKind, chosen: Chosen, why: Skip | None
) -> None:
    assert rules.skip_for(kind, chosen) is why


def test_two_nominations_of_a_candidate_are_judged_once() -> None:
    both = [one(Facts(RECEIVED), id=key, candidate_id="c") for key in ("a", "b")]
    made = rules.plan(StepKind.ACCEPT, both)
    assert (made.ids, [why for why, _them in made.skipped]) == (["a"], [Skip.SAME_CANDIDATE])
    assert rules.plan(StepKind.ASSIGN, both).ids == ["a", "b"]


def test_a_step_can_be_taken_back_for_half_an_hour() -> None:
    rules.require_undoable(AT, AT + timedelta(minutes=30))
    with pytest.raises(rules.UndoTooLate):
        rules.require_undoable(AT, AT + timedelta(minutes=30, seconds=1))


def test_overruling_needs_a_word_and_accepting_none() -> None:
    rules.require_reason(YES, "")
    rules.require_reason(NO, "Another Alva.")
    with pytest.raises(WrongInput):
        rules.require_reason(NO, " ")


def kept(mark: str, answer: FindingAnswer) -> KeptFinding:
    return KeptFinding(kind=FindingKind.LATE, mark=mark, answered_mark=mark, answer=answer)


def test_an_answer_holds_until_the_finding_or_the_original_is_another() -> None:
    finding = Finding(FindingKind.TOO_SHORT, (Evidence(count=3, limit=40),))
    shorter = Finding(FindingKind.TOO_SHORT, (Evidence(count=2, limit=40),))
    row = {FindingKind.TOO_SHORT: kept(finding.mark(1), YES)}
    seen = [
        rules.standings([found], version, row)[0]
        for found, version in ((finding, 1), (finding, 2), (shorter, 1))
    ]
    assert [one.answer for one in seen] == [YES, None, None]
    assert [one.asks_again for one in seen] == [False, True, True]
    assert rules.suggested_reason(seen[0]) is IneligibleReason.TOO_THIN
    assert rules.suggested_reason(seen[1]) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Åsa Öberg", "Oberg, Asa"),
        ("K. Lindgren", "Karin Lindgren"),
        ("Karin Maria Lindgren", "Karin Lindgren"),
        ("Karin (Kajsa) Lindgren", "karin LINDGREN"),
        ("Anna-Lena Berg", "Anna Lena Berg"),
        ("Kjersti Sæther", "Kjersti Saether"),
        ("Karin Lindgren", "Karin Lindgreen"),
        ("Bjørn Haaland", "Björn Håland"),
    ],
)
def test_the_same_name_is_seen_in_other_spellings(left: str, right: str) -> None:
    assert same_person(left, right)
    assert same_person(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Karin Lindgren", "Karin Ekström"),
        ("Karin Lindgren", "Karl Lindgren"),
        ("Karin", "Karin Lindgren"),
        ("K. L.", "Karin Lindgren"),
        ("", ""),
        ("Eva Ek", "Eva Ed"),
    ],
)
def test_other_people_are_not_taken_for_one(left: str, right: str) -> None:
    assert not same_person(left, right)


def test_a_second_address_is_seen() -> None:
    assert same_mailbox_elsewhere("Alva.Norrsken+x@lund.se", "alva.norrsken@lund.se")
    assert same_mailbox_elsewhere("alva_norrsken@gmail.com", "alva.norrsken@lund.se")
    assert not same_mailbox_elsewhere("info@a.se", "info@b.se")
    assert not same_mailbox_elsewhere("", "")
    assert spells("alva.norrsken@gmail.com", "Alva Norrsken")
    assert spells("norrskenalva@gmail.com", "Alva Norrsken")
    assert not spells("bo.nominator@example.org", "Alva Norrsken")
    assert not spells("alva@gmail.com", "Alva Norrsken")


@pytest.mark.parametrize(
    ("asked", "text", "is_found"),
    [
        ("asa", "Hej ÅSA", True),
        ("ÅSA", "asa", True),
        ("saether", "Sæther", True),
        ("sæther", "SAETHER", True),
        ("sørensen", "Sörensen", True),
        ("c++ (a)", "c++ och (a)", True),
        ("100%", "1000", False),
        ("a.b", "axb", False),
    ],
)
def test_a_word_is_found_whatever_its_accents(asked: str, text: str, is_found: bool) -> None:
    found = all(re.search(pattern, text) for pattern in search_pattern(asked))
    assert found is is_found
