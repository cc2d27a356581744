"""One sheet: reading, scoring, saving, handing in, its receipt, and reporting a conflict."""

from collections.abc import Mapping
from datetime import datetime

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import Closed, Conflict, DomainError, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor, Permission
from awards.juries.forms import ReportForm
from awards.juries.rules import Change, JuryClosed, is_open
from awards.programmes.models import Phase
from awards.programmes.rules import phase_of
from awards.scoring import actions, forms, queries, sealing
from awards.scoring.at_once import save_at_once
from awards.scoring.commitments import grouped
from awards.scoring.models import SheetState
from awards.scoring.opened import Opened, own_sheet
from awards.scoring.reminding import drop_when_done
from awards.scoring.rules import ScoringOver, StaleSheet, is_over
from awards.scoring.views.blueprint import bp, secret
from awards.scoring.views.controls import control, keyboard_help, note
from awards.scoring.views.deadline import countdown, too_late
from awards.scoring.views.stored import asks_each, stored
from awards.triage.blind import JurorFile, approved_copy, approved_file, approved_files
from awards.web.access import current_actor, requires
from awards.web.db import commit_now, get_connection, get_database, get_look, get_session
from awards.web.downloads import sent_to
from awards.web.errors import words_of
from awards.web.forms import version_in
from awards.web.i18n import clock
from awards.web.line import one_by_one
from awards.web.theme import show_programme

NOT_OPEN_YET = N_("Scoring has not opened yet. Your list says when.")
_JSON = "application/json"
_CHANGE_LENGTH = 32
BEFORE = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE})


def sheet_to_read(sheet_id: str) -> queries.Sheet:
    """Return the juror's sheet. Raises NotFound, and Closed before scoring has opened."""
    found = queries.sheet_of(get_session(), current_actor(), sheet_id, secret=secret())
    return _open_for_reading(found)


def _open_for_reading(sheet: queries.Sheet) -> queries.Sheet:
    show_programme(sheet.award.edition.programme)
    if phase_of(sheet.award, now()) in BEFORE:
        raise Closed(NOT_OPEN_YET)
    return sheet


def _way(sheet_id: str, edition_id: str) -> queries.Way:
    return queries.way_of(
        get_session(), current_actor(), edition_id, from_id=sheet_id, secret=secret()
    )


def _page(
    sheet: queries.Sheet,
    form: forms.SheetForm | None = None,
    *,
    status: int = 200,
    trouble: str = "",
) -> ResponseReturnValue:
    """Show a sheet; what was typed in `form` stands in the controls, even when it is not saved."""
    marks = {**sheet.marks, **(form.marks if form else {})}
    shown = form or forms.SheetForm(formdata=None, reason=sheet.reason)
    shown.version.data = str(sheet.version)
    edition, at = sheet.award.edition, now()
    scoring = sheet.phase(at) is Phase.SCORING
    writable = scoring and sheet.state is SheetState.OPEN
    page = render_template(
        "scoring/sheet.html",
        sheet=sheet,
        copy=approved_copy(get_session(), sheet.candidate_id),
        files=_file_links(sheet),
        form=shown,
        marks=marks,
        way=_way(sheet.id, sheet.award.edition_id),
        edition=edition,
        sheet_url=url_for("scoring.sheet", sheet_id="-")[:-1],
        control=control,
        note=note,
        help=keyboard_help,
        writable=writable,
        scoring=scoring,
        reportable=is_open(sheet.award, at, Change.STATEMENTS),
        each=asks_each(edition),
        reason_name=forms.reason_name,
        left=countdown(edition, at),
        trouble=trouble,
        stored=stored(sheet) if writable else {},
        differs=bool(trouble) and form is not None and not form.typed().is_in(sheet),
    )
    return page, status


@bp.get("/scoring/sheets/<sheet_id>")
@requires(Permission.SCORE)
def sheet(sheet_id: str) -> ResponseReturnValue:
    """Show the text of a candidate beside the juror's scores."""
    return _page(sheet_to_read(sheet_id))


def _file_name(file: JurorFile) -> str:
    return str(_("Attachment %(number)s", number=file.number))


