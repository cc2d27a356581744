"""Who reads a single candidate, changed by hand; and what a single juror can read."""

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound, WrongInput
from awards.core.permissions import Permission
from awards.programmes.models import Award, Edition
from awards.programmes.queries import award_for, edition_for
from awards.scoring.routing import by_hand, picture, reading
from awards.scoring.routing.forms import ReaderForm
from awards.scoring.routing.round import Round
from awards.scoring.routing.rules import NotRouted, is_open
from awards.scoring.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.paging import Page, asked_page
from awards.web.theme import show_programme

ROWS = 50


def _award(award_id: str) -> tuple[Award, Round]:
    """Return a routed award and its round. Raises NotFound, NotRouted."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    show_programme(award.edition.programme)
    known = reading.round_of(get_session(), [award])
    if award.id not in known.routed:
        raise NotRouted
    return award, known


@bp.get("/juries/<award_id>/readers")
@requires(Permission.MANAGE_PANELS)
def readers(award_id: str) -> ResponseReturnValue:
    """Show who reads each candidate of an award; those with the fewest readers first."""
    award, known = _award(award_id)
    read = Counter(candidate_id for _, candidate_id in known.assigned)
    rows = sorted(known.candidates, key=lambda one: (read[one.id], one.code_name))
    page = Page(asked_page(), ROWS, len(rows))
    begin = (page.number - 1) * ROWS
    return render_template(
        "scoring/readers.html",
        award=award,
        rows=[picture.read_by(known, one.id) for one in rows[begin : begin + ROWS]],
        page=page,
        loads=picture.loads_in(known),
    )


@bp.get("/juries/<award_id>/readers/<candidate_id>")
@requires(Permission.MANAGE_PANELS)
def candidate_readers(award_id: str, candidate_id: str) -> ResponseReturnValue:
    """Show who reads a candidate, and who else could."""
    award, known = _award(award_id)
    if candidate_id not in known.row:
        raise NotFound
    return render_template(
        "scoring/candidate_readers.html",
        award=award,
        shown=picture.read_by(known, candidate_id),
        open=is_open(award, now()),
    )


@bp.post("/juries/<award_id>/readers/<candidate_id>")
@requires(Permission.MANAGE_PANELS)
def change_reader(award_id: str, candidate_id: str) -> ResponseReturnValue:
    """Give the candidate to a juror, take it away, fix it or let it go; checked at once."""
    award = award_for(get_session(), current_actor(), Permission.MANAGE_PANELS, award_id)
    flash(_changed(award, request.form.get("person_id", ""), candidate_id), "success")
    return redirect(
        url_for("scoring.candidate_readers", award_id=award_id, candidate_id=candidate_id)
    )


def _changed(award: Award, person_id: str, candidate_id: str) -> str:
    session, by, at = get_session(), current_actor(), now()
    do = request.form.get("do")
    if do == "give":
        by_hand.give(session, award, person_id, candidate_id, by=by, at=at)
        return str(_("Given. No plan takes it away from them again."))
    if do == "take":
        by_hand.take(session, award, person_id, candidate_id, by=by, at=at)
        return str(_("Taken. What the juror had begun is kept aside."))
    if do in {"pin", "unpin"}:
        pinned = do == "pin"
        by_hand.pin(session, award, person_id, candidate_id, pinned=pinned, by=by, at=at)
        return str(_("Fixed: no plan moves it.") if pinned else _("Let go: a plan may move it."))
    raise WrongInput


def _edition(edition_id: str) -> Edition:
    found = edition_for(
        get_session(), current_actor(), Permission.MANAGE_PANELS, edition_id, drafts=True
    )
    show_programme(found.programme)
    return found


@bp.get("/juries/routing/<edition_id>/jurors/<person_id>")
@requires(Permission.MANAGE_PANELS)
def reader(edition_id: str, person_id: str) -> ResponseReturnValue:
    """What is known about a juror's reading: fields, the most they can read, whether away."""
    edition = _edition(edition_id)
    voter, awards, fields = reading.voter_for(get_session(), edition, person_id)
    given = {"fields": sorted(fields), "most": voter.most, "away_from": voter.away_from}
    form = ReaderForm.for_awards(awards, formdata=None, data=given)
    return render_template("scoring/reader.html", edition=edition, person=voter.person, form=form)


@bp.post("/juries/routing/<edition_id>/jurors/<person_id>")
@requires(Permission.MANAGE_PANELS)
def save_reader(edition_id: str, person_id: str) -> ResponseReturnValue:
    """Write it down; nothing moves before the next plan."""
    edition = _edition(edition_id)
    voter, awards, _fields = reading.voter_for(get_session(), edition, person_id)
    person = voter.person
    form = ReaderForm.for_awards(awards)
    if not form.validate():
        page = render_template("scoring/reader.html", edition=edition, person=person, form=form)
        return page, 422
    by_hand.note_reader(
        get_session(),
        edition,
        person.id,
        fields=form.chosen,
        most=form.most.data,
        away_from=form.away_from.data,
        by=current_actor(),
        at=now(),
    )
    flash(_("Noted. Work out a plan now, and see what it changes before you apply it."), "success")
    return redirect(url_for("scoring.routing", edition=edition.id))
