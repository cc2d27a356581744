"""The juror copy of a candidate: original and blind text side by side, edited, approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.nominations.models import NominationState
from awards.programmes.rules import phase_of
from awards.triage import actions, queries, rules
from awards.triage.blind_files.queries import files_of
from awards.triage.comparison import Comparison, compare_all
from awards.triage.forms import CopyForm, copy_form
from awards.triage.models import Verdict
from awards.triage.originals import Original, identities, originals, texts_of
from awards.triage.queries import CopyCase
from awards.triage.rules import TriageState
from awards.triage.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.theme import show_programme


@bp.get("/triage/candidates/<candidate_id>/copy")
@requires(Permission.TRIAGE)
def juror_copy(candidate_id: str) -> ResponseReturnValue:
    """Show the original beside what the jury reads, or ask to prepare it."""
    case = _case(candidate_id)
    return _page(case, _form_for(case))


@bp.post("/triage/candidates/<candidate_id>/copy/prepare")
@requires(Permission.TRIAGE)
def prepare_copy(candidate_id: str) -> ResponseReturnValue:
    """Make the draft; nothing happens when there is one."""
    actions.prepare(get_session(), _case(candidate_id), by=current_actor(), at=now())
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy/restart")
@requires(Permission.TRIAGE)
def restart_copy(candidate_id: str) -> ResponseReturnValue:
    """Make the draft once more from the original."""
    actions.prepare(get_session(), _case(candidate_id), again=True, by=current_actor(), at=now())
    flash(_("The copy starts from the original again."))
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy")
@requires(Permission.TRIAGE)
def save_copy(candidate_id: str) -> ResponseReturnValue:
    """Save the draft."""
    case = _case(candidate_id)
    form = _form_for(case)
    if not form.validate():
        return _page(case, form, 422)
    try:
        actions.save_copy(
            get_session(), case, form.texts, seen=_seen(form), by=current_actor(), at=now()
        )
    except rules.CopyChanged as error:
        return _changed_meanwhile(candidate_id, form, error)
    flash(_("Saved as a draft. The jury does not see it yet."))
    return redirect(url_for("triage.juror_copy", candidate_id=candidate_id))


@bp.post("/triage/candidates/<candidate_id>/copy/approve")
@requires(Permission.TRIAGE)
def approve_copy(candidate_id: str) -> ResponseReturnValue:
    """Let the jury read the text, and go on to the next that waits."""
    case = _case(candidate_id)
    form = _form_for(case)
    names_left = any(one.known for one in _compared(case, form.texts))
    if not form.is_approvable(names_left=names_left):
        return _page(case, form, 422)
    try:
        actions.approve(
            get_session(), case, form.texts, seen=_seen(form), by=current_actor(), at=now()
        )
    except rules.CopyChanged as error:
        return _changed_meanwhile(candidate_id, form, error)
    return _go_on(case)


def _case(candidate_id: str) -> CopyCase:
    return queries.copy_case_of(get_session(), current_actor(), candidate_id)


def _seen(form: CopyForm) -> str:
    return str(form.seen.data or "")


def _form_for(case: CopyCase) -> CopyForm:
    """Return the form with the newest version's texts, or with what was typed."""
    newest = case.copies.newest
    sections = newest.sections if newest else []
    headings = [translated(section["heading"]) for section in sections]
    return copy_form(headings, texts_of(sections), actions.copy_mark(newest))


def _changed_meanwhile(
    candidate_id: str, form: CopyForm, error: rules.CopyChanged
) -> ResponseReturnValue:
    """Keep what was typed and show what the other saved; saving again is then meant."""
    case = _case(candidate_id)
    newest = case.copies.newest
    form.seen.data = actions.copy_mark(newest)
    form.form_errors.append(_(error.message))
    return _page(case, form, error.status, theirs=texts_of(newest.sections) if newest else [])


def _originals(case: CopyCase) -> list[Original]:
    """Return the original of each section of the copy, in the copy's order."""
    newest = case.copies.newest
    written = {section.key: section for section in originals(case.nominations)}
    gone = ((case.nominations[0].language, ""),)
    return [
        written.get(section["key"], Original(section["key"], section["heading"], gone))
        for section in (newest.sections if newest else [])
    ]


def _compared(case: CopyCase, texts: Sequence[str]) -> list[Comparison]:
    known = identities(case.nominations)
    return compare_all(_originals(case), texts, known, blind=case.award.edition.blind)


@dataclass(frozen=True)
class Neighbours:
    """The copies that wait before and after this one, and how many wait in all."""

    previous: str | None
    following: str | None
    waiting: int


def _neighbours(case: CopyCase) -> Neighbours:
    edition = case.award.edition
    states = (TriageState.WITHOUT_COPY, TriageState.TO_APPROVE)
    waiting = queries.waiting(get_session(), edition.id, *states)
    ids = list(dict.fromkeys(one.candidate_id for one in waiting))
    here = ids.index(case.candidate.id) if case.candidate.id in ids else -1
    previous = ids[here - 1] if here > 0 else None
    following = ids[here + 1] if here + 1 < len(ids) else None
    return Neighbours(previous, following, len(ids))


def _go_on(case: CopyCase) -> ResponseReturnValue:
    """Say that it is approved, and open the next copy that waits."""
    waiting = _neighbours(case)
    onward = waiting.following or waiting.previous
    name = case.candidate.code_name
    if onward is None:
        flash(_("%(name)s is approved. No more copies wait.", name=name), "success")
        return redirect(url_for("triage.desk", edition=case.award.edition_id))
    flash(_("%(name)s is approved. Here is the next one.", name=name), "success")
    return redirect(url_for("triage.juror_copy", candidate_id=onward))


def _page(
    case: CopyCase, form: CopyForm, status: int = 200, *, theirs: Sequence[str] = ()
) -> ResponseReturnValue:
    edition = case.award.edition
    show_programme(edition.programme)
    phase = phase_of(case.award, now())
    prepared = case.copies.newest.prepared_at if case.copies.newest else None
    page = render_template(
        "triage/copy.html",
        case=case,
        edition=edition,
        form=form,
        sections=list(zip(_compared(case, form.texts), form.fields, strict=True)),
        theirs=theirs,
        neighbours=_neighbours(case),
        files=files_of(get_session(), case),
        may_copy=rules.may_copy(phase),
        takes_part=case.candidate.verdict is Verdict.ELIGIBLE,
        withdrawn=all(n.state is NominationState.WITHDRAWN for n in case.nominations),
        outdated=prepared is not None and any(n.changed_at > prepared for n in case.nominations),
    )
    return page, status
