"""The reader's language: the switch, their own, the browser's, the programme's; the first known."""

from datetime import date, datetime, time
from functools import cached_property, lru_cache

from babel.dates import format_date, format_datetime, format_time, get_timezone, get_timezone_name
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, Domain
from markupsafe import Markup

from awards.core.clock import DEFAULT_ZONE, to_zone
from awards.core.languages import LANGUAGES, MOMENTS, in_language
from awards.core.translation import CATALOGUES, catalogue
from awards.web.access import visitor

_KEPT = 4096
"""So many texts in a language are kept ready; there are some two thousand."""


def choose_language() -> str:
    """Pick the language of this answer: switch, person, browser, programme; in this order."""
    if not has_request_context():
        return "sv"
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    person = visitor() if request.endpoint != "static" else None
    if person is not None:
        return person.language
    return _accepted() or str(g.get("language", "sv"))


_READ_AS = {"no": "nb", "nn": "nb"}
"""Norwegian that does not say which, and Nynorsk: their readers read bokmål."""


def _accepted() -> str | None:
    """Return the first language of the browser's that we have, whatever its country."""
    for tag, quality in request.accept_languages:
        primary = tag.partition("-")[0].lower()
        known = _READ_AS.get(primary, primary)
        if quality > 0 and known in LANGUAGES:
            return known
    return None


def language() -> str:
    """Return the code of the language this page is in."""
    if not has_app_context():
        return "sv"
    code: str | None = g.get("page_language")
    if code is None:
        code = g.page_language = choose_language()
    return code


def prefer_language(code: str) -> None:
    """Let a programme's own language decide for readers of whom nothing else is known."""
    g.language = code


def translated(texts: dict[str, str] | None) -> str:
    """Jinja filter `t`: a text in several languages, as this reader wants it."""
    return in_language(texts, language())


def day(value: date | datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """Jinja filter: "21 november 2026"."""
    if value is None:
        return ""
    shown = to_zone(value, zone) if isinstance(value, datetime) else value
    return format_date(shown, "long", locale=language())


def moment(value: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """Jinja filter: day and time on the edition's clock: "21 november 2026 14:03"."""
    if value is None:
        return ""
    shown = to_zone(value, zone)
    return _moment(shown.replace(second=0, microsecond=0, tzinfo=None), language())


@lru_cache(_KEPT)
def _moment(minute: datetime, spoken: str) -> str:
    return format_datetime(minute, MOMENTS[spoken], locale=spoken)


def clock(value: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """Jinja filter: time of day: "14:03"."""
    if value is None:
        return ""
    shown = to_zone(value, zone)
    return _clock(shown.hour, shown.minute, language())


def clock_to_the_second(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """Return the time of day where seconds decide, with the day: "21 november 2026 14:03:07"."""
    local = to_zone(value, zone).replace(tzinfo=None)
    return format_datetime(local, f"{MOMENTS[language()]}:ss", locale=language())


@lru_cache(_KEPT)
def _clock(hour: int, minute: int, spoken: str) -> str:
    return format_time(time(hour, minute), "HH:mm", locale=spoken)


def zone_name(zone: str) -> str:
    """Jinja filter: how the reader calls a time zone."""
    return get_timezone_name(get_timezone(zone), width="long", locale=language())


def _catalogue() -> NullTranslations:
    """Return this request's catalogue; templates ask for it hundreds of times a page."""
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = catalogue(language())
    return found


def _gettext(message: str) -> str:
    return _catalogue().gettext(message)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue().ngettext(singular, plural, number)


def _say(message: str, **values: object) -> Markup:
    """Do what Jinja's own `_` does: translate markup, put escaped values in."""
    return _kept(language(), message) % values


@lru_cache(_KEPT)
def _kept(spoken: str, message: str) -> Markup:
    return Markup(catalogue(spoken).gettext(message))  # noqa: S704 - our own texts


class _Texts(Domain):  # type: ignore[misc]  # it has no types
    """Flask-Babel's texts, looked up once a request instead of with every text."""

    def get_translations(self) -> NullTranslations:
        """Return this request's catalogue."""
        return _catalogue()


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Domain:
        """Return the texts that `gettext` and its lazy sister say."""
        return _Texts()


def init_i18n(app: Flask) -> None:
    """Set up Flask-Babel with our catalogues and filters."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    _Babel(app, locale_selector=choose_language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True
    )
    app.jinja_env.globals["_"] = _say
    app.jinja_env.filters.update(
        t=translated, day=day, moment=moment, clock=clock, zone_name=zone_name
    )
