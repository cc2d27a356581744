"""The receipt: what was sent, what happens next; change it, take it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import Closed
from awards.nominations import actions, queries, rules
from awards.nominations.attachments.rules import ROOM
from awards.nominations.forms import NominationForm, look_over
from awards.nominations.forms.reading import LookedOver
from awards.nominations.links import EDIT
from awards.nominations.models import Nomination, NominationState
from awards.nominations.standing import standing_of
from awards.nominations.views.attachments import attached, came_along, of_link, of_nomination
from awards.nominations.views.blueprint import (
    bp,
    closed_page,
    form_of,
    keep_when_busy,
    of_token,
    receipt_url,
    token_of,
)
from awards.nominations.way import way_of
from awards.nominations.wording import standing_words
from awards.web.access import current_actor, public
from awards.web.db import get_session
from awards.web.security import LIMIT_POST, limiter, takes_up_to


@bp.get("/nominations/<token>/")
@public
def receipt(token: str) -> ResponseReturnValue:
    """Show reference, text and what happens next."""
    nomination, at = of_token(token, EDIT), now()
    standing = standing_of(nomination, at)
    return render_template(
        "nominations/receipt.html",
        nomination=nomination,
        texts=queries.nomination_text(nomination),
        token=token,
        attached=attached(of_nomination(nomination)),
        withdrawn=nomination.state is NominationState.WITHDRAWN,
        standing=standing,
        standing_words=standing_words(standing, blind=nomination.award.edition.blind),
        way=way_of(nomination, at),
        may_change=rules.may_change(nomination, at),
        may_withdraw=rules.may_withdraw(nomination, at),
    )


def _edit_page(
    nomination: Nomination,
    form: NominationForm,
    status: int,
    *,
    looked: LookedOver | None = None,
) -> ResponseReturnValue:
    form.find_attached = lambda: attached(of_nomination(nomination))
    page = render_template(
        "nominations/form.html",
        award=nomination.award,
        form=form,
        nomination=nomination,
        back=receipt_url(nomination),
        action=request.path,
        token=token_of(nomination, EDIT),
        looked=looked,
    )
    return page, status


@bp.get("/nominations/<token>/edit")
@public
def edit(token: str) -> ResponseReturnValue:
    """Show the form with everything that was sent."""
    nomination = of_token(token, EDIT)
    if not rules.may_change(nomination, now()):
        return redirect(receipt_url(nomination))
    draft = rules.draft_of(nomination)
    return _edit_page(
        nomination, form_of(nomination.award, draft=draft, version=nomination.version), 200
    )


@bp.post("/nominations/<token>/edit")
@public
@limiter.limit(LIMIT_POST, on_breach=keep_when_busy)
@takes_up_to(ROOM)
def change(token: str) -> ResponseReturnValue:
    """Save the new words; the confirmed address stays, and files come and go at once."""
    troubles = came_along(of_link(token))
    nomination = of_token(token, EDIT)
    form = form_of(nomination.award)
    form.say_of_files(troubles)
    form.nominator_email.data = nomination.nominator_email
    if "add_row" in request.form:
        form.add_row()
        return _edit_page(nomination, form, 200)
    if "remove_file" in request.form:
        return _edit_page(nomination, form, 200)
    if not form.validate():
        return _edit_page(nomination, form, 422)
    if "look" in request.form:
        return _edit_page(nomination, form, 200, looked=look_over(form))
    return _change(nomination, form)


def _change(nomination: Nomination, form: NominationForm) -> ResponseReturnValue:
    try:
        actions.change(
            get_session(),
            nomination,
            form.draft(),
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except Closed as error:
        return closed_page(nomination.award.edition, error=error, form=form)
    except rules.ChangedElsewhere as error:
        form.form_errors.append(_(error.message))
        form.version.data = str(nomination.version)
        return _edit_page(nomination, form, error.status)
    flash(_("Your changes are saved."), "success")
    return redirect(receipt_url(nomination))


@bp.get("/nominations/<token>/withdraw")
@public
def withdrawal(token: str) -> ResponseReturnValue:
    """Say what will happen before the nomination is taken back."""
    nomination = of_token(token, EDIT)
    if not rules.may_withdraw(nomination, now()):
        return redirect(receipt_url(nomination))
    action, back = url_for("nominations.withdraw", token=token), receipt_url(nomination)
    return render_template(
        "nominations/withdrawal.html", nomination=nomination, action=action, back=back
    )


@bp.post("/nominations/<token>/withdraw")
@public
@limiter.limit(LIMIT_POST)
def withdraw(token: str) -> ResponseReturnValue:
    """Take the nomination back."""
    nomination = of_token(token, EDIT)
    actions.withdraw(get_session(), nomination, by=current_actor(), at=now())
    flash(_("Your nomination is withdrawn."), "success")
    return redirect(receipt_url(nomination))
