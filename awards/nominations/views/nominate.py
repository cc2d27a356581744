"""Choose an award, write the nomination, send it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import Closed
from awards.core.ids import new_id
from awards.nominations import actions
from awards.nominations.attachments.actions import Place, send_along
from awards.nominations.attachments.rules import ROOM
from awards.nominations.drafts import keys
from awards.nominations.drafts.queries import Held
from awards.nominations.drafts.shown import as_form, chosen, drafts_here
from awards.nominations.finder import best_first, signs_to_tick
from awards.nominations.forms import NominationForm, look_over
from awards.nominations.models import NominationState
from awards.nominations.origins import digest_of
from awards.nominations.rules import AlreadySent, TooManyLinks, late_at
from awards.nominations.views.attachments import (
    came_along,
    of_award,
    of_draft,
    place_of,
    show_files,
)
from awards.nominations.views.blueprint import (
    blank_page,
    bp,
    closed_page,
    edition_path,
    form_of,
    form_page,
    form_url,
    is_machine_like,
    is_theirs,
    keep_when_busy,
    links,
    opened,
    own_form,
    receipt_url,
    sent_url,
    settings,
)
from awards.programmes import queries as programmes
from awards.programmes.models import Award
from awards.programmes.rules import takes_nominations
from awards.web.access import current_actor, public
from awards.web.db import get_session
from awards.web.i18n import language
from awards.web.security import LIMIT_POST, limiter, takes_up_to
from awards.web.theme import show_programme


@bp.get("/awards/<programme>/<edition>/nominate")
@public
def choose_award(programme: str, edition: str) -> ResponseReturnValue:
    """Let the nominator pick the award that fits, by name or by what somebody did."""
    found = programmes.public_edition(get_session(), programme, edition)
    show_programme(found.programme)
    if not takes_nominations(found, now()):
        return closed_page(found)
    if len(found.awards) == 1:
        return redirect(form_url(found.awards[0]))
    ticked = frozenset(request.args.getlist("did"))
    return render_template(
        "nominations/choose_award.html",
        edition=found,
        path=edition_path(found),
        signs=signs_to_tick(found.awards, language()),
        ticked=ticked,
        fits=best_first(found.awards, ticked, language()),
    )


def _award(path: dict[str, str]) -> Award:
    award = programmes.public_award(get_session(), **path)
    show_programme(award.edition.programme)
    return award


@bp.get("/awards/<programme>/<edition>/nominate/<award>")
@public
def form(**path: str) -> ResponseReturnValue:
    """Show the form with what this browser has begun, or when it opened and closed."""
    found = _award(path)
    drafts = drafts_here(found)
    mine = chosen(found, drafts)
    if mine is not None:
        return _begun_page(found, mine, drafts)
    if not takes_nominations(found.edition, now()):
        return closed_page(found.edition)
    if current_actor().person_id is not None:
        return form_page(found, own_form(found), 200, drafts=drafts)
    return blank_page(found, drafts)


def _begun_page(award: Award, draft: Held, drafts: Sequence[Held]) -> ResponseReturnValue:
    """Show what was begun, to go on; once it is too late to send, to copy from."""
    begun = form_of(award, typed=as_form(draft.fields))
    begun.form_key.data = keys.shown(draft.id)
    begun.opened.data = opened(draft.saved_at)
    show_files(begun, of_draft(award, draft))
    try:
        late_at(award, now())
    except Closed:
        return closed_page(award.edition, form=begun)
    return form_page(award, begun, 200, drafts=drafts)


@bp.post("/awards/<programme>/<edition>/nominate/<award>")
@public
@limiter.limit(LIMIT_POST, on_breach=keep_when_busy)
@takes_up_to(ROOM)
def send(**path: str) -> ResponseReturnValue:
    """Take the nomination in; every word and file is kept when something is missing.

    What seems to come from a program is asked for once more, then taken in and flagged.
    """
    troubles = came_along(find := of_award(path))
    found = _award(path)
    sent = form_of(found)
    place = place_of(sent, find, troubles)
    if "add_row" in request.form:
        sent.add_row()
        return form_page(found, sent, 200)
    if "remove_file" in request.form:
        return form_page(found, sent, 200)
    if not sent.validate():
        return form_page(found, sent, 422)
    if "look" in request.form:
        return form_page(found, sent, 200, looked=look_over(sent))
    machine_like = is_machine_like(sent)
    if machine_like and not sent.asked_again.data:
        sent.ask_again()
        return form_page(found, sent, 422)
    return _send(found, sent, place, machine_like=machine_like)


def _send(
    award: Award, sent: NominationForm, place: Place, *, machine_like: bool
) -> ResponseReturnValue:
    try:
        nomination = actions.send(
            get_session(),
            award,
            sent.draft(),
            form_key=place.form_key,
            machine_like=machine_like,
            language=language(),
            links=links(),
            origin=digest_of(request.remote_addr, secret=settings().secret_key),
            by=current_actor(),
            at=now(),
        )
    except Closed as error:
        return closed_page(award.edition, error=error, form=sent)
    except TooManyLinks as error:
        sent.form_errors.append(_(error.message))
        return form_page(award, sent, error.status)
    except AlreadySent as error:
        sent.form_errors.append(_(error.message))
        sent.form_key.data = keys.shown(new_id())
        return form_page(award, sent, error.status)
    send_along(get_session(), place, nomination)
    if nomination.state is NominationState.RECEIVED and is_theirs(nomination):
        flash(_("Thank you! Your nomination is in."), "success")
        return redirect(receipt_url(nomination))
    return redirect(sent_url(nomination))
