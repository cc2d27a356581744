"""Pages of decisions."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.web.access import requires

bp = Blueprint("decisions", __name__)


@bp.get("/decisions")
@requires(Permission.DECIDE)
def overview() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")
