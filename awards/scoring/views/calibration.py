"""The calibration text on a juror's side: stating, scoring, handing in.

How the jury scored it is shown by `results`, which has the picture.
"""

from datetime import datetime

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from awards.core.clock import now
from awards.core.errors import Closed, Conflict, DomainError, WrongInput
from awards.core.permissions import Permission
from awards.programmes.models import Phase
from awards.scoring import forms
from awards.scoring.calibrating import actions, queries
from awards.scoring.models import SheetState
from awards.scoring.rules import ScoringOver, SheetClosed, StaleSheet
from awards.scoring.views.blueprint import bp
from awards.scoring.views.controls import control, keyboard_help
from awards.scoring.views.deadline import countdown, too_late
from awards.scoring.views.sheets import BEFORE, NOT_OPEN_YET, refusal_as_json, wants_json
from awards.scoring.views.stored import asks_each, stored
from awards.web.access import current_actor, requires
from awards.web.db import commit_now, get_session
from awards.web.errors import words_of
from awards.web.forms import version_in
from awards.web.i18n import clock
from awards.web.line import one_by_one
from awards.web.theme import show_programme

_CHANGE_LENGTH = 32


def _practice(calibration_id: str) -> queries.Practice:
    """Return the juror's own. Raises NotFound, and Closed before scoring has opened."""
    found = queries.practice_of(get_session(), current_actor(), calibration_id)
    show_programme(found.sheet.award.edition.programme)
    if found.sheet.phase(now()) in BEFORE:
        raise Closed(NOT_OPEN_YET)
    return found.called(_("Calibration text"))


def _page(
    practice: queries.Practice,
    form: forms.SheetForm | None = None,
    *,
    status: int = 200,
    trouble: str = "",
) -> ResponseReturnValue:
    """Show the sheet's page with the calibration text in it; what was typed is kept."""
    sheet, at = practice.sheet, now()
    shown = form or forms.SheetForm(formdata=None, reason=sheet.reason)
    shown.version.data = str(sheet.version)
    edition = sheet.award.edition
    scoring = sheet.phase(at) is Phase.SCORING
    writable = scoring and sheet.state is SheetState.OPEN
    page = render_template(
        "scoring/calibration_sheet.html",
        sheet=sheet,
        copy=practice,
        files=[],
        form=shown,
        marks={**sheet.marks, **(form.marks if form else {})},
        edition=edition,
        sheet_url=url_for("scoring.calibration", calibration_id="-")[:-1],
        control=control,
        note=lambda _text: Markup(),
        help=keyboard_help,
        writable=writable,
        scoring=scoring,
        each=asks_each(edition),
        reason_name=forms.reason_name,
        left=countdown(edition, at),
        trouble=trouble,
        stored=_stored(practice) if writable else {},
        differs=bool(trouble) and form is not None and not form.typed().is_in(sheet),
        confirm=_(
            "Your scores are handed in, and you see how the jury scored this text. After that you"
            " can no longer change them."
        ),
        borrowed=practice.borrowed,
    )
    return page, status


@bp.get("/scoring/calibration/<calibration_id>")
@requires(Permission.SCORE)
def calibration(calibration_id: str) -> ResponseReturnValue:
    """Show the calibration text beside the juror's scores; a borrowed one only when asked first."""
    found = _practice(calibration_id)
    if found.asked_first:
        return render_template("scoring/calibration_statement.html", practice=found)
    return _page(found)


@bp.get("/scoring/calibration/<calibration_id>/conflict")
@requires(Permission.SCORE)
def calibration_conflict(calibration_id: str) -> ResponseReturnValue:
    """Ask a juror who has recognised somebody whether to leave the text out."""
    return render_template("scoring/calibration_statement.html", practice=_practice(calibration_id))


@bp.post("/scoring/calibration/<calibration_id>/conflict")
@requires(Permission.SCORE)
def state_calibration(calibration_id: str) -> ResponseReturnValue:
    """Take a juror's word on whether a borrowed text concerns somebody close to them."""
    found = _practice(calibration_id)
    here = url_for("scoring.calibration", calibration_id=calibration_id)
    queue = url_for("scoring.queue", edition=found.sheet.award.edition_id)
    if not found.borrowed:
        return redirect(here)
    free = request.form.get("answer") == "none"
    try:
        allowed = actions.state(get_session(), found, free=free, by=current_actor(), at=now())
    except (SheetClosed, StaleSheet):  # another tab was faster: the page shows what stands
        get_session().rollback()
        return redirect(here)
    if allowed:
        return redirect(here)
    if free:
        flash(
            _(
                "What is on file suggests that you are close to whoever this is about."
                " It is left out for you."
            )
        )
    else:
        flash(_("The text is left out for you. Nothing is missing: it does not count."), "success")
    return redirect(queue)


