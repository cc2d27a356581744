"""Pages of juries."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.web.access import requires

bp = Blueprint("juries", __name__)


@bp.get("/juries")
@requires(Permission.MANAGE_PANELS)
def panels() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")
