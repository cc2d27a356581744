"""Many at once: what will happen to how many, doing it, taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound, WrongInput
from awards.core.ids import new_id
from awards.core.permissions import Permission
from awards.programmes.models import Edition
from awards.programmes.queries import edition_for
from awards.programmes.wording import public_address
from awards.triage import queries
from awards.triage.desk import actions, rules
from awards.triage.desk import queries as desk_queries
from awards.triage.desk.forms import StepForm, step_form
from awards.triage.desk.models import StepKind
from awards.triage.views.blueprint import bp
from awards.triage.views.desk import step_done
from awards.triage.views.filters import Filters, filters_in
from awards.triage.views.words import SKIP_WORDS, STEP_WORDS
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.paging import asked_page
from awards.web.theme import show_programme


@bp.get("/triage/steps")
@requires(Permission.TRIAGE)
def step() -> ResponseReturnValue:
    """Show what a step would do to those that are chosen, and whom it leaves out and why."""
    edition = _edition(request.args.get("edition"))
    kind = _kind(request.args.get("do"))
    filters = filters_in(edition, current_actor())
    everything = request.args.get("everything") == "yes"
    wanted = [place.id for place in queries.listed(get_session(), edition, filters.wanted).shown]
    ids = wanted if everything else request.args.getlist("id")
    form = step_form(kind, new_id(), _people(edition))
    return _page(edition, kind, ids, filters, form)


@bp.post("/triage/steps")
@requires(Permission.TRIAGE)
def take_step() -> ResponseReturnValue:
    """Do exactly what the preview showed."""
    session, actor = get_session(), current_actor()
    edition = _edition(request.form.get("edition"))
    kind, ids = _kind(request.form.get("do")), request.form.getlist("id")
    filters = filters_in(edition, actor)
    form = step_form(kind, new_id(), _people(edition))
    if not form.validate():
        return _page(edition, kind, ids, filters, form, status=422)
    order = actions.Order(
        kind,
        tuple(ids),
        person_id=(form.assignee.data or None) if "assignee" in form else None,
        reason=form.why if "reason" in form else None,
        note=(form.note.data or "") if "note" in form else "",
        page=public_address(edition),
    )
    key = form.form_key.data or new_id()
    try:
        taken = actions.take_step(session, edition, order, form_key=key, by=actor, at=now())
    except (rules.StepMoved, WrongInput) as error:
        session.rollback()
        form.form_errors.append(_(error.message))
        return _page(edition, kind, ids, filters, form, status=error.status)
    flash(step_done(taken.kind, len(taken.items)), "success")
    return redirect(_back(filters))


@bp.post("/triage/steps/<step_id>/undo")
@requires(Permission.TRIAGE)
def undo_step(step_id: str) -> ResponseReturnValue:
    """Take a step back, as long as nothing has moved on."""
    session, actor = get_session(), current_actor()
    taken, edition = desk_queries.step_for(session, actor, step_id)
    actions.undo_step(session, taken, edition, by=actor, at=now())
    flash(_("It is taken back. Everything is as it was before."), "success")
    filters = filters_in(edition, actor)
    if taken.form_key.startswith(rules.alone()):
        return redirect(filters.nomination(taken.items[0]["id"]))
    return redirect(_back(filters))


def _edition(edition_id: str | None) -> Edition:
    actor = current_actor()
    edition = edition_for(get_session(), actor, Permission.TRIAGE, edition_id)
    show_programme(edition.programme)
    return edition


def _kind(text: str | None) -> StepKind:
    """Return what is asked for; a page without it begins with the first there is."""
    wanted = StepKind.ACCEPT.value if text is None else text
    if wanted not in set(StepKind):
        raise NotFound
    return StepKind(wanted)


def _people(edition: Edition) -> list[desk_queries.Choice]:
    return desk_queries.coordinators(get_session(), edition.programme)


def _back(filters: Filters) -> str:
    return filters.page(asked_page())


def _page(
    edition: Edition,
    kind: StepKind,
    ids: list[str],
    filters: Filters,
    form: StepForm,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    chosen = desk_queries.chosen_for(get_session(), edition, kind, ids[: rules.MOST_AT_ONCE], now())
    page = render_template(
        "triage/step.html",
        edition=edition,
        kind=kind,
        plan=rules.plan(kind, chosen),
        left=max(0, len(ids) - rules.MOST_AT_ONCE),
        filters=filters,
        form=form,
        action=url_for("triage.take_step", **_along(filters)),
        back=_back(filters),
        minutes=int(rules.UNDO_FOR.total_seconds() // 60),
        step_words=STEP_WORDS,
        skip_words=SKIP_WORDS,
    )
    return page, status


def _along(filters: Filters) -> dict[str, Any]:
    page = asked_page()
    return {**filters.args, **({"page": page} if page > 1 else {})}
