"""The juror copy of a candidate: original and blind text side by side, edited, approved."""

from collections.abc import Mapping
from pathlib import Path

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.files.apart import Busy
from awards.files.inspection import Refused
from awards.triage import actions, queries, rules
from awards.triage.blind_files import actions as blind_files
from awards.triage.copying import actions as copying
from awards.triage.forms import CopyForm
from awards.triage.originals import texts_of
from awards.triage.queries import CopyCase
from awards.triage.views.blueprint import bp
from awards.triage.views.copy_page import (
    case_of,
    copy_page,
    form_for,
    look_through,
    neighbours_of,
    next_mark_url,
)
from awards.web.access import current_actor, requires
from awards.web.db import get_look, get_session
from awards.web.errors import words_of
from awards.web.theme import show_programme


@bp.get("/triage/candidates/<candidate_id>/copy")
@requires(Permission.TRIAGE)
def juror_copy(candidate_id: str) -> ResponseReturnValue:
    """Show the original beside what the jury reads, or ask to prepare it."""
    case = case_of(candidate_id)
    return copy_page(case, form_for(case))


@bp.get("/triage/candidates/<candidate_id>/copy/versions/<int:version>")
@requires(Permission.TRIAGE)
def copy_version(candidate_id: str, version: int) -> ResponseReturnValue:
    """Show one version of the copy as it was, to read only."""
    case = case_of(candidate_id)
    shown = next((one for one in case.copies.versions if one.version == version), None)
    if shown is None:
        raise NotFound
    edition = case.award.edition
    show_programme(edition.programme)
    return render_template("triage/copy_version.html", case=case, copy=shown, edition=edition)


@bp.post("/triage/candidates/<candidate_id>/copy/prepare")
@requires(Permission.TRIAGE)
def prepare_copy(candidate_id: str) -> ResponseReturnValue:
    """Make the draft; nothing happens when there is one."""
    actions.prepare(get_session(), case_of(candidate_id), by=current_actor(), at=now())
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy/restart")
@requires(Permission.TRIAGE)
def restart_copy(candidate_id: str) -> ResponseReturnValue:
    """Make the draft once more from the original."""
    actions.prepare(get_session(), case_of(candidate_id), again=True, by=current_actor(), at=now())
    flash(_("The copy starts from the original again."))
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy/keep")
@requires(Permission.TRIAGE)
def keep_copy(candidate_id: str) -> ResponseReturnValue:
    """Let the copy stay although the nomination was rewritten; approving it comes after."""
    copying.keep_copy(get_session(), case_of(candidate_id), by=current_actor(), at=now())
    flash(_("The copy stays as it is. Look at what is marked, then approve it."))
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy")
@requires(Permission.TRIAGE)
def save_copy(candidate_id: str) -> ResponseReturnValue:
    """Save the draft."""
    case = case_of(candidate_id)
    form = form_for(case)
    if not form.validate():
        return copy_page(case, form, 422)
    try:
        _save(case, form)
    except rules.CopyChanged as error:
        return _changed_meanwhile(candidate_id, form, error)
    flash(_("Saved as a draft. The jury does not see it yet."))
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy/approve")
@requires(Permission.TRIAGE)
def approve_copy(candidate_id: str) -> ResponseReturnValue:
    """Let the jury read the text, and go on to the next that waits; first look at every mark."""
    try:
        words = _words_of_files(candidate_id)
    except (Refused, Busy) as error:
        case = case_of(candidate_id)
        form = form_for(case)
        form.form_errors.append(words_of(error))
        return copy_page(case, form, error.status)
    case = case_of(candidate_id)
    form = form_for(case)
    if not form.is_approvable():
        return copy_page(case, form, 422)
    try:
        marked = [one for one in look_through(case, form.texts).marks if one.is_open]
        if marked:
            _save(case, form)
            return _first_look_at(case, len(marked))
        _look_at_files_again(case, words)
        actions.approve(
            get_session(), case, form.texts, seen=_seen(form), by=current_actor(), at=now()
        )
    except rules.CopyChanged as error:
        return _changed_meanwhile(candidate_id, form, error)
    return _go_on(case)


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.instance / "files"


def _words_of_files(candidate_id: str) -> dict[str, str]:
    """Read the copies of files that are to be searched again: it takes its time, and no lock."""
    case = queries.copy_case_of(get_look(), current_actor(), candidate_id)
    return blind_files.words_again(get_look(), case, folder=_folder())


def _look_at_files_again(case: CopyCase, words: Mapping[str, str]) -> None:
    """Take back copies of files in which names stand that have come since; say so."""
    found = blind_files.look_again(
        get_session(), case, words, folder=_folder(), by=current_actor(), at=now()
    )
    if found:
        flash(
            _("A file holds names that have come into the nomination. The jury does not get it."),
            "warning",
        )


def _save(case: CopyCase, form: CopyForm) -> None:
    actions.save_copy(
        get_session(), case, form.texts, seen=_seen(form), by=current_actor(), at=now()
    )


def _first_look_at(case: CopyCase, number: int) -> ResponseReturnValue:
    """Say what keeps the copy from the jury, and open the first of it."""
    flash(
        ngettext(
            "Not approved yet: %(num)s word is marked. Look at it first.",
            "Not approved yet: %(num)s words are marked. Look at them first.",
            number,
        ),
        "warning",
    )
    return redirect(next_mark_url(case.candidate.id))


def _seen(form: CopyForm) -> str:
    return str(form.seen.data or "")


def _changed_meanwhile(
    candidate_id: str, form: CopyForm, error: rules.CopyChanged
) -> ResponseReturnValue:
    """Keep what was typed and show what the other saved; saving again is then meant."""
    case = case_of(candidate_id)
    newest = case.copies.newest
    form.seen.data = actions.copy_mark(newest)
    form.form_errors.append(_(error.message))
    theirs = texts_of(newest.sections) if newest else []
    return copy_page(case, form, error.status, theirs=theirs)


def _go_on(case: CopyCase) -> ResponseReturnValue:
    """Say that it is approved, and open the next copy that waits."""
    waiting = neighbours_of(case)
    onward = waiting.following or waiting.previous
    name = case.candidate.code_name
    if onward is None:
        flash(_("%(name)s is approved. No more copies wait.", name=name), "success")
        return redirect(url_for("triage.desk", edition=case.award.edition_id))
    flash(_("%(name)s is approved. Here is the next one.", name=name), "success")
    return redirect(url_for("triage.juror_copy", candidate_id=onward))