def _file_links(sheet: queries.Sheet) -> list[dict[str, str]]:
    """Return the files a juror may have: a number each, never a name of their own."""
    return [
        {
            "name": _file_name(one),
            "note": one.ending.upper(),
            "url": url_for("scoring.attachment", sheet_id=sheet.id, number=one.number),
        }
        for one in approved_files(get_session(), sheet.candidate_id)
    ]


@bp.get("/scoring/sheets/<sheet_id>/files/<int:number>")
@requires(Permission.SCORE)
def attachment(sheet_id: str, number: int) -> ResponseReturnValue:
    """Send the juror to a file of a candidate they may read."""
    sheet = sheet_to_read(sheet_id)
    found = approved_file(get_session(), sheet.candidate_id, number)
    return sent_to(found.file, f"{sheet.code_name} {_file_name(found)}.{found.ending}")


def wants_json() -> bool:
    """Say whether the page's script asks, not a browser."""
    return request.headers.get("Accept") == _JSON or request.accept_mimetypes.best == _JSON


@bp.post("/scoring/sheets/<sheet_id>")
@requires(Permission.SCORE)
@one_by_one
def save(sheet_id: str) -> ResponseReturnValue:
    """Save what the page sends; then stay, go on, or ask whether to hand in.

    The moment it arrived is what counts, however long it then waits for its turn to be stored.
    """
    at, by = now(), current_actor()
    found = _opened(sheet_id, by)
    if found.phase(at) in BEFORE:
        raise Closed(NOT_OPEN_YET)
    typed = forms.typed_in(request.form, found)
    if typed is None:
        return _not_saved(sheet_id, WrongInput())
    try:
        saved = _store(found, typed, by, at)
    except ScoringOver:
        return _not_saved(sheet_id, too_late(found, at))
    except Conflict as error:
        return _not_saved(sheet_id, error)
    if wants_json():
        return jsonify(version=saved.version, saved_at_text=_said(saved.at, found))
    return _go_on(found, at)


def _opened(sheet_id: str, juror: Actor) -> Opened:
    """Do what `opened.opened_sheet` does, without a session; the page knows whether it is begun."""
    begun = request.form.get("version", "0") != "0"
    found = own_sheet(get_connection(), juror, sheet_id, secret=secret(), begun=begun)
    if found is None:
        raise queries.not_there(get_look(), juror, sheet_id)
    return found


def _store(sheet: Opened, typed: actions.Typed, by: Actor, at: datetime) -> actions.Saved:
    """Store it, and have it on disk before the answer is made.

    In one statement where writers work side by side; where there is one writer, under its lock.
    """
    version = version_in(request.form.get("version", "0"))
    change = request.form.get("change", "")[:_CHANGE_LENGTH]
    if not get_database().one_writer:
        return save_at_once(
            get_connection(), sheet, typed, version=version, by=by, at=at, change=change
        )
    saved = actions.save(get_session(), sheet, typed, version=version, by=by, at=at, change=change)
    commit_now()
    return saved


def _said(saved_at: datetime | None, sheet: Opened) -> str:
    """Say when it was saved, and that it counts although the deadline has passed meanwhile."""
    if saved_at is None:
        return ""
    time = clock(saved_at, sheet.zone)
    if is_over(sheet.schedule, now()):
        return str(_("Saved %(time)s, in time. Scoring has closed since.", time=time))
    return str(_("Saved %(time)s", time=time))


def _not_saved(sheet_id: str, error: DomainError) -> ResponseReturnValue:
    """Say why, with everything typed kept; a stale page gets the newer version to compare with."""
    sheet = sheet_to_read(sheet_id)
    edition = sheet.award.edition
    form = forms.SheetForm.of(
        request.form.to_dict(), sheet.lines, low=edition.scale_low, high=edition.scale_high
    )
    form.validate()
    if wants_json():
        return refusal_as_json(error, form, sheet.version, stored(sheet))
    return _page(sheet, form, status=error.status, trouble=words_of(error))


def refusal_as_json(
    error: DomainError, form: forms.SheetForm, version: int, now_stored: Mapping[str, str]
) -> Response:
    """Tell the page's script why; a stale page gets what is stored now, to compare with."""
    errors = [str(text) for texts in form.errors.values() for text in texts]
    stale = isinstance(error, StaleSheet)
    news = {"version": version, "stored": now_stored} if stale else {}
    return as_json(error.status, message=" ".join(errors) or words_of(error), **news)


