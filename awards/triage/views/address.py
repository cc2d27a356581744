"""The address of somebody who has not confirmed: corrected by whoever they call."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.nominations import actions
from awards.nominations.forms.address import NominatorAddressForm
from awards.nominations.rules import TooManyLinks
from awards.nominations.views.blueprint import links
from awards.triage import queries
from awards.triage.views.blueprint import bp
from awards.triage.views.showing import Typed, list_args, show
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.errors import words_of


@bp.post("/triage/nominations/<nomination_id>/address")
@requires(Permission.TRIAGE)
def correct_address(nomination_id: str) -> ResponseReturnValue:
    """Send the link that confirms again, to the address as it should be."""
    session, form = get_session(), NominatorAddressForm()
    case = queries.case_of(session, current_actor(), nomination_id)
    if not form.validate():
        return show(case, Typed(address=form), 422)
    address = str(form.email.data).lower()
    try:
        sent = actions.correct_address(
            session, case.nomination, address, links=links(), by=current_actor(), at=now()
        )
    except TooManyLinks as error:
        form.email.errors = [words_of(error)]
        return show(case, Typed(address=form), error.status)
    if sent:
        flash(_("A new link is on its way to %(address)s.", address=address), "success")
    else:
        flash(_("It has been confirmed meanwhile."))
    return redirect(url_for("triage.nomination", nomination_id=nomination_id, **list_args()))
