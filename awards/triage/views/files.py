"""Files of a nomination: the original for whoever reviews, its blind copy for the jury."""

from contextlib import closing
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.files.apart import Busy
from awards.files.inspection import Refused
from awards.files.kinds import LARGEST, FileKind
from awards.nominations.attachments.queries import of_nominations, one_of
from awards.nominations.views.attachments import size_words
from awards.programmes.rules import phase_of
from awards.triage import queries
from awards.triage.blind_files import actions
from awards.triage.blind_files.forms import BlindCopyForm, LookedForm
from awards.triage.blind_files.queries import FileCase, files_of
from awards.triage.blind_files.rules import FileChanged, NamesCame, NotLookedAt
from awards.triage.models import Verdict
from awards.triage.queries import CopyCase
from awards.triage.rules import may_copy
from awards.triage.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_look, get_session, kept_session
from awards.web.downloads import sent_to
from awards.web.errors import words_of
from awards.web.security import takes_up_to
from awards.web.theme import show_programme

_ROOM = LARGEST + 1024 * 1024


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.instance / "files"


def _case(candidate_id: str) -> CopyCase:
    return queries.copy_case_of(get_session(), current_actor(), candidate_id)


@bp.get("/triage/nominations/<nomination_id>/files/<attachment_id>")
@requires(Permission.TRIAGE)
def original_file(nomination_id: str, attachment_id: str) -> ResponseReturnValue:
    """Send whoever reviews to a file as it came in."""
    nomination = queries.case_of(get_session(), current_actor(), nomination_id).nomination
    return sent_to(one_of(of_nominations(get_session(), [nomination]), attachment_id).file)


@bp.get("/triage/candidates/<candidate_id>/files/<attachment_id>")
@requires(Permission.TRIAGE)
def file(candidate_id: str, attachment_id: str) -> ResponseReturnValue:
    """Show a file beside what the jury gets of it."""
    case = _case(candidate_id)
    shown = files_of(get_session(), case).case(attachment_id)
    return _page(case, shown, BlindCopyForm(formdata=None), _looked_form(shown))


def _looked_form(shown: FileCase) -> LookedForm:
    form = LookedForm(formdata=None)
    form.version.data = str(shown.newest.version) if shown.newest else ""
    return form


@bp.post("/triage/candidates/<candidate_id>/files/<attachment_id>")
@requires(Permission.TRIAGE)
@takes_up_to(_ROOM)
def upload_blind(candidate_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take a copy without names in, or the original where it names nobody."""
    case = queries.copy_case_of(get_look(), current_actor(), candidate_id)
    shown = files_of(get_look(), case).case(attachment_id)
    form = BlindCopyForm()
    try:
        copied = actions.make(case, _sent_bytes(shown), folder=_folder())
    except Refused as error:
        form.file.errors = [words_of(error)]
        return _page(case, shown, form, _looked_form(shown), 422)
    session = get_session()
    case = queries.copy_case_of(session, current_actor(), candidate_id)
    shown = files_of(session, case).case(attachment_id)
    actions.upload(session, case, shown, copied, by=current_actor(), at=now())
    flash(_("The copy is here. Open it and look at it; the jury does not get it yet."))
    return _back(candidate_id, attachment_id)


def _sent_bytes(shown: FileCase) -> bytes:
    if request.form.get("original") == "yes":
        return actions.bytes_of(shown.attachment.file, _folder())
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused(_("Choose a file."))
    with closing(sent):
        return sent.stream.read(LARGEST + 1)


@bp.get("/triage/candidates/<candidate_id>/files/<attachment_id>/copies/<int:version>")
@requires(Permission.TRIAGE)
def blind_file(candidate_id: str, attachment_id: str, version: int) -> ResponseReturnValue:
    """Send whoever reviews to a version of the copy."""
    versions = files_of(get_session(), _case(candidate_id)).case(attachment_id).versions
    found = next((one for one in versions if one.version == version), None)
    if found is None:
        raise NotFound
    return sent_to(found.file)


@bp.post("/triage/candidates/<candidate_id>/files/<attachment_id>/approve")
@requires(Permission.TRIAGE)
def approve_file(candidate_id: str, attachment_id: str) -> ResponseReturnValue:
    """Let the jury have the copy."""
    form, folder, look = LookedForm(), _folder(), get_look()
    case = queries.copy_case_of(look, current_actor(), candidate_id)
    shown = files_of(look, case).case(attachment_id)
    try:
        words = actions.words_again(look, case, folder=folder)
    except (Refused, Busy) as error:
        form.form_errors.append(words_of(error))
        return _page(case, shown, BlindCopyForm(formdata=None), form, error.status)
    with kept_session() as kept:
        of = queries.copy_case_of(kept, current_actor(), candidate_id)
        found = actions.look_again(kept, of, words, folder=folder, by=current_actor(), at=now())
    session, case = get_session(), _case(candidate_id)
    shown = files_of(session, case).case(attachment_id)
    if attachment_id in found:
        form = _looked_form(shown)
        form.form_errors.append(_(NamesCame.message))
        return _page(case, shown, BlindCopyForm(formdata=None), form, NamesCame.status)
    try:
        actions.approve(
            session,
            case,
            attachment_id,
            version=form.seen_version,
            looked=bool(form.looked.data),
            by=current_actor(),
            at=now(),
        )
    except NotLookedAt as error:
        form.looked.errors = [words_of(error)]
        return _page(case, shown, BlindCopyForm(formdata=None), form, error.status)
    except FileChanged as error:
        form = _looked_form(shown)
        form.form_errors.append(words_of(error))
        return _page(case, shown, BlindCopyForm(formdata=None), form, error.status)
    flash(_("The jury gets the file with the text."), "success")
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/files/<attachment_id>/withdraw")
@requires(Permission.TRIAGE)
def withdraw_file(candidate_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take the copy away from the jury again."""
    session, case = get_session(), _case(candidate_id)
    if actions.withdraw(session, case, attachment_id, by=current_actor(), at=now()):
        flash(_("The jury no longer gets the file."), "success")
    return _back(candidate_id, attachment_id)


def _back(candidate_id: str, attachment_id: str) -> ResponseReturnValue:
    return redirect(url_for("triage.file", candidate_id=candidate_id, attachment_id=attachment_id))


def _page(
    case: CopyCase, shown: FileCase, form: BlindCopyForm, looked: LookedForm, status: int = 200
) -> ResponseReturnValue:
    show_programme(case.award.edition.programme)
    takes_part = case.candidate.verdict is Verdict.ELIGIBLE
    page = render_template(
        "triage/file.html",
        case=case,
        edition=case.award.edition,
        shown=shown,
        form=form,
        looked=looked,
        open=takes_part and may_copy(phase_of(case.award, now())),
        may_be_blind=shown.attachment.kind is not FileKind.DOCUMENT,
        size_words=size_words,
    )
    return page, status
