"""Who reads what: asking for a plan, looking at it, applying it."""

from collections.abc import Sequence

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries.routing.models import RoutingRun
from awards.programmes.models import Award, Edition
from awards.programmes.queries import award_for, editions_for, one_of
from awards.scoring.routing import actions, picture, reading, wording
from awards.scoring.routing.forms import ApplyForm, PlanForm
from awards.scoring.routing.planning import is_small, plan_for
from awards.scoring.routing.rules import is_open
from awards.scoring.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_look, get_session
from awards.web.theme import show_programme


def _editions() -> Sequence[Edition]:
    """Return the editions whose reading one may divide: read once a page."""
    if "routed_editions" not in g:
        look, actor = get_look(), current_actor()
        g.routed_editions = editions_for(look, actor, Permission.MANAGE_PANELS, drafts=True)
    found: Sequence[Edition] = g.routed_editions
    return found


def _edition() -> Edition:
    found = one_of(_editions(), request.values.get("edition") or None)
    show_programme(found.programme)
    return found


def _open(edition: Edition) -> list[Award]:
    return [award for award in edition.awards if is_open(award, now())]


def _overview(edition: Edition, form: PlanForm, status: int = 200) -> ResponseReturnValue:
    known = reading.round_of(get_look(), edition.awards) if edition.awards else None
    page = render_template(
        "scoring/routing.html",
        edition=edition,
        editions=_editions() if len(_editions()) > 1 else [],
        states=picture.awards_in(known) if known else [],
        jurors=reading.jurors_in(known) if known else [],
        form=form,
        waiting=reading.newest_run(get_look(), edition),
        open_ids={award.id for award in _open(edition)},
    )
    return page, status


@bp.get("/juries/routing")
@requires(Permission.MANAGE_PANELS)
def routing() -> ResponseReturnValue:
    """How reading is divided in each award, and the form that asks for a plan."""
    edition = _edition()
    return _overview(edition, PlanForm.for_awards(_open(edition), formdata=None))


@bp.post("/juries/routing")
@requires(Permission.MANAGE_PANELS)
def work_out() -> ResponseReturnValue:
    """Work a plan out, at once when that is quick, else as a job; nobody's reading changes yet."""
    edition = _edition()
    form = PlanForm.for_awards(_open(edition))
    if not form.validate():
        return _overview(edition, form, 422)
    awards = [award for award in _open(edition) if award.id in set(form.awards.data or ())]
    readers, seed = form.readers, form.seed_number
    look = get_look()
    planned = plan_for(look, awards, readers=readers, seed=seed) if is_small(look, awards) else None
    run = actions.ask(
        get_session(),
        edition,
        awards,
        readers=readers,
        seed=seed,
        planned=planned,
        by=current_actor(),
        at=now(),
    )
    return redirect(url_for("scoring.plan", run_id=run.id))


@bp.get("/juries/routing/plans/<run_id>")
@requires(Permission.MANAGE_PANELS)
def plan(run_id: str) -> ResponseReturnValue:
    """Show a plan before it is applied: loads, overlaps, what moves, what is missing."""
    run, edition = reading.run_for(get_session(), current_actor(), run_id)
    return _plan_page(run, edition, ApplyForm(formdata=None))


def _plan_page(run: RoutingRun, edition: Edition, form: ApplyForm) -> ResponseReturnValue:
    show_programme(edition.programme)
    awards = reading.awards_of_run(run, edition)
    shown = None
    if run.stamp and awards:
        known = reading.round_of(get_session(), awards, run.parameters["readers"])
        others = reading.others_in(get_session(), known)
        shown = picture.picture_of(run, known, others=others)
    return render_template(
        "scoring/plan.html",
        edition=edition,
        run=run,
        awards=awards,
        picture=shown,
        form=form,
        words=wording,
    )


@bp.get("/juries/routing/plans/<run_id>/progress")
@requires(Permission.MANAGE_PANELS)
def plan_progress(run_id: str) -> ResponseReturnValue:
    """How far a plan has come, for the page's script."""
    run, _of = reading.run_for(get_session(), current_actor(), run_id)
    return jsonify(done=0, total=1, state=run.state.value, label=_("The plan is being worked out"))


@bp.post("/juries/routing/plans/<run_id>/apply")
@requires(Permission.MANAGE_PANELS)
def apply_plan(run_id: str) -> ResponseReturnValue:
    """Let the plan decide who reads what."""
    _run, edition = reading.run_for(get_session(), current_actor(), run_id)
    form = ApplyForm()
    actions.apply(
        get_session(),
        edition,
        run_id,
        incomplete=bool(form.incomplete.data),
        by=current_actor(),
        at=now(),
    )
    flash(_("The plan is applied. Each juror's list shows what they read."), "success")
    return redirect(url_for("scoring.routing", edition=edition.id))


@bp.post("/juries/<award_id>/routing/lift")
@requires(Permission.MANAGE_PANELS)
def lift_routing(award_id: str) -> ResponseReturnValue:
    """Let everybody on a panel read everything again."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    actions.lift(get_session(), award, by=current_actor(), at=now())
    flash(_("Everybody on the panel reads everything again."), "success")
    return redirect(url_for("scoring.routing", edition=award.edition_id))
