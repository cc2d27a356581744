"""Pages of nominations."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.web.access import requires

bp = Blueprint("nominations", __name__)


@bp.get("/nominate")
@requires(Permission.TRIAGE)
def choose_award() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")
