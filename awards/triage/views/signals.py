"""Signals of an edition: what looks arranged, counted, each with what it stands on."""

from collections import Counter
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.permissions import Permission
from awards.nominations.views.choosing import asked_edition, edition_links
from awards.programmes.queries import editions_for
from awards.triage.signals.kinds import SignalKind
from awards.triage.signals.reading import named, signals_of_edition
from awards.triage.signals.wording import KIND_WORDS, in_words
from awards.triage.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.paging import Page, asked_page

PAGE = 30


@bp.get("/triage/signals")
@requires(Permission.TRIAGE)
def signals() -> ResponseReturnValue:
    """Show every nomination with a signal, of one kind or of all."""
    session = get_session()
    editions = editions_for(session, current_actor(), Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition = asked_edition(editions)
    asked = request.args.get("kind", "")
    kind = SignalKind(asked) if asked in set(SignalKind) else None
    found = signals_of_edition(session, edition.id)
    chosen = {
        name: [one for one in signals if kind in {None, one.kind}]
        for name, signals in found.items()
        if kind is None or any(one.kind is kind for one in signals)
    }
    page = Page(asked_page(), PAGE, len(chosen))
    start = (page.number - 1) * PAGE
    shown = list(chosen)[start : start + PAGE]
    return render_template(
        "triage/signals.html",
        edition=edition,
        editions=edition_links(editions, edition, "triage.signals"),
        kinds=_kind_links(edition.id, kind, found),
        rows=[
            (one, [in_words(signal) for signal in chosen[one.id]]) for one in named(session, shown)
        ],
        page=page,
    )


def _kind_links(edition_id: str, here: SignalKind | None, found: Any) -> list[dict[str, Any]]:
    """Return a link for each kind, with how many nominations have such a signal."""
    counts = Counter(kind for signals in found.values() for kind in {one.kind for one in signals})
    links: list[tuple[SignalKind | None, str, int]] = [(None, _("All"), len(found))]
    links += [(kind, str(words), counts[kind]) for kind, words in KIND_WORDS.items()]
    return [
        {
            "label": label,
            "url": url_for("triage.signals", edition=edition_id, kind=kind),
            "count": count,
            "current": kind is here,
        }
        for kind, label, count in links
    ]
