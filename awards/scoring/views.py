"""Pages of scoring."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.web.access import requires

bp = Blueprint("scoring", __name__)


@bp.get("/scoring")
@requires(Permission.SCORE)
def queue() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")
