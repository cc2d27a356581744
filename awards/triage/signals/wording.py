"""Signals in the reader's words."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.triage.signals.kinds import Sent, Signal, SignalKind

KIND_WORDS: dict[SignalKind, str] = {
    SignalKind.MANY_FROM_ADDRESS: _l("Many from one address"),
    SignalKind.ONE_NETWORK: _l("Several for one nominee from one network"),
    SignalKind.COPIED_TEXT: _l("Copied text"),
    SignalKind.RING: _l("They nominate each other"),
}
MOST_SHOWN = 5


@dataclass(frozen=True)
class Said:
    """A signal, written out: what it is, what it stands on, and the nominations to look at."""

    kind: SignalKind
    headline: str
    text: str
    others: tuple[Sent, ...]
    more: int
    quote: str = ""


def in_words(signal: Signal) -> Said:
    """Return a signal in the reader's language, with at most five of the others."""
    shown = signal.others[:MOST_SHOWN]
    return Said(
        signal.kind,
        str(KIND_WORDS[signal.kind]),
        _text(signal),
        shown,
        len(signal.others) - len(shown),
        signal.quote,
    )


def _text(signal: Signal) -> str:
    number = len(signal.others) + 1
    if signal.kind is SignalKind.MANY_FROM_ADDRESS:
        return str(
            ngettext(
                "%(num)s nomination in this round comes from the same e-mail address.",
                "%(num)s nominations in this round come from the same e-mail address.",
                number,
            )
        )
    if signal.kind is SignalKind.ONE_NETWORK:
        return str(
            ngettext(
                "%(num)s text about this nominee was sent from the same network address.",
                "%(num)s texts about this nominee were sent from the same network address.",
                number,
            )
        )
    if signal.kind is SignalKind.COPIED_TEXT:
        return str(_("%(share)s %% of the text stands in the other, too.", share=signal.share))
    if len(signal.others) == 1:
        return str(_("Whoever is nominated here has nominated whoever wrote this."))
    return str(_("The nominations go round in a ring of three."))
