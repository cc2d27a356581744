"""People and roles of a programme; inviting a guest."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.rules import NEEDED
from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import WrongInput
from awards.core.permissions import Permission, Role
from awards.programmes.invitations import Sender
from awards.programmes.models import Programme
from awards.programmes.people import actions, queries, rules
from awards.programmes.people.forms import GuestForm, RoleForm
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.navigation import ROLE_NAMES
from awards.web.theme import show_programme

bp = Blueprint("people", __name__, url_prefix="/people")


def _programme(slug: str | None) -> Programme:
    programme = queries.programme_for(get_session(), current_actor(), slug)
    show_programme(programme)
    return programme


def _sender() -> Sender:
    settings: Settings = current_app.extensions["settings"]
    return Sender(current_actor(), f"{settings.base_url}{url_for('accounts.sign_in')}")


def _offer(form: Any, programme: Programme) -> Any:
    """Let a form offer the roles that the actor may give here, and the programme's editions."""
    roles = [role for role in Role if rules.may_give(current_actor(), role, programme.id)]
    return form.offer(roles, queries.editions_of(get_session(), programme))


def _links(programme: Programme) -> list[dict[str, Any]]:
    found = queries.programmes_for(get_session(), current_actor())
    links = [
        {
            "label": translated(one.name),
            "url": url_for("people.overview", programme=one.slug),
            "current": one.id == programme.id,
        }
        for one in found
    ]
    return links if len(links) > 1 else []


def _page(programme: Programme, form: RoleForm, status: int = 200) -> ResponseReturnValue:
    held = queries.held_in(get_session(), programme)
    page = render_template(
        "people/overview.html",
        programme=programme,
        programmes=_links(programme),
        held=[(role, ROLE_NAMES[role], rows) for role, rows in held.items() if rows],
        nobody=[ROLE_NAMES[role] for role, rows in held.items() if not rows],
        may_take={role for role in Role if rules.may_give(current_actor(), role, programme.id)},
        needed=NEEDED,
        form=form,
    )
    return page, status


@bp.get("")
@requires(Permission.GRANT_ROLES)
def overview() -> ResponseReturnValue:
    """Who is who in a programme, by role, and a form to give the next one."""
    programme = _programme(request.args.get("programme"))
    return _page(programme, _offer(RoleForm(formdata=None), programme))


@bp.post("/<programme>/roles")
@requires(Permission.GRANT_ROLES)
def give(programme: str) -> ResponseReturnValue:
    """Give somebody a role; their invitation waits in the outbox."""
    found = _programme(programme)
    form = _offer(RoleForm(), found)
    if not form.validate():
        return _page(found, form, 422)
    person = queries.active_person(get_session(), str(form.person.data))
    try:
        grant = actions.give_role(
            get_session(), found, person, form.place(), by=_sender(), at=now()
        )
    except rules.WorksElsewhere as error:
        form.person.errors = [_(error.message, **error.values)]
        return _page(found, form, 422)
    if grant is None:
        flash(_("%(name)s has that role already.", name=person.name), "info")
    else:
        flash(
            _("%(name)s has the role. The mail about it waits in the outbox.", name=person.name),
            "success",
        )
    return redirect(url_for("people.overview", programme=programme))


@bp.post("/roles/<grant_id>/remove")
@requires(Permission.GRANT_ROLES)
def take(grant_id: str) -> ResponseReturnValue:
    """Take a role away."""
    grant, programme = queries.grant_for(get_session(), current_actor(), grant_id)
    actions.take_role(get_session(), grant, programme, by=_sender(), at=now())
    flash(_("The role is taken away. A mail about it that still waited is not sent."), "success")
    return redirect(url_for("people.overview", programme=programme.slug))


def _guest_page(programme: Programme, form: GuestForm, status: int = 200) -> ResponseReturnValue:
    page = render_template("people/guest.html", programme=programme, form=form)
    return page, status


@bp.get("/<programme>/invite")
@requires(Permission.GRANT_ROLES)
def guest(programme: str) -> ResponseReturnValue:
    """Ask whom to invite from outside, as what."""
    found = _programme(programme)
    form = GuestForm(formdata=None, language=found.language, role=Role.JUROR.value)
    return _guest_page(found, _offer(form, found))


@bp.post("/<programme>/invite")
@requires(Permission.GRANT_ROLES)
def invite(programme: str) -> ResponseReturnValue:
    """Add a guest; their invitation waits in the outbox."""
    found = _programme(programme)
    form = _offer(GuestForm(), found)
    if not form.validate():
        return _guest_page(found, form, 422)
    try:
        person = actions.invite_guest(
            get_session(), found, form.guest(), form.place(), by=_sender(), at=now()
        )
    except (rules.AddressTaken, WrongInput) as error:
        field = form.role if isinstance(error, rules.NotAcross) else form.email
        field.errors = [_(error.message)]
        return _guest_page(found, form, 422)
    flash(_("The invitation to %(name)s waits in the outbox.", name=person.name), "success")
    return redirect(url_for("people.overview", programme=programme))
