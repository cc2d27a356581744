"""The nominations a candidate is made of: all their texts, and taking one out again."""

from hashlib import sha256

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes.models import Phase
from awards.programmes.rules import phase_of
from awards.triage.models import Candidate
from awards.triage.originals import originals
from awards.triage.queries import CopyCase, copies_of, copy_case_of
from awards.triage.twins import actions, belonging, queries, rules
from awards.triage.twins.forms import ApartForm, offer
from awards.triage.views.blueprint import KIND_WORDS, bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


@bp.get("/triage/candidates/<candidate_id>/nominations")
@requires(Permission.TRIAGE)
def together(candidate_id: str) -> ResponseReturnValue:
    """Show every nomination of a candidate, and what was merged when."""
    case = _case(candidate_id)
    return _page(case, ApartForm(data={"seen": _seen(case)}))


@bp.post("/triage/candidates/<candidate_id>/nominations")
@requires(Permission.TRIAGE)
def take_out(candidate_id: str) -> ResponseReturnValue:
    """Take nominations out of a candidate again."""
    case, session = _case(candidate_id), get_session()
    form = ApartForm()
    offer(form, [one.id for one in case.nominations])
    if form.seen.data != _seen(case):
        form.seen.data = _seen(case)
        form.form_errors.append(_(rules.LookAgain.message))
        return _page(case, form, 409)
    if not form.validate():
        return _page(case, form, 422)
    chosen = [one for one in case.nominations if one.id in form.picked]
    if len(chosen) == len(case.nominations):
        form.chosen.errors = [_(rules.LastOne.message)]
        return _page(case, form, 422)
    try:
        actions.take_out(
            session,
            case.candidate,
            chosen,
            reason=form.reason.data or "",
            by=current_actor(),
            at=now(),
        )
    except rules.ReasonMissing as error:
        form.reason.errors = [_(error.message)]
        return _page(case, form, error.status)
    flash(
        ngettext(
            "%(num)s nomination is on its own again.",
            "%(num)s nominations are on their own again.",
            len(chosen),
        ),
        "success",
    )
    return redirect(url_for("triage.together", candidate_id=candidate_id))


def _case(candidate_id: str) -> CopyCase:
    return copy_case_of(get_session(), current_actor(), candidate_id)


def _seen(case: CopyCase) -> str:
    said = sorted(f"{one.id} {one.version}" for one in case.nominations)
    return sha256("\n".join(said).encode()).hexdigest()[:24]


def _page(case: CopyCase, form: ApartForm, status: int = 200) -> ResponseReturnValue:
    session, award = get_session(), case.award
    show_programme(award.edition.programme)
    phase = phase_of(award, now())
    page = render_template(
        "triage/twins/together.html",
        case=case,
        award=award,
        edition=award.edition,
        form=form,
        sections={one.id: originals([one]) for one in case.nominations},
        history=belonging.mergers_of(session, case.candidate.id),
        elsewhere=queries.elsewhere(session, [one.id for one in case.nominations]),
        approved=_approved(case.candidate),
        is_over=phase not in {*rules.BEFORE_SCORING, Phase.SCORING},
        scored=belonging.scored_among(session, [case.candidate.id]),
        needs_reason=phase is Phase.SCORING or bool(form.reason.errors),
        kind_words=KIND_WORDS,
    )
    return page, status


def _approved(candidate: Candidate) -> bool:
    return copies_of(get_session(), candidate.id).approved is not None
