"""A juror's pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.nominations.models import Nomination
from awards.programmes.models import Edition, Phase
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.models import Candidate, JurorCopy
from tests.counting import queries_of
from tests.factories import DAY, Make
from tests.page import Browser, Page, text_of
from tests.scoring.conftest import Round

Browse = Callable[..., Browser]
JSON = {"Accept": "application/json"}
SIX = (1, 2, 3, 4, 5, "abstain")


def close_scoring(session: Session) -> None:
    """Move the deadline into the past."""
    edition = session.scalars(select(Edition)).one()
    edition.scoring_closes_at = edition.scoring_opens_at + DAY
    session.commit()


def opened(browse: Browse, scene: Round) -> Browser:
    browser = browse(scene.juror)
    browser.get(scene.url)
    return browser


def test_queue_leads_to_the_sheet(browse: Browse, scene: Round) -> None:
    page = browse(scene.juror).get("/scoring")
    assert "Handed in: 0. Begun: 0. Not begun: 1." in page.text
    assert "Scoring closes on" in page.text
    assert scene.url in page.links


def test_sheet_shows_the_juror_copy_and_no_name(browse: Browse, scene: Round) -> None:
    page = browse(scene.juror).get(scene.url)
    assert page.h1 == scene.candidate.code_name
    assert "The candidate has dared." in page.text
    assert "Alva" not in page.html
    assert scene.candidate.id not in page.html


def test_save_and_go_on(browse: Browse, scene: Round, make: Make, session: Session) -> None:
    other = make.candidate(scene.award)
    make.statement(scene.juror, other)
    browser = opened(browse, scene)
    answer = browser.post(scene.url, {**scene.fields(*SIX, reason="Brave."), "then": "next"})
    assert answer.location == f"/scoring/sheets/{scene.address(other)}"
    page = browser.get(scene.url)
    form = page.form(scene.url)
    assert {key: form[key] for key in scene.fields(*SIX)} == {
        **scene.fields(*SIX, version=1, reason="Brave.")
    }
    assert "Ready to hand in" in browser.get("/scoring").text


def test_saving_in_the_background_answers_in_json(browse: Browse, scene: Round) -> None:
    browser = opened(browse, scene)
    sent = {"csrf_token": browser.token, **scene.fields(3)}
    answer = browser.client.post(scene.url, data=sent, headers=JSON)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["version"] == 1
    assert answer.json["saved_at_text"].startswith("Saved ")
    stale = browser.client.post(scene.url, data={**sent, **scene.fields(4)}, headers=JSON)
    assert stale.status_code == 409
    assert "another tab" in (stale.json or {})["message"]
    wrong = browser.client.post(
        scene.url, data={**sent, **scene.fields(9, version=1)}, headers=JSON
    )
    assert wrong.status_code == 422
    assert (wrong.json or {})["message"] == "Choose a score from 1 to 5, or abstain."


def test_a_nul_in_what_is_sent_is_no_crash(
    browse: Browse, scene: Round, database: Database
) -> None:
    """No keyboard writes one; PostgreSQL takes none."""
    browser = opened(browse, scene)
    sent = {"csrf_token": browser.token, **scene.fields(3), "change": "a\0b"}
    answer = browser.client.post(scene.url, data=sent, headers=JSON)
    assert answer.status_code == (200 if database.one_writer else 400)
    assert browser.get(f"{scene.url}%00", 404).status == 404


def test_second_tab_keeps_what_was_typed(browse: Browse, scene: Round) -> None:
    browser = opened(browse, scene)
    browser.post(scene.url, scene.fields(2, reason="First tab."))
    page = browser.post(scene.url, scene.fields(5, reason="Second tab."), status=409)
    form = page.form(scene.url)
    assert (form["score-knowledge"], form["reason"], form["version"]) == ("5", "Second tab.", "1")
    assert "Knowledge: 2" in page.text
    assert "First tab." in page.text
    browser.post(scene.url, scene.fields(5, reason="Second tab.", version=1))
    assert browser.get(scene.url).form(scene.url)["reason"] == "Second tab."


def test_wrong_score_keeps_the_rest(browse: Browse, scene: Round) -> None:
    page = opened(browse, scene).post(scene.url, scene.fields(9, 4, reason="Kept."), status=422)
    assert "Choose a score from 1 to 5, or abstain." in page.text
    form = page.form(scene.url)
    assert (form["score-innovation"], form["reason"]) == ("4", "Kept.")


def test_hand_in_asks_then_gives_a_receipt(browse: Browse, scene: Round, session: Session) -> None:
    browser = opened(browse, scene)
    asked = browser.follow(browser.post(scene.url, {**scene.fields(*SIX), "then": "hand-in"}))
    assert asked.h1 == f"Hand in {scene.candidate.code_name}?"
    page = browser.follow(browser.post(f"{scene.url}/hand-in"))
    code = session.scalars(select(ScoreSheet.receipt)).one()
    assert code is not None
    assert code in page.text.replace(" ", "")
    session.commit()
    again = browser.post(f"{scene.url}/hand-in")
    assert again.location == f"{scene.url}/receipt"
    assert "You are done" in browser.get("/scoring").text


def test_dialog_spares_the_second_question(browse: Browse, scene: Round) -> None:
    sent = {**scene.fields(*SIX), "then": "hand-in", "confirmed": "yes"}
    assert opened(browse, scene).post(scene.url, sent).location == f"{scene.url}/receipt"


def test_incomplete_sheet_is_not_handed_in(browse: Browse, scene: Round) -> None:
    browser = opened(browse, scene)
    asked = browser.follow(browser.post(scene.url, {**scene.fields(3), "then": "hand-in"}))
    assert "It cannot be handed in yet" in asked.text
    page = browser.post(f"{scene.url}/hand-in", status=422)
    assert "Score every criterion, or abstain" in page.text


def test_handed_in_sheet_can_be_read_but_not_changed(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    sheet = make.sheet(scene.juror, scene.candidate, [3] * 6, criteria=scene.criteria)
    browser = browse(scene.juror)
    url = f"/scoring/sheets/{sheet.id}"
    assert [
        i
        for i in browser.get(url).all("input", type="radio")
        if i.get("name", "").startswith("score") and i.get("disabled") is None
    ] == []
    assert "can no longer be changed" in browser.post(url, scene.fields(5, version=1), 409).text


def test_complete_sheets_are_handed_in_from_the_queue(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    make.sheet(
        scene.juror, scene.candidate, [3] * 6, criteria=scene.criteria, state=SheetState.OPEN
    )
    begun = make.candidate(scene.award)
    make.statement(scene.juror, begun)
    make.sheet(scene.juror, begun, [3], criteria=scene.criteria[:1], state=SheetState.OPEN)
    browser = browse(scene.juror)
    assert "Hand in one sheet" in browser.get("/scoring").text
    page = browser.follow(browser.post("/scoring/hand-in"))
    assert "1 sheet is handed in. Thank you." in page.text
    assert sorted(session.scalars(select(ScoreSheet.state))) == ["handed-in", "open"]


def urls_of(scene: Round) -> list[tuple[str, str]]:
    """Return every address that names the candidate to its juror."""
    return [
        ("get", scene.url),
        ("post", scene.url),
        ("get", f"{scene.url}/hand-in"),
        ("post", f"{scene.url}/hand-in"),
        ("get", f"{scene.url}/receipt"),
        ("get", f"{scene.url}/conflict"),
        ("post", f"{scene.url}/conflict"),
    ]


def assert_nowhere(browser: Browser, scene: Round) -> None:
    browser.get("/scoring")
    for method, url in urls_of(scene):
        getattr(browser, method)(url, status=404)
    assert scene.candidate.code_name not in browser.get("/scoring").text


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.CONFLICTED, None])
@pytest.mark.parametrize("role", ["juror", "chair"])
def test_candidate_is_nowhere_without_the_answer_none(
    browse: Browse, scene: Round, make: Make, session: Session, answer: Answer | None, role: str
) -> None:
    scene.juror = make.person(roles=[role])
    make.seat(scene.juror, scene.award)
    if answer:
        make.statement(scene.juror, scene.candidate, answer, ground=Ground.OTHER)
    assert_nowhere(browse(scene.juror), scene)


def test_begun_sheet_is_nowhere_after_a_conflict(
    browse: Browse, scene: Round, session: Session
) -> None:
    browser = opened(browse, scene)
    browser.post(scene.url, scene.fields(3))
    browser.post(f"{scene.url}/conflict", {"answer": "conflicted"}, status=422)
    said = {"answer": "conflicted", "ground": "family-or-friend"}
    page = browser.follow(browser.post(f"{scene.url}/conflict", said))
    assert f"{scene.candidate.code_name} is no longer yours to read." in page.text
    assert session.scalars(select(ScoreSheet.state)).one() is SheetState.SEALED
    session.commit()
    assert_nowhere(browser, scene)


def test_report_cannot_say_none(browse: Browse, scene: Round) -> None:
    said = {"answer": "none"}
    browser = opened(browse, scene)
    assert "You do not have to tell who it is." in browser.get(f"{scene.url}/conflict").text
    page = browser.post(f"{scene.url}/conflict", said, status=422)
    assert "Choose one of the two." in page.text


def test_unseated_juror_and_other_jurors_find_nothing(
    browse: Browse, scene: Round, make: Make
) -> None:
    outsider = make.person(roles=["juror"])
    browser = browse(outsider)
    assert "You have no seat on a panel yet" in browser.get("/scoring").text
    for method, url in urls_of(scene):
        getattr(browser, method)(url, status=404)


def test_coordinator_cannot_open_a_sheet(browse: Browse, scene: Round, make: Make) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    browser.get(scene.url, 403)
    browser.get("/scoring", 403)


def test_after_the_deadline_nothing_is_saved_but_all_is_kept(
    browse: Browse, scene: Round, session: Session
) -> None:
    browser = opened(browse, scene)
    close_scoring(session)
    page = browser.post(scene.url, scene.fields(3, reason="Too late."), status=409)
    assert "it does not count. What was saved before is kept." in page.text
    assert "Too late." in page.text
    assert session.scalars(select(ScoreSheet.id)).all() == []


def test_before_scoring_statements_are_open_and_sheets_are_not(browse: Browse, make: Make) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    scene = Round(award, juror, make.candidate(award))
    browser = browse(juror)
    assert "Scoring opens on" in browser.get("/scoring").text
    page = browser.get("/juries/statements")
    assert scene.candidate.code_name in page.text
    browser.post("/juries/statements", {**page.form(), "then": "rest"})
    browser.get(scene.url, 409)


def test_answers_are_given_several_at_once(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    odd, plain, third = (make.candidate(scene.award) for _ in range(3))
    browser = browse(scene.juror)
    page = browser.get("/juries/statements")
    assert "The candidate" not in page.text
    sent = page.form() | {
        f"{scene.address(odd)}-answer": "conflicted",
        f"{scene.address(odd)}-ground": "manager",
        f"{scene.address(plain)}-answer": "none",
    }
    answer = browser.post("/juries/statements", {**sent, "then": "answers"})
    assert "/juries/statements" in answer.location
    said = dict(
        session.execute(select(ConflictStatement.candidate_id, ConflictStatement.answer)).all()
    )
    assert said == {scene.candidate.id: "none", odd.id: "conflicted", plain.id: "none"}
    session.commit()
    page = browser.get("/juries/statements")
    assert browser.post("/juries/statements", {**page.form(), "then": "rest"}).location.startswith(
        "/scoring"
    )
    wanted = select(ConflictStatement.answer).where(ConflictStatement.candidate_id == third.id)
    assert session.scalars(wanted).one() is Answer.NONE


def test_conflict_without_a_ground_is_asked_for_again(
    browse: Browse, scene: Round, make: Make
) -> None:
    odd = make.candidate(scene.award)
    browser = browse(scene.juror)
    sent = browser.get("/juries/statements").form()
    name = f"{scene.address(odd)}-answer"
    page = browser.post("/juries/statements", {**sent, name: "unsure"}, status=422)
    assert "Choose what connects you with this candidate." in page.text
    assert page.form()[name] == "unsure"


def test_fact_on_file_is_asked_about_first_and_never_bundled(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    nomination = make.nomination(scene.award, nominator_email=scene.juror.email)
    known = make.candidate(nomination=nomination)
    others = [make.candidate(scene.award) for _ in range(6)]
    browser = browse(scene.juror)
    page = browser.get("/juries/statements")
    assert "This may concern somebody or a unit you named, or nothing at all" in page.text
    rest = {"rest": [scene.address(one) for one in (known, *others)], "then": "rest"}
    browser.post("/juries/statements", rest)
    said = set(session.scalars(select(ConflictStatement.candidate_id)))
    assert known.id not in said
    assert len(said - {scene.candidate.id}) >= 2  # at most four of them were asked about alone


def _facts(make: Make, scene: Round, session: Session) -> list[Candidate]:
    """Make one candidate for each fact that may connect it with the juror."""
    unit = make.unit()
    session.get_one(Person, scene.juror.id).org_unit_id = unit.id
    session.commit()
    facts: list[dict[str, Any]] = [
        {"nominator_email": scene.juror.email},
        {"nominee_name": scene.juror.name},
        {"units": [unit]},
    ]
    return [make.candidate(nomination=make.nomination(scene.award, **fact)) for fact in facts]


def test_question_about_a_fact_never_tells_which(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    candidates = _facts(make, scene, session)
    page = browse(scene.juror).get("/juries/statements")
    sent = page.form()
    assert [sent.get(f"{scene.address(c)}-ground", "") for c in candidates] == ["", "", ""]
    cards = [
        text_of(card) for card in page.all("section") if "c-statement" in (card.get("class") or "")
    ]
    told = {card.replace(c.code_name, "") for card in cards for c in candidates}
    plain = {card for card in told if all(c.code_name not in card for c in candidates)}
    assert (len(cards), len(plain)) == (3, 1)


def test_none_against_a_fact_opens_nothing_before_the_coordinators_word(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    known = _facts(make, scene, session)[2]
    url, name = f"/scoring/sheets/{scene.address(known)}", f"{scene.address(known)}-answer"
    browser = browse(scene.juror)
    browser.get("/juries/statements")
    page = browser.follow(browser.post("/juries/statements", {name: "none"}))
    assert "The coordinator looks at one of your answers first" in page.text
    browser.get(url, 404)
    again = browser.get(f"/juries/statements?about={scene.address(known)}")
    about = [i.get("value") for i in again.all("input") if i.get("name") == name]
    assert about == ["unsure", "conflicted"]
    session.commit()
    coordinator = browse(make.person(roles=["coordinator"]))
    matter = f"/juries/conflicts/{scene.juror.id}/{known.id}"
    assert "Same unit" in coordinator.get(matter).text
    coordinator.post(matter, {"answer": "none"})
    assert browser.get(url).h1 == known.code_name


def test_doubt_is_not_taken_back(browse: Browse, scene: Round, session: Session) -> None:
    browser = browse(scene.juror)
    browser.get(f"/juries/statements?about={scene.sheet}")
    about = {"about": scene.sheet, f"{scene.sheet}-ground": "same-unit"}
    browser.post("/juries/statements", {**about, f"{scene.sheet}-answer": "unsure"})
    sent = {**about, f"{scene.sheet}-answer": "none"}
    refused = browser.post("/juries/statements", sent, status=409)
    assert "Only they can say that there is no conflict" in refused.text
    assert session.scalars(select(ConflictStatement.answer)).one() is Answer.UNSURE


def test_version_that_only_looks_like_a_number_is_no_version(browse: Browse, scene: Round) -> None:
    sent = {**scene.fields(3), "version": "²"}
    assert "another tab" in opened(browse, scene).post(scene.url, sent, status=409).text


def test_answer_can_be_changed_but_a_conflict_not_taken_back(
    browse: Browse, scene: Round, session: Session
) -> None:
    browser = browse(scene.juror)
    page = browser.get(f"/juries/statements?about={scene.sheet}")
    sent = page.form() | {
        f"{scene.sheet}-answer": "conflicted",
        f"{scene.sheet}-ground": "same-unit",
    }
    browser.post("/juries/statements", sent)
    refused = browser.post(
        "/juries/statements", {"about": scene.sheet, f"{scene.sheet}-answer": "none"}, status=409
    )
    assert "Only the coordinator can change that" in refused.text
    assert session.scalars(select(ConflictStatement.answer)).one() is Answer.CONFLICTED


def test_decided_round_offers_no_conflict_form_and_keeps_what_was_written(
    browse: Browse, scene: Round, make: Make
) -> None:
    browser = browse(scene.juror)
    change = f"/juries/statements?about={scene.sheet}"
    open_form = browser.get(change).form()
    assert f"{scene.url}/conflict" in browser.get(scene.url).links
    now = datetime.now(UTC)
    scene.award.edition.scoring_closes_at = now - timedelta(minutes=2)
    scene.award.decided_at = now - timedelta(minutes=1)
    make.session.add(scene.award)
    make.session.commit()
    assert f"{scene.url}/conflict" not in browser.get(scene.url).links
    assert not browser.get(f"{scene.url}/conflict").all("form", action=f"{scene.url}/conflict")
    answered = browser.get(change)
    assert "Can no longer change" in answered.text
    assert not answered.all("input", name=f"{scene.sheet}-answer")
    assert not [link for link in answered.links if "about=" in link or "/juries/close" in link]
    words = {"answer": "conflicted", "ground": "other", "note": "We sing in one choir."}
    report = browser.post(f"{scene.url}/conflict", words, status=409).text
    named = {f"{scene.sheet}-{name}": value for name, value in words.items()}
    stated = browser.post("/juries/statements", {**open_form, **named}, status=409).text
    for refused in (report, stated):
        assert "The decision is recorded, so the panel" in refused
        assert "We sing in one choir." in refused


def test_a_single_answer_is_saved_by_a_button_that_speaks_of_one(
    browse: Browse, scene: Round
) -> None:
    page = browse(scene.juror).get(f"/juries/statements?about={scene.sheet}")
    assert "Save only my answers" not in page.text


def _many(make: Make, scene: Round, count: int) -> None:
    for number in range(count):
        candidate = make.candidate(scene.award)
        make.statement(scene.juror, candidate)
        if number % 3:
            make.sheet(
                scene.juror, candidate, [3] * 6, criteria=scene.criteria, state=SheetState.OPEN
            )


def test_pages_ask_the_database_equally_often_for_many(
    browse: Browse, scene: Round, make: Make, database: Database, session: Session
) -> None:
    _many(make, scene, 10)
    browser = browse(scene.juror)
    urls = ("/scoring", "/juries/statements", scene.url)

    def counts() -> list[int]:
        def look(url: str) -> Page:
            return browser.get(url)

        return [queries_of(database, lambda url=url: look(url)) for url in urls]  # type: ignore[misc]

    few = counts()
    _many(make, scene, 90)
    assert counts() == few
    assert max(few) <= 12


def test_saving_costs_few_statements(browse: Browse, scene: Round, database: Database) -> None:
    browser = opened(browse, scene)
    browser.post(scene.url, scene.fields(*SIX, reason="Brave."))
    sent = {"csrf_token": browser.token, **scene.fields(*reversed(SIX), version=1, reason="New.")}
    count = queries_of(database, lambda: browser.client.post(scene.url, data=sent, headers=JSON))
    assert count <= 8


def test_hostile_reason_stays_text(browse: Browse, scene: Round) -> None:
    browser = opened(browse, scene)
    browser.post(scene.url, scene.fields(*SIX, reason="<script>alert(1)</script>"))
    assert "<script>alert" not in browser.get(f"{scene.url}/hand-in").html


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_pages_speak_every_language(browse: Browse, scene: Round, language: str) -> None:
    browser = browse(scene.juror, language)
    for url in ("/scoring", "/juries/statements", scene.url):
        assert browser.get(url).first("html").get("lang") == language


def test_withdrawn_nomination_takes_its_candidate_away(
    browse: Browse, scene: Round, session: Session
) -> None:
    from awards.nominations.models import Nomination, NominationState

    session.execute(update(Nomination).values(state=NominationState.WITHDRAWN))
    session.commit()
    assert_nowhere(browse(scene.juror), scene)


def test_withdrawn_text_keeps_the_scores_and_says_so(
    browse: Browse, scene: Round, session: Session
) -> None:
    browser = opened(browse, scene)
    sent = {"csrf_token": browser.token, **scene.fields(3)}
    browser.post(scene.url, sent, 200, headers=JSON)
    copy = session.scalars(
        select(JurorCopy).where(JurorCopy.candidate_id == scene.candidate.id)
    ).one()
    copy.prepared_at = copy.changed_at - DAY
    session.commit()
    assert "withdrawn for the moment" in browser.get(scene.url, 409).text
    copy.prepared_at = copy.changed_at
    session.execute(update(Nomination).values(changed_at=copy.changed_at))
    session.commit()
    assert browser.get(scene.url).form(scene.url)[next(iter(scene.fields(3)))] == "3"
