"""Public pages."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from awards.web.access import public

bp = Blueprint("gallery", __name__)


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Stand-in until the page is there."""
    return render_template("base.html")


@bp.get("/theme/<slug>.css")
@public
def theme(slug: str) -> ResponseReturnValue:
    """Stand-in until the page is there."""
    del slug
    return Response("", mimetype="text/css")
