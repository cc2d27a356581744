"""Whoever has a conflict with a candidate finds nothing of it, whatever they open.

Not its text, code name, ids, files, scores or place; nor anything that changes when the others
change their minds about it, or when it goes away. That each kind of fault is seen is proven in
`test_conflicts_are_seen`.
"""

import html
import json
import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from awards.juries.models import Answer
from tests.whole.conflicted import SHEETS, STATEMENTS, VIEWERS, VOTERS, Stage
from tests.whole.conftest import SetStage


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nothing_in_reach_is_about_the_candidate(viewer: str, stage: SetStage) -> None:
    here = stage(viewer)
    if here.votes:
        here.begin_and_report()
    before = here.look_around()
    assert (before.said, before.kept) == ("", [])
    assert [part for part in PAGES_OF[viewer] if not before.opened(part)] == []
    here.others_change_their_minds()
    changed = here.look_around()
    assert (changed.said, changed.differs_from(before)) == ("", [])
    here.hidden_goes_away()
    gone = here.look_around()
    assert (gone.said, gone.differs_from(before, but=(STATEMENTS,))) == ("", [])


_QUEUE = ("/scoring", "/scoring/receipts", "/scoring/offline/scores.xlsx", SHEETS, STATEMENTS)
_RESULTS = ("/results", "/results/")
PAGES_OF = {
    "member": _QUEUE,
    "chair": (*_QUEUE, *_RESULTS, "/proposal", ".xlsx"),
    "stand-in": _QUEUE,
    "preparer": ("/juries/texts", *_RESULTS, ".xlsx"),
    "secretary": ("/decisions", *_RESULTS, ".xlsx"),
    "secretary of the deciding body": ("/decisions", *_RESULTS, ".xlsx"),
}
"""What each must have come to, or the walk has not seen what it is about."""


@pytest.mark.parametrize("viewer", ["chair", "preparer", "secretary of the deciding body"])
def test_no_guessed_address_tells_of_the_candidate(
    viewer: str, stage: SetStage, client: FlaskClient
) -> None:
    del client  # on one engine: most addresses are closed before anything is read
    here = stage(viewer)
    if here.votes:
        here.begin_and_report()
    guessed = here.guess_around()
    assert (guessed.said, guessed.kept) == ("", [])
    assert {s for u, s in guessed.pages.items() if u.startswith(SHEETS)} <= {403, 404}


@pytest.mark.parametrize("viewer", VOTERS)
def test_a_sheet_begun_before_the_conflict_was_known_is_closed_and_kept_nowhere(
    viewer: str, stage: SetStage
) -> None:
    here = stage(viewer)
    seen = here.begin_and_report()
    tags = [answer.headers.get("ETag", '"x"') for answer in seen.values()]
    kept = {"If-None-Match": ", ".join([*tags, "*"]), "If-Modified-Since": LATER}
    sheet = here.own_sheet(here.scoring.hidden)
    for url, answer in seen.items():
        assert answer.headers["Cache-Control"] == "private, no-store", url
        if url.startswith(sheet):
            assert here.client.get(url, headers=kept).status_code == 404, url
    book = here.client.get("/scoring/offline/scores.xlsx", headers=kept)
    assert book.status_code == 200
    assert book.data != seen["/scoring/offline/scores.xlsx"].data
    for page in ("/receipt", "/reopen"):
        assert here.client.get(f"{sheet}{page}").status_code == 404
    before = here.stored_scores()
    for url, fields in _ways_to_write(here, sheet):
        for accept in ("text/html", "application/json"):
            answer = here.post(url, fields, headers={"Accept": accept})
            assert (answer.status_code, here.leaks_of(url, answer)) == (404, []), url
    assert here.stored_scores() == before


LATER = "Fri, 01 Jan 2100 00:00:00 GMT"


def _ways_to_write(here: Stage, sheet: str) -> list[tuple[str, dict[str, str]]]:
    scores = {f"score-{c.key}": "1" for c in here.scoring.edition.criteria}
    row = {"sheet": sheet.removeprefix(SHEETS), "version": 1, "fields": scores, "clashes": []}
    return [
        (sheet, {**scores, "version": "1"}),
        (f"{sheet}/hand-in", {}),
        (f"{sheet}/conflict", {"answer": "conflicted", "ground": "same-unit"}),
        (f"{sheet}/reopen", {"why": "mistake"}),
        ("/scoring/offline/save", {"content": json.dumps([row])}),
    ]


def test_an_old_workbook_with_the_candidate_in_it_changes_only_the_others(stage: SetStage) -> None:
    here = stage("member")
    book = load_workbook(BytesIO(here.begin_and_report()["/scoring/offline/scores.xlsx"].data))
    page = book.worksheets[0]
    for row in range(3, 7):
        page.cell(row, 3).value = 1
    changed = BytesIO()
    book.save(changed)
    file = (BytesIO(changed.getvalue()), "scores.xlsx")
    answer = here.post("/scoring/offline", {"file": file})
    assert answer.status_code == 200
    found = re.search(r'name="content" value="([^"]*)"', answer.text)
    assert found
    listed = {row["sheet"] for row in json.loads(html.unescape(found[1]))}
    free = here.scoring.others[1:]  # the first is handed in
    assert listed == {here.own_sheet(one).removeprefix(SHEETS) for one in free}
    assert "This candidate is not on your list, or is no longer." in html.unescape(answer.text)


@pytest.mark.parametrize("answer", [Answer.UNSURE, None])
def test_unsure_and_unanswered_are_as_conflicted(answer: Answer | None, stage: SetStage) -> None:
    here = stage("chair", answer=answer)
    before = here.look_around()
    assert (before.said, before.kept) == ("", [])
    here.others_change_their_minds()
    assert here.look_around().differs_from(before) == []
