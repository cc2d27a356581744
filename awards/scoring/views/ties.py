"""Who are you close to? Asked once an edition, before the first question about a candidate."""

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.organisation.fields import more_words
from awards.accounts.organisation.search import Matches, find_people, find_units
from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries.ties import actions as ties
from awards.juries.ties.forms import NamePersonForm, NameUnitForm
from awards.juries.ties.models import Circle
from awards.juries.ties.queries import circle_of
from awards.programmes.models import Edition
from awards.programmes.settings import rules_of_edition
from awards.scoring import sealing
from awards.scoring.queries import has_handed_in
from awards.scoring.views.blueprint import bp, my_editions
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.forms import ONE_LINE


def own_circle(edition: Edition) -> Circle | None:
    """Return what the juror has named in an edition so far: read once a page."""
    kept: dict[str, Circle | None] = g.setdefault("own_circles", {})
    if edition.id not in kept:
        kept[edition.id] = circle_of(get_session(), current_actor().person_id, edition.id)
    return kept[edition.id]


def is_asked_first(edition: Edition) -> bool:
    """Say whether the juror has still to name whom they are close to."""
    if not rules_of_edition(edition).ties_asked:
        return False
    circle = own_circle(edition)
    return circle is None or circle.told_at is None


def _only_grows(edition: Edition) -> bool:
    """Say whether the juror has gone on to the candidates, or has scored without being asked."""
    return not is_asked_first(edition) or has_handed_in(get_session(), current_actor(), edition.id)


class _Typed:
    """What stands in the two boxes of the page, whichever of its buttons was pressed."""

    def __init__(self) -> None:
        """Read both boxes; a form nothing stands in is left out."""
        self.person, self.unit = NamePersonForm(), NameUnitForm()
        boxes = ((self.person, self.person.person), (self.unit, self.unit.unit))
        self.filled = [form for form, field in boxes if field.data or field.text]

    def is_wrong(self, asked: NamePersonForm | NameUnitForm | None = None) -> bool:
        """Check what is filled in, and the box that was asked for if nothing is."""
        asked_for = self.filled or ([asked] if asked else [])
        right = [form.validate() for form in asked_for]
        self.person.person.offer()
        return not all(right)

    def add(self, edition: Edition) -> None:
        """Put it on the juror's list, and say so."""
        by, at = current_actor(), now()
        news = [
            sealing.name_close(get_session(), edition, form.naming(), by=by, at=at)
            for form in self.filled
        ]
        if news:
            words = _("It stands on your list.")
            flash(words if any(news) else _("That is on your list already."), "success")

    def again(self, edition: Edition) -> ResponseReturnValue:
        """Show the page again with what was typed and what is wrong with it."""
        return _page(edition, person=self.person, unit=self.unit, status=422)


def _page(
    edition: Edition,
    person: NamePersonForm | None = None,
    unit: NameUnitForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    circle = own_circle(edition)
    page = render_template(
        "scoring/close.html",
        edition=edition,
        circle=circle,
        only_grows=_only_grows(edition),
        person_form=person or NamePersonForm(formdata=None),
        unit_form=unit or NameUnitForm(formdata=None),
    )
    return page, status


@bp.get("/juries/close")
@requires(Permission.SCORE)
def close() -> ResponseReturnValue:
    """Show what the juror has named, and ask for more."""
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    return _page(edition)


@bp.post("/juries/close")
@requires(Permission.SCORE)
def name_close() -> ResponseReturnValue:
    """Put a person or a unit on the list."""
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    typed = _Typed()
    if typed.is_wrong(typed.unit if request.form.get("what") == "unit" else typed.person):
        return typed.again(edition)
    typed.add(edition)
    return redirect(url_for("scoring.close", edition=edition.id))


@bp.post("/juries/close/<tie_id>/remove")
@requires(Permission.SCORE)
def remove_close(tie_id: str) -> ResponseReturnValue:
    """Take something off the list again."""
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    ties.take_back(
        get_session(),
        edition,
        tie_id,
        only_grows=_only_grows(edition),
        by=current_actor(),
        at=now(),
    )
    flash(_("It is off your list."), "success")
    return redirect(url_for("scoring.close", edition=edition.id))


@bp.post("/juries/close/told")
@requires(Permission.SCORE)
def tell_close() -> ResponseReturnValue:
    """Take the juror's word that this is everybody, and go on to the candidates.

    What still stands in a box is put on the list first.
    """
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    typed = _Typed()
    if typed.is_wrong():
        return typed.again(edition)
    typed.add(edition)
    ties.tell(get_session(), edition, by=current_actor(), at=now())
    return redirect(url_for("scoring.statements", edition=edition.id))


def _answer(matches: Matches) -> ResponseReturnValue:
    found = [{"id": one.id, "name": one.name, "detail": one.detail} for one in matches.found]
    return jsonify(found=found, words=more_words(matches))


@bp.get("/juries/close/people")
@requires(Permission.SCORE)
def find_people_close() -> ResponseReturnValue:
    """People who fit what a juror types: all of the directory, nominated or not."""
    asked = request.args.get("q", "")[:ONE_LINE]
    return _answer(find_people(get_session(), current_actor(), asked))


@bp.get("/juries/close/units")
@requires(Permission.SCORE)
def find_units_close() -> ResponseReturnValue:
    """Units that fit what a juror types."""
    asked = request.args.get("q", "")[:ONE_LINE]
    return _answer(find_units(get_session(), current_actor(), asked))
