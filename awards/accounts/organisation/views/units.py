"""One unit: its page, and what can be done with it."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.models import OrgUnit
from awards.accounts.organisation import forms, wording
from awards.accounts.organisation.actions import units as actions
from awards.accounts.organisation.queries import units as queries
from awards.accounts.organisation.rules import ChangedMeanwhile
from awards.accounts.organisation.views.blueprint import bp
from awards.core.clock import day_of, now
from awards.core.errors import DomainError
from awards.core.permissions import Actor, Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.paging import Page, asked_page

_Act = Callable[[forms.UnitChangeForm, OrgUnit, Actor, datetime], None]


def _unit(unit_id: str) -> OrgUnit:
    return queries.unit_for(get_session(), current_actor(), unit_id)


def _page(
    unit: OrgUnit, wrong: forms.UnitChangeForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show a unit; `wrong` is a form that was sent with a mistake."""
    today = day_of(now())
    shown = {form.name: form for form in forms.unit_forms(unit, today)}
    if wrong is not None:
        shown[wrong.name] = wrong
    page = asked_page()
    view = queries.view_of(get_session(), unit, today=today, page=page)
    html = render_template(
        "organisation/unit.html",
        view=view,
        unit=unit,
        forms=shown,
        wrong=wrong.name if wrong else "",
        closed=not unit.valid_on(today),
        kind_names=wording.KIND_NAMES,
        page=Page(page, queries.PEOPLE_SHOWN, view.people_total),
    )
    return html, status


@bp.get("/units/<unit_id>")
@requires(Permission.MANAGE_PEOPLE)
def unit(unit_id: str) -> ResponseReturnValue:
    """One unit: who works there, what belongs to it, what it was called."""
    return _page(_unit(unit_id))


def _change(
    unit_id: str, make: Callable[[], forms.UnitChangeForm], act: _Act, said: str
) -> ResponseReturnValue:
    """Do one thing with a unit, or show its page again with what was typed and what is wrong."""
    one, form = _unit(unit_id), make()
    if not form.validate():
        return _page(one, form, 422)
    try:
        if form.seen.data != forms.seen_of(one):
            form.seen.data = forms.seen_of(one)
            raise ChangedMeanwhile
        act(form, one, current_actor(), now())
    except DomainError as error:
        get_session().rollback()
        form.say(_(error.message, **error.values))
        return _page(_unit(unit_id), form, error.status)
    flash(said)
    return redirect(url_for("organisation.unit", unit_id=unit_id))


@bp.post("/units/<unit_id>/rename")
@requires(Permission.MANAGE_PEOPLE)
def rename_unit(unit_id: str) -> ResponseReturnValue:
    """Give a unit a new name from a day on."""

    def act(form: forms.UnitChangeForm, one: OrgUnit, by: Actor, at: datetime) -> None:
        assert isinstance(form, forms.RenameForm)
        assert form.day.data is not None
        actions.rename(
            get_session(), one, name=str(form.new_name.data), day=form.day.data, by=by, at=at
        )

    return _change(
        unit_id,
        forms.RenameForm,
        act,
        _("The unit has a new name. Old nominations keep the old one."),
    )


@bp.post("/units/<unit_id>/move")
@requires(Permission.MANAGE_PEOPLE)
def move_unit(unit_id: str) -> ResponseReturnValue:
    """Let a unit belong to another."""

    def act(form: forms.UnitChangeForm, one: OrgUnit, by: Actor, at: datetime) -> None:
        assert isinstance(form, forms.MoveForm)
        parent = _unit(form.parent.data) if form.parent.data else None
        actions.move(get_session(), one, parent, by=by, at=at)

    return _change(unit_id, forms.MoveForm, act, _("The unit has moved."))


@bp.post("/units/<unit_id>/manager")
@requires(Permission.MANAGE_PEOPLE)
def set_manager(unit_id: str) -> ResponseReturnValue:
    """Say who manages a unit."""

    def act(form: forms.UnitChangeForm, one: OrgUnit, by: Actor, at: datetime) -> None:
        assert isinstance(form, forms.ManagerForm)
        actions.set_manager(get_session(), one, form.person.data, by=by, at=at)

    return _change(unit_id, forms.ManagerForm, act, _("The manager is saved."))


@bp.post("/units/<unit_id>/close")
@requires(Permission.MANAGE_PEOPLE)
def close_unit(unit_id: str) -> ResponseReturnValue:
    """Close a unit after a day."""

    def act(form: forms.UnitChangeForm, one: OrgUnit, by: Actor, at: datetime) -> None:
        assert isinstance(form, forms.CloseForm)
        assert form.day.data is not None
        actions.close(get_session(), one, day=form.day.data, by=by, at=at)

    return _change(unit_id, forms.CloseForm, act, _("The last day is saved."))


@bp.post("/units/<unit_id>/reopen")
@requires(Permission.MANAGE_PEOPLE)
def reopen_unit(unit_id: str) -> ResponseReturnValue:
    """Open a closed unit again."""
    actions.reopen(get_session(), _unit(unit_id), by=current_actor(), at=now())
    flash(_("The unit is open again."))
    return redirect(url_for("organisation.unit", unit_id=unit_id))


def _new_page(form: forms.NewUnitForm, status: int = 200) -> ResponseReturnValue:
    return render_template("organisation/new_unit.html", form=form), status


@bp.get("/units/new")
@requires(Permission.MANAGE_PEOPLE)
def new_unit() -> ResponseReturnValue:
    """Add a unit, or an employer."""
    return _new_page(forms.new_unit_form())


@bp.post("/units/new")
@requires(Permission.MANAGE_PEOPLE)
def add_unit() -> ResponseReturnValue:
    """Add what was written."""
    form = forms.NewUnitForm()
    if not form.validate():
        return _new_page(form, 422)
    try:
        added = actions.add_unit(get_session(), form.draft(), by=current_actor(), at=now())
    except DomainError as error:
        get_session().rollback()
        form.code.errors = [_(error.message, **error.values)]
        return _new_page(form, error.status)
    return redirect(url_for("organisation.unit", unit_id=added.id))
