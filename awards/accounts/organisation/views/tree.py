"""The organisation as a tree."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from awards.accounts.organisation.queries.tree import organisation
from awards.accounts.organisation.views.blueprint import bp
from awards.accounts.organisation.wording import KIND_NAMES
from awards.core.clock import day_of, now
from awards.core.permissions import Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("")
@requires(Permission.MANAGE_PEOPLE)
def tree() -> ResponseReturnValue:
    """All employers with their administrations and units, to be opened one by one."""
    closed = request.args.get("closed") == "1"
    found = organisation(get_session(), current_actor(), day_of(now()), closed=closed)
    return render_template(
        "organisation/tree.html", tree=found, closed=closed, kind_names=KIND_NAMES
    )
