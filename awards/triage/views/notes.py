"""What the desk adds to one nomination: who looks after it, a note, answers to findings."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound, WrongInput
from awards.core.permissions import Permission
from awards.triage import queries
from awards.triage.desk import actions, rules
from awards.triage.desk import queries as desk_queries
from awards.triage.desk.forms import answer_form, note_form
from awards.triage.desk.models import FindingAnswer
from awards.triage.findings import FindingKind
from awards.triage.views.blueprint import bp
from awards.triage.views.showing import Typed, list_args, show
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.post("/triage/nominations/<nomination_id>/note")
@requires(Permission.TRIAGE)
def note(nomination_id: str) -> ResponseReturnValue:
    """Save who looks after it, and the note."""
    session, actor, at = get_session(), current_actor(), now()
    case = queries.case_of(session, actor, nomination_id)
    people = desk_queries.coordinators(session, case.nomination.award.edition.programme)
    form = note_form(desk_queries.note_of(session, nomination_id), people)
    if not form.validate():
        return show(case, Typed(note=form), 422)
    try:
        actions.keep_note(
            session,
            case.nomination,
            text=form.note.data or "",
            person_id=form.assignee.data or None,
            version=form.version,
            by=actor,
            at=at,
        )
    except rules.NoteChanged as error:
        theirs = desk_queries.note_of(session, nomination_id)
        form.seen.data = str(theirs.version if theirs else 0)
        form.form_errors.append(_(error.message))
        return show(case, Typed(note=form, their_note=theirs.note if theirs else ""), error.status)
    flash(_("Saved. Only coordinators see it."), "success")
    return _back(nomination_id, "noted")


@bp.post("/triage/nominations/<nomination_id>/findings/<which>")
@requires(Permission.TRIAGE)
def answer_finding(nomination_id: str, which: str) -> ResponseReturnValue:
    """Save what a person says to a finding."""
    session, actor = get_session(), current_actor()
    found, case = _kind(which), queries.case_of(session, actor, nomination_id)
    form = answer_form(found)
    if not form.is_complete():
        return show(case, Typed(answer=(found, form)), 422)
    try:
        actions.answer_finding(
            session,
            case.nomination,
            found,
            FindingAnswer(form.answer.data),
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            by=actor,
            at=now(),
        )
    except (rules.FindingMoved, WrongInput) as error:
        form.form_errors.append(_(error.message))
        return show(case, Typed(answer=(found, form)), error.status)
    flash(_("Your answer is kept beside the finding."), "success")
    return _back(nomination_id, "findings")


@bp.post("/triage/nominations/<nomination_id>/findings/<which>/reopen")
@requires(Permission.TRIAGE)
def reopen_finding(nomination_id: str, which: str) -> ResponseReturnValue:
    """Take an answer back."""
    session, actor = get_session(), current_actor()
    case = queries.case_of(session, actor, nomination_id)
    actions.reopen_finding(session, case.nomination, _kind(which), by=actor, at=now())
    flash(_("The answer is taken back. The finding is open again."))
    return _back(nomination_id, "findings")


def _kind(text: str) -> FindingKind:
    if text not in set(FindingKind):
        raise NotFound
    return FindingKind(text)


def _back(nomination_id: str, place: str) -> ResponseReturnValue:
    address = url_for("triage.nomination", nomination_id=nomination_id, **list_args())
    return redirect(f"{address}#{place}")
