"""The coordinator's pages about panels and conflicts. Deciding on one stands in scoring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.accounts.models import Person
from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries import forms, queries, rules, seating
from awards.juries.models import SeatRole
from awards.juries.rules import Change
from awards.programmes.models import Award, Edition
from awards.programmes.queries import award_for, editions_for
from awards.programmes.queries import edition_for as _edition_for
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("juries", __name__)


def _edition(edition_id: str | None) -> Edition:
    edition = _edition_for(
        get_session(), current_actor(), Permission.MANAGE_PANELS, edition_id or None, drafts=True
    )
    show_programme(edition.programme)
    return edition


def _others(edition: Edition) -> Sequence[Edition]:
    """Return all editions to switch between; none when there is only one."""
    del edition
    found = editions_for(get_session(), current_actor(), Permission.MANAGE_PANELS, drafts=True)
    return found if len(found) > 1 else []


@dataclass(frozen=True)
class Panel:
    """An award's panel on the page, with the form that adds to it."""

    award: Award
    seats: list[queries.Seated]
    form: forms.SeatForm
    open: bool


def _panels(
    edition: Edition, wrong: forms.SeatForm | None = None, award_id: str = ""
) -> list[Panel]:
    seats = queries.seats_of(get_session(), edition)
    people = queries.possible_members(get_session(), edition)
    return [
        _panel(award, seats, people, wrong if award.id == award_id else None)
        for award in edition.awards
    ]


def _panel(
    award: Award,
    seats: list[queries.Seated],
    people: Iterable[Person],
    wrong: forms.SeatForm | None,
) -> Panel:
    own = [s for s in seats if s.seat.award_id == award.id]
    seated = {s.person.id for s in own}
    free = [p for p in people if p.id not in seated]
    form = wrong or forms.SeatForm.for_people(free, award.id, formdata=None)
    return Panel(award, own, form, rules.is_open(award, now(), Change.SEATS))


def _page(edition: Edition, panels: list[Panel], status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "juries/panels.html",
        edition=edition,
        editions=_others(edition),
        panels=panels,
        seat_words=forms.SEAT_WORDS,
    )
    return page, status


@bp.get("/juries")
@requires(Permission.MANAGE_PANELS)
def panels() -> ResponseReturnValue:
    """The panels of an edition's awards."""
    edition = _edition(request.args.get("edition"))
    return _page(edition, _panels(edition))


@bp.post("/juries/<award_id>/seats")
@requires(Permission.MANAGE_PANELS)
def seat(award_id: str) -> ResponseReturnValue:
    """Give somebody a seat on an award's panel."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    people = queries.possible_members(get_session(), award.edition)
    form = forms.SeatForm.for_people(people, award_id)
    if not form.validate():
        edition = _edition(award.edition_id)
        return _page(edition, _panels(edition, form, award_id), 422)
    seating.seat(
        get_session(),
        award,
        str(form.person_id.data),
        role=SeatRole(form.role.data),
        by=current_actor(),
        at=now(),
    )
    flash(_("The seat is given."), "success")
    return redirect(url_for("juries.panels", edition=award.edition_id, _anchor=award.slug))


@bp.post("/juries/<award_id>/copy")
@requires(Permission.MANAGE_PANELS)
def copy_panel(award_id: str) -> ResponseReturnValue:
    """Seat this panel on all other awards of the edition, too."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    seats = seating.copy_panel(get_session(), award, by=current_actor(), at=now())
    flash(_seats_given(seats), "success")
    return redirect(url_for("juries.panels", edition=award.edition_id))


def _seats_given(seats: int) -> str:
    if not seats:
        return str(_("There was no seat left to give."))
    return str(ngettext("%(num)d seat is given.", "%(num)d seats are given.", seats))


@bp.post("/juries/seats/<seat_id>/remove")
@requires(Permission.MANAGE_PANELS)
def unseat(seat_id: str) -> ResponseReturnValue:
    """Take a seat away."""
    held = queries.seat_for(get_session(), current_actor(), seat_id)
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, held.award_id)
    seating.unseat(get_session(), award, held.id, by=current_actor(), at=now())
    flash(_("The seat is taken away. Sheets that were handed in still count."), "success")
    return redirect(url_for("juries.panels", edition=award.edition_id, _anchor=award.slug))


@bp.get("/juries/conflicts")
@requires(Permission.MANAGE_PANELS)
def conflicts() -> ResponseReturnValue:
    """Who has answered, who is unsure, and what the facts suggest."""
    edition, at = _edition(request.args.get("edition")), now()
    closed = {a.id for a in edition.awards if not rules.is_open(a, at, Change.RESOLUTIONS)}
    return render_template(
        "juries/conflicts.html",
        edition=edition,
        editions=_others(edition),
        view=queries.of_edition(get_session(), edition),
        closed=closed,
        ground_words=forms.GROUND_WORDS,
        answer_words=forms.ANSWER_WORDS,
        answer_tones=forms.ANSWER_TONES,
    )
