"""Pages of decisions: proposal, decision, announcement, and who may open them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.clock import now
from awards.core.db import Database
from awards.decisions.models import Decision, Outcome, Proposal, ProposedOutcome
from awards.decisions.queries import announced_outcomes
from awards.juries.models import Answer, ConflictStatement, Ground, SeatRole
from awards.programmes.models import Award, Phase
from awards.triage.models import Candidate, Verdict
from tests.factories import Make
from tests.page import Browser, Page

Browse = Callable[..., Browser]
HOSTILE = "**Brave** <script>alert(1)</script> [x](javascript:alert(1))"


@dataclass
class Round:
    """An award in deliberation with a chair, a coordinator and two candidates."""

    award: Award
    chair: Person
    coordinator: Person
    candidates: list[Candidate]

    @property
    def proposal(self) -> str:
        return f"/decisions/{self.award.id}/proposal"

    @property
    def decision(self) -> str:
        return f"/decisions/{self.award.id}/decision"


def _round(make: Make, phase: Phase = Phase.DELIBERATION) -> Round:
    edition = make.edition(phase)
    award = make.award(edition)
    chair = make.person("Cia Chair", roles=["juror", "chair"])
    make.seat(chair, award, SeatRole.CHAIR)
    nominations = [
        make.nomination(award, nominee_name="Larmgruppen", members=[("Ada Ek", "nurse")]),
        make.nomination(award, nominee_name="Bo Rask"),
    ]
    candidates = [make.candidate(award, nomination=one) for one in nominations]
    for candidate in candidates:
        make.statement(chair, candidate)
        make.sheet(chair, candidate, [4] * 6, criteria=edition.criteria)
    return Round(award, chair, make.person("Ko", roles=["coordinator"]), candidates)


@pytest.fixture
def round_(make: Make) -> Round:
    return _round(make)


def _propose(browse: Browse, round_: Round, **given: str) -> Page:
    browser = browse(round_.chair)
    browser.get(round_.proposal)
    data = {f"outcome-{round_.candidates[0].id}": "winner", "reason": "They dared.", **given}
    return browser.post(round_.proposal, data)


def _typed(page: Page, url: str, **given: Any) -> dict[str, Any]:
    values = {
        "decided_on": "2026-01-15",
        "paragraph": "§ 12",
        "outcomes-0-citation": "They dared.",
        **given,
    }
    return {**page.form(url), **values}


def _record(browse: Browse, round_: Round, **given: Any) -> Page:
    """Fill in the decision's form, look it over, and record it."""
    browser = browse(round_.coordinator)
    typed = _typed(browser.get(round_.decision), round_.decision, **given)
    confirm = browser.post(round_.decision, typed, 200)
    fields = confirm.form(round_.decision)
    return browser.post(round_.decision, {**fields, "confirmed": "1"})


def test_proposal_is_made_on_code_names_with_a_result_run(
    browse: Browse, round_: Round, session: Session
) -> None:
    page = browse(round_.chair).get(round_.proposal)
    assert "Larmgruppen" not in page.html
    _propose(browse, round_)
    session.expire_all()
    items = session.execute(select(ProposedOutcome.candidate_id, ProposedOutcome.outcome)).all()
    assert items == [(round_.candidates[0].id, Outcome.WINNER)]
    line = session.scalars(select(AuditLine).where(AuditLine.event == "proposal.made")).one()
    assert line.details["outcomes"] == [f"{round_.candidates[0].id}:winner"]


def test_proposal_without_a_reason_keeps_the_choice(browse: Browse, round_: Round) -> None:
    browser = browse(round_.chair)
    browser.get(round_.proposal)
    name = f"outcome-{round_.candidates[1].id}"
    page = browser.post(round_.proposal, {name: "winner", "reason": ""}, 422)
    assert "Write the jury's reasons" in page.text
    assert page.form("/decisions/" + round_.award.id + "/proposal")[name] == "winner"


def test_proposal_of_nobody_says_what_to_do(browse: Browse, round_: Round) -> None:
    browser = browse(round_.chair)
    browser.get(round_.proposal)
    page = browser.post(round_.proposal, {"reason": "Hm."}, 422)
    assert "Choose a winner, or say that the award is not given." in page.text


