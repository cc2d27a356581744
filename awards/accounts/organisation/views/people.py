"""People: a list that can be searched without JavaScript, one person, a new one; exports."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.models import Person
from awards.accounts.organisation.actions import people as actions
from awards.accounts.organisation.forms import PersonForm, seen_of_person
from awards.accounts.organisation.queries import people as queries
from awards.accounts.organisation.rules import (
    AddressElsewhere,
    ChangedMeanwhile,
    EmailTaken,
    NotYours,
    SameName,
    StillNeeded,
)
from awards.accounts.organisation.views.blueprint import bp
from awards.core.clock import now
from awards.core.errors import DomainError
from awards.core.permissions import Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.forms import ONE_LINE
from awards.web.i18n import language
from awards.web.paging import Page, asked_page

PEOPLE_A_PAGE = 50


@bp.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """Everybody, or those whom a question fits."""
    question, number = request.args.get("q", "")[:ONE_LINE], asked_page()
    found, total = queries.people_for(
        get_session(), current_actor(), question, page=number, size=PEOPLE_A_PAGE
    )
    return render_template(
        "organisation/people.html",
        people=found,
        question=question,
        page=Page(number, PEOPLE_A_PAGE, total),
    )


def _lock(form: PersonForm, person: Person) -> None:
    """Lock what somebody's roles keep the reader from changing."""
    if not queries.lets_in(current_actor(), person):
        form.lock(person, leaving=not queries.may_close(current_actor(), person))


def _person_page(form: PersonForm, person_id: str | None, status: int = 200) -> ResponseReturnValue:
    person = managed = None
    if person_id is not None:
        person = queries.person_for(get_session(), current_actor(), person_id)
        managed = queries.units_managed_by(get_session(), current_actor(), person)
        _lock(form, person)
    page = render_template("organisation/person.html", form=form, person=person, managed=managed)
    return page, status


def _wrong(form: PersonForm, person_id: str | None, error: DomainError) -> ResponseReturnValue:
    """Show the form again, what was typed kept, with the sentence where it belongs."""
    get_session().rollback()
    words = _(error.message, **error.values)
    places: dict[type[DomainError], Any] = {
        EmailTaken: form.email,
        AddressElsewhere: form.email,
        SameName: form.namesake_known,
        NotYours: form.email,
        StillNeeded: form.active,
    }
    field = places.get(type(error), form.full_name)
    field.errors = [words]
    form.asks_namesake = isinstance(error, SameName)
    return _person_page(form, person_id, error.status)


@bp.get("/people/new")
@requires(Permission.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    """Add a person."""
    form = PersonForm(formdata=None, data={"language": language(), "active": True})
    return _person_page(form, None)


@bp.post("/people/new")
@requires(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Add who was written. Nobody is written to."""
    form = PersonForm()
    if not form.validate():
        return _person_page(form, None, 422)
    try:
        person = actions.add_person(
            get_session(),
            form.draft(),
            namesake_known=bool(form.namesake_known.data),
            by=current_actor(),
            at=now(),
        )
    except DomainError as error:
        return _wrong(form, None, error)
    flash(_("%(name)s is added. No mail has been sent.", name=person.name))
    return redirect(url_for("organisation.person", person_id=person.id))


@bp.get("/people/<person_id>")
@requires(Permission.MANAGE_PEOPLE)
def person(person_id: str) -> ResponseReturnValue:
    """One person, to look at and to change."""
    found = queries.person_for(get_session(), current_actor(), person_id)
    return _person_page(PersonForm.of(found), person_id)


@bp.post("/people/<person_id>")
@requires(Permission.MANAGE_PEOPLE)
def change_person(person_id: str) -> ResponseReturnValue:
    """Save a person."""
    found, form = queries.person_for(get_session(), current_actor(), person_id), PersonForm()
    _lock(form, found)
    if not form.validate():
        return _person_page(form, person_id, 422)
    try:
        if form.seen.data != seen_of_person(found):
            form.seen.data = seen_of_person(found)
            raise ChangedMeanwhile
        actions.change_person(
            get_session(),
            found,
            form.draft(),
            namesake_known=bool(form.namesake_known.data),
            by=current_actor(),
            at=now(),
        )
    except DomainError as error:
        return _wrong(form, person_id, error)
    flash(_("%(name)s is saved.", name=found.name))
    return redirect(url_for("organisation.person", person_id=person_id))
