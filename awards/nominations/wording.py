"""What ways in and standings are called on a page."""

from flask_babel import lazy_gettext as _l

from awards.nominations.models import Channel
from awards.nominations.standing import Standing

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
