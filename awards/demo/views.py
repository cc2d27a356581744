"""The demo's guide: where the year stands, who to be, what was mailed. On this machine only."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.queries import people_with_roles
from awards.core.clock import now
from awards.core.permissions import Role
from awards.demo import actions
from awards.gallery.ribbon import ribbon_steps
from awards.mail.queries import newest_mails
from awards.programmes.models import Edition, Phase
from awards.programmes.queries import public_editions
from awards.programmes.rules import phase_by_dates
from awards.programmes.wording import PHASE_NAMES
from awards.web.access import public
from awards.web.db import get_session
from awards.web.loopback import demo_open
from awards.web.navigation import ROLE_NAMES
from awards.web.theme import show_programme

bp = Blueprint("demo", __name__, url_prefix="/demo")
STEPS = (Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION)
"""Where the edition can be moved; what follows is reached by deciding and announcing."""


def _require_demo() -> None:
    """Answer 404 unless this is the demo, asked for from this very machine."""
    if not demo_open():
        abort(404)


def _editions() -> list[Edition]:
    """Return the newest edition of each programme: first the one that is moved in time."""
    newest: dict[str, Edition] = {}
    for edition in public_editions(get_session()):
        newest.setdefault(edition.programme.slug, edition)
    if not newest:
        abort(404)
    return [newest[slug] for slug in sorted(newest)]


@bp.get("")
@public
def guide() -> ResponseReturnValue:
    """Show the guide: every step of the journey, and the door to each."""
    _require_demo()
    edition, *others = _editions()
    show_programme(edition.programme)
    people = people_with_roles(get_session())
    roles = [
        (str(ROLE_NAMES[role]), [p for p in people if role in {g.role for g in p.grants}])
        for role in (
            Role.COORDINATOR,
            Role.JUROR,
            Role.CHAIR,
            Role.COMMUNICATIONS,
            Role.AUDITOR,
            Role.ADMIN,
        )
    ]
    return render_template(
        "demo/guide.html",
        edition=edition,
        others=others,
        here=phase_by_dates(edition, now()),
        steps=[(step, PHASE_NAMES[step]) for step in STEPS],
        ribbon=ribbon_steps(edition, now()),
        roles=roles,
    )


@bp.post("/phase")
@public
def move() -> ResponseReturnValue:
    """Move this year's edition of the first programme in time."""
    _require_demo()
    wanted = request.form.get("phase", "")
    if wanted not in {step.value for step in STEPS}:
        abort(400)
    actions.move(get_session(), _editions()[0], Phase(wanted), at=now())
    flash(_("Done. The edition stands in another phase now."), "success")
    return redirect(url_for("demo.guide"))


@bp.get("/mailbox")
@public
def mailbox() -> ResponseReturnValue:
    """Show the mails the demo has written."""
    _require_demo()
    return render_template("demo/mailbox.html", mails=newest_mails(get_session()))
