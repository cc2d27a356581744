"""Pages on which somebody steps out, somebody stands in, and somebody comes back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.accounts.queries import names_of
from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries import rules as jury_rules
from awards.juries.forms import StandInForm, StepOutForm
from awards.juries.models import VOTING, PanelSeat
from awards.juries.queries import matter_for, seat_for, seats_of
from awards.juries.rules import Change
from awards.juries.standing_in import actions, queries
from awards.programmes.models import Award
from awards.programmes.queries import award_for
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("standing_in", __name__)


def _seat(seat_id: str) -> tuple[PanelSeat, Award]:
    held = seat_for(get_session(), current_actor(), seat_id)
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, held.award_id)
    show_programme(award.edition.programme)
    return held, award


def _name(person_id: str) -> str:
    return names_of(get_session(), [person_id])[person_id]


def _back(award: Award) -> ResponseReturnValue:
    return redirect(url_for("juries.panels", edition=award.edition_id, _anchor=award.slug))


@bp.route("/juries/seats/<seat_id>/step-out", methods=["GET", "POST"])
@requires(Permission.MANAGE_PANELS)
def step_out(seat_id: str) -> ResponseReturnValue:
    """Let somebody step out of a whole award, or of all, and a substitute stand in."""
    held, award = _seat(seat_id)
    form = StepOutForm()
    form.offer(queries.substitutes_of(get_session(), award).values(), must=False)
    if not form.is_submitted() or not form.validate():
        page = render_template(
            "juries/step_out.html",
            award=award,
            name=_name(held.person_id),
            form=form,
            several=_votes_elsewhere(held, award),
            open=held.role in VOTING and jury_rules.is_open(award, now(), Change.SEATS),
        )
        return page, 422 if form.is_submitted() else 200
    leave = actions.step_out_of_all if form.everywhere.data else actions.step_out
    steps = leave(
        get_session(),
        award,
        held.person_id,
        reason=form.reason.data or "",
        stand_in_id=form.stand_in.data or None,
        by=current_actor(),
        at=now(),
    )
    alone = [s for s in (steps if isinstance(steps, list) else [steps]) if not s.stand_in_id]
    flash(_stepped_out(len(alone)), "success" if not alone else "warning")
    return _back(award)


def _votes_elsewhere(held: PanelSeat, award: Award) -> bool:
    """Say whether somebody votes on another award of the edition that is open, too."""
    opened = {
        one.id for one in award.edition.awards if jury_rules.is_open(one, now(), Change.SEATS)
    }
    return any(
        one.seat.person_id == held.person_id
        and one.seat.award_id in opened - {award.id}
        and one.seat.role in VOTING
        for one in seats_of(get_session(), award.edition)
    )


def _stepped_out(alone: int) -> str:
    if not alone:
        return str(_("They have stepped out, and the substitute is asked about conflicts first."))
    return str(
        ngettext(
            "They have stepped out. Nobody stands in on %(num)d award yet.",
            "They have stepped out. Nobody stands in on %(num)d awards yet.",
            alone,
        )
    )


@bp.route("/juries/seats/<seat_id>/candidates/<candidate_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PANELS)
def step_out_of_candidate(seat_id: str, candidate_id: str) -> ResponseReturnValue:
    """Let a substitute judge one candidate instead of somebody with a conflict there."""
    session = get_session()
    held, award = _seat(seat_id)
    matter = matter_for(session, current_actor(), held.person_id, candidate_id)
    form = StepOutForm()
    free = queries.substitutes_of(session, award, candidate_id)
    form.offer(free.values(), must=True)
    wrong = form.is_submitted() and form.validate() and not form.stand_in.data
    if wrong:
        form.stand_in.errors = [_("Choose who stands in.")]
    if wrong or not form.is_submitted() or not form.validate():
        page = render_template(
            "juries/stand_in_for_one.html",
            award=award,
            name=matter.person.name,
            candidate=matter.candidate,
            form=form,
            substitutes=free,
            open=jury_rules.is_open(award, now(), Change.SEATS),
        )
        return page, 422 if form.is_submitted() else 200
    actions.step_out_of_candidate(
        session,
        matter.candidate,
        award,
        held.person_id,
        stand_in_id=str(form.stand_in.data),
        reason=form.reason.data or "",
        by=current_actor(),
        at=now(),
    )
    flash(_("The substitute is asked about a conflict first, and then reads the text."), "success")
    return _back(award)


@bp.route("/juries/steps/<step_out_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PANELS)
def stand_in(step_out_id: str) -> ResponseReturnValue:
    """Find a substitute for somebody who has stepped out of a whole award."""
    session = get_session()
    step, award = queries.step_for(session, current_actor(), step_out_id)
    show_programme(award.edition.programme)
    form = StandInForm()
    free = queries.substitutes_of(session, award)
    form.offer(free.values())
    if not form.is_submitted() or not form.validate():
        page = render_template(
            "juries/stand_in.html",
            award=award,
            name=_name(step.person_id),
            reason=step.reason,
            form=form,
            substitutes=free,
            over=step.ended_at is not None,
        )
        return page, 422 if form.is_submitted() else 200
    actions.stand_in(session, award, step, str(form.stand_in.data), by=current_actor(), at=now())
    flash(_("The substitute is a member now, and is asked about conflicts first."), "success")
    return _back(award)


@bp.post("/juries/steps/<step_out_id>/end")
@requires(Permission.MANAGE_PANELS)
def come_back(step_out_id: str) -> ResponseReturnValue:
    """Let somebody who stepped out come back."""
    step, award = queries.step_for(get_session(), current_actor(), step_out_id)
    actions.come_back(get_session(), award, step, by=current_actor(), at=now())
    flash(_("Everything is as before. What the substitute handed in still counts."), "success")
    return _back(award)
