"""After sending: look into the mail, correct the address, confirm."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.nominations import actions
from awards.nominations.forms import AddressForm
from awards.nominations.links import CONFIRM, SENT
from awards.nominations.models import Nomination, NominationState
from awards.nominations.queries import nomination_text
from awards.nominations.rules import TooManyLinks, Withdrawn
from awards.nominations.views.blueprint import bp, links, of_token, receipt_url, sent_url, settings
from awards.web.access import current_actor, public
from awards.web.db import get_session
from awards.web.errors import words_of
from awards.web.security import LIMIT_POST, limiter


def _mailbox_url() -> str | None:
    """Return where the demo shows its mails; there is no such page elsewhere."""
    there = settings().demo and "demo.mailbox" in current_app.view_functions
    return url_for("demo.mailbox") if there else None


def _sent_page(nomination: Nomination, form: AddressForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "nominations/sent.html",
        nomination=nomination,
        form=form,
        mailbox_url=_mailbox_url(),
        waiting=nomination.state is NominationState.UNCONFIRMED,
        action=sent_url(nomination),
    )
    return page, status


@bp.get("/nominations/sent/<token>")
@public
def sent(token: str) -> ResponseReturnValue:
    """Say that a link is in the mail, and let a mistyped address be corrected."""
    nomination = of_token(token, SENT)
    return _sent_page(nomination, AddressForm(data={"email": nomination.nominator_email}))


@bp.post("/nominations/sent/<token>")
@public
@limiter.limit(LIMIT_POST)
def correct_address(token: str) -> ResponseReturnValue:
    """Send the link again, to the address as it should be."""
    nomination, form = of_token(token, SENT), AddressForm()
    if not form.validate():
        return _sent_page(nomination, form, 422)
    address = str(form.email.data).lower()
    try:
        again = actions.correct_address(
            get_session(), nomination, address, links=links(), by=current_actor(), at=now()
        )
    except TooManyLinks as error:
        form.email.errors = [words_of(error)]
        return _sent_page(nomination, form, error.status)
    if again:
        flash(_("A new link is on its way."), "success")
    return redirect(sent_url(nomination))


@bp.get("/nominations/confirm/<token>")
@public
def confirmation(token: str) -> ResponseReturnValue:
    """Show what is confirmed, and a button: a mail scanner that follows the link does nothing."""
    nomination = of_token(token, CONFIRM)
    if nomination.state is NominationState.WITHDRAWN:
        raise Withdrawn
    action = url_for("nominations.confirm", token=token)
    return render_template(
        "nominations/confirmation.html",
        nomination=nomination,
        texts=nomination_text(nomination),
        action=action,
        waiting=nomination.state is NominationState.UNCONFIRMED,
        receipt_url=receipt_url(nomination),
    )


@bp.post("/nominations/confirm/<token>")
@public
@limiter.limit(LIMIT_POST)
def confirm(token: str) -> ResponseReturnValue:
    """Let the nomination count."""
    nomination = of_token(token, CONFIRM)
    first = actions.confirm(get_session(), nomination, links=links(), by=current_actor(), at=now())
    if first:
        flash(_("Thank you! Your nomination is in."), "success")
    else:
        flash(_("Your nomination was confirmed already. Nothing more to do."), "info")
    return redirect(receipt_url(nomination))
