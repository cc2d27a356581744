"""The texts without names, for those who prepare an award."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.juries.preparing import queries
from awards.programmes.queries import editions_for, one_of
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("preparing", __name__)


@bp.get("/juries/texts")
@requires(Permission.SEE_RESULTS)
def texts() -> ResponseReturnValue:
    """The texts of an award that whoever asks prepares."""
    session, actor = get_session(), current_actor()
    editions = editions_for(session, actor, Permission.SEE_RESULTS)
    edition = one_of(editions, request.args.get("edition") or None)
    show_programme(edition.programme)
    awards = queries.prepared_awards(session, actor, edition)
    wanted = request.args.get("award")
    award = next((one for one in awards if one.slug == wanted), awards[0] if awards else None)
    return render_template(
        "juries/texts.html",
        edition=edition,
        editions=editions,
        awards=awards,
        award=award,
        texts=queries.texts_of(session, actor, award) if award else [],
    )
