"""Importing: upload, preview, confirm; the progress of both; example files."""

from contextlib import closing

from flask import (
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from awards.accounts.models import ImportState, OrgImport
from awards.accounts.organisation import wording
from awards.accounts.organisation.actions import imports as actions
from awards.accounts.organisation.exports import example_csv, example_workbook
from awards.accounts.organisation.forms import ImportForm
from awards.accounts.organisation.imports.report import MOST_FAULTS, MOST_SHOWN
from awards.accounts.organisation.imports.sheets import LARGEST, Unreadable
from awards.accounts.organisation.queries import imports as queries
from awards.accounts.organisation.views.blueprint import bp
from awards.accounts.organisation.views.exports import XLSX, download
from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import language
from awards.web.security import takes_up_to

_ROOM = LARGEST + 1024 * 1024
"""A file that is a little too large is told so beside its field; a far larger one by a page."""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _page(form: ImportForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    page = render_template(
        "organisation/imports.html",
        form=form,
        may_close=actor.may_everywhere(Permission.ADMINISTER),
        employers=queries.employers(get_session(), actor),
        imports=queries.newest_imports(get_session(), actor),
        state_names=wording.IMPORT_STATES,
        total=wording.change_total,
    )
    return page, status


@bp.get("/imports")
@requires(Permission.MANAGE_PEOPLE)
def imports() -> ResponseReturnValue:
    """Upload a file; below it, what was imported before."""
    form = ImportForm(formdata=None)
    there = queries.employers(get_session(), current_actor())
    form.employer.data = there[0] if len(there) == 1 else ""
    return _page(form)


@bp.post("/imports")
@requires(Permission.MANAGE_PEOPLE)
@takes_up_to(_ROOM)
def upload() -> ResponseReturnValue:
    """Take a file in; what cannot be a table is said at once."""
    form = ImportForm()
    actions.require_complete(bool(form.complete.data), current_actor())
    sent = request.files.get("file")
    data = _bytes_of(sent) if sent else b""
    valid = form.validate()
    if sent is None or not sent.filename:
        form.file.errors = [_("Choose a file.")]
        valid = False
    else:
        valid = _is_readable(form, data) and valid
    if not valid or sent is None:
        return _page(form, 422)
    taken = actions.take_in(
        get_session(),
        data,
        name=sent.filename or "",
        employer=str(form.employer.data),
        complete=bool(form.complete.data),
        language=language(),
        folder=_settings().instance / "files",
        by=current_actor(),
        at=now(),
    )
    return redirect(url_for("organisation.one_import", import_id=taken.id))


def _bytes_of(sent: FileStorage) -> bytes:
    with closing(sent):
        return sent.stream.read(LARGEST + 1)


def _is_readable(form: ImportForm, data: bytes) -> bool:
    """Look at the file's kind and letters; its rows are read by the worker."""
    try:
        actions.glance(data)
    except Unreadable as error:
        form.file.errors = [_(error.message, **error.values)]
        return False
    return True


@bp.get("/imports/<import_id>")
@requires(Permission.MANAGE_PEOPLE)
def one_import(import_id: str) -> ResponseReturnValue:
    """One import: on its way, to be confirmed, or done."""
    taken = queries.import_for(get_session(), current_actor(), import_id)
    return render_template(
        "organisation/import.html",
        taken=taken,
        working=taken.state in _WORKING,
        words=progress_words(taken),
        groups=wording.groups_of(taken.preview),
        faults=wording.faults_of(taken.preview),
        empty=not taken.preview.get("counts"),
        most_faults=MOST_FAULTS,
        most_shown=MOST_SHOWN,
        state_names=wording.IMPORT_STATES,
    )


_WORKING = frozenset({ImportState.READING, ImportState.APPLYING})


def progress_words(taken: OrgImport) -> str:
    """Say how far an import has come."""
    if taken.done:
        words: str = ngettext("%(num)s row read", "%(num)s rows read", taken.done)
        return words
    waiting = {
        ImportState.READING: _("The file is being read"),
        ImportState.APPLYING: _("The changes are being saved"),
    }
    return str(waiting.get(taken.state, ""))


@bp.get("/imports/<import_id>/progress")
@requires(Permission.MANAGE_PEOPLE)
def import_progress(import_id: str) -> ResponseReturnValue:
    """How far an import has come, for the page's script."""
    taken = queries.import_for(get_session(), current_actor(), import_id)
    return jsonify(
        done=taken.done,
        total=taken.total or taken.done,
        state="pending" if taken.state in _WORKING else taken.state.value,
        label=progress_words(taken),
    )


@bp.post("/imports/<import_id>/confirm")
@requires(Permission.MANAGE_PEOPLE)
def confirm_import(import_id: str) -> ResponseReturnValue:
    """Apply exactly what the preview showed."""
    taken = queries.import_for(get_session(), current_actor(), import_id)
    actions.confirm(
        get_session(),
        taken,
        seen=request.form.get("digest", ""),
        by=current_actor(),
        at=now(),
    )
    return redirect(url_for("organisation.one_import", import_id=import_id))


@bp.post("/imports/<import_id>/drop")
@requires(Permission.MANAGE_PEOPLE)
def drop_import(import_id: str) -> ResponseReturnValue:
    """Forget a file; nothing is changed."""
    taken = queries.import_for(get_session(), current_actor(), import_id)
    actions.drop(get_session(), taken, by=current_actor(), at=now())
    flash(_("The file is forgotten. Nothing was changed."))
    return redirect(url_for("organisation.imports"))


@bp.get("/imports/example.<ending>")
@requires(Permission.MANAGE_PEOPLE)
def example(ending: str) -> ResponseReturnValue:
    """Give an example to fill in: people with units and managers; as a workbook also units."""
    if ending == "xlsx":
        return download(example_workbook(wording.headings()), XLSX, _("example.xlsx"))
    if ending == "csv":
        return download(example_csv(wording.headings()), "text/csv", _("example.csv"))
    raise NotFound
