"""The archive of the set-up: what is out of every list, and the way back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes import actions, queries
from awards.programmes.rules import has_begun
from awards.programmes.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/set-up/archive")
@requires(Permission.SET_UP)
def archive() -> ResponseReturnValue:
    """What is in the archive; nothing of it is deleted."""
    found, at = queries.archive_of(get_session(), current_actor()), now()
    editions = [a.edition for a in found.awards] + [c.edition for c in found.criteria]
    return render_template(
        "programmes/archive.html",
        archive=found,
        begun={edition.id for edition in editions if has_begun(edition, at)},
    )


@bp.post("/set-up/archive/<what>/<thing_id>/restore")
@requires(Permission.SET_UP)
def restore(what: str, thing_id: str) -> ResponseReturnValue:
    """Bring something back."""
    found = queries.archived(get_session(), current_actor(), what, thing_id)
    actions.restore(get_session(), found, by=current_actor(), at=now())
    flash(_("It is back, as it was."), "success")
    return redirect(url_for("programmes.archive"))