def _say(session: Session, person: Person, candidate: Candidate, answer: Answer | None) -> None:
    """Change what somebody has stated, or take the statement away."""
    said = session.scalars(
        select(ConflictStatement).where(
            ConflictStatement.person_id == person.id, ConflictStatement.candidate_id == candidate.id
        )
    ).one()
    if answer is None:
        session.delete(said)
    else:
        said.answer, said.ground = answer, Ground.MANAGER
    session.commit()


@pytest.mark.parametrize("answer", [Answer.CONFLICTED, Answer.UNSURE, None])
def test_chair_without_the_answer_none_can_neither_see_nor_propose_the_candidate(
    browse: Browse, session: Session, round_: Round, answer: Answer | None
) -> None:
    hidden, other = round_.candidates
    _say(session, round_.chair, hidden, answer)
    browser = browse(round_.chair)
    page = browser.get(round_.proposal)
    assert (hidden.code_name in page.html, hidden.id in page.html) == (False, False)
    assert other.code_name in page.text
    assert ("Answer about conflicts first" in page.text) == (answer is None)
    browser.post(round_.proposal, {f"outcome-{hidden.id}": "winner", "reason": "Hm."}, 404)


@pytest.mark.parametrize("answer", [Answer.CONFLICTED, Answer.UNSURE, None])
def test_proposal_on_a_hidden_candidate_is_not_overwritten(
    browse: Browse, session: Session, round_: Round, answer: Answer | None
) -> None:
    _propose(browse, round_)
    first, second = round_.candidates
    _say(session, round_.chair, first, answer)
    browser = browse(round_.chair)
    browser.get(round_.proposal)
    sent = {f"outcome-{second.id}": "winner", "reason": "Hm."}
    page = browser.post(round_.proposal, sent, 409)
    assert "you cannot change it. Another chair must propose" in page.text
    session.expire_all()
    assert list(session.scalars(select(ProposedOutcome.candidate_id))) == [first.id]


def test_proposal_on_a_candidate_that_left_can_be_replaced(
    browse: Browse, session: Session, round_: Round
) -> None:
    _propose(browse, round_)
    first, second = round_.candidates
    session.get_one(Candidate, first.id).verdict = Verdict.INELIGIBLE
    session.commit()
    browser = browse(round_.chair)
    browser.get(round_.proposal)
    browser.post(round_.proposal, {f"outcome-{second.id}": "winner", "reason": "He did too."})
    assert list(session.scalars(select(ProposedOutcome.candidate_id))) == [second.id]


def test_conflicted_chair_sees_nothing_of_a_proposal_that_names_the_candidate(
    browse: Browse, session: Session, round_: Round
) -> None:
    _propose(browse, round_)
    _say(session, round_.chair, round_.candidates[0], Answer.CONFLICTED)
    page = browse(round_.chair).get(round_.proposal)
    assert ("They dared." in page.text, "Saved" in page.text) == (False, False)


def test_secretary_with_a_conflict_leaves_the_decision_to_somebody_else(
    browse: Browse, round_: Round, make: Make
) -> None:
    _propose(browse, round_)
    award, close = round_.award, round_.candidates[0]
    secretary = make.person("Sy Secretary", roles=["secretary"])
    make.seat(secretary, award, SeatRole.BODY_SECRETARY)
    browser = browse(secretary)
    assert "Larmgruppen" in browser.get(round_.decision).text
    make.statement(secretary, close, Answer.CONFLICTED, ground=Ground.MANAGER)
    browser.get(round_.decision, 404)
    browser.post(round_.decision, {}, 404)
    page = browser.get("/decisions")
    assert "Somebody else records this decision." in page.text
    assert (round_.decision in page.links, "1 winner" in page.text) == (False, False)
    assert round_.decision not in browser.get(f"/results/{award.id}").links


def test_decision_form_is_prefilled_with_names_from_the_proposal(
    browse: Browse, round_: Round
) -> None:
    _propose(browse, round_)
    form = browse(round_.coordinator).get(round_.decision).form(round_.decision)
    assert {k: form[k] for k in form if k.startswith(("outcomes-0", "body"))} == {
        "body": "deciding_body",
        "outcomes-0-candidate_id": round_.candidates[0].id,
        "outcomes-0-outcome": "winner",
        "outcomes-0-public_name": "Larmgruppen",
        "outcomes-0-public_title": "undersköterska",
        "outcomes-0-public_units": "",
        "outcomes-0-members-0-name": "Ada Ek",
        "outcomes-0-members-0-title": "nurse",
        "outcomes-0-citation": "",
    }


