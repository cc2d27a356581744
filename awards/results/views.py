"""Pages of results."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.web.access import requires

bp = Blueprint("results", __name__)


@bp.get("/results")
@requires(Permission.SEE_RESULTS)
def overview() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")
