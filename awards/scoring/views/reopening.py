"""A juror opens a handed-in sheet again, until scoring closes."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes.models import Phase
from awards.scoring import actions, forms, queries
from awards.scoring.commitments import grouped
from awards.scoring.models import SheetState
from awards.scoring.rules import ScoringOver
from awards.scoring.views.blueprint import bp
from awards.scoring.views.sheets import sheet_to_read
from awards.web.access import current_actor, requires
from awards.web.db import get_session


def _handed_in(sheet_id: str) -> queries.Sheet:
    """Return a juror's sheet while it can be opened again. Raises ScoringOver."""
    found = sheet_to_read(sheet_id)
    if found.phase(now()) is not Phase.SCORING:
        raise ScoringOver
    return found


@bp.get("/scoring/sheets/<sheet_id>/reopen")
@requires(Permission.SCORE)
def reopening(sheet_id: str) -> ResponseReturnValue:
    """Say what opening a sheet again does, and ask why."""
    found = _handed_in(sheet_id)
    if found.state is not SheetState.HANDED_IN:
        return redirect(url_for("scoring.sheet", sheet_id=found.id))
    return _page(found, forms.ReopenForm(formdata=None))


@bp.post("/scoring/sheets/<sheet_id>/reopen")
@requires(Permission.SCORE)
def reopen(sheet_id: str) -> ResponseReturnValue:
    """Open the sheet; its receipt is void from now on."""
    found, form = _handed_in(sheet_id), forms.ReopenForm()
    if not form.validate():
        return _page(found, form, 422)
    actor = current_actor()
    void = actions.reopen(get_session(), found, why=form.why.data, by=actor, at=now())
    if void:
        flash(
            _(
                "The sheet is open again. The receipt %(code)s is void;"
                " you get a new one when you hand in.",
                code=grouped(void),
            ),
            "success",
        )
    return redirect(url_for("scoring.sheet", sheet_id=found.id))


def _page(sheet: queries.Sheet, form: forms.ReopenForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "scoring/reopening.html", sheet=sheet, form=form, edition=sheet.award.edition
    )
    return page, status
