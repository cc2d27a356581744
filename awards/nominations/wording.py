"""What ways in and standings are called on a page."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from awards.nominations.models import Channel
from awards.nominations.rules import takes_only_projects
from awards.nominations.standing import Standing
from awards.programmes.models import Award

CHANNEL_WORDS: dict[Channel, str] = {
    Channel.WEB: _l("Through the form"),
    Channel.POST: _l("By post"),
    Channel.PHONE: _l("By phone"),
    Channel.EMAIL: _l("By e-mail"),
    Channel.MEETING: _l("At a meeting"),
    Channel.JURY: _l("Added by a juror"),
}

STANDING_WORDS: dict[Standing, tuple[str, str]] = {
    Standing.RECEIVED: (
        _l("We have received your nomination"),
        _l("It counts. Nothing more to do: we read it when nominations have closed."),
    ),
    Standing.IN_REVIEW: (
        _l("We are reading your nomination"),
        _l("We check that the nominee can take part, and take the names out of the text."),
    ),
    Standing.WITH_THE_JURY: (
        _l("The jury is reading"),
        _l("It reads the nominations that take part, without names."),
    ),
    Standing.PROPOSED: (
        _l("The jury has read"),
        _l("It talks the nominations over and proposes who gets the award. Then it is decided."),
    ),
    Standing.DECIDED: (
        _l("It is decided"),
        _l("Who gets the award is told to everybody at the same time, on the awards' page."),
    ),
    Standing.ANNOUNCED: (
        _l("The award has been announced"),
        _l("Thank you for nominating. Whoever won: you have seen what somebody does."),
    ),
}
"""Standing → what it is called, and a sentence on what happens. Never a verdict."""


_WITH_NAMES: dict[Standing, str] = {
    Standing.IN_REVIEW: _l("We check that the nominee can take part."),
    Standing.WITH_THE_JURY: _l("It reads the nominations that take part."),
}


def standing_words(standing: Standing, *, blind: bool) -> tuple[str, str] | None:
    """Return what is said of a standing; where the jury knows the names, nothing else is said."""
    words = STANDING_WORDS.get(standing)
    if words is None or blind:
        return words
    return words[0], _WITH_NAMES.get(standing, words[1])


def first_question(award: Award) -> str:
    """Return what the form of an award asks first."""
    if takes_only_projects(award):
        return str(gettext("Which project do you want to lift up?"))
    return str(gettext("Who do you want to lift up?"))
