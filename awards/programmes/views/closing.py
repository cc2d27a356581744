"""Closing early, the same for nominations and for scoring: each shows a page of its own first."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.programmes import actions
from awards.programmes.forms.dates import CloseEarlyForm
from awards.programmes.models import Edition
from awards.programmes.rules import ChangedMeanwhile
from awards.programmes.schedule import Turn
from awards.web.access import current_actor
from awards.web.db import get_session

Page = Callable[[Edition, CloseEarlyForm], str]


def ask_to_close(edition: Edition, page: Page) -> str:
    """Show what closing does, and ask for the reason."""
    return page(edition, CloseEarlyForm(data={"version": edition.version}))


def close_now(edition: Edition, turn: Turn, page: Page, *, closed: str) -> ResponseReturnValue:
    """Close with what was posted and say so; show the page again when that is not to be."""
    form = CloseEarlyForm()
    if not form.validate():
        return page(edition, form), 422
    try:
        actions.close_early(
            get_session(),
            edition,
            turn,
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except ChangedMeanwhile as error:
        form.form_errors.append(_(error.message))
        form.compare_with(edition)
        return page(edition, form), error.status
    flash(closed, "success")
    return redirect(url_for("programmes.edition_dates", edition_id=edition.id))
