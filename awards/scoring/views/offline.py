"""Scoring without a network: one workbook down, and up again with a preview."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import Closed, NotFound, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Permission
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring import actions, forms
from awards.scoring.batch import Asked, Whole, criteria_of, sheets_in
from awards.scoring.offline import (
    REASON,
    Change,
    Preview,
    Text,
    Words,
    make_workbook,
    read_workbook,
)
from awards.scoring.opened import opened_sheet
from awards.scoring.rules import ABSTAIN, StaleSheet
from awards.scoring.views.blueprint import bp, my_editions, secret
from awards.triage.blind import approved_copies
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import language, translated
from awards.web.security import takes_up_to

LARGEST = 5 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Round:
    """What the file is made from and compared with."""

    edition: Edition
    criteria: list[Asked]
    sheets: list[Whole]

    @property
    def scale(self) -> range:
        """The scores that may be given."""
        return range(self.edition.scale_low, self.edition.scale_high + 1)

    @property
    def fields(self) -> list[str]:
        """The criteria's fields in the form, in their order."""
        return [f"score-{one.key}" for one in self.criteria]

    @property
    def titles(self) -> dict[str, str]:
        """Field → what it is called."""
        names = {f"score-{one.key}": translated(one.name) for one in self.criteria}
        return {**names, REASON: str(_("Your reasons"))}


def _round() -> Round:
    """Read the juror's sheets. Raises NotFound without a seat, Closed before scoring opens."""
    edition, _editions = my_editions()
    if edition is None:
        raise NotFound
    if phase_by_dates(edition, now()) in {Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE}:
        raise Closed(N_("Scoring has not opened yet. Your list says when."))
    session, juror = get_session(), current_actor()
    criteria = criteria_of(session, edition.id)
    sheets = sheets_in(session, juror, edition.id, secret=secret(), criteria=criteria)
    return Round(edition, criteria, sheets)


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
    )
    return page, status


@bp.get("/scoring/offline/scores.xlsx")
@requires(Permission.SCORE)
def offline_file() -> ResponseReturnValue:
    """Send the workbook: what the juror may read, and cells for the scores."""
    found = _round()
    copies = approved_copies(get_session(), [sheet.candidate_id for sheet in found.sheets])
    texts = [
        Text(sheet.code_name, translated(sheet.award), translated(part["heading"]), part["text"])
        for sheet in found.sheets
        if sheet.candidate_id in copies
        for part in copies[sheet.candidate_id].sections
    ]
    sheets = [(sheet, translated(sheet.award)) for sheet in found.sheets]
    book = make_workbook(sheets, found.fields, texts, _words(found), scale=found.scale)
    name = _("scores")
    return _file(book, f"{name}-{found.edition.slug}.xlsx")


def _file(content: bytes, name: str) -> Response:
    answer = make_response(content)
    answer.content_type = _XLSX
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


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
        str(_("An empty cell changes nothing.")),
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
        words = one.levels.get(language()) or one.levels.get("sv") or []
        levels = zip(found.scale, words, strict=False)
        lines += [translated(one.name), *(f"{score}: {word}" for score, word in levels), ""]
    return lines


@bp.post("/scoring/offline")
@requires(Permission.SCORE)
@takes_up_to(LARGEST)
def upload_offline() -> ResponseReturnValue:
    """Show what an uploaded file would change; nothing is written."""
    found = _round()
    file = request.files.get("file")
    data = file.read() if file else b""
    if not data:
        return _page(found.edition, str(_("Choose the file you have scored in.")), 422)
    own = {sheet.id: sheet for sheet in found.sheets}
    try:
        preview = read_workbook(
            data, own, found.fields, scale=found.scale, longest=forms.REASON_LENGTH
        )
    except WrongInput as error:
        return _page(found.edition, str(_(error.message)), 422)
    return render_template(
        "scoring/offline_preview.html",
        edition=found.edition,
        preview=preview,
        content=_content(preview),
        titles=found.titles,
        word=_word,
        wrong=[(one, _(one.message, **one.values)) for one in preview.wrong],
    )


def _word(field: str, value: str) -> str:
    if value == ABSTAIN:
        return str(_("Abstain"))
    return value or ("–" if field == REASON else str(_("Not scored yet")))


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
    saved = 0
    for row in _confirmed():
        saved += _save_row(row, taken=row["sheet"] in request.form.getlist("take"))
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


def _save_row(row: Mapping[str, Any], *, taken: bool) -> bool:
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
    actions.save(get_session(), sheet, typed, version=row["version"], by=current_actor(), at=now())
    return True
