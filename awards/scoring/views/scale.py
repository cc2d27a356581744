"""A juror's own scores in an award so far, as a small scale: to stay consistent."""

from flask import render_template
from flask.typing import ResponseReturnValue

from awards.core.permissions import Permission
from awards.scoring import queries
from awards.scoring.forms import field_name
from awards.scoring.views.blueprint import bp
from awards.scoring.views.sheets import sheet_to_read
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/scoring/sheets/<sheet_id>/own-scores")
@requires(Permission.SCORE)
def scale(sheet_id: str) -> ResponseReturnValue:
    """Show how often the juror has given each score on the award's other sheets."""
    sheet = sheet_to_read(sheet_id)
    edition = sheet.award.edition
    given = queries.own_scale(get_session(), current_actor(), sheet)
    return render_template(
        "scoring/scale.html",
        sheet=sheet,
        edition=edition,
        values=range(edition.scale_low, edition.scale_high + 1),
        rows=[(line, field_name(line), given.get(line.criterion_id, {})) for line in sheet.lines],
        most=max((times for one in given.values() for times in one.values()), default=0),
    )
