"""Views of the list by name."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes.models import Edition
from awards.programmes.queries import edition_for
from awards.triage.desk import actions, rules
from awards.triage.desk import queries as desk_queries
from awards.triage.desk.forms import ViewForm
from awards.triage.views.blueprint import bp
from awards.triage.views.filters import Filters, filters_in, saved_args
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


@bp.get("/triage/views")
@requires(Permission.TRIAGE)
def saved_views() -> ResponseReturnValue:
    """Show the views there are, and ask for a name for the list as it stands in the address."""
    return _page(_filters(), ViewForm())


@bp.post("/triage/views")
@requires(Permission.TRIAGE)
def save_view() -> ResponseReturnValue:
    """Keep the list as it stands in the address."""
    filters, form = _filters(), ViewForm()
    if not form.validate():
        return _page(filters, form, 422)
    try:
        view = actions.save_view(
            get_session(),
            filters.edition.programme_id,
            form.name.data or "",
            saved_args(filters),
            shared=bool(form.shared.data),
            by=current_actor(),
            at=now(),
        )
    except rules.TooManyViews as error:
        form.form_errors.append(_(error.message))
        return _page(filters, form, error.status)
    flash(_("The view “%(name)s” is saved.", name=view.name), "success")
    return redirect(filters.url())


@bp.post("/triage/views/<view_id>/remove")
@requires(Permission.TRIAGE)
def remove_view(view_id: str) -> ResponseReturnValue:
    """Take a view away; the nominations in it are not touched."""
    session, actor = get_session(), current_actor()
    view = desk_queries.view_for(session, actor, view_id)
    name = view.name
    actions.remove_view(session, view, by=actor, at=now())
    flash(_("The view “%(name)s” is gone.", name=name))
    return redirect(_filters().url("triage.saved_views"))


def _filters() -> Filters:
    actor = current_actor()
    edition: Edition = edition_for(
        get_session(), actor, Permission.TRIAGE, request.args.get("edition")
    )
    show_programme(edition.programme)
    return filters_in(edition, actor)


def _page(filters: Filters, form: ViewForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    views = desk_queries.views_for(get_session(), actor, filters.edition.programme_id)
    page = render_template(
        "triage/saved_views.html",
        edition=filters.edition,
        filters=filters,
        form=form,
        views=views,
        mine=actor.person_id,
    )
    return page, status
