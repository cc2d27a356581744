"""All copies that wait: what can be approved together, what cannot, and why."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.programmes.models import Edition
from awards.programmes.queries import editions_for
from awards.triage.copying import bulk
from awards.triage.copying.bulk import Line, Why
from awards.triage.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.forms import BaseForm
from awards.web.theme import show_programme

WHY_WORDS: dict[Why, str] = {
    Why.NO_COPY: _l("It has no juror copy yet"),
    Why.REWRITTEN: _l("The nominator has changed the text since"),
    Why.MARKED: _l("Marked words to look at"),
    Why.EMPTY: _l("All of the text is gone"),
}


@bp.get("/triage/copies")
@requires(Permission.TRIAGE)
def copies() -> ResponseReturnValue:
    """Show what will be approved together, and what not and why."""
    edition = _edition()
    show_programme(edition.programme)
    lines = bulk.waiting_copies(get_session(), edition.id)
    free = [line for line in lines if line.why is None]
    return render_template(
        "triage/copies.html",
        edition=edition,
        free=free[: bulk.MOST],
        more=max(0, len(free) - bulk.MOST),
        held=[line for line in lines if line.why is not None],
        without=_without(lines),
        why_words=WHY_WORDS,
        form=BaseForm(),
    )


@bp.post("/triage/copies/prepare")
@requires(Permission.TRIAGE)
def prepare_copies() -> ResponseReturnValue:
    """Make drafts for those who have none."""
    edition = _edition()
    session = get_session()
    ids = _without(bulk.waiting_copies(session, edition.id))
    made = bulk.prepare_all(session, ids, by=current_actor(), at=now())
    flash(ngettext("%(num)s draft is made.", "%(num)s drafts are made.", made), "success")
    return redirect(url_for("triage.copies", edition=edition.id))


@bp.post("/triage/copies/approve")
@requires(Permission.TRIAGE)
def approve_copies() -> ResponseReturnValue:
    """Approve the ticked copies, each only as it was seen."""
    edition = _edition()
    pairs = [value.partition(" ") for value in request.form.getlist("copy")]
    free = {line.candidate_id for line in bulk.waiting_copies(get_session(), edition.id)}
    seen = [(candidate, mark) for candidate, _, mark in pairs if candidate in free]
    done, left = bulk.approve_all(get_session(), seen, by=current_actor(), at=now())
    flash(ngettext("%(num)s copy is approved.", "%(num)s copies are approved.", done), "success")
    if left:
        flash(
            ngettext(
                "%(num)s was left alone: it has changed, or is marked.",
                "%(num)s were left alone: they have changed, or are marked.",
                left,
            ),
            "warning",
        )
    return redirect(url_for("triage.copies", edition=edition.id))


def _edition() -> Edition:
    asked = request.args.get("edition")
    for edition in editions_for(get_session(), current_actor(), Permission.TRIAGE):
        if asked in {None, edition.id}:
            return edition
    raise NotFound


def _without(lines: list[Line]) -> list[str]:
    return [line.candidate_id for line in lines if line.why is Why.NO_COPY]
