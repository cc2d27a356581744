"""Verdicts and juror copies: what reaches the jury, and what never does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind
from awards.audit.models import AuditLine
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.nominations.models import Nomination, NominationState, NomineeKind
from awards.programmes.models import Phase
from awards.triage import actions, blind, queries, rules
from awards.triage.models import Candidate, CopyState, IneligibleReason, JurorCopy, Verdict
from awards.triage.queries import CopyCase
from awards.triage.rules import Judgement
from tests.factories import Make, actor_of

YES = Judgement(Verdict.ELIGIBLE)
NO = Judgement(Verdict.INELIGIBLE, IneligibleReason.TOO_THIN, "Two lines only.")
EMPTY = ["", "", ""]


@pytest.fixture
def coordinator(make: Make) -> Actor:
    """Coordinates the programme, whose edition stands in triage."""
    make.edition(Phase.TRIAGE)
    return actor_of(make.person(roles=["coordinator"]))


def _now() -> datetime:
    return datetime.now(UTC)


def _judge(
    session: Session, nomination: Nomination, judgement: Judgement, by: Actor, seen: str = ""
) -> Candidate:
    return actions.judge(session, nomination, judgement, seen=seen, by=by, at=_now())


def _ready(session: Session) -> list[str]:
    return [candidate.id for candidate in session.scalars(blind.ready())]


@pytest.fixture
def prepared(make: Make, session: Session, coordinator: Actor) -> Callable[..., CopyCase]:
    """Make a nomination that takes part and has a first draft."""

    def prepare(**values: Any) -> CopyCase:
        candidate = _judge(session, make.nomination(**values), YES, coordinator)
        case = queries.copy_case_of(session, coordinator, candidate.id)
        actions.prepare(session, case, by=coordinator, at=_now())
        session.commit()
        return _again(session, case, coordinator)

    return prepare


def _again(session: Session, case: CopyCase, by: Actor) -> CopyCase:
    return queries.copy_case_of(session, by, case.candidate.id)


def _texts(case: CopyCase) -> list[str]:
    assert case.copies.newest
    return [section["text"] for section in case.copies.newest.sections]


def _approve(session: Session, case: CopyCase, texts: list[str], by: Actor) -> JurorCopy:
    seen = actions.copy_mark(case.copies.newest)
    return actions.approve(session, case, texts, seen=seen, by=by, at=_now())


def test_eligible_nomination_becomes_a_candidate(
    make: Make, session: Session, coordinator: Actor
) -> None:
    nomination = make.nomination()
    candidate = _judge(session, nomination, YES, coordinator)
    assert (candidate.award_id, candidate.verdict) == (nomination.award_id, Verdict.ELIGIBLE)
    assert candidate.code_name in rules.CODE_NAMES
    assert queries.candidate_of(session, nomination.id) is candidate


def test_verdict_is_in_the_audit_trail_without_its_note(
    make: Make, session: Session, coordinator: Actor
) -> None:
    nomination = make.nomination()
    _judge(session, nomination, NO, coordinator)
    line = session.scalars(select(AuditLine)).one()
    assert (line.event, line.subject, line.details) == (
        "nomination.judged",
        f"nomination:{nomination.id}",
        {"verdict": "ineligible", "reason": "too-thin"},
    )


def test_same_verdict_twice_is_one(make: Make, session: Session, coordinator: Actor) -> None:
    nomination = make.nomination()
    first = _judge(session, nomination, YES, coordinator)
    assert _judge(session, nomination, YES, coordinator) is first
    assert len(session.scalars(select(AuditLine)).all()) == 1


def test_verdict_over_a_newer_one_is_refused(
    make: Make, session: Session, coordinator: Actor
) -> None:
    nomination = make.nomination()
    _judge(session, nomination, YES, coordinator)
    with pytest.raises(rules.AlreadyJudged):
        _judge(session, nomination, NO, coordinator)


def test_verdict_can_be_changed_knowingly(make: Make, session: Session, coordinator: Actor) -> None:
    nomination = make.nomination()
    first = _judge(session, nomination, YES, coordinator)
    seen, name = actions.verdict_mark(first), first.code_name
    changed = _judge(session, nomination, NO, coordinator, seen)
    assert (changed.verdict, changed.reason, changed.note, changed.code_name) == (
        Verdict.INELIGIBLE,
        IneligibleReason.TOO_THIN,
        "Two lines only.",
        name,
    )


def test_prepared_copy_hides_everybody_the_nomination_names(
    make: Make, prepared: Callable[..., CopyCase]
) -> None:
    administration = make.unit("Vård- och omsorgsförvaltningen", kind=OrgKind.ADMINISTRATION)
    case = prepared(
        nominee_kind=NomineeKind.GROUP,
        nominee_name="Nattljusen",
        members=[("Ronja Fjällbris", "sjuksköterska"), ("Kaj Strömvall", "")],
        units=[make.unit("Sjöbergagården", parent=administration)],
        nominator_name="Tyra Åkerbom",
        partner="Bolaget Havsviken",
        text=(
            "Nattljusen på Sjöbergagården inom Vård- och omsorgsförvaltningen är modiga."
            " Ronja Fjällbris och Kaj bytte Tyra Åkerboms schema. Ring 046-12 34 56."
            " Bolaget Havsviken hjälpte."
        ),
        effect="Ronjas morgnar är lugna.",
        inspired_by="Kaj hade sett det på Sjöbergagården.",
    )
    whole = " ".join(_texts(case))
    names = ("Nattljus", "Ronja", "Fjäll", "Kaj", "Tyra", "Åkerbom", "Sjöberga", "Vård", "Havsvik")
    assert [name for name in (*names, "046") if name in whole] == []
    assert "[Nomineringen] på [Enheten] inom [Förvaltningen] är modiga." in whole
    assert "[Samarbetspartnern] hjälpte." in whole
    assert "[Medlem 1]s morgnar är lugna." in whole


def test_copy_has_the_sections_of_the_form(prepared: Callable[..., CopyCase]) -> None:
    newest = prepared().copies.newest
    assert newest
    assert [section["key"] for section in newest.sections] == ["courage", "solution", "effect"]
    assert {code for section in newest.sections for code in section["heading"]} == {
        "sv",
        "nb",
        "en",
    }


def test_edition_that_is_not_blind_takes_the_same_path_unmasked(
    make: Make, session: Session
) -> None:
    edition = make.edition(Phase.TRIAGE, blind=False)
    by = actor_of(make.person(roles=["coordinator"]))
    candidate = _judge(session, make.nomination(make.award(edition)), YES, by)
    case = queries.copy_case_of(session, by, candidate.id)
    copy = actions.prepare(session, case, by=by, at=_now())
    assert "Alva Norrsken" in copy.sections[0]["text"]
    assert _ready(session) == []


def test_nothing_unapproved_reaches_the_jury(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    before = (_ready(session), blind.approved_copy(session, case.candidate.id))
    copy = _approve(session, case, _texts(case), coordinator)
    assert before == ([], None)
    assert _ready(session) == [case.candidate.id]
    assert blind.approved_copy(session, case.candidate.id) is copy


def test_ready_is_asked_award_by_award(
    make: Make, session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    _approve(session, case, _texts(case), coordinator)
    other = make.award(slug="courage")
    mine = session.scalars(blind.ready_candidates(case.award.id)).all()
    assert (mine, session.scalars(blind.ready_candidates(other.id)).all()) == (
        [case.candidate.id],
        [],
    )


def test_emptied_copy_stays_empty(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    _approve(session, case, EMPTY, coordinator)
    copy = blind.approved_copy(session, case.candidate.id)
    assert copy
    assert [section["text"] for section in copy.sections] == EMPTY


def test_draft_after_approval_leaves_what_the_jury_reads(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    _approve(session, case, ["one", "two", "three"], coordinator)
    case = _again(session, case, coordinator)
    seen = actions.copy_mark(case.copies.newest)
    draft = actions.save_copy(
        session, case, ["new", "two", "three"], seen=seen, by=coordinator, at=_now()
    )
    read = blind.approved_copy(session, case.candidate.id)
    assert read
    assert (draft.version, draft.state, read.version, read.sections[0]["text"]) == (
        2,
        CopyState.DRAFT,
        1,
        "one",
    )


def test_newly_approved_copy_replaces_the_old_one(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    _approve(session, case, ["one", "two", "three"], coordinator)
    case = _again(session, case, coordinator)
    _approve(session, case, ["new", "two", "three"], coordinator)
    versions = _again(session, case, coordinator).copies.versions
    assert [(copy.version, copy.state) for copy in versions] == [
        (2, CopyState.APPROVED),
        (1, CopyState.REPLACED),
    ]


def test_approving_twice_is_approving_once(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    texts, seen = _texts(case), actions.copy_mark(case.copies.newest)
    for _ in range(2):
        actions.approve(session, case, texts, seen=seen, by=coordinator, at=_now())
    events = session.scalars(select(AuditLine.event)).all()
    assert events.count("juror-copy.approved") == 1
    assert len(_again(session, case, coordinator).copies.versions) == 1


def test_save_over_a_newer_text_is_refused(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    seen = actions.copy_mark(case.copies.newest)
    actions.save_copy(session, case, ["a", "b", "c"], seen=seen, by=coordinator, at=_now())
    with pytest.raises(rules.CopyChanged):
        actions.approve(session, case, ["x", "y", "z"], seen=seen, by=coordinator, at=_now())


def test_preparing_twice_keeps_what_was_edited(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    seen = actions.copy_mark(case.copies.newest)
    actions.save_copy(session, case, ["a", "b", "c"], seen=seen, by=coordinator, at=_now())
    actions.prepare(session, case, by=coordinator, at=_now())
    assert _texts(_again(session, case, coordinator)) == ["a", "b", "c"]


def test_starting_again_takes_the_original_and_keeps_the_approved(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    first = _texts(case)
    _approve(session, case, EMPTY, coordinator)
    actions.prepare(session, case, again=True, by=coordinator, at=_now())
    read = blind.approved_copy(session, case.candidate.id)
    assert read
    assert [section["text"] for section in read.sections] == EMPTY
    assert _texts(_again(session, case, coordinator)) == first


def test_withdrawn_candidate_is_gone_for_jurors(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    _approve(session, case, _texts(case), coordinator)
    case.nominations[0].state = NominationState.WITHDRAWN
    session.commit()
    assert (_ready(session), blind.approved_copy(session, case.candidate.id)) == ([], None)


def test_candidate_that_no_longer_takes_part_is_gone_for_jurors(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    _approve(session, case, _texts(case), coordinator)
    seen = actions.verdict_mark(case.candidate)
    _judge(session, case.nominations[0], NO, coordinator, seen)
    assert (_ready(session), blind.approved_copy(session, case.candidate.id)) == ([], None)


def test_copy_is_closed_once_scoring_is_over(
    session: Session, coordinator: Actor, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    later = case.award.edition.scoring_closes_at + timedelta(seconds=1)
    with pytest.raises(rules.CopyClosed):
        actions.prepare(session, case, again=True, by=coordinator, at=later)


def test_another_programmes_coordinator_finds_nothing(
    make: Make, session: Session, prepared: Callable[..., CopyCase]
) -> None:
    case = prepared()
    other = make.programme("sandnes")
    stranger = actor_of(make.person(roles=["coordinator"], programme=other))
    with pytest.raises(NotFound):
        queries.copy_case_of(session, stranger, case.candidate.id)
    with pytest.raises(NotFound):
        queries.case_of(session, stranger, case.nominations[0].id)
