"""Calendars to subscribe to: everybody's for an edition, and one's own for the editions at work."""

from urllib.parse import urlsplit

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards.config import Settings
from awards.core.clock import now
from awards.core.languages import LANGUAGES, N_, in_language
from awards.core.permissions import Permission
from awards.core.translation import translator
from awards.programmes import queries, subscriptions
from awards.programmes.calendar import Entry, write_calendar
from awards.programmes.deadlines import Reader, public_entries, staff_entries
from awards.programmes.models import Edition
from awards.programmes.views.blueprint import bp
from awards.web.access import current_actor, public, signed_in
from awards.web.db import get_session
from awards.web.i18n import language
from awards.web.theme import show_programme

CALENDAR = "text/calendar"
LIVES = 900
"""Seconds a proxy may keep the public one: a moved deadline is not to wait for long."""


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _reader(otherwise: str) -> Reader:
    """Return who reads: a calendar sends no cookie, so its address says the language."""
    asked = request.args.get("language", "")
    return Reader(asked if asked in LANGUAGES else otherwise, _page_of)


def _page_of(edition: Edition) -> str:
    path = url_for("gallery.edition", programme=edition.programme.slug, edition=edition.slug)
    return _settings().base_url + path


@bp.get("/awards/<programme>/<edition>/calendar.ics")
@public
def calendar(programme: str, edition: str) -> ResponseReturnValue:
    """The dates of an edition that concern everybody."""
    found = queries.public_edition(get_session(), programme, edition)
    show_programme(found.programme)
    reader = _reader(found.programme.language)
    name = in_language(found.name, reader.language)
    entries = public_entries(found, now(), reader)
    answer = _answer(entries, name, reader, zone=found.programme.time_zone)
    answer.headers["Cache-Control"] = f"public, max-age={LIVES}"
    return answer


@bp.get("/calendar")
@signed_in
def calendars() -> ResponseReturnValue:
    """Where to subscribe to one's own deadlines, and which they are."""
    session, actor, settings = get_session(), current_actor(), _settings()
    token = subscriptions.token_of(session, actor, secret=settings.secret_key)
    path = url_for("programmes.own_calendar", token=token, language=language())
    at_work = subscriptions.editions_at_work(session, actor)
    editions = [edition for edition in at_work if edition.scoring_closes_at > now()]
    return render_template(
        "programmes/calendars.html", address=settings.base_url + path, editions=editions
    )


@bp.get("/calendar/<token>.ics")
@public
def own_calendar(token: str) -> ResponseReturnValue:
    """All the dates of the editions that the address's owner works in."""
    session = get_session()
    actor, own = subscriptions.subscriber(session, token, secret=_settings().secret_key)
    reader = _reader(own)
    entries: list[Entry] = []
    zone = "UTC"
    for edition in subscriptions.editions_at_work(session, actor):
        zone = edition.programme.time_zone
        embargo = actor.may(Permission.ANNOUNCE, edition.programme_id, edition.id)
        entries += staff_entries(edition, reader, embargo=embargo)
    name = translator(reader.language)(N_("Deadlines of the awards"))
    return _answer(entries, name, reader, zone=zone)


def _answer(entries: list[Entry], name: str, reader: Reader, *, zone: str) -> Response:
    body = write_calendar(
        entries,
        name=name,
        language=reader.language,
        zone=zone,
        host=urlsplit(_settings().base_url).hostname or "localhost",
        at=now(),
    )
    return Response(body, content_type=f"{CALENDAR}; charset=utf-8")
