"""The page on which a jury is planned before anyone is invited."""

import math
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries.planning import (
    PODIUM,
    Plan,
    Share,
    Spread,
    Sureness,
    enough,
    runs_for,
    usual_spread,
)
from awards.juries.planning import sureness as simulated
from awards.programmes.models import Edition
from awards.programmes.queries import edition_for
from awards.results.planning import queries
from awards.results.planning.forms import PlanForm
from awards.results.planning.plot import PlotWords, draw
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("planning", __name__)
_USUAL = {"candidates": 60, "jurors": 7, "minutes": 10}
_GOOD = 0.9


@bp.get("/juries/planning")
@requires(Permission.MANAGE_PANELS)
def plan() -> ResponseReturnValue:
    """How much everybody would read, for how long, and how sure the result would be."""
    session, actor = get_session(), current_actor()
    wanted = request.args.get("edition") or None
    edition = edition_for(session, actor, Permission.MANAGE_PANELS, wanted, drafts=True)
    show_programme(edition.programme)
    earlier, spread = queries.before(session, actor, edition, now())
    asked = set(PlanForm()._fields) & set(request.args)
    assumed = spread or usual_spread(edition.scale_low, edition.scale_high)
    form = PlanForm(request.args if asked else None, **_usual(edition, earlier))
    wrong = bool(asked) and not form.validate()
    page = render_template(
        "results/planning.html",
        edition=edition,
        earlier=earlier if spread else None,
        form=form,
        spread=_in_words(assumed),
        **({} if wrong else _shown(form.plan(len(edition.awards)), assumed)),
    )
    return page, 422 if wrong else 200


def _usual(edition: Edition, earlier: Edition | None) -> dict[str, int]:
    """Return what the page begins with: what there is, else last year's, else a usual round."""
    session = get_session()
    candidates = queries.candidates_of(session, edition)
    if not candidates and earlier is not None:
        candidates = queries.candidates_of(session, earlier)
    jurors = queries.largest_panel(session, edition) or _USUAL["jurors"]
    given = {**_USUAL, "jurors": jurors, "readers": jurors}
    return {**given, "candidates": candidates} if candidates else given


def _shown(plan: Plan, spread: Spread) -> dict[str, Any]:
    found = simulated(plan, spread)
    mine = found[plan.readers - 1]
    return {
        "plan": plan,
        "mine": mine,
        "first": _between(mine.first),
        "podium": _between(mine.podium),
        "hours": [_time(plan.reads * n * plan.minutes) for n in (1, plan.awards)],
        "rows": [(one.readers, _between(one.first), _between(one.podium)) for one in found],
        "runs": runs_for(plan.candidates, found[-1].readers),
        "enough": enough(found, _GOOD, plan.candidates),
        "all_three": plan.candidates <= PODIUM,
        "good": format_percent(_GOOD),
        # Every text in it is escaped.
        "plot": Markup(draw(found, plan.readers, _words(mine, plan))),  # noqa: S704
    }


def _between(one: Share) -> str:
    """Return a share with its interval, as the language writes it: "62 % (60–64 %)".

    The interval is rounded outwards, and nothing is called certain that once went wrong.
    """
    low, high = math.floor(one.low * 100) / 100, math.ceil(one.high * 100) / 100
    value = min(round(one.value, 2), 0.99) if one.value < 1 else 1.0
    return f"{format_percent(value)} ({format_decimal(round(low * 100))}–{format_percent(high)})"


def _time(minutes: int) -> str:
    """Return a time in hours, or in minutes when it is short."""
    if minutes < 60:  # noqa: PLR2004 - an hour
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    hours = round(minutes / 30) / 2
    said: str = ngettext(
        "about %(hours)s hour",
        "about %(hours)s hours",
        int(hours > 1) + 1,
        hours=format_decimal(hours),
    )
    return said


def _in_words(spread: Spread) -> dict[str, str]:
    numbers = (spread.quality, spread.leniency, spread.noise)
    names = ("quality", "leniency", "noise")
    return {n: format_decimal(round(v, 2)) for n, v in zip(names, numbers, strict=True)}


def _words(mine: Sureness, plan: Plan) -> PlotWords:
    first = format_percent(round(mine.first.value, 2))
    if plan.candidates > PODIUM:
        described = _(
            "With %(readers)s readers the best candidate comes first in %(first)s of the rounds and"
            " among the first three in %(podium)s. The table beside has the other numbers.",
            readers=mine.readers,
            first=first,
            podium=format_percent(round(mine.podium.value, 2)),
        )
    else:
        described = _(
            "With %(readers)s readers the best candidate comes first in %(first)s of the rounds."
            " The table beside has the other numbers.",
            readers=mine.readers,
            first=first,
        )
    return PlotWords(
        title=_("How sure the result is"),
        description=described,
        readers=_("Readers for each candidate"),
        first=_("The best comes first"),
        podium=_("The best is among the first three") if plan.candidates > PODIUM else "",
        percent=tuple(format_percent(level / 100) for level in (0, 25, 50, 75, 100)),
    )
