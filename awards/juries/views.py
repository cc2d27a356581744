"""The coordinator's pages about panels and conflicts. Deciding on one stands in scoring."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.accounts.queries import names_of
from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries import forms, panel_page, queries, rules, seating
from awards.juries.models import SeatRole
from awards.juries.rules import Change
from awards.juries.wording import rules_named
from awards.programmes.models import Edition
from awards.programmes.queries import award_for, editions_for, one_of
from awards.programmes.settings import rules_of_edition
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("juries", __name__)


def _editions() -> Sequence[Edition]:
    """Return the editions whose panels one may manage: read once a page."""
    if "managed_editions" not in g:
        session, actor = get_session(), current_actor()
        g.managed_editions = editions_for(session, actor, Permission.MANAGE_PANELS, drafts=True)
    found: Sequence[Edition] = g.managed_editions
    return found


def _edition(edition_id: str | None) -> Edition:
    edition = one_of(_editions(), edition_id or None)
    show_programme(edition.programme)
    return edition


def _others() -> Sequence[Edition]:
    """Return all editions to switch between; none when there is only one."""
    return _editions() if len(_editions()) > 1 else []


def _page(edition: Edition, status: int = 200, **wrong: Any) -> ResponseReturnValue:
    page = render_template(
        "juries/panels.html",
        edition=edition,
        editions=_others(),
        may_set=current_actor().may(Permission.SET_UP, edition.programme_id),
        **panel_page.shown(get_session(), edition, at=now(), **wrong),
    )
    return page, status


@bp.get("/juries")
@requires(Permission.MANAGE_PANELS)
def panels() -> ResponseReturnValue:
    """The panels of an edition's awards."""
    return _page(_edition(request.args.get("edition")))


@bp.post("/juries/<award_id>/seats")
@requires(Permission.MANAGE_PANELS)
def seat(award_id: str) -> ResponseReturnValue:
    """Give somebody a seat on an award's panel."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    people = queries.possible_members(get_session(), award.edition)
    form = forms.SeatForm.for_people(people, award_id)
    if not form.validate():
        return _page(_edition(award.edition_id), 422, wrong=form, award_id=award_id)
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


@bp.post("/juries/<award_id>/share")
@requires(Permission.MANAGE_PANELS)
def share_panel(award_id: str) -> ResponseReturnValue:
    """Let all awards of the edition have this panel from now on."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    seating.share_panel(get_session(), award, by=current_actor(), at=now())
    flash(_("All awards have one panel now. What you change, you change for all."), "success")
    return redirect(url_for("juries.panels", edition=award.edition_id))


@bp.post("/juries/editions/<edition_id>/part")
@requires(Permission.MANAGE_PANELS)
def part_panels(edition_id: str) -> ResponseReturnValue:
    """Let each award have a panel of its own again."""
    edition = _edition(edition_id)
    seating.part_panels(get_session(), edition, by=current_actor(), at=now())
    flash(_("Each award has a panel of its own now. Nobody has been moved."), "success")
    return redirect(url_for("juries.panels", edition=edition.id))


@bp.route("/juries/seats/<seat_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PANELS)
def appointment(seat_id: str) -> ResponseReturnValue:
    """What a seat is, in what right somebody has it, and from when to when."""
    session, actor = get_session(), current_actor()
    held = queries.seat_for(session, actor, seat_id)
    award = award_for(session, actor, Permission.MANAGE_PANELS, held.award_id)
    show_programme(award.edition.programme)
    zone = award.edition.programme.time_zone
    form = forms.AppointmentForm.for_seat(held, zone)
    if not form.is_submitted() or not form.validate():
        page = render_template(
            "juries/appointment.html",
            award=award,
            seat=held,
            name=names_of(session, [held.person_id])[held.person_id],
            form=form,
            meanings=[(forms.SEAT_WORDS[r], text) for r, text in forms.SEAT_MEANINGS.items()],
            open=rules.is_open(award, now(), Change.SEATS),
        )
        return page, 422 if form.is_submitted() else 200
    seating.seat(
        session,
        award,
        held.person_id,
        role=SeatRole(form.role.data) if form.role.data else held.role,
        appointed=form.appointment(zone),
        by=actor,
        at=now(),
    )
    flash(_("The seat is saved."), "success")
    return redirect(url_for("juries.panels", edition=award.edition_id, _anchor=award.slug))


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
    view = queries.of_edition(get_session(), edition)
    return render_template(
        "juries/conflicts.html",
        edition=edition,
        editions=_others(),
        view=view,
        closed=closed,
        law=rules_named(rules_of_edition(edition)),
        ground_words=forms.GROUND_WORDS,
        answer_words=forms.ANSWER_WORDS,
        answer_tones=forms.ANSWER_TONES,
    )
