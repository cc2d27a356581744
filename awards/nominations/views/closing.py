"""Closing nominations before their deadline: what that does to how many, then the reason."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.nominations import queries
from awards.nominations.views.blueprint import bp
from awards.programmes.forms.dates import CloseEarlyForm
from awards.programmes.models import Edition
from awards.programmes.queries import edition_to_set_up
from awards.programmes.rules import require_may_close
from awards.programmes.schedule import Turn
from awards.programmes.views.closing import ask_to_close, close_now
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
    return ask_to_close(_edition(edition_id), _page)


@bp.post("/set-up/editions/<edition_id>/close-nominations")
@requires(Permission.SET_UP)
def close_early(edition_id: str) -> ResponseReturnValue:
    """Close nominations now; the reason stands on the public pages."""
    closed = _("Nominations are closed.")
    return close_now(_edition(edition_id), Turn.CLOSES, _page, closed=closed)


def _page(edition: Edition, form: CloseEarlyForm) -> str:
    counts = queries.states_in(get_session(), edition)
    return render_template("nominations/closing.html", edition=edition, form=form, counts=counts)