def test_decision_is_looked_over_before_it_is_recorded(
    browse: Browse, round_: Round, session: Session
) -> None:
    _propose(browse, round_)
    browser = browse(round_.coordinator)
    typed = _typed(browser.get(round_.decision), round_.decision)
    page = browser.post(round_.decision, typed, 200)
    assert "Record the decision: 1 winner" in page.text
    session.expire_all()
    assert session.scalars(select(Decision)).all() == []
    url = round_.decision
    session.commit()
    changed = browser.post(url, {**page.form(url), "change": "1"}, 200)
    assert changed.form(url)["outcomes-0-citation"] == "They dared."


def test_recorded_decision_can_be_corrected_and_counts_versions(
    browse: Browse, round_: Round, session: Session
) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    _record(browse, round_, **{"outcomes-0-public_name": "Larmgruppen i Lund"})
    session.expire_all()
    decision = session.scalars(select(Decision)).one()
    assert (decision.version, decision.decided_on, decision.paragraph) == (
        2,
        date(2026, 1, 15),
        "§ 12",
    )
    assert [given.public_name for given in decision.winners] == ["Larmgruppen i Lund"]
    lines = session.scalars(select(AuditLine).where(AuditLine.event == "decision.recorded")).all()
    assert [line.details["version"] for line in lines] == [1, 2]


def test_two_tabs_cannot_overwrite_each_other_silently(
    browse: Browse, round_: Round, session: Session
) -> None:
    _propose(browse, round_)
    browser = browse(round_.coordinator)
    stale = _typed(browser.get(round_.decision), round_.decision, paragraph="§ 99")
    _record(browse, round_)
    page = browser.post(round_.decision, {**stale, "confirmed": "1"}, 409)
    assert "Somebody recorded another decision meanwhile." in page.text
    assert page.form(round_.decision)["paragraph"] == "§ 99"
    browser.post(round_.decision, {**page.form(round_.decision), "confirmed": "1"})
    session.expire_all()
    assert session.scalars(select(Decision)).one().paragraph == "§ 99"


def test_shared_winners_are_recorded_with_a_candidate_added_by_hand(
    browse: Browse, round_: Round, session: Session
) -> None:
    _propose(browse, round_)
    browser = browse(round_.coordinator)
    typed = _typed(browser.get(round_.decision), round_.decision)
    other = round_.candidates[1].id
    asked = {**typed, "add_row": "candidate", "add_candidate": other}
    longer = browser.post(round_.decision, asked, 200)
    assert longer.form(round_.decision)["outcomes-1-public_name"] == "Bo Rask"
    given = {"outcomes-0-outcome": "shared", "outcomes-1-outcome": "shared"}
    given["outcomes-1-citation"] = "He did too."
    fields = {**longer.form(round_.decision), **given, "confirmed": "1"}
    browser.post(round_.decision, fields)
    session.expire_all()
    winners = session.scalars(select(Decision)).one().winners
    assert [(w.public_name, w.outcome) for w in winners] == [
        ("Larmgruppen", Outcome.SHARED),
        ("Bo Rask", Outcome.SHARED),
    ]


def test_a_line_for_one_more_member_keeps_what_was_typed(browse: Browse, round_: Round) -> None:
    _propose(browse, round_)
    browser = browse(round_.coordinator)
    typed = _typed(browser.get(round_.decision), round_.decision)
    page = browser.post(round_.decision, {**typed, "add_row": "outcomes-0-members"}, 200)
    form = page.form(round_.decision)
    assert (form["outcomes-0-members-1-name"], form["outcomes-0-citation"]) == ("", "They dared.")


