"""Who won: an edition's winners from the minute the embargo lifts, and all the years."""

from flask import render_template
from flask.typing import ResponseReturnValue

from awards.core.clock import now
from awards.decisions.models import DecidedOutcome
from awards.decisions.queries import announced_outcomes
from awards.decisions.wording import OUTCOME_NAMES, prizes_of
from awards.gallery.queries import announced_editions, programme_with
from awards.gallery.views.blueprint import bp
from awards.programmes.queries import public_edition
from awards.web.access import public
from awards.web.db import get_session
from awards.web.theme import show_programme


def members_of(outcome: DecidedOutcome) -> list[tuple[str, str]]:
    """Return (name, title) of each member of a team."""
    team = outcome.public_members
    return [(str(entry["name"]), str(entry.get("title") or "")) for entry in team]


def title_of(outcome: DecidedOutcome) -> str:
    """Return a winner's title and units on one line."""
    return ", ".join(text for text in (outcome.public_title, outcome.public_units) if text)


@bp.get("/awards/<programme>/<edition>/winners")
@public
def winners(programme: str, edition: str) -> ResponseReturnValue:
    """Show an edition's winners, each award from its own minute on; not a hint before."""
    found = public_edition(get_session(), programme, edition)
    show_programme(found.programme)
    outcomes = announced_outcomes(get_session(), found, now())
    if not outcomes:
        return render_template("gallery/not_announced.html", edition=found), 404
    return render_template(
        "gallery/winners.html",
        edition=found,
        outcomes=outcomes,
        names=OUTCOME_NAMES,
        prizes={given.award.id: prizes_of(given) for given in outcomes},
        members_of=members_of,
        title_of=title_of,
    )


@bp.get("/awards/<programme>/")
@public
def archive(programme: str) -> ResponseReturnValue:
    """Show everybody who has been awarded, year by year."""
    found = programme_with(get_session(), programme)
    show_programme(found)
    years = announced_editions(get_session(), found, now())
    return render_template("gallery/archive.html", years=years)
