"""The conflict crawler can fail: each fault is planted in one place, and each time it is seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from typing import Any

import pytest
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import true

from awards.decisions.views import decision, overview
from awards.home import tallies
from awards.juries.preparing import queries as preparing
from awards.juries.queries import JUROR, built_askable, suggested_in
from awards.results import progress, wording
from awards.results import queries as results
from awards.scoring import batch, queries, receipts
from awards.scoring.models import ScoreSheet
from awards.triage.models import Candidate
from tests.whole.conflicted import SHEETS, STATEMENTS, Stage
from tests.whole.conftest import SetStage

Patch = pytest.MonkeyPatch


def _with_sheet(**_one: bool) -> Any:
    """Select what `with_sheet` does without a look at answers and seals."""
    own = (ScoreSheet.candidate_id == Candidate.id) & (ScoreSheet.person_id == JUROR)
    return built_askable().join(ScoreSheet, own, isouter=True)


def _anew(patch: Patch, module: Any, *names: str) -> None:
    """Let statements that are made once be made again, with what is patched by now."""
    for name in names:
        patch.setattr(module, name, getattr(module, name).__wrapped__)


def _in_queue(patch: Patch, _here: Stage) -> None:
    patch.setattr(queries, "with_sheet", _with_sheet)
    _anew(patch, queries, "_queue", "_way")


def _on_sheet(patch: Patch, _here: Stage) -> None:
    patch.setattr(queries, "with_sheet", _with_sheet)
    _anew(patch, queries, "_one")


def _in_the_offline_file(patch: Patch, _here: Stage) -> None:
    patch.setattr(batch, "with_sheet", _with_sheet)
    _anew(patch, batch, "_all")


def _among_receipts(patch: Patch, _here: Stage) -> None:
    patch.setattr(receipts, "with_sheet", _with_sheet)
    _anew(patch, receipts, "_own")


def _in_results(patch: Patch, _here: Stage) -> None:
    for module in (results, progress):
        patch.setattr(module, "open_to", lambda *_asked: true())
    _anew(patch, progress, "_progress")


def _in_the_count_of_sheets(patch: Patch, _here: Stage) -> None:
    with patch.context() as open_to_all:
        open_to_all.setattr(progress, "open_to", lambda *_asked: true())
        counted = progress._progress.__wrapped__()
    patch.setattr(progress, "_progress", lambda: counted)


def _in_the_places(patch: Patch, here: Stage) -> None:
    """Work the places out with the hidden one among them, then leave it out of the table."""
    hidden = {one.hidden.code_name for one in here.rounds}
    whole: list[Any] = []
    honest, shown = results.scores_in_sight, wording.result_rows

    def both(*asked: Any) -> Any:
        with patch.context() as open_to_all:
            open_to_all.setattr(results, "open_to", lambda *_asked: true())
            whole[:] = [honest(*asked)]
        return honest(*asked)

    def places_of_all(_scored: Any, **how: Any) -> Any:
        return [row for row in shown(whole[0], **how) if row.code not in hidden]

    patch.setattr(results, "scores_in_sight", both)
    patch.setattr(wording, "result_rows", places_of_all)


def _on_the_start_page(patch: Patch, _here: Stage) -> None:
    patch.setattr(tallies, "built_readable", built_askable)
    _anew(patch, tallies, "_statement")


def _among_the_texts(patch: Patch, _here: Stage) -> None:
    honest = suggested_in

    def all_opened(*asked: Any) -> Any:
        known = honest(*asked)
        opened = known.said.opened | known.said.conflicted
        return replace(known, said=replace(known.said, opened=opened))

    patch.setattr(preparing, "suggested_in", all_opened)


def _on_the_decision(patch: Patch, _here: Stage) -> None:
    for view in (decision, overview):
        patch.setattr(view, "closed_by_conflict", lambda *_: set())


def _marked(here: Stage, endpoint: str, name: str, value: str) -> None:
    """Let a page's answers carry a header."""
    view: Any = here.app.view_functions[endpoint]

    @wraps(view)
    def with_header(*args: Any, **values: Any) -> Response:
        answer = here.app.make_response(view(*args, **values))
        answer.headers[name] = value
        return answer

    here.app.view_functions[endpoint] = with_header


def _in_a_header(_patch: Patch, here: Stage) -> None:
    _marked(here, "home.overview", "X-Left-Out", here.scoring.hidden.id)


def _in_the_browsers_store(_patch: Patch, here: Stage) -> None:
    _marked(here, "scoring.sheet", "Cache-Control", "private, max-age=60")


PLANTS: dict[str, tuple[str, Callable[[Patch, Stage], None], str]] = {
    "the queue": ("member", _in_queue, "/scoring"),
    "a sheet": ("member", _on_sheet, SHEETS),
    "the offline file": ("stand-in", _in_the_offline_file, "/scoring/offline/scores.xlsx"),
    "receipts": ("member", _among_receipts, "/scoring/receipts"),
    "results": ("chair", _in_results, "/results/"),
    "the workbook": ("secretary", _in_results, ".xlsx"),
    "a count of sheets": ("preparer", _in_the_count_of_sheets, "/results"),
    "places": ("chair", _in_the_places, "/results/"),
    "the start page's count": ("member", _on_the_start_page, "/home"),
    "texts": ("preparer", _among_the_texts, "/juries/texts"),
    "a decision": ("secretary of the deciding body", _on_the_decision, "/decision"),
    "a header": ("member", _in_a_header, "/home"),
    "the browser's store": ("member", _in_the_browsers_store, SHEETS),
}
"""Where the fault is → who looks, what is planted, where it has to be seen."""


@pytest.mark.parametrize("place", PLANTS)
def test_a_fault_is_seen_wherever_it_is_planted(
    place: str, stage: SetStage, client: FlaskClient, monkeypatch: Patch
) -> None:
    del client  # on one engine each: what the crawler reads is the same on both
    viewer, plant, where = PLANTS[place]
    here = stage(viewer)
    if here.votes:
        here.begin_and_report()
    plant(monkeypatch, here)
    seen = []
    for found in _found(here):
        seen.append(found)
        if where in found:
            return
    pytest.fail(f"seen elsewhere only: {seen}")


def _found(here: Stage) -> Iterator[str]:
    """Yield where something of the candidate is found, as the crawler's tests would."""
    before = here.look_around()
    sheet = here.own_sheet(here.scoring.hidden)
    before.look(sheet, here.client.get(sheet))
    at_once = [*(leak.url for leak in before.leaks), *before.kept]
    yield from at_once
    if at_once:
        return
    del before.texts[sheet]
    here.others_change_their_minds()
    yield from here.look_around().differs_from(before)
    here.hidden_goes_away()
    yield from here.look_around().differs_from(before, but=(STATEMENTS,))