def test_award_can_be_withheld_with_a_reason(
    browse: Browse, round_: Round, session: Session
) -> None:
    browser = browse(round_.coordinator)
    form = browser.get(round_.decision).form(round_.decision)
    typed = {**form, "decided_on": "2026-01-15", "paragraph": "§ 1", "not_awarded": "y"}
    page = browser.post(round_.decision, typed, 422)
    assert "Write why the award is not given." in page.text
    confirm = browser.post(round_.decision, {**typed, "not_awarded_reason": "Nobody fit."}, 200)
    assert "Record the decision: not awarded" in confirm.text
    browser.post(round_.decision, {**confirm.form(round_.decision), "confirmed": "1"})
    session.expire_all()
    decision = session.scalars(select(Decision)).one()
    assert (decision.not_awarded_reason, decision.winners) == ("Nobody fit.", [])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"outcomes-0-citation": ""}, "Write why they win, in two or three sentences."),
        ({"outcomes-0-citation": "x" * 601}, "Use at most 600 characters."),
        ({"outcomes-0-public_name": ""}, "Write the name that will be published."),
        ({"decided_on": "soon"}, "Write the day like 2026-11-14."),
        ({"decided_on": "2999-01-01"}, "The decision cannot have been made after today."),
        ({"outcomes-0-outcome": "shared"}, "Sharing takes at least two."),
        ({"outcomes-0-outcome": "honourable-mention"}, "Choose a winner, or say"),
    ],
)
def test_wrong_input_says_what_to_do_and_keeps_the_rest(
    browse: Browse, round_: Round, given: dict[str, str], message: str
) -> None:
    _propose(browse, round_)
    browser = browse(round_.coordinator)
    typed = _typed(browser.get(round_.decision), round_.decision, **given)
    page = browser.post(round_.decision, typed, 422)
    assert message in page.text
    sent = page.form(round_.decision)
    assert {k: sent.get(k, "") for k in given} == given
    assert sent["paragraph"] == "§ 12"


def test_hostile_citation_is_harmless_where_it_is_shown(browse: Browse, round_: Round) -> None:
    _propose(browse, round_)
    _record(browse, round_, **{"outcomes-0-citation": HOSTILE})
    page = browse(round_.coordinator).get(round_.decision)
    quote = page.first("blockquote")
    assert [e.tag for e in quote.iter()] == ["blockquote", "p", "strong", "a"]
    assert "javascript" not in str([e.attrib for e in quote.iter()])


def test_winners_are_published_by_a_button_that_says_so(
    browse: Browse, round_: Round, session: Session
) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    browser = browse(round_.coordinator)
    url = f"/decisions/announcement?edition={round_.award.edition_id}"
    form = browser.get(url).form(url)
    confirm = browser.post(url, {**form, "announce_at": "2031-11-14T13:00"}, 200)
    assert confirm.h1 == "Publish 1 winner on 14 November 2031 13:00"
    browser.post(url, {**confirm.form(url), "confirmed": "1"})
    session.expire_all()
    award = session.get_one(Award, round_.award.id)
    assert award.announce_at is not None
    assert award.announce_at.isoformat() == "2031-11-14T12:00:00+00:00"
    session.commit()
    browser.post(f"/decisions/{award.id}/announcement/stop")
    session.expire_all()
    assert session.get_one(Award, award.id).announce_at is None


def test_a_time_that_has_passed_is_asked_for_again(browse: Browse, round_: Round) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    browser = browse(round_.coordinator)
    url = f"/decisions/announcement?edition={round_.award.edition_id}"
    form = {**browser.get(url).form(url), "announce_at": "2020-01-01T10:00"}
    assert "That time has passed" in browser.post(url, form, 422).text


def test_publishing_now_twice_is_publishing_once(
    browse: Browse, round_: Round, session: Session
) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    browser = browse(round_.coordinator)
    url = f"/decisions/announcement?edition={round_.award.edition_id}"
    form = {**browser.get(url).form(url), "now": "1"}
    confirm = browser.post(url, form, 200)
    assert confirm.h1 == "Publish 1 winner now"
    fields = {**confirm.form(url), "confirmed": "1"}
    for _twice in range(2):
        browser.post(url, fields)
    session.expire_all()
    award = session.get_one(Award, round_.award.id)
    assert [o.award.id for o in announced_outcomes(session, award.edition, now())] == [award.id]
    events = select(func.count()).where(AuditLine.event == "award.announced")
    assert session.scalar(events) == 1
    session.commit()
    browser.post(f"/decisions/{award.id}/announcement/stop", status=409)
    browser.post(round_.decision, _typed(browser.get("/decisions"), "/sign-out"), 409)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-03-29T02:30", "That time does not exist"),
        ("noon", "Write day and time like 2026-11-14 13:00."),
        ("", "Write day and time, or publish now."),
    ],
)
def test_a_time_that_cannot_be_is_explained(
    browse: Browse, round_: Round, typed: str, message: str
) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    browser = browse(round_.coordinator)
    url = f"/decisions/announcement?edition={round_.award.edition_id}"
    form = browser.get(url).form(url)
    page = browser.post(url, {**form, "announce_at": typed}, 422)
    assert message in page.text
    assert page.form(url)["announce_at"] == typed


