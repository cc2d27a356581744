"""The list: what waits on top, everything else by state."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.permissions import Permission
from awards.mail import queries as mails
from awards.mail.kinds import KINDS
from awards.mail.models import MailState
from awards.programmes.models import Programme
from awards.programmes.outbox import queries, wording
from awards.programmes.outbox.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.paging import Page, asked_page
from awards.web.theme import show_programme

PAGE = 30
ALL = "all"


@dataclass(frozen=True)
class Pile:
    """The mails of one kind that wait in a programme, and the door to look through them."""

    name: str
    programme: Programme
    count: int
    url: str


@bp.get("")
@requires(Permission.SEND_MAIL)
def overview() -> ResponseReturnValue:
    """Show the mails of a state, newest first; those that wait unless another is asked for."""
    session, actor = get_session(), current_actor()
    programmes = queries.programmes_for(session, actor)
    chosen = next((p for p in programmes if p.slug == request.args.get("programme")), None)
    if programmes:
        show_programme(chosen or programmes[0])
    sight = queries.sight_of(actor, chosen.id if chosen else None)
    counts = mails.count_by_state(session, sight)
    state = _asked_state()
    total = sum(counts.values()) if state is None else counts.get(state, 0)
    page = Page(asked_page(), PAGE, total)
    piles = mails.held_counts(session, sight.programmes) if counts.get(MailState.HELD) else []
    return render_template(
        "outbox/overview.html",
        mails=mails.mails_in(session, sight, state, page=page.number, size=PAGE),
        page=page,
        state=state,
        states=_state_links(counts, state, chosen),
        programmes=_programme_links(programmes, chosen) if len(programmes) > 1 else [],
        texts_url=_texts_url(programmes, chosen),
        piles=[_pile(programmes, *row) for row in piles],
        wording=wording,
    )


def _asked_state() -> MailState | None:
    """Read the state from the address; none means all of them, nonsense those that wait."""
    asked = request.args.get("state", "")
    if asked == ALL:
        return None
    return MailState(asked) if asked in set(MailState) else MailState.HELD


def _state_links(
    counts: dict[MailState, int], here: MailState | None, chosen: Programme | None
) -> list[dict[str, Any]]:
    """Return a link for each state; the one for all stands last."""
    slug = chosen.slug if chosen else None
    words = [(state, str(wording.STATE_WORDS[state][0])) for state in MailState]
    links = [(state, label, counts.get(state, 0)) for state, label in words]
    return [
        {
            "label": label,
            "url": url_for("outbox.overview", state=state or ALL, programme=slug),
            "count": count,
            "current": state == here,
        }
        for state, label, count in [*links, (None, _("All mails"), sum(counts.values()))]
    ]


def _programme_links(programmes: Any, chosen: Programme | None) -> list[dict[str, Any]]:
    links = [
        {"label": _("All programmes"), "url": url_for("outbox.overview"), "current": not chosen}
    ]
    return links + [
        {
            "label": translated(one.name),
            "url": url_for("outbox.overview", programme=one.slug),
            "current": one is chosen,
        }
        for one in programmes
    ]


def _texts_url(programmes: Any, chosen: Programme | None) -> str | None:
    shown = chosen or next(iter(programmes), None)
    return url_for("outbox.texts", programme=shown.slug) if shown else None


def _pile(programmes: Any, programme_id: str, template: str, count: int) -> Pile:
    kind = KINDS[template]
    programme = next(p for p in programmes if p.id == programme_id)
    url = url_for("outbox.look_through", programme=programme.slug, kind=kind.key)
    return Pile(_(kind.label), programme, count, url)
