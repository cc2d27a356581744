"""Why things were changed in running rounds: the words that the audit trail itself leaves out."""

from flask import render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.programmes.past_changes import changes_for
from awards.programmes.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.paging import Page, asked_page

SIZE = 50


@bp.get("/audit/reasons")
@requires(Permission.READ_AUDIT)
def reasons() -> ResponseReturnValue:
    """Every rule, text and weight that was changed once a round was open, with its reason."""
    number = asked_page()
    changes, total = changes_for(get_session(), current_actor(), page=number, size=SIZE)
    return render_template(
        "programmes/reasons.html", changes=changes, page=Page(number, SIZE, total)
    )
