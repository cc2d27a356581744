"""The coordinator's view of a round that is being scored: who has come how far, who is late."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import Closed
from awards.core.permissions import Permission
from awards.programmes.models import Edition, Phase
from awards.programmes.queries import edition_for, editions_for, one_of
from awards.programmes.rules import phase_by_dates
from awards.programmes.settings import rules_of_edition
from awards.scoring.progress import progress_of_jury
from awards.scoring.reminding import remind_late
from awards.scoring.rules import late_from
from awards.scoring.views.blueprint import bp
from awards.scoring.views.deadline import countdown
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


def _edition(edition_id: str) -> Edition:
    actor, session = current_actor(), get_session()
    edition = edition_for(session, actor, Permission.MANAGE_PANELS, edition_id)
    show_programme(edition.programme)
    return edition


@bp.get("/juries/progress")
@requires(Permission.MANAGE_PANELS)
def progress() -> ResponseReturnValue:
    """Show how many sheets are in, juror by juror and award by award; no score."""
    session, actor, at = get_session(), current_actor(), now()
    editions = editions_for(session, actor, Permission.MANAGE_PANELS)
    if not editions:
        return render_template("scoring/no_round.html")
    edition = one_of(editions, request.args.get("edition") or None)
    show_programme(edition.programme)
    days = rules_of_edition(edition).late_days
    return render_template(
        "scoring/progress.html",
        edition=edition,
        editions=editions if len(editions) > 1 else [],
        view=progress_of_jury(session, edition, at),
        phase=phase_by_dates(edition, at),
        phases=Phase,
        may_close=actor.may(Permission.SET_UP, edition.programme_id, edition.id),
        left=countdown(edition, at),
        late_from=late_from(edition.scoring_closes_at, days),
    )


@bp.post("/juries/progress/<edition_id>/remind")
@requires(Permission.MANAGE_PANELS)
def remind(edition_id: str) -> ResponseReturnValue:
    """Write reminders to those who are late; they wait in the outbox."""
    edition, at = _edition(edition_id), now()
    if phase_by_dates(edition, at) is not Phase.SCORING:
        raise Closed
    url = f"{current_app.extensions['settings'].base_url}{url_for('accounts.sign_in')}"
    written = remind_late(get_session(), edition, url=url, by=current_actor(), at=at)
    if written:
        flash(
            ngettext(
                "%(num)d reminder waits in the outbox. Read it and send it from there.",
                "%(num)d reminders wait in the outbox. Read them and send them from there.",
                written,
            ),
            "success",
        )
    else:
        flash(_("No reminder is needed: those who are late have one waiting, or nobody is late."))
    return redirect(url_for("scoring.progress", edition=edition.id))
