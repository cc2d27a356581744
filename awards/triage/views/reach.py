"""Who is never nominated: a line and a bar for each organisation, small numbers hidden."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from awards.core.clock import now, to_zone
from awards.core.permissions import Permission
from awards.nominations.views.choosing import asked_edition, edition_links
from awards.programmes.queries import editions_for
from awards.programmes.rules import intake_ends, takes_nominations
from awards.triage.reach.lines import LEAST, Line
from awards.triage.reach.picture import MAX_ROWS, picture
from awards.triage.reach.reading import reach_in
from awards.triage.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/triage/reach")
@requires(Permission.TRIAGE)
def reach() -> ResponseReturnValue:
    """Show how many are nominated in each organisation, against how many work there."""
    session = get_session()
    editions = editions_for(session, current_actor(), Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition, at = asked_edition(editions), now()
    found = reach_in(session, edition, to_zone(at, edition.programme.time_zone).date())
    never = sum(line.never for line in found.lines)
    return render_template(
        "triage/reach.html",
        edition=edition,
        editions=edition_links(editions, edition, "triage.reach"),
        reach=found,
        least=LEAST,
        never=never,
        counted=counted,
        rated=rated,
        most=MAX_ROWS,
        svg=_svg(found.lines, never),
        until=intake_ends(edition) if takes_nominations(edition, at) else None,
    )


def counted(line: Line) -> str:
    """Return how many nominations there are, as it may be told."""
    if line.few:
        return str(_("1 to %(most)s", most=LEAST - 1))
    return str(line.nominations)


def rated(line: Line) -> str:
    """Return how many there are for a hundred people, in the reader's way to write numbers."""
    return "–" if line.rate is None else str(format_decimal(round(line.rate, 1)))


def _svg(lines: Sequence[Line], never: int) -> Markup:
    words = ngettext(
        "Nobody has been nominated in %(num)s of these organisations.",
        "Nobody has been nominated in %(num)s of these organisations.",
        never,
    )
    values = [counted(line) if line.rate is None else rated(line) for line in lines]
    title = _("Nominations for every hundred who work there")
    drawn = picture(lines, values, title=title, description=words)
    return Markup(drawn)  # noqa: S704 - every text in it is escaped
