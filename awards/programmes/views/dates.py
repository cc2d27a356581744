"""An edition's dates: the phases in a picture, moving them, extending a deadline."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.forms.dates import (
    ExtendForm,
    MoveDatesForm,
    extend_form,
    move_dates_form,
)
from awards.programmes.models import Edition, Phase
from awards.programmes.phase_picture import moves_told, picture_of
from awards.programmes.rules import ChangedMeanwhile, may_close
from awards.programmes.schedule import Consequence, Schedule, Turn
from awards.programmes.views.blueprint import TAKEN, WRONG, bp, edition_of
from awards.programmes.wording import (
    LEADS_TO,
    TURN_NAMES,
    consequence_in_words,
    save_words,
)
from awards.web.access import current_actor, requires
from awards.web.db import get_session

_STEPS = frozenset({"csrf_token", "confirmed", "change"})
EXTENDABLE = (Turn.CLOSES, Turn.SCORING_CLOSES)
"""The deadlines: dates on which something is over that people do."""


@bp.get("/set-up/editions/<edition_id>/dates")
@requires(Permission.SET_UP)
def edition_dates(edition_id: str) -> ResponseReturnValue:
    """The phases as a picture and a list, and the form that moves them."""
    edition = edition_of(edition_id)
    return _page(edition, move_dates_form(edition))


@bp.post("/set-up/editions/<edition_id>/dates")
@requires(Permission.SET_UP)
def save_edition_dates(edition_id: str) -> ResponseReturnValue:
    """Move the dates; ask first when a phase would begin or end, or a date has passed."""
    edition = edition_of(edition_id)
    form = move_dates_form(edition)
    if "change" in request.form:
        return _page(edition, form)
    if not form.validate():
        return _page(edition, form), WRONG
    after = form.schedule()
    found = actions.what_follows(edition, after, now())
    if found.needs_reason and not form.reason.data:
        form.ask_for_reason()
        return _page(edition, form), WRONG
    action = url_for("programmes.save_edition_dates", edition_id=edition.id)
    return _confirm_first(edition, found, action) or _move(edition, after, form)


@bp.get("/set-up/editions/<edition_id>/dates/extend/<turn>")
@requires(Permission.SET_UP)
def extend(edition_id: str, turn: str) -> ResponseReturnValue:
    """Move one deadline to a later day."""
    edition = edition_of(edition_id)
    return _extend_page(edition, extend_form(edition, _turn(turn)))


@bp.post("/set-up/editions/<edition_id>/dates/extend/<turn>")
@requires(Permission.SET_UP)
def extend_deadline(edition_id: str, turn: str) -> ResponseReturnValue:
    """Extend a deadline; the reason stands beside it on the public pages."""
    edition = edition_of(edition_id)
    form = extend_form(edition, _turn(turn))
    if "change" in request.form:
        return _extend_page(edition, form)
    if not form.validate():
        return _extend_page(edition, form), WRONG
    after = form.schedule()
    found = actions.what_follows(edition, after, now())
    action = url_for("programmes.extend_deadline", edition_id=edition.id, turn=turn)
    return _confirm_first(edition, found, action) or _move(edition, after, form)


def _turn(wanted: str) -> Turn:
    """Return a deadline that can be extended. Raises NotFound for another word."""
    for turn in EXTENDABLE:
        if turn.value == wanted:
            return turn
    raise NotFound


def _confirm_first(edition: Edition, found: Consequence, action: str) -> ResponseReturnValue | None:
    """Return the page that says what happens, unless nothing does or it was said yes to."""
    if not found.needs_confirmation or _agreed() is found.after:
        return None
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name not in _STEPS
        for value in values
    ]
    return render_template(
        "programmes/confirm_dates.html",
        edition=edition,
        found=found,
        action=action,
        fields=fields,
        turn_names=TURN_NAMES,
        goes=consequence_in_words(found),
        leads_to=LEADS_TO[found.after],
        button=save_words(found),
    )


def _agreed() -> Phase | None:
    """Return the phase that was said yes to."""
    wanted = request.form.get("confirmed", "")
    return Phase(wanted) if wanted in set(Phase) else None


def _move(
    edition: Edition, after: Schedule, form: MoveDatesForm | ExtendForm
) -> ResponseReturnValue:
    """Move the dates as agreed; when somebody else did meanwhile, show both."""
    try:
        actions.move_dates(
            get_session(),
            edition,
            after,
            reason=form.reason.data or "",
            agreed=_agreed(),
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except ChangedMeanwhile:
        form.compare_with(edition)
        if isinstance(form, MoveDatesForm):
            return _page(edition, form), TAKEN
        return _extend_page(edition, form), TAKEN
    flash(_("The dates are saved."), "success")
    return redirect(url_for("programmes.edition_dates", edition_id=edition.id))


def _extend_page(edition: Edition, form: ExtendForm) -> str:
    return render_template(
        "programmes/extend.html",
        edition=edition,
        turn=form.turn,
        deadline=getattr(edition, form.turn.value),
        form=form,
        turn_names=TURN_NAMES,
    )


def _page(edition: Edition, form: MoveDatesForm) -> str:
    at = now()
    draft = edition.opened_at is None
    return render_template(
        "programmes/edition_dates.html",
        edition=edition,
        form=form,
        draft=draft,
        at=at,
        picture=picture_of(edition, at),
        turns=[(turn, TURN_NAMES[turn], getattr(edition, turn.value)) for turn in Turn],
        told=moves_told(edition),
        extendable=EXTENDABLE,
        closable={turn for turn in EXTENDABLE if may_close(edition, turn, at)},
        decided=any(award.decided_at is not None for award in edition.awards),
    )
