"""Next year's edition from this year's: new dates, a preview, and then the copy."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now, to_zone
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.carrying import EXTRAS, extras_for
from awards.programmes.forms import CopyForm
from awards.programmes.models import Edition
from awards.programmes.next_year import draw_up, moved_a_year, renamed
from awards.programmes.rules import SlugTaken
from awards.programmes.views.blueprint import WRONG, bp, edition_of
from awards.web.access import current_actor, requires
from awards.web.db import get_session


def _form(edition: Edition, **given: object) -> CopyForm:
    form = CopyForm(**given)
    form.zone = edition.programme.time_zone
    form.own_language = edition.programme.language
    form.offer(extras_for(current_actor(), edition.programme_id))
    return form


def _proposal(edition: Edition) -> dict[str, object]:
    zone, year = edition.programme.time_zone, edition.year + 1
    moved = moved_a_year({name: getattr(edition, name) for name in CopyForm.columns}, zone)
    walls = {name: to_zone(moment, zone).replace(tzinfo=None) for name, moment in moved.items()}
    name = renamed(edition.name, edition.year, year)
    return {"year": year, "slug": str(year), "name": name, **walls}


def _page(edition: Edition, form: CopyForm) -> str:
    return render_template("programmes/copy_edition.html", edition=edition, form=form)


@bp.get("/set-up/editions/<edition_id>/copy")
@requires(Permission.SET_UP)
def copy_edition(edition_id: str) -> ResponseReturnValue:
    """Next year's edition: its dates are this year's, moved by a year."""
    found = edition_of(edition_id)
    return _page(found, _form(found, data=_proposal(found)))


@bp.post("/set-up/editions/<edition_id>/copy")
@requires(Permission.SET_UP)
def make_copy(edition_id: str) -> ResponseReturnValue:
    """Show what will be copied; then copy it."""
    found = edition_of(edition_id)
    form = _form(found)
    if "change" in request.form:
        return _page(found, form)
    if not form.validate():
        return _page(found, form), WRONG
    draft = form.draft()
    if draft.slug in {edition.slug for edition in found.programme.editions}:
        return _taken(found, form)
    if "confirmed" not in request.form:
        return render_template(
            "programmes/preview_copy.html",
            edition=found,
            made=draw_up(found, draft),
            extras=[_(EXTRAS[key].label) for key in draft.extras if key in EXTRAS],
            fields=[(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"],
        )
    try:
        made = actions.make_copy(get_session(), found, draft, by=current_actor(), at=now())
    except SlugTaken:
        return _taken(found, form)
    flash(_("The edition is made. It is a draft: only you see it."), "success")
    return redirect(url_for("programmes.edition", edition_id=made.id))


def _taken(edition: Edition, form: CopyForm) -> ResponseReturnValue:
    form.say_slug_is_taken()
    return _page(edition, form), WRONG
