"""Closing nominations before their deadline: what that does to how many, then the reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.nominations import queries
from awards.nominations.views.blueprint import bp
from awards.programmes import actions
from awards.programmes.forms.dates import CloseEarlyForm
from awards.programmes.models import Edition
from awards.programmes.queries import edition_to_set_up
from awards.programmes.rules import ChangedMeanwhile, require_may_close
from awards.programmes.schedule import Turn
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


def _edition(edition_id: str) -> Edition:
    """Return an edition to set up whose nominations are open. Raises NothingToClose."""
    edition = edition_to_set_up(get_session(), current_actor(), edition_id)
    show_programme(edition.programme)
    require_may_close(edition, Turn.CLOSES, now())
    return edition


@bp.get("/set-up/editions/<edition_id>/close-nominations")
@requires(Permission.SET_UP)
def closing(edition_id: str) -> ResponseReturnValue:
    """What happens to how many when nominations close now."""
    edition = _edition(edition_id)
    return _page(edition, CloseEarlyForm(data={"version": edition.version}))


@bp.post("/set-up/editions/<edition_id>/close-nominations")
@requires(Permission.SET_UP)
def close_early(edition_id: str) -> ResponseReturnValue:
    """Close nominations now; the reason stands on the public pages."""
    edition, form = _edition(edition_id), CloseEarlyForm()
    if not form.validate():
        return _page(edition, form), 422
    try:
        actions.close_early(
            get_session(),
            edition,
            Turn.CLOSES,
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except ChangedMeanwhile as error:
        form.form_errors.append(_(error.message))
        form.compare_with(edition)
        return _page(edition, form), error.status
    flash(_("Nominations are closed."), "success")
    return redirect(url_for("programmes.edition_dates", edition_id=edition.id))


def _page(edition: Edition, form: CloseEarlyForm) -> str:
    counts = queries.states_in(get_session(), edition)
    return render_template("nominations/closing.html", edition=edition, form=form, counts=counts)
