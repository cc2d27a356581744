"""Reasons on criteria, a private note, own scale, and opening a handed-in sheet again."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.jobs.registry import Workshop
from awards.programmes.models import Edition
from awards.scoring import actions, queries, rules, tasks
from awards.scoring.actions import Typed
from awards.scoring.models import ScoreSheet, SheetState
from awards.scoring.receipts import receipts_of
from tests.conftest import SECRET
from tests.factories import DAY, Make
from tests.page import Browser
from tests.scoring.conftest import Round
from tests.scoring.test_actions import read, save, typed
from tests.scoring.test_pages import JSON, SIX, Browse, close_scoring, opened

NOW = datetime.now(UTC)


def handed_in(session: Session, scene: Round) -> str:
    save(session, scene, typed(scene, 1, 2, 3, 4, 5, None, reason="Brave."), 0)
    return hand_in(session, scene)


def hand_in(session: Session, scene: Round, at: datetime = NOW) -> str:
    sheet = read(session, scene)
    return actions.hand_in(session, sheet, by=scene.actor, at=at, secret=SECRET)


def test_reopening_voids_the_receipt_and_says_why(session: Session, scene: Round) -> None:
    receipt = handed_in(session, scene)
    why = rules.Reopening.MISREAD
    void = actions.reopen(session, read(session, scene), why=why, by=scene.actor, at=NOW)
    stored = read(session, scene)
    assert void == receipt
    assert (stored.state, stored.handed_in_at, stored.receipt) == (SheetState.OPEN, None, None)
    line = session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert line is not None
    assert (line.event, line.details) == (
        "sheet.taken-back",
        {"receipt": receipt, "why": "misread"},
    )
    assert actions.reopen(session, stored, why=why, by=scene.actor, at=NOW) is None
    assert hand_in(session, scene, NOW + timedelta(minutes=1)) != receipt


def test_nothing_is_reopened_after_the_deadline(session: Session, scene: Round) -> None:
    receipt = handed_in(session, scene)
    sheet, late = read(session, scene), NOW + 300 * DAY
    with pytest.raises(rules.ScoringOver):
        actions.reopen(session, sheet, why=rules.Reopening.OTHER, by=scene.actor, at=late)
    assert read(session, scene).receipt == receipt


def test_a_sheet_handed_in_meanwhile_is_not_reopened_unseen(session: Session, scene: Round) -> None:
    handed_in(session, scene)
    seen = read(session, scene)
    why = rules.Reopening.MISTAKE
    actions.reopen(session, seen, why=why, by=scene.actor, at=NOW)
    with pytest.raises(rules.StaleSheet):
        actions.reopen(session, seen, why=why, by=scene.actor, at=NOW)


def test_reopening_on_the_pages(browse: Browse, scene: Round, session: Session) -> None:
    browser = opened(browse, scene)
    browser.post(scene.url, {**scene.fields(*SIX), "then": "hand-in", "confirmed": "yes"})
    assert f"{scene.url}/reopen" in browser.get(scene.url).links
    page = browser.get(f"{scene.url}/reopen")
    assert "void" in page.text
    page = browser.post(f"{scene.url}/reopen", {}, status=422)
    assert "Choose a reason." in page.text
    answer = browser.post(f"{scene.url}/reopen", {"why": "mistake"})
    assert answer.location == scene.url
    page = browser.get(scene.url)
    assert "is void; you get a new one when you hand in." in page.text
    assert "score-" in str(page.form(scene.url))
    close_scoring(session)
    browser.get(f"{scene.url}/reopen", 409)


def test_before_handing_in_it_is_said_that_a_sheet_can_be_opened_again(
    browse: Browse, scene: Round, session: Session
) -> None:
    """Both before one is handed in, and before all that are complete are."""
    save(session, scene, typed(scene, 1, 2, 3, 4, 5, None), 0)
    session.commit()
    url = f"{scene.url}/hand-in"
    browser = browse(scene.juror)
    assert "you can open it again, with a reason." in browser.get(url).text
    queue = browser.get("/scoring")
    said = " ".join(form.get("data-confirm", "") for form in queue.all("form"))
    said += " ".join(button.get("data-confirm", "") for button in queue.all("button"))
    assert "Until scoring closes you can open each of them again, with a reason." in said
    assert "no longer be changed" not in said


def test_reasons_on_criteria_are_asked_for_where_the_edition_says_so(
    browse: Browse, scene: Round, session: Session
) -> None:
    key = scene.criteria[0].key
    assert f"reason-{key}" not in opened(browse, scene).get(scene.url).html
    session.execute(update(Edition).values(rules={"reasons_about": "criterion"}))
    session.commit()
    browser = opened(browse, scene)
    browser.post(scene.url, {**scene.fields(3), f"reason-{key}": "New to all of us."})
    page = browser.get(scene.url)
    assert page.form(scene.url)[f"reason-{key}"] == "New to all of us."
    assert read(session, scene).reasons == {scene.criteria[0].id: "New to all of us."}
    session.commit()
    browser.post(scene.url, {**scene.fields(*SIX, version=1), "then": "hand-in"})
    assert "3" in browser.get(f"{scene.url}/hand-in").text
    assert "New to all of us." in browser.get(f"{scene.url}/hand-in").text
    wrong = {**scene.fields(3, version=2), f"reason-{key}": "x" * 1001}
    page = browser.post(scene.url, wrong, status=422)
    assert "Use at most 1000 characters for each reason." in page.text
    assert "x" * 1001 in page.html
    close_scoring(session)
    assert "New to all of us." in browser.get(scene.url).text


def test_stale_tab_is_told_every_text_that_was_saved_elsewhere(
    browse: Browse, scene: Round, session: Session
) -> None:
    session.execute(update(Edition).values(rules={"reasons_about": "criterion"}))
    session.commit()
    browser = opened(browse, scene)
    key, texts = scene.criteria[0].key, {c.key: "" for c in scene.criteria}
    there = {**scene.fields(3, reason="Brave."), f"reason-{key}": "New.", "note": "Ask."}
    browser.post(scene.url, there)
    sent = {"csrf_token": browser.token, f"reason-{key}": "Old.", "version": "0", "change": "b"}
    answer = browser.client.post(scene.url, data=sent, headers=JSON)
    assert answer.status_code == 409
    said = answer.json or {}
    reasons = {f"reason-{name}": text for name, text in (texts | {key: "New."}).items()}
    stored = {f"score-{key}": "3", **reasons, "reason": "Brave.", "note": "Ask."}
    assert (said["version"], said["stored"]) == (1, stored)
    attribute = browser.get(scene.url).first("form", action=scene.url).get("data-stored", "")
    assert json.loads(attribute) == stored
    # Without a script the page itself shows both.
    page = browser.post(scene.url, {f"reason-{key}": "Old.", "note": "No.", "version": "0"}, 409)
    assert page.form(scene.url)[f"reason-{key}"] == "Old."
    assert page.form(scene.url)["note"] == "No."
    assert "New." in page.text
    assert "Private note: Ask." in page.text


def test_receipt_stands_for_the_reasons_and_not_for_the_note(
    session: Session, scene: Round
) -> None:
    first = scene.criteria[0].id
    marks: dict[str, int | None] = {c.id: 3 for c in scene.criteria}
    save(session, scene, Typed(marks, reasons={first: "New."}, note="Remember."), 0)
    hand_in(session, scene)
    (receipt,) = receipts_of(session, scene.actor, scene.award.edition_id, secret=SECRET)
    assert receipt.holds
    assert receipt.opening.content["reasons"] == {first: "New."}
    assert "Remember." not in str(receipt.opening.content)


def test_the_note_is_kept_until_scoring_closes(
    browse: Browse, scene: Round, session: Session, workshop: Workshop
) -> None:
    browser = opened(browse, scene)
    sent = {"csrf_token": browser.token, **scene.fields(3), "note": "Ask about the budget."}
    assert browser.client.post(scene.url, data=sent, headers=JSON).status_code == 200
    assert browser.get(scene.url).form(scene.url)["note"] == "Ask about the budget."
    tasks.purge_notes(workshop)
    assert read(session, scene).note == "Ask about the budget."
    session.commit()
    close_scoring(session)
    assert "Ask about the budget." not in browser.get(scene.url).html
    tasks.purge_notes(workshop)
    tasks.purge_notes(workshop)
    assert read(session, scene).note == ""
    lines = session.scalars(select(AuditLine).where(AuditLine.event == "notes.purged")).all()
    assert [line.details for line in lines] == [{"counts": {"score_sheet": 1}}]
    assert "Ask about the budget." not in str([line.details for line in lines])


def test_own_scale_counts_other_sheets_of_the_award(
    session: Session, scene: Round, make: Make, browse: Browse
) -> None:
    other, foreign = make.candidate(scene.award), make.candidate(scene.award)
    make.statement(scene.juror, other)
    stranger = make.person("Sam Stranger", roles=["juror"])
    make.seat(stranger, scene.award)
    save(session, scene, typed(scene, 3, None), 0)
    first, second = scene.criteria[:2]
    sheet = queries.sheet_of(session, scene.actor, scene.address(other), secret=SECRET)
    assert queries.own_scale(session, scene.actor, sheet) == {
        first.id: {3: 1},
        second.id: {None: 1},
    }
    assert queries.own_scale(session, scene.actor, read(session, scene)) == {}
    session.commit()
    browser: Browser = browse(scene.juror)
    page = browser.get(f"/scoring/sheets/{scene.address(other)}/own-scores")
    assert f'data-scale-of="score-{first.key}"' in page.html
    assert "No other sheet yet" in browser.get(f"{scene.url}/own-scores").text
    browser.get(f"/scoring/sheets/{scene.address(foreign)}/own-scores", 404)


def test_deadline_is_decided_by_arrival(
    browse: Browse, scene: Round, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock passes the minute while the save waits for its turn: it came in time."""
    browser = opened(browse, scene)
    closes = session.scalars(select(Edition.scoring_closes_at)).one()
    moments = iter([closes - timedelta(seconds=1)])
    monkeypatch.setattr(
        "awards.scoring.views.sheets.now", lambda: next(moments, closes + timedelta(seconds=2))
    )
    sent = {"csrf_token": browser.token, **scene.fields(3)}
    answer = browser.client.post(scene.url, data=sent, headers=JSON)
    assert answer.status_code == 200
    assert "in time. Scoring has closed since." in (answer.json or {})["saved_at_text"]
    late = browser.client.post(scene.url, data={**sent, **scene.fields(4, version=1)}, headers=JSON)
    assert late.status_code == 409
    assert "and this change came at" in (late.json or {})["message"]
    assert session.scalars(select(ScoreSheet.version)).all() == [1]