def as_json(status: int, **values: object) -> Response:
    """Answer the page's script with a status of its own."""
    answer = jsonify(**values)
    answer.status_code = status
    return answer


def _go_on(sheet: Opened, at: datetime) -> ResponseReturnValue:
    """Go where the pressed button leads."""
    then = request.form.get("then", "")
    if then == "hand-in":
        if request.form.get("confirmed") == "yes":
            return _hand_in(sheet.id, at)
        return redirect(url_for("scoring.review", sheet_id=sheet.id))
    flash(_("Your scores are saved."), "success")
    after = _way(sheet.id, sheet.edition_id).to_do if then == "next" else None
    return redirect(url_for("scoring.sheet", sheet_id=after or sheet.id))


@bp.get("/scoring/sheets/<sheet_id>/hand-in")
@requires(Permission.SCORE)
def review(sheet_id: str) -> ResponseReturnValue:
    """Show what will be handed in, and the button that does it."""
    found = sheet_to_read(sheet_id)
    if found.receipt is not None:
        return redirect(url_for("scoring.receipt", sheet_id=found.id))
    return render_template("scoring/review.html", sheet=found, edition=found.award.edition)


@bp.post("/scoring/sheets/<sheet_id>/hand-in")
@requires(Permission.SCORE)
def hand_in(sheet_id: str) -> ResponseReturnValue:
    """Hand the sheet in; afterwards it is closed. It is in time when it arrives in time."""
    return _hand_in(sheet_id, now())


def _hand_in(sheet_id: str, at: datetime) -> ResponseReturnValue:
    found = sheet_to_read(sheet_id)
    try:
        actions.hand_in(get_session(), found, by=current_actor(), at=at, secret=secret())
        drop_when_done(get_session(), found.award.edition, by=current_actor(), at=at)
    except ScoringOver:
        late = too_late(found, at)
        return _page(found, status=late.status, trouble=words_of(late))
    except WrongInput as error:
        return _page(found, status=error.status, trouble=_(error.message))
    except StaleSheet:  # the other click was faster: its receipt, or the sheet as it is now
        get_session().rollback()
    return redirect(url_for("scoring.receipt", sheet_id=found.id))


@bp.get("/scoring/sheets/<sheet_id>/receipt")
@requires(Permission.SCORE)
def receipt(sheet_id: str) -> ResponseReturnValue:
    """Show the receipt of a handed-in sheet."""
    found = sheet_to_read(sheet_id)
    if found.receipt is None:
        return redirect(url_for("scoring.sheet", sheet_id=found.id))
    return render_template(
        "scoring/receipt.html",
        sheet=found,
        edition=found.award.edition,
        way=_way(found.id, found.award.edition_id),
        code=grouped(found.receipt),
    )


@bp.get("/scoring/sheets/<sheet_id>/conflict")
@requires(Permission.SCORE)
def conflict_noticed(sheet_id: str) -> ResponseReturnValue:
    """Ask a juror who recognises somebody what the connection is."""
    return _report_page(sheet_to_read(sheet_id), ReportForm(formdata=None))


def _report_page(sheet: queries.Sheet, form: ReportForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "scoring/conflict_noticed.html",
        sheet=sheet,
        form=form,
        edition=sheet.award.edition,
        open=is_open(sheet.award, now(), Change.STATEMENTS),
    )
    return page, status


@bp.post("/scoring/sheets/<sheet_id>/conflict")
@requires(Permission.SCORE)
def report(sheet_id: str) -> ResponseReturnValue:
    """Report a conflict noticed while reading: the sheet is sealed at once."""
    found = sheet_to_read(sheet_id)
    form = ReportForm()
    if not form.validate():
        return _report_page(found, form, 422)
    said = {found.candidate_id: form.statement()}
    try:
        sealing.state_conflicts(get_session(), said, by=current_actor(), at=now())
    except JuryClosed as error:  # decided while this was written: the words stay before their eyes
        get_session().rollback()
        form.form_errors.append(words_of(error))
        return _report_page(sheet_to_read(sheet_id), form, error.status)
    flash(
        _("Thank you for saying so. %(code)s is no longer yours to read.", code=found.code_name),
        "success",
    )
    return redirect(url_for("scoring.queue", edition=found.award.edition_id))