def test_overview_tells_what_is_next(browse: Browse, round_: Round) -> None:
    browser = browse(round_.coordinator)
    assert "1 award waits for its decision." in browser.get("/decisions").text
    _propose(browse, round_)
    assert "1 winner" in browser.get("/decisions").text
    _record(browse, round_)
    page = browser.get("/decisions")
    assert "1 decided award waits to be announced." in page.text
    assert "Larmgruppen" not in page.text


def test_the_button_leads_to_an_award_with_a_proposal_first(
    browse: Browse, make: Make, session: Session
) -> None:
    edition = make.edition(Phase.DELIBERATION)
    make.award(edition, slug="knowledge")
    proposed = make.award(edition, slug="courage")
    browser = browse(make.person("Ko", roles=["coordinator"]))
    assert "Record the decision on Knowledge" in browser.get("/decisions").text
    session.add(Proposal(award_id=proposed.id, proposed_at=now()))
    session.commit()
    page = browser.get("/decisions")
    assert "Record the decision on Courage" in page.text
    assert "Record the decision on Knowledge" not in page.text


@pytest.mark.parametrize("phase", [Phase.TRIAGE, Phase.SCORING])
def test_nothing_is_proposed_or_decided_before_scoring_closes(
    browse: Browse, make: Make, phase: Phase
) -> None:
    early = _round(make, phase)
    page = browse(early.chair).get(early.proposal, 409)
    assert "This begins when scoring has closed." in page.text
    assert early.candidates[0].code_name not in page.html
    assert "Larmgruppen" not in browse(early.coordinator).get(early.decision, 409).html


def test_proposal_is_closed_once_the_decision_is_recorded(browse: Browse, round_: Round) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    browser = browse(round_.chair)
    page = browser.get(round_.proposal)
    assert (page.all("select"), "can no longer change" in page.text) == ([], True)
    data = {f"outcome-{round_.candidates[1].id}": "winner", "reason": "No."}
    browser.post(round_.proposal, data, 409)


def test_others_are_turned_away(browse: Browse, make: Make, round_: Round) -> None:
    juror = make.person(roles=["juror"])
    make.seat(juror, round_.award)
    chair_elsewhere = make.person(roles=["juror", "chair"])
    make.seat(chair_elsewhere, round_.award)
    other = make.programme("sandnes")
    stranger = make.person(roles=["coordinator", "chair"], programme=other)
    for person, proposal, decision in (
        (juror, 403, 403),
        (chair_elsewhere, 404, 403),
        (round_.chair, 200, 403),
        (stranger, 404, 404),
        (make.person(roles=["communications"]), 403, 403),
    ):
        browse(person).get(round_.proposal, proposal)
        browse(person).get(round_.decision, decision)
    browser = browse(stranger)
    browser.get("/decisions")
    browser.post(f"/decisions/{round_.award.id}/announcement/stop", status=404)
    browse(round_.chair).get("/decisions/announcement", 403)


def _count(database: Database, open_page: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement != "BEGIN":
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    open_page()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(statements)


def test_as_many_queries_for_many_candidates_as_for_few(
    browse: Browse, make: Make, round_: Round, database: Database
) -> None:
    _propose(browse, round_)
    pages = (
        (browse(round_.chair), round_.proposal),
        (browse(round_.coordinator), round_.decision),
        (browse(round_.coordinator), "/decisions"),
    )
    few = [_count(database, partial(b.get, u)) for b, u in pages]
    for _ in range(40):
        make.candidate(round_.award)
    many = [_count(database, partial(b.get, u)) for b, u in pages]
    assert many == few
    assert max(few) <= 12, few


def test_page_of_the_announcement_is_empty_before_a_decision(browse: Browse, round_: Round) -> None:
    page = browse(round_.coordinator).get("/decisions/announcement")
    assert "Nothing waits to be announced" in page.text


def test_embargo_holds_to_the_second(browse: Browse, round_: Round, session: Session) -> None:
    _propose(browse, round_)
    _record(browse, round_)
    session.expire_all()
    award = session.get_one(Award, round_.award.id)
    minute = now() + timedelta(days=2)
    award.announce_at = minute
    session.commit()
    second = timedelta(seconds=1)
    seen = [
        len(announced_outcomes(session, award.edition, at))
        for at in (minute - second, minute, minute + second)
    ]
    assert seen == [0, 1, 1]
