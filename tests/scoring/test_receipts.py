"""Receipts: what they bind to, what they tell, what voids them, and the page that checks them."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground
from awards.scoring import actions, queries, sealing
from awards.scoring.commitments import Opening, code_of, grouped, juror_secret, read_code
from awards.scoring.models import Score, ScoreSheet, SheetReceipt, SheetState
from awards.scoring.receipts import commitments_in, receipts_of
from tests.conftest import SECRET
from tests.factories import Make
from tests.page import Browser
from tests.scoring.conftest import Round

NOW = datetime.now(UTC)
Browse = Callable[..., Browser]

OPENING = Opening(
    sheet="abcdefgh23456789",
    marks={"b": None, "a": 3},
    reason="Därför – ja.",
    handed_in_at=datetime(2026, 11, 21, 13, 3, 7, 120, tzinfo=UTC),
    secret="S" * 32,
    nonce="N" * 32,
    reasons={"a": "Ja."},
)


def test_commitment_is_computed_as_the_docs_say() -> None:
    written = (
        '{"format":"utmarkt-sheet-1","handed_in_at":"2026-11-21T13:03:07.000120+00:00",'
        '"nonce":"NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN","reason":"Därför – ja.",'
        '"reasons":{"a":"Ja."},"scores":{"a":3,"b":null},"secret":"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS",'
        '"sheet":"abcdefgh23456789"}'
    )
    assert OPENING.commitment == hashlib.sha256(written.encode()).hexdigest()
    assert len(code_of(OPENING.commitment)) == 16


def test_every_part_changes_the_commitment() -> None:
    others = [
        replace(OPENING, sheet="another"),
        replace(OPENING, marks={"a": 3, "b": 0}),
        replace(OPENING, marks={"a": 3}),
        replace(OPENING, reason="Därför – ja"),
        replace(OPENING, handed_in_at=OPENING.handed_in_at + timedelta(microseconds=1)),
        replace(OPENING, reasons={"a": "Ja"}),
        replace(OPENING, secret="T" * 32),
        replace(OPENING, nonce="M" * 32),
    ]
    assert len({one.commitment for one in (OPENING, *others)}) == len(others) + 1


def test_secret_is_each_jurors_own_in_each_edition() -> None:
    found = {juror_secret("s", *ids) for ids in (("p", "e"), ("q", "e"), ("p", "f"))}
    assert len(found | {juror_secret("t", "p", "e")}) == 4
    assert juror_secret("s", "p", "e") == juror_secret("s", "p", "e")


@pytest.mark.parametrize("typed", ["abcd efgh-2345 67oi", "ABCDEFGH234567OI", "abcdefgh234567 01"])
def test_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "ABCDEFGH234567OI"
    assert grouped(read_code(typed)) == "ABCD EFGH 2345 67OI"


def handed_in(session: Session, scene: Round) -> str:
    """Score and hand in the juror's sheet; return the receipt."""

    def read() -> queries.Sheet:
        session.expire_all()
        return queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)

    marks = {c.id: place or None for place, c in enumerate(scene.criteria)}
    typed = actions.Typed(marks, "Brave.")
    actions.save(session, read(), typed, version=0, by=scene.actor, at=NOW)
    code = actions.hand_in(session, read(), by=scene.actor, at=NOW, secret=SECRET)
    session.commit()
    return code


def test_receipt_holds_until_a_score_is_touched(session: Session, scene: Round) -> None:
    code = handed_in(session, scene)
    edition = scene.award.edition
    (receipt,) = receipts_of(session, scene.actor, edition.id, secret=SECRET)
    assert (receipt.code, receipt.in_force, receipt.holds) == (code, True, True)
    assert commitments_in(session, edition.id) == [receipt.commitment]
    session.execute(update(Score).where(Score.value == 2).values(value=5))
    (receipt,) = receipts_of(session, scene.actor, edition.id, secret=SECRET)
    assert (receipt.in_force, receipt.holds) == (True, False)


def test_opening_the_sheet_again_voids_its_receipt(session: Session, scene: Round) -> None:
    handed_in(session, scene)
    reopened = {"state": SheetState.OPEN, "receipt": None, "handed_in_at": None}
    session.execute(update(ScoreSheet).values(**reopened))
    (receipt,) = receipts_of(session, scene.actor, scene.award.edition_id, secret=SECRET)
    assert receipt.in_force is False
    assert commitments_in(session, scene.award.edition_id) == []
    sheet = queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)
    actions.hand_in(session, sheet, by=scene.actor, at=NOW, secret=SECRET)
    found = receipts_of(session, scene.actor, scene.award.edition_id, secret=SECRET)
    assert sorted(one.in_force for one in found) == [False, True]
    assert len(session.scalars(select(SheetReceipt.nonce).distinct()).all()) == 2


def test_conflicted_juror_finds_no_receipt(session: Session, scene: Round) -> None:
    handed_in(session, scene)
    conflicted = Stated(Answer.CONFLICTED, Ground.FAMILY_OR_FRIEND)
    said = {scene.candidate.id: conflicted}
    sealing.state_conflicts(session, said, by=scene.actor, at=NOW)
    assert receipts_of(session, scene.actor, scene.award.edition_id, secret=SECRET) == []
    assert commitments_in(session, scene.award.edition_id) == []


def test_page_checks_a_receipt(session: Session, scene: Round, browse: Browse) -> None:
    code = handed_in(session, scene)
    browser = browse(scene.juror)
    page = browser.get(f"/scoring/receipts?code={grouped(code).lower().replace(' ', '+')}")
    assert "is in order" in page.text
    assert "None of your receipts" in browser.get("/scoring/receipts?code=ABCD").text
    session.execute(update(Score).where(Score.value == 2).values(value=5))
    session.commit()
    assert "does not match what is stored" in browser.get(f"/scoring/receipts?code={code}").text


def test_after_close_a_receipt_is_found_in_the_list(
    session: Session, scene: Round, browse: Browse
) -> None:
    code = handed_in(session, scene)
    browser = browse(scene.juror)
    browser.get("/scoring/receipts/commitments.json", 409)
    scene.award.edition.scoring_closes_at = NOW - timedelta(minutes=1)
    session.commit()
    assert "is counted" in browser.get(f"/scoring/receipts?code={code}").text
    mine = json.loads(browser.client.get("/scoring/receipts/mine.json").data)
    listed = json.loads(browser.client.get("/scoring/receipts/commitments.json").data)
    (own,) = mine
    canonical = json.dumps(
        own["opening"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    computed = hashlib.sha256(canonical.encode()).hexdigest()
    assert listed["commitments"] == [computed] == [own["commitment"]]
    assert own["receipt"] == code


def test_another_juror_learns_nothing_of_a_receipt(
    session: Session, make: Make, scene: Round, browse: Browse
) -> None:
    code = handed_in(session, scene)
    other = make.person("Kim Kollega", roles=["juror"])
    make.seat(other, scene.award)
    make.statement(other, scene.candidate)
    page = browse(other).get(f"/scoring/receipts?code={code}")
    assert "None of your receipts" in page.text
