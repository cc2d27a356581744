"""No juror can find out who stands behind a code name: everything they can reach is read.

The demo's nominations have names, units and addresses in them, and their juror copies are
approved as the masking drafted them, so this also measures the masking. What a leak looks like,
and that each is seen, is proven in `test_leaks_are_seen`.
"""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from awards.jobs.registry import Workshop
from awards.nominations.models import Nomination, NomineeKind
from awards.programmes.models import Phase
from awards.results.views import XLSX
from awards.scoring.rules import sheet_id
from awards.scoring.tasks import print_papers
from tests.conftest import SECRET
from tests.whole.conftest import SetScene
from tests.whole.crawler import guesses, walk
from tests.whole.leaks import Leak
from tests.whole.scene import CALIBRATION, PHASES, SHEETS, STATEMENTS, VIEWERS, Scene


def _said(leaks: list[Leak]) -> str:
    """Return every leak on a line of its own: address, place, token."""
    return "\n".join(f"{leak.url} ({leak.where}): {leak.tokens}" for leak in leaks)


def _ok(scene: Scene, *endings: str) -> list[str]:
    """Return the pages that opened, with one of these endings."""
    return [u for u, status in scene.pages.items() if status == 200 and u.startswith(endings)]


EVERYWHERE = [("sqlite", phase, viewer) for phase in PHASES for viewer in VIEWERS]
# Who sees most, and who may see least; walking on PostgreSQL takes twice the time.
EVERYWHERE += [("postgresql", PHASES[1], "chair"), ("postgresql", PHASES[0], "conflicted")]


@pytest.mark.parametrize(("engine", "phase", "viewer"), EVERYWHERE)
def test_nothing_in_reach_of_a_juror_names_anybody(
    scene: SetScene, engine: str, phase: Phase, viewer: str
) -> None:
    here = scene(engine, phase, viewer)
    walk(here.client, here.look)
    assert _said(here.leaks) == ""
    # The walk has seen what it is about: sheets with texts, the statements, last year's winners.
    assert len(_ok(here, SHEETS)) > 20
    assert here.types_of("/files/") >= {"application/pdf", "image/jpeg"}
    assert _ok(here, STATEMENTS)
    # Two calibration texts, one of them borrowed, and how the jury scored each.
    texts = _ok(here, CALIBRATION)
    # Who scored none in time is led to none any more.
    assert bool(texts) == (viewer != "conflicted" or phase is Phase.SCORING)
    if viewer != "conflicted":
        assert len([url for url in texts if url.endswith("/jury")]) == len(here.borrowed)
        assert {url for url in texts if "/" not in url.removeprefix(CALIBRATION)} == {
            f"{CALIBRATION}{text}" for text in here.borrowed
        }
    assert [u for u in _ok(here, "/awards/") if u.endswith("/winners")]
    assert bool(_ok(here, "/results/")) == (viewer == "chair")
    # 405: where a page's script posts to. A draft's link waits, hidden, for the draft to be saved.
    wrong = {url for url, status in here.pages.items() if status >= 400 and status != 405}
    assert {
        url for url in wrong if not re.fullmatch(r"/drafts/[a-z0-9]{16}/versions", url)
    } == set()
    types = _send_every_form(here)
    assert _said(here.leaks) == ""
    assert "application/json" in types
    assert (XLSX in types) == (viewer == "chair")
    # Nor a code name of somebody they are conflicted on.
    assert here.hints == []
    assert (len(here.conflicted) > 0) == (viewer == "conflicted") or viewer == "chair"


def _send_every_form(here: Scene) -> set[str]:
    """Send each kind of form as it stands, by the page and by its script; return media types."""
    types: set[str] = set()
    for action, fields in list(here.forms.values()):
        for accept in ("application/json", "text/html") if action != "/sign-out" else ():
            answer = here.client.post(action, data=fields, headers={"Accept": accept})
            types.add(answer.mimetype or "")
            assert answer.status_code < 500, action
            here.look(action, answer)
    return types


