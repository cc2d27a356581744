"""Registering what came by post, phone, e-mail or at a meeting; and what a juror adds."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now, to_zone
from awards.core.permissions import Permission
from awards.nominations import registering
from awards.nominations.arrival import may_jury_add
from awards.nominations.attachments.actions import send_along
from awards.nominations.attachments.rules import ROOM
from awards.nominations.forms import NominationForm
from awards.nominations.forms.registering import RegisterForm
from awards.nominations.registering import JuryMayNotAdd
from awards.nominations.views.attachments import by_hand, came_along, place_of
from awards.nominations.views.blueprint import bp, form_of, links, own_form, receipt_url
from awards.nominations.views.choosing import asked_edition, edition_links
from awards.programmes.models import Award
from awards.programmes.queries import award_for, editions_for
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.security import takes_up_to
from awards.web.theme import show_programme


def _found(award_id: str, permission: Permission, session: Any) -> Award:
    return award_for(session, current_actor(), permission, award_id)


def _award(award_id: str, permission: Permission) -> Award:
    award = _found(award_id, permission, get_session())
    show_programme(award.edition.programme)
    return award


@bp.get("/nominations/register")
@requires(Permission.TRIAGE)
def register_choose() -> ResponseReturnValue:
    """Choose the award of a nomination to register."""
    editions = editions_for(get_session(), current_actor(), Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition = asked_edition(editions)
    return render_template(
        "nominations/register_choose.html",
        edition=edition,
        editions=edition_links(editions, edition, "nominations.register_choose"),
    )


def _register_form(award: Award) -> RegisterForm:
    wall = to_zone(now(), award.edition.programme.time_zone).replace(tzinfo=None, second=0)
    form = form_of(award, base=RegisterForm)
    assert isinstance(form, RegisterForm)
    form.moment = now()
    if not form.is_submitted():
        form.arrived.data = wall.replace(microsecond=0)
    return form


def _register_page(form: RegisterForm, status: int = 200) -> ResponseReturnValue:
    award = form.award
    action = url_for("nominations.register", award_id=award.id)
    page = render_template("nominations/register.html", award=award, form=form, action=action)
    return page, status


@bp.get("/nominations/register/<award_id>")
@requires(Permission.TRIAGE)
def register_form(award_id: str) -> ResponseReturnValue:
    """Show the form of a nomination that came another way."""
    return _register_page(_register_form(_award(award_id, Permission.TRIAGE)))


@bp.post("/nominations/register/<award_id>")
@requires(Permission.TRIAGE)
@takes_up_to(ROOM)
def register(award_id: str) -> ResponseReturnValue:
    """Write it down; every word and file is kept when something is missing."""
    troubles = came_along(find := by_hand(partial(_found, award_id, Permission.TRIAGE)))
    award = _award(award_id, Permission.TRIAGE)
    form = _register_form(award)
    place = place_of(form, find, troubles)
    if _is_not_sent(form):
        return _register_page(form)
    if not form.validate():
        return _register_page(form, 422)
    nomination = registering.register(
        get_session(),
        award,
        form.draft(),
        form.arrival(),
        form_key=place.form_key,
        links=links(),
        by=current_actor(),
        at=now(),
    )
    send_along(get_session(), place, nomination)
    flash(_("Registered as %(reference)s.", reference=nomination.reference), "success")
    return redirect(url_for("triage.nomination", nomination_id=nomination.id))


def _is_not_sent(form: NominationForm) -> bool:
    """Say whether a button was pressed that changes the form only: a row more, a file less."""
    if "add_row" in request.form:
        form.add_row()
    return "add_row" in request.form or "remove_file" in request.form


def _found_for_jury(award_id: str, session: Any) -> Award:
    award = _found(award_id, Permission.SCORE, session)
    if not may_jury_add(award, now()):
        raise JuryMayNotAdd
    return award


def _jury_award(award_id: str) -> Award:
    award = _found_for_jury(award_id, get_session())
    show_programme(award.edition.programme)
    return award


def _jury_page(form: NominationForm, status: int = 200) -> ResponseReturnValue:
    award = form.award
    action = url_for("nominations.jury_add", award_id=award.id)
    page = render_template("nominations/jury_add.html", award=award, form=form, action=action)
    return page, status


@bp.get("/nominations/jury")
@requires(Permission.SCORE)
def jury_choose() -> ResponseReturnValue:
    """Show a juror the awards to which jurors may add a nomination now."""
    editions = editions_for(get_session(), current_actor(), Permission.SCORE)
    awards = [award for one in editions for award in one.awards if may_jury_add(award, now())]
    if editions:
        show_programme(editions[0].programme)
    return render_template("nominations/jury_choose.html", awards=awards)


@bp.get("/nominations/jury/<award_id>")
@requires(Permission.SCORE)
def jury_form(award_id: str) -> ResponseReturnValue:
    """Show a juror the form, with who they are filled in."""
    return _jury_page(own_form(_jury_award(award_id)))


@bp.post("/nominations/jury/<award_id>")
@requires(Permission.SCORE)
@takes_up_to(ROOM)
def jury_add(award_id: str) -> ResponseReturnValue:
    """Add a juror's nomination; who they are is not theirs to choose."""
    troubles = came_along(find := by_hand(partial(_found_for_jury, award_id)))
    award, actor = _jury_award(award_id), current_actor()
    form = form_of(award)
    form.nominator_name.data, form.nominator_email.data = actor.name, actor.email.lower()
    place = place_of(form, find, troubles)
    if _is_not_sent(form):
        return _jury_page(form)
    if not form.validate():
        return _jury_page(form, 422)
    nomination = registering.add_as_juror(
        get_session(),
        award,
        form.draft(),
        form_key=place.form_key,
        links=links(),
        by=actor,
        at=now(),
    )
    send_along(get_session(), place, nomination)
    flash(_("Your nomination is in. You have a conflict of interest there."), "success")
    return redirect(receipt_url(nomination))