@bp.post("/scoring/calibration/<calibration_id>")
@requires(Permission.SCORE)
@one_by_one
def save_calibration(calibration_id: str) -> ResponseReturnValue:
    """Save what the page sends; then stay, go on, or hand in."""
    at, found = now(), _practice(calibration_id)
    if found.asked_first:
        return redirect(url_for("scoring.calibration", calibration_id=calibration_id))
    typed = forms.typed_in(request.form, found.sheet)
    if typed is None:
        return _not_saved(found, WrongInput())
    try:
        saved = actions.save(
            get_session(),
            found,
            typed,
            version=version_in(request.form.get("version", "0")),
            by=current_actor(),
            at=at,
            change=request.form.get("change", "")[:_CHANGE_LENGTH],
        )
    except ScoringOver:
        return _not_saved(found, too_late(found.sheet, at))
    except Conflict as error:
        get_session().rollback()
        return _not_saved(_practice(calibration_id), error)
    if wants_json():
        commit_now()
        zone = found.sheet.award.edition.programme.time_zone
        said = _("Saved %(time)s", time=clock(saved.at, zone)) if saved.at else ""
        return jsonify(version=saved.version, saved_at_text=said)
    return _go_on(found, at)


def _not_saved(practice: queries.Practice, error: DomainError) -> ResponseReturnValue:
    """Say why, with everything typed kept; a stale page gets the newer version to compare with."""
    sheet = practice.sheet
    scale = sheet.scale
    form = forms.SheetForm.of(
        request.form.to_dict(), sheet.lines, low=scale.start, high=scale.stop - 1
    )
    form.validate()
    if wants_json():
        return refusal_as_json(error, form, sheet.version, _stored(practice))
    return _page(practice, form, status=error.status, trouble=words_of(error))


def _stored(practice: queries.Practice) -> dict[str, str]:
    """Return what the page's controls hold; a private note is none of them."""
    return {name: value for name, value in stored(practice.sheet).items() if name != "note"}


def _go_on(practice: queries.Practice, at: datetime) -> ResponseReturnValue:
    """Go where the pressed button leads."""
    then, sheet = request.form.get("then", ""), practice.sheet
    if then == "hand-in":
        if request.form.get("confirmed") == "yes":
            return _hand_in(sheet.id, at)
        return redirect(url_for("scoring.review_calibration", calibration_id=sheet.id))
    if (
        then == "next"
        and queries.practice_of(get_session(), current_actor(), sheet.id).sheet.complete
    ):
        return redirect(url_for("scoring.review_calibration", calibration_id=sheet.id))
    flash(_("Your scores are saved."), "success")
    if then == "next":
        return redirect(url_for("scoring.queue", edition=sheet.award.edition_id))
    return redirect(url_for("scoring.calibration", calibration_id=sheet.id))


@bp.get("/scoring/calibration/<calibration_id>/hand-in")
@requires(Permission.SCORE)
def review_calibration(calibration_id: str) -> ResponseReturnValue:
    """Show what will be handed in, and the button that does it."""
    found = _practice(calibration_id)
    if found.asked_first or found.sheet.handed_in_at is not None:
        return redirect(url_for("scoring.calibration", calibration_id=calibration_id))
    sheet = found.sheet
    return render_template(
        "scoring/calibration_review.html", sheet=sheet, edition=sheet.award.edition
    )


@bp.post("/scoring/calibration/<calibration_id>/hand-in")
@requires(Permission.SCORE)
def hand_in_calibration(calibration_id: str) -> ResponseReturnValue:
    """Hand the scores in; from then on the juror sees how the jury scored the text."""
    return _hand_in(calibration_id, now())


def _hand_in(calibration_id: str, at: datetime) -> ResponseReturnValue:
    found = _practice(calibration_id)
    if found.asked_first:
        return redirect(url_for("scoring.calibration", calibration_id=calibration_id))
    try:
        actions.hand_in(get_session(), found, by=current_actor(), at=at)
    except ScoringOver:
        late = too_late(found.sheet, at)
        return _page(found, status=late.status, trouble=words_of(late))
    except WrongInput as error:
        return _page(found, status=error.status, trouble=_(error.message))
    except StaleSheet:  # the other click was faster, or another tab saved meanwhile
        get_session().rollback()
        return redirect(url_for("scoring.calibration", calibration_id=calibration_id))
    return redirect(url_for("results.calibration", calibration_id=calibration_id))
