"""All waiting mails of a kind at once: looked through first, then sent as they were shown."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.mail import release
from awards.mail.kinds import KEYS, Kind
from awards.mail.queries import held_mails
from awards.programmes.models import Programme
from awards.programmes.outbox import queries, wording
from awards.programmes.outbox.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.forms import version_in
from awards.web.theme import show_programme


def asked_programme(slug: str) -> Programme:
    """Return a programme of the actor's, and dress the page as it. Raises NotFound."""
    programme = queries.programme_for(get_session(), current_actor(), slug)
    show_programme(programme)
    return programme


def asked_kind(key: str) -> Kind:
    """Return a kind of mail by what it is called in addresses. Raises NotFound."""
    if key not in KEYS:
        raise NotFound
    return KEYS[key]


@bp.get("/waiting/<programme>/<kind>")
@requires(Permission.SEND_MAIL)
def look_through(programme: str, kind: str) -> ResponseReturnValue:
    """Show every waiting mail of a kind, and the button that sends them all."""
    found, of_kind = asked_programme(programme), asked_kind(kind)
    mails = held_mails(get_session(), found.id, of_kind.template)
    return render_template(
        "outbox/look_through.html",
        programme=found,
        kind=of_kind,
        mails=mails,
        seen=" ".join(f"{mail.id}:{mail.version}" for mail in mails),
        button=wording.send_button(of_kind, len(mails)),
        wording=wording,
    )


def _seen() -> dict[str, int]:
    """Return what the page showed: mail id → version."""
    pairs = (part.partition(":") for part in request.form.get("seen", "").split())
    return {mail_id: version_in(number) for mail_id, _, number in pairs}


@bp.post("/waiting/<programme>/<kind>")
@requires(Permission.SEND_MAIL)
def send_all(programme: str, kind: str) -> ResponseReturnValue:
    """Send exactly the mails that were shown; none when one of them has changed since."""
    found, of_kind = asked_programme(programme), asked_kind(kind)
    seen = _seen()
    mails = held_mails(get_session(), found.id, of_kind.template)
    shown = [mail for mail in mails if mail.id in seen]
    sent = release.release_all(get_session(), shown, seen, by=current_actor(), at=now())
    flash(
        ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", sent), "success"
    )
    return redirect(url_for("outbox.overview"))