@pytest.mark.parametrize(
    ("engine", "phase", "viewer"),
    [
        ("sqlite", Phase.SCORING, "juror"),
        ("sqlite", Phase.DELIBERATION, "conflicted"),
        ("sqlite", Phase.DELIBERATION, "chair"),
        ("postgresql", Phase.DELIBERATION, "conflicted"),
    ],
)
def test_no_guessed_address_names_anybody(
    scene: SetScene, engine: str, phase: Phase, viewer: str
) -> None:
    here, opened = scene(engine, phase, viewer), set()
    for rule, url in guesses(here.app, here.pools):
        answer = here.client.get(url)
        opened.add(rule.endpoint)
        here.look(url, answer)
        assert answer.status_code < 500, url
    assert _said(here.leaks) == ""
    assert {"triage.nomination", "scoring.sheet", "certificates.one"} <= opened
    # Another juror's sheet, a candidate's or nomination's id, are all not found.
    for guess in here.pools["sheet_id"]:
        assert here.pages[f"{SHEETS}{guess}"] == 404


@pytest.mark.parametrize("phase", PHASES)
def test_a_candidate_somebody_is_conflicted_on_is_not_found(
    scene: SetScene, engine_kind: str, phase: Phase
) -> None:
    here = scene(engine_kind, phase, "conflicted")
    assert here.conflicted
    for candidate in here.conflicted:
        for page in ("", "/hand-in", "/receipt", "/conflict", "/files/1", "/files/2"):
            address = f"{SHEETS}{sheet_id(SECRET, here.person.id, candidate)}{page}"
            assert here.client.get(address).status_code == 404


def test_score_sheets_on_paper_name_nobody(
    scene: SetScene, font_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of them: what is read on paper is what the walk has read on the sheets."""
    monkeypatch.setattr("awards.scoring.views.paper.MOST_SHEETS", 5)
    here = scene("sqlite", Phase.SCORING, "conflicted")
    settings = here.app.extensions["settings"]
    if not (settings.instance / "fonts").exists():
        (settings.instance / "fonts").symlink_to(font_folder)
    page = here.client.get("/scoring/offline").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    here.client.post("/scoring/offline/paper", data={"csrf_token": token})
    print_papers(Workshop(here.database, settings))
    pdf = here.client.get("/scoring/offline/scores.pdf")
    assert pdf.mimetype == "application/pdf"
    here.look("/scoring/offline/scores.pdf", pdf)
    assert _said(here.leaks) == ""
    assert here.hints == []
    assert len(PdfReader(BytesIO(pdf.data)).pages) > 5


ASKING = ("q", "search", "name", "unit", "sort", "format")


@pytest.mark.parametrize("viewer", ["juror", "chair"])
def test_no_list_answers_a_search_for_a_name(
    scene: SetScene, engine_kind: str, viewer: str
) -> None:
    """A page that answers a true name otherwise than an invented one is an oracle."""
    here = scene(engine_kind, Phase.SCORING, viewer)
    with here.database.read() as session:
        person = Nomination.nominee_kind == NomineeKind.PERSON
        name = session.scalars(select(Nomination.nominee_name).where(person).limit(1)).one()
    for page in ("/home", "/scoring", "/juries/statements", "/results", "/"):
        for asked in ASKING:
            answers = {
                _neutral(here.client.get(page, query_string={asked: word}), word)
                for word in (name, "Xyzzy Qwerty")
            }
            assert len(answers) == 1, f"{page}?{asked}="


def _neutral(answer: TestResponse, word: str) -> str:
    """Return an answer's source without what was asked for and without its one-time token."""
    text = f"{answer.status_code} {answer.get_data(as_text=True)}"
    for form in (quote(quote_plus(word)), quote(quote(word)), quote_plus(word), quote(word), word):
        text = text.replace(form, "")
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)
