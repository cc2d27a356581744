"""Calibration texts on the coordinator's side: which award has one, choosing it, taking it away."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import DomainError
from awards.core.permissions import Permission
from awards.programmes.models import Award
from awards.programmes.queries import award_for, edition_for, editions_for
from awards.programmes.rules import phase_of
from awards.scoring.calibrating import actions, queries, rules
from awards.scoring.calibrating.forms import MadeUpForm
from awards.scoring.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.errors import words_of
from awards.web.theme import show_programme


@bp.get("/juries/calibration")
@requires(Permission.MANAGE_PANELS)
def calibrations() -> ResponseReturnValue:
    """Show which awards of an edition have a calibration text, and how many have scored it."""
    session, actor = get_session(), current_actor()
    editions = editions_for(session, actor, Permission.MANAGE_PANELS)
    if not editions:
        return render_template("scoring/no_round.html")
    wanted = request.args.get("edition")
    edition = edition_for(session, actor, Permission.MANAGE_PANELS, wanted)
    show_programme(edition.programme)
    ids = [award.id for award in edition.awards]
    return render_template(
        "scoring/calibrations.html",
        edition=edition,
        editions=editions if len(editions) > 1 else [],
        chosen=queries.chosen_for(session, ids),
        voters=queries.voters_in(session, ids),
        fewest=rules.FEWEST,
    )


def _award(award_id: str) -> Award:
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    show_programme(award.edition.programme)
    return award


def _page(award: Award, form: MadeUpForm, status: int = 200) -> ResponseReturnValue:
    session, at = get_session(), now()
    chosen = queries.chosen_for(session, [award.id]).get(award.id)
    free = chosen is None or not chosen.begun
    try:
        rules.require_choosable(phase_of(award, at))
        closed = ""
    except DomainError as error:
        closed = words_of(error)
    page = render_template(
        "scoring/calibration_choice.html",
        award=award,
        chosen=chosen,
        form=form,
        loans=queries.loans_for(session, award, at) if free and not closed else [],
        free=free,
        closed=closed,
        voters=queries.voters_in(session, [award.id]).get(award.id, 0),
    )
    return page, status


@bp.get("/juries/calibration/<award_id>")
@requires(Permission.MANAGE_PANELS)
def calibration_choice(award_id: str) -> ResponseReturnValue:
    """Show an award's calibration text, or the ways to choose one."""
    award = _award(award_id)
    return _page(award, MadeUpForm.for_award(award))


@bp.post("/juries/calibration/<award_id>")
@requires(Permission.MANAGE_PANELS)
def write_calibration(award_id: str) -> ResponseReturnValue:
    """Take a text that the coordinator has made up."""
    award = _award(award_id)
    form = MadeUpForm.for_award(award)
    if not form.validate():
        return _page(award, form, 422)
    try:
        actions.write_text(get_session(), award, form.sections(), by=current_actor(), at=now())
    except (rules.NothingWritten, rules.TextStays) as error:
        get_session().rollback()
        form.form_errors.append(words_of(error))
        return _page(award, form, error.status)
    return _chosen(award)


@bp.post("/juries/calibration/<award_id>/borrow")
@requires(Permission.MANAGE_PANELS)
def borrow_calibration(award_id: str) -> ResponseReturnValue:
    """Take a text of the last announced round."""
    award = _award(award_id)
    candidate_id = request.form.get("candidate", "")
    if not candidate_id:
        flash(_("Choose one of the texts first."), "error")
        return redirect(url_for("scoring.calibration_choice", award_id=award.id))
    actions.borrow(get_session(), award, candidate_id, by=current_actor(), at=now())
    return _chosen(award)


def _chosen(award: Award) -> ResponseReturnValue:
    flash(_("The jury scores this text first, as soon as scoring is open."), "success")
    return redirect(url_for("scoring.calibration_choice", award_id=award.id))


@bp.post("/juries/calibration/<award_id>/remove")
@requires(Permission.MANAGE_PANELS)
def remove_calibration(award_id: str) -> ResponseReturnValue:
    """Take an award's calibration text away, with what jurors gave it."""
    award = _award(award_id)
    actions.take_away(get_session(), award, by=current_actor(), at=now())
    flash(_("The calibration text is taken away. Nothing else has changed."), "success")
    return redirect(url_for("scoring.calibrations", edition=award.edition_id))
