"""Moving a candidate to an award that fits better."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.core.text import plain
from awards.programmes.rules import phase_of
from awards.programmes.wording import public_address
from awards.triage import queries
from awards.triage.moving import actions, rules
from awards.triage.moving import queries as moving
from awards.triage.moving.forms import MoveForm, offer
from awards.triage.queries import Case
from awards.triage.twins.queries import around
from awards.triage.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.theme import show_programme


@bp.get("/triage/nominations/<nomination_id>/move")
@requires(Permission.TRIAGE)
def moving_to(nomination_id: str) -> ResponseReturnValue:
    """Ask where to, and why; say what will happen, and where it has been."""
    case = _case(nomination_id)
    return _page(case, MoveForm(data={"seen_in": case.nomination.award_id}))


@bp.post("/triage/nominations/<nomination_id>/move")
@requires(Permission.TRIAGE)
def move(nomination_id: str) -> ResponseReturnValue:
    """Move the candidate with all its nominations."""
    case = _case(nomination_id)
    form = MoveForm()
    _offer(form, case)
    if not form.validate():
        return _page(case, form, 422)
    awards = {award.id: award for award in case.nomination.award.edition.awards}
    actions.move(
        get_session(),
        case.nomination,
        awards[form.target.data],
        reason=form.reason.data or "",
        seen_in=form.seen_in.data or "",
        page=public_address(case.nomination.award.edition),
        by=current_actor(),
        at=now(),
    )
    name = translated(awards[form.target.data].name)
    flash(_("It stands in %(award)s now, and waits for your verdict there.", award=name), "success")
    return redirect(url_for("triage.nomination", nomination_id=nomination_id))


def _case(nomination_id: str) -> Case:
    return queries.case_of(get_session(), current_actor(), nomination_id)


def _offer(form: MoveForm, case: Case) -> None:
    found = moving.targets(case.nomination.award, now())
    offer(form, [(a.id, translated(a.name), plain(translated(a.statement))) for a in found])


def _page(case: Case, form: MoveForm, status: int = 200) -> ResponseReturnValue:
    session, award = get_session(), case.nomination.award
    show_programme(award.edition.programme)
    _offer(form, case)
    stands = around(session, case.nomination.id, case.candidate.id if case.candidate else None)
    page = render_template(
        "triage/moving.html",
        case=case,
        nomination=case.nomination,
        award=award,
        edition=award.edition,
        form=form,
        together=max(stands.together, 1),
        may_leave=rules.may_leave(phase_of(award, now())),
        stands=case.nomination.state.value == "received",
        history=moving.moves_of(session, case.nomination.id),
    )
    return page, status
