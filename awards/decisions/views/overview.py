"""Where every award stands on its way from proposal to public."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.decisions import queries
from awards.decisions.views.blueprint import bp
from awards.decisions.wording import outcomes_in_words
from awards.programmes.models import Phase
from awards.programmes.queries import edition_for, editions_for
from awards.programmes.rules import phase_of
from awards.programmes.wording import PHASE_NAMES
from awards.results.queries import closed_by_conflict
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


@bp.get("/decisions")
@requires(Permission.DECIDE)
def overview() -> ResponseReturnValue:
    """Show the awards of an edition with proposal, decision, announcement, and what is next."""
    session, actor, at = get_session(), current_actor(), now()
    editions = editions_for(session, actor, Permission.DECIDE)
    if not editions:
        return render_template("results/no_edition.html", title=_("Decisions"))
    edition = edition_for(session, actor, Permission.DECIDE, request.args.get("edition"))
    show_programme(edition.programme)
    states = [(s, phase_of(s.award, at)) for s in queries.award_states(session, edition)]
    closed = closed_by_conflict(session, actor, [state.award for state, _phase in states])
    waiting = [s for s, phase in states if phase is Phase.DECIDED and s.award.announce_at is None]
    ripe = [s for s, phase in states if phase is Phase.DELIBERATION and s.award.id not in closed]
    return render_template(
        "decisions/overview.html",
        edition=edition,
        editions=editions,
        states=states,
        waiting=len(waiting),
        # Whoever decides has something to decide on first.
        undecided=sorted(ripe, key=lambda state: state.proposed is None),
        closed=closed,
        phase_names=PHASE_NAMES,
        in_words=outcomes_in_words,
    )
