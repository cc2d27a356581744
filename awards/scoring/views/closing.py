"""Closing scoring before its deadline: what that does to how many sheets, then the reason."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes.forms.dates import CloseEarlyForm
from awards.programmes.models import Edition
from awards.programmes.queries import edition_for
from awards.programmes.rules import require_may_close
from awards.programmes.schedule import Turn
from awards.programmes.settings import rules_of_edition
from awards.programmes.views.closing import ask_to_close, close_now
from awards.scoring.routing.closing import SheetStates, missing_in, sheet_states_in, without_a_jury
from awards.scoring.routing.reading import round_of
from awards.scoring.views.blueprint import bp
from awards.triage.queries.listing import counts_by_edition
from awards.triage.rules import TriageState
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

SHOWN = 20
"""Candidates named with what they lack; the others are counted."""


def _edition(edition_id: str) -> Edition:
    """Return an edition to set up that is being scored. Raises NothingToClose."""
    session, actor = get_session(), current_actor()
    edition = edition_for(session, actor, Permission.SET_UP, edition_id, drafts=True)
    show_programme(edition.programme)
    require_may_close(edition, Turn.SCORING_CLOSES, now())
    return edition


@bp.get("/set-up/editions/<edition_id>/close-scoring")
@requires(Permission.SET_UP)
def closing(edition_id: str) -> ResponseReturnValue:
    """What happens to how many sheets when scoring closes now."""
    return ask_to_close(_edition(edition_id), _page)


@bp.post("/set-up/editions/<edition_id>/close-scoring")
@requires(Permission.SET_UP)
def close_early(edition_id: str) -> ResponseReturnValue:
    """Close scoring now: what is handed in counts, the rest does not."""
    closed = _("Scoring is closed.")
    return close_now(_edition(edition_id), Turn.SCORING_CLOSES, _page, closed=closed)


def _page(edition: Edition, form: CloseEarlyForm) -> str:
    known = round_of(get_session(), edition.awards) if edition.awards else None
    may = current_actor().may
    here = (edition.programme_id, edition.id)
    return render_template(
        "scoring/closing.html",
        edition=edition,
        missing=missing_in(known) if known else None,
        unjuried=without_a_jury(known) if known else [],
        left_out=counts_by_edition(get_session(), [edition.id])[edition.id],
        states=TriageState,
        may_triage=may(Permission.TRIAGE, *here),
        may_seat=may(Permission.MANAGE_PANELS, *here),
        shown=SHOWN,
        form=form,
        sheets=sheet_states_in(known) if known else SheetStates(),
        rolling=rules_of_edition(edition).rolling_intake,
    )
