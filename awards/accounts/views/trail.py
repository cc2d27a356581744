"""The page of the audit trail."""

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from awards.accounts import queries
from awards.accounts.views.blueprint import bp
from awards.audit import queries as audit_queries
from awards.audit.events import EVENTS
from awards.audit.wording import DETAIL_NAMES, EVENT_NAMES
from awards.core.permissions import PUBLIC, SYSTEM, Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import moment
from awards.web.paging import Page, asked_page

AUDIT_PAGE = 50
CHECKED_LINES = 1000
"""So many lines are checked with every look; `flask awards verify` checks all."""


def shown(key: str, value: object) -> object:
    """Return a detail as it is read: a moment on the clock, all else as it is kept."""
    if not key.endswith("_at") or not isinstance(value, str):
        return value
    try:
        return moment(datetime.fromisoformat(value))
    except ValueError:
        return value


@bp.get("/audit")
@requires(Permission.READ_AUDIT)
def audit_trail() -> ResponseReturnValue:
    """Show who did what when, and whether the chain is whole."""
    number, event = asked_page(), request.args.get("event", "")
    event = event if event in EVENTS else ""
    actor = current_actor()
    people = queries.people_in(actor.programmes_with(Permission.READ_AUDIT))
    lines, total = audit_queries.lines_for(
        get_session(), actor, people, page=number, size=AUDIT_PAGE, event=event
    )
    return render_template(
        "accounts/audit_trail.html",
        lines=lines,
        page=Page(number, AUDIT_PAGE, total),
        names={
            SYSTEM.name: gettext("Utmärkt itself"),
            PUBLIC.name: gettext("Somebody who was not signed in"),
            **queries.names_of(get_session(), [line.actor_id or "" for line in lines]),
        },
        shown=shown,
        called={key: gettext(said) for key, said in DETAIL_NAMES.items()},
        event=event,
        said={name: gettext(said) for name, said in EVENT_NAMES.items()},
        chain=audit_queries.check_chain(get_session(), newest=CHECKED_LINES),
    )
