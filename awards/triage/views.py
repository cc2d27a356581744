"""Pages of triage."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.web.access import requires

bp = Blueprint("triage", __name__)


@bp.get("/triage")
@requires(Permission.TRIAGE)
def desk() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")
