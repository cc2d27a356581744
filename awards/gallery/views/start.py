"""Public pages: the start page, an edition's page, a programme's colours."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards.core.clock import now
from awards.core.colour import readable_accent
from awards.core.errors import NotFound
from awards.gallery.queries import accent_of
from awards.gallery.ribbon import ribbon_steps
from awards.gallery.rules import current_edition, edition_before
from awards.gallery.views.blueprint import bp
from awards.nominations.rules import takes_only_projects
from awards.programmes import queries as programmes
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import (
    intake_ends,
    phase_of,
    phase_of_edition,
    takes_nominations,
)
from awards.programmes.wording import kept_in_words
from awards.web.access import public
from awards.web.db import get_session
from awards.web.theme import show_programme

THEME_LIVES = 86_400


def _winners_url(edition: Edition | None) -> str | None:
    """Return where an edition's winners are; none before the first is announced."""
    if edition is None or not any(
        phase_of(award, now()) is Phase.ANNOUNCED for award in edition.awards
    ):
        return None
    return url_for("gallery.winners", programme=edition.programme.slug, edition=edition.slug)


def _nominate_until(edition: Edition, at: datetime) -> datetime | None:
    """Return until when anybody may nominate; none when nobody may now."""
    return intake_ends(edition) if takes_nominations(edition, at) else None


def _edition_page(edition: Edition, editions: Sequence[Edition]) -> ResponseReturnValue:
    show_programme(edition.programme)
    at, before = now(), edition_before(edition, editions)
    return render_template(
        "gallery/edition.html",
        edition=edition,
        kept=kept_in_words(edition),
        before=before,
        phase=phase_of_edition(edition, at),
        nominate_until=_nominate_until(edition, at),
        steps=ribbon_steps(edition, at),
        winners_url=_winners_url(edition),
        before_url=_winners_url(before),
        only_projects=all(map(takes_only_projects, edition.awards)),
    )


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Show what the awards are: the one programme's edition, or all of them as cards."""
    editions, at = programmes.public_editions(get_session()), now()
    by_programme: dict[str, list[Edition]] = {}
    for edition in editions:
        by_programme.setdefault(edition.programme_id, []).append(edition)
    current = [current_edition(theirs, at) for theirs in by_programme.values()]
    if len(current) == 1:
        return _edition_page(current[0], editions)
    current.sort(key=lambda edition: (edition.programme.organisation, edition.programme.slug))
    until = {edition.id: _nominate_until(edition, at) for edition in current}
    return render_template("gallery/start.html", editions=current, nominate_until=until)


@bp.get("/awards/<programme>/<edition>/")
@public
def edition(programme: str, edition: str) -> ResponseReturnValue:
    """Show an edition: who may nominate, who decides, when."""
    editions = programmes.public_editions(get_session())
    for found in editions:
        if (found.programme.slug, found.slug) == (programme, edition):
            return _edition_page(found, editions)
    raise NotFound


@bp.get("/theme/<slug>.css")
@public
def theme(slug: str) -> ResponseReturnValue:
    """Set a programme's accent colour."""
    accent = readable_accent(accent_of(get_session(), slug))
    css = f":root {{ --accent: {accent}; }}\n"
    answer = Response(css, mimetype="text/css")
    answer.headers["Cache-Control"] = f"public, max-age={THEME_LIVES}"
    answer.set_etag(hashlib.sha256(css.encode()).hexdigest()[:16])
    return answer.make_conditional(request)