def test_handing_in_with_the_last_save_is_decided_by_arrival_too(
    browse: Browse, scene: Round, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = opened(browse, scene)
    closes = session.scalars(select(Edition.scoring_closes_at)).one()
    session.commit()
    moments = iter([closes - timedelta(seconds=1)])
    monkeypatch.setattr(
        "awards.scoring.views.sheets.now", lambda: next(moments, closes + timedelta(seconds=2))
    )
    browser.post(scene.url, {**scene.fields(*SIX), "then": "hand-in", "confirmed": "yes"})
    rows = session.execute(select(ScoreSheet.state, ScoreSheet.handed_in_at)).all()
    assert [tuple(row) for row in rows] == [(SheetState.HANDED_IN, closes - timedelta(seconds=1))]


@pytest.mark.parametrize(("hours", "shown"), [(25, False), (23, True), (0.5, True), (-1, False)])
def test_countdown_on_the_last_day(
    browse: Browse, scene: Round, session: Session, hours: float, shown: bool
) -> None:
    closes = datetime.now(UTC) + timedelta(hours=hours)
    session.execute(update(Edition).values(scoring_closes_at=closes))
    session.commit()
    browser = browse(scene.juror)
    assert ("data-countdown" in browser.get(scene.url).html) is shown
    assert ("data-countdown" in browser.get("/scoring").html) is shown


def test_sweeping_notes_writes_nothing_without_any(database: Database, workshop: Workshop) -> None:
    tasks.purge_notes(workshop)
    with database.read() as session:
        assert session.scalars(select(AuditLine.event)).all() == []
