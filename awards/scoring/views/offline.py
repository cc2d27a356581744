"""Scoring without a network: one workbook down, and up again with a preview."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import NotFound, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Permission
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring import actions, forms
from awards.scoring.offline.uploads import Change, Preview, Wrong, read_workbook
from awards.scoring.offline.workbook import Text, Words, is_score, make_workbook
from awards.scoring.opened import opened_sheet
from awards.scoring.rules import ABSTAIN, StaleSheet
from awards.scoring.views.blueprint import as_file, bp, my_editions, secret
from awards.scoring.views.paper import standing
from awards.scoring.views.rounds import Round, read_round
from awards.triage.blind import approved_copies
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.security import takes_up_to

LARGEST = 5 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/scoring/offline")
@requires(Permission.SCORE)
def offline() -> ResponseReturnValue:
    """Offer the file, and take it back."""
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    return _page(edition)


def _page(edition: Edition, problem: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "scoring/offline.html",
        edition=edition,
        phase=phase_by_dates(edition, now()),
        phases=Phase,
        problem=problem,
        paper=standing(edition),
    )
    return page, status


@bp.get("/scoring/offline/scores.xlsx")
@requires(Permission.SCORE)
def offline_file() -> ResponseReturnValue:
    """Send the workbook: what the juror may read, and cells for the scores."""
    found = read_round()
    copies = approved_copies(get_session(), [sheet.candidate_id for sheet in found.sheets])
    texts = [
        Text(sheet.code_name, translated(sheet.award), translated(part["heading"]), part["text"])
        for sheet in found.sheets
        if sheet.candidate_id in copies
        for part in copies[sheet.candidate_id].sections
    ]
    sheets = [(sheet, translated(sheet.award)) for sheet in found.sheets]
    book = make_workbook(sheets, found.fields, texts, _words(found), scale=found.scale)
    name = _("scores-%(edition)s", edition=found.edition.slug)
    return as_file(book, _XLSX, f"{name}.xlsx")


def _words(found: Round) -> Words:
    edition = found.edition
    allowed = _(
        "Write a score from %(low)s to %(high)s, or A to abstain.",
        low=edition.scale_low,
        high=edition.scale_high,
    )
    return Words(
        scores=str(_("Your scores")),
        texts=str(_("Texts")),
        how=str(_("How to")),
        columns={
            "code": str(_("Candidate")),
            "award": str(_("Award")),
            "state": str(_("State")),
            **found.titles,
        },
        heading=str(_("Part")),
        text=str(_("Text")),
        handed_in=str(_("Handed in")),
        allowed=str(allowed),
        lines=[*_instructions(str(allowed)), *_levels(found)],
    )


def _instructions(allowed: str) -> list[str]:
    return [
        str(_("Read under “Texts”, write your scores under “Your scores”.")),
        allowed,
        str(_("An empty cell for a score changes nothing. A text that you empty is emptied.")),
        str(
            _(
                "When you are back online, upload the file where you downloaded it. You see what "
                "changes before anything is saved."
            )
        ),
        str(
            _("If you recognise somebody, stop reading and report it on the web before you upload.")
        ),
        str(_("The file holds what only the jury may read. Delete it when you have uploaded it.")),
        "",
    ]


def _levels(found: Round) -> list[str]:
    lines: list[str] = []
    for one in found.criteria:
        levels = [f"{score}: {words}" for score, words in found.levels(one) if words]
        lines += [translated(one.name), *levels, ""]
    return lines


@bp.post("/scoring/offline")
@requires(Permission.SCORE)
@takes_up_to(LARGEST)
def upload_offline() -> ResponseReturnValue:
    """Show what an uploaded file would change; nothing is written, so nobody has to wait."""
    found = read_round(looking=True)
    file = request.files.get("file")
    data = file.read() if file else b""
    if not data:
        return _page(found.edition, str(_("Choose the file you have scored in.")), 422)
    own = {sheet.id: sheet for sheet in found.sheets}
    try:
        preview = read_workbook(data, own, found.scores, found.texts, scale=found.scale)
    except WrongInput as error:
        return _page(found.edition, str(_(error.message)), 422)
    return render_template(
        "scoring/offline_preview.html",
        edition=found.edition,
        preview=preview,
        content=_content(preview),
        titles=found.titles,
        word=_word,
        wrong=[(one, _said(one, found.titles)) for one in preview.wrong],
    )


def _said(wrong: Wrong, titles: Mapping[str, str]) -> str:
    """Say why a row cannot be taken; a column is called as it is in the file."""
    column = {"column": titles[str(wrong.values["column"])]} if "column" in wrong.values else {}
    return str(_(wrong.message, **{**wrong.values, **column}))


def _word(field: str, value: str) -> str:
    if not is_score(field):
        return value or "–"
    return str(_("Abstain")) if value == ABSTAIN else value or str(_("Not scored yet"))


def _content(preview: Preview) -> str:
    """Return what the confirmation sends back: it is checked again like any save."""
    return json.dumps([_sent(change) for change in preview.changes], ensure_ascii=False)


def _sent(change: Change) -> dict[str, object]:
    fields = {name: mine for name, (_stored, mine) in change.fields.items()}
    clashes = sorted(change.clashes)
    return {
        "sheet": change.sheet.id,
        "version": change.sheet.version,
        "fields": fields,
        "clashes": clashes,
    }


class DamagedUpload(WrongInput):
    """What the preview sent back is not what it was made with."""

    message = N_("That could not be read. Upload the file once more.")


@bp.post("/scoring/offline/save")
@requires(Permission.SCORE)
@takes_up_to(LARGEST)
def save_offline() -> ResponseReturnValue:
    """Save what the preview showed: all of it, or nothing when a sheet has moved on meanwhile."""
    edition, _editions = my_editions()
    if edition is None:
        raise NotFound
    saved, at, rows = 0, now(), _confirmed()
    juror = current_actor().person_id
    actions.hold(get_session(), juror, sheets=[row["sheet"] for row in rows])
    for row in rows:
        saved += _save_row(row, taken=row["sheet"] in request.form.getlist("take"), at=at)
    flash(
        ngettext("%(num)d sheet is saved.", "%(num)d sheets are saved.", saved)
        if saved
        else _("Nothing has changed."),
        "success",
    )
    return redirect(url_for("scoring.queue", edition=edition.id))


def _confirmed() -> list[dict[str, Any]]:
    """Read the preview's content back. Raises DamagedUpload."""
    try:
        rows = json.loads(request.form.get("content", ""))
        return [
            {
                "sheet": str(row["sheet"]),
                "version": int(row["version"]),
                "fields": {str(key): str(value) for key, value in row["fields"].items()},
                "clashes": {str(name) for name in row["clashes"]},
            }
            for row in rows
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedUpload from error


def _save_row(row: Mapping[str, Any], *, taken: bool, at: datetime) -> bool:
    """Save one sheet; fields that clash only when the juror has chosen the file's."""
    fields = {k: v for k, v in row["fields"].items() if taken or k not in row["clashes"]}
    if not fields:
        return False
    sheet = opened_sheet(get_session(), current_actor(), row["sheet"], secret=secret())
    typed = forms.typed_in(fields, sheet)
    if typed is None:
        raise DamagedUpload
    if row["version"] != sheet.version:
        raise StaleSheet
    actions.save(get_session(), sheet, typed, version=row["version"], by=current_actor(), at=at)
    return True
