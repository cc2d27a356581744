"""One mark of a juror copy at a time: keep it, write something else, show what was written."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import WrongInput
from awards.core.permissions import Permission
from awards.triage import rules
from awards.triage.copying import actions
from awards.triage.forms import MarkForm, MaskForm
from awards.triage.queries import CopyCase
from awards.triage.views.blueprint import bp
from awards.triage.views.copy_page import case_of, copy_page, form_for, next_mark_url
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.post("/triage/candidates/<candidate_id>/copy/marks/<key>")
@requires(Permission.TRIAGE)
def change_mark(candidate_id: str, key: str) -> ResponseReturnValue:
    """Do with one mark what the pressed button says, and open the next."""
    case, form = case_of(candidate_id), MarkForm()
    if not form.validate():
        return _again(case, 422, mark_form=form)
    onward = next_mark_url(candidate_id, key)
    try:
        _do(case, key, form)
    except (WrongInput, rules.CopyChanged) as error:
        field = form.sure if isinstance(error, actions.NotSure) else form.words
        field.errors = [_(error.message)]
        return _again(case_of(candidate_id), error.status, mark_form=form)
    return redirect(onward if _still_there(onward, key) else next_mark_url(candidate_id))


def _do(case: CopyCase, key: str, form: MarkForm) -> None:
    session, by, at = get_session(), current_actor(), now()
    what, seen, sure = request.form.get("do", "keep"), form.seen.data or "", form.sure.data
    if what == "write":
        words = form.words.data or ""
        actions.write_instead(session, case, key, words, seen=seen, by=by, at=at)
    elif what == "show":
        actions.show_words(session, case, key, seen=seen, sure=sure, by=by, at=at)
    else:
        actions.keep_mark(session, case, key, sure=sure, by=by, at=at)


def _still_there(onward: str, key: str) -> bool:
    """Whether the next mark is another one than that just dealt with."""
    return f"mark={key}" not in onward


@bp.post("/triage/candidates/<candidate_id>/copy/mask")
@requires(Permission.TRIAGE)
def mask_words(candidate_id: str) -> ResponseReturnValue:
    """Mask words that nothing had marked, wherever they stand in the copy."""
    case, form = case_of(candidate_id), MaskForm()
    if not form.validate():
        return _again(case, 422, mask_form=form)
    words, instead, seen = form.words.data or "", form.stand_in.data or "", form.seen.data or ""
    try:
        actions.mask_words(
            get_session(), case, words, instead, seen=seen, by=current_actor(), at=now()
        )
    except (WrongInput, rules.CopyChanged) as error:
        form.words.errors = [_(error.message)]
        return _again(case_of(candidate_id), error.status, mask_form=form)
    flash(_("“%(words)s” is masked.", words=words), "success")
    return redirect(next_mark_url(candidate_id))


def _again(
    case: CopyCase,
    status: int,
    *,
    mark_form: MarkForm | None = None,
    mask_form: MaskForm | None = None,
) -> ResponseReturnValue:
    """Show the page once more, with what is wrong beside the field it is about."""
    form = form_for(case)
    return copy_page(case, form, status, mark_form=mark_form, mask_form=mask_form)
