"""How a waiting thing is said on the start page, and where its button leads."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.home.queries import Kind, Waiting


@dataclass(frozen=True)
class Card:
    """A card on the start page."""

    title: str
    text: str
    action: str
    url: str
    waiting: Waiting


def card_of(waiting: Waiting) -> Card:
    """Return the card of a waiting thing, in the reader's language."""
    endpoint, words = _CARDS[waiting.kind]
    title, text, action = words(waiting.count)
    state = "to-approve" if waiting.kind is Kind.COPIES else None
    url = url_for(endpoint, edition=waiting.edition.id, state=state)
    return Card(title, text, action, url, waiting)


_Words = tuple[str, str, str]


def _verdicts(n: int) -> _Words:
    return (
        ngettext("%(num)s nomination to look at", "%(num)s nominations to look at", n),
        _("Decide whether each of them takes part."),
        _("Look at the nominations"),
    )


def _copies(n: int) -> _Words:
    return (
        ngettext("%(num)s juror copy to approve", "%(num)s juror copies to approve", n),
        _("The jury only reads texts that you have approved."),
        _("Go on to the juror copies"),
    )


def _conflicts(n: int) -> _Words:
    return (
        ngettext("%(num)s juror is unsure", "%(num)s answers where a juror is unsure", n),
        _("Talk to the juror, then write down whether there is a conflict of interest."),
        _("Settle the conflicts"),
    )


def _progress(n: int) -> _Words:
    return (
        ngettext("The jury has %(num)s sheet left", "The jury has %(num)s sheets left", n),
        _("See how far each award has come, and remind whoever is behind."),
        _("See how far the jury has come"),
    )


def _statements(n: int) -> _Words:
    return (
        ngettext("%(num)s candidate to answer for", "%(num)s candidates to answer for", n),
        _("Say whether you have a conflict of interest before you read."),
        _("Answer about conflicts"),
    )


def _sheets(n: int) -> _Words:
    return (
        ngettext("%(num)s text left to score", "%(num)s texts left to score", n),
        _("Everything is saved as you go. You can stop and come back."),
        _("Go on scoring"),
    )


def _proposals(n: int) -> _Words:
    return (
        ngettext("%(num)s award without a proposal", "%(num)s awards without a proposal", n),
        _("Look at the result with the jury and write down whom you propose."),
        _("Look at the results"),
    )


def _decisions(n: int) -> _Words:
    return (
        ngettext("%(num)s proposal to be decided", "%(num)s proposals to be decided", n),
        _("Record what the deciding body decides."),
        _("Go to the decisions"),
    )


def _announcements(n: int) -> _Words:
    return (
        ngettext("%(num)s decision to announce", "%(num)s decisions to announce", n),
        _("Set the minute in which the winners become public."),
        _("Set the announcement"),
    )


def _certificates(n: int) -> _Words:
    return (
        ngettext("%(num)s outcome with a certificate", "%(num)s outcomes with certificates", n),
        _("Fetch the certificates one by one, or all at once."),
        _("Go to the certificates"),
    )


_CARDS: dict[Kind, tuple[str, Callable[[int], _Words]]] = {
    Kind.VERDICTS: ("triage.desk", _verdicts),
    Kind.COPIES: ("triage.desk", _copies),
    Kind.CONFLICTS: ("juries.panels", _conflicts),
    Kind.PROGRESS: ("results.overview", _progress),
    Kind.STATEMENTS: ("scoring.statements", _statements),
    Kind.SHEETS: ("scoring.queue", _sheets),
    Kind.PROPOSALS: ("results.overview", _proposals),
    Kind.DECISIONS: ("decisions.overview", _decisions),
    Kind.ANNOUNCEMENTS: ("decisions.overview", _announcements),
    Kind.CERTIFICATES: ("certificates.overview", _certificates),
}
