"""How a waiting thing is said on the start page, and where its button leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.core.permissions import Actor, Permission
from awards.home.queries import Kind, Waiting
from awards.triage.rules import TriageState
from awards.web.i18n import moment


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
    if waiting.secret:
        text = f"{_secrecy(waiting)} {text}"
    return Card(title, text, action, url_for(endpoint, **_address(waiting)), waiting)


def _secrecy(waiting: Waiting) -> str:
    """Say until when the winners are nobody's to know."""
    edition = waiting.edition
    if waiting.public_at is None or edition is None:
        return str(_("Secret until the winners are announced."))
    until = moment(waiting.public_at, edition.programme.time_zone)
    return str(_("Secret until %(moment)s.", moment=until))


def _address(waiting: Waiting) -> dict[str, Any]:
    """Return what the address behind a card's button needs."""
    if waiting.edition is None:
        return {"programme": waiting.programme.slug} if waiting.programme else {}
    if waiting.kind in {Kind.SET_UP, Kind.OPENING, Kind.RETENTION}:
        return {"edition_id": waiting.edition.id}
    state = _STATES.get(waiting.kind)
    return {"edition": waiting.edition.id, **({"state": state.value} if state else {})}


def door_of(actor: Actor) -> tuple[str, str] | None:
    """Return the button of a start page on which nothing waits: label and address."""
    for permission, label, endpoint in _DOORS:
        if actor.may(permission):
            return str(label), url_for(endpoint)
    return None


_Words = tuple[str, str, str]


def _verdicts(n: int) -> _Words:
    return (
        ngettext("%(num)s nomination to look at", "%(num)s nominations to look at", n),
        _("Decide whether each of them takes part."),
        _("Look at the nominations"),
    )


def _uncopied(n: int) -> _Words:
    return (
        ngettext("%(num)s candidate needs a juror copy", "%(num)s candidates need a juror copy", n),
        _("We mask names and units; you read what is left and approve it."),
        _("Prepare the juror copies"),
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


def _too_few(n: int) -> _Words:
    return (
        ngettext(
            "In %(num)s place too few are left to judge",
            "In %(num)s places too few are left to judge",
            n,
        ),
        _("Let a substitute stand in, or give somebody a seat."),
        _("Go to the panels"),
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


def _first_programme(n: int) -> _Words:
    del n
    return (
        _("There is no programme yet"),
        _("Start from a template; you can change every word of it."),
        _("Create a programme"),
    )


def _set_up(n: int) -> _Words:
    return (
        ngettext(
            "%(num)s thing is missing before the round can open",
            "%(num)s things are missing before the round can open",
            n,
        ),
        _("The check list says what, with a link to each."),
        _("Go to the check list"),
    )


def _opening(n: int) -> _Words:
    del n
    return (
        _("The round is ready to open"),
        _("Nothing is missing. Nobody sees it before you open it."),
        _("Look at it and open it"),
    )


def _results(n: int) -> _Words:
    return (
        ngettext("%(num)s award has results", "%(num)s awards have results", n),
        _("Scoring has closed. Read them before the jury meets."),
        _("Look at the results"),
    )


def _retention(n: int) -> _Words:
    del n
    return (
        _("Nominations have been kept long enough"),
        _("Their texts have been kept as long as the form promised. What was decided stays."),
        _("See what would go"),
    )


def _mails(n: int) -> _Words:
    return (
        ngettext("%(num)s mail waits for you", "%(num)s mails wait for you", n),
        _("Nobody has been told yet. Read what is written, then send it or leave it out."),
        _("Go to the outbox"),
    )


_DOORS = (
    (Permission.SET_UP, _l("Go to the set-up"), "programmes.overview"),
    (Permission.READ_AUDIT, _l("Read the audit trail"), "accounts.audit_trail"),
    (Permission.SEE_RESULTS, _l("Look at the results"), "results.overview"),
    (Permission.SCORE, _l("See what you read and scored"), "scoring.queue"),
    (Permission.MAKE_CERTIFICATES, _l("Go to the certificates"), "certificates.overview"),
)
"""Where each role goes when nothing waits; the first that is held."""

_STATES = {Kind.UNCOPIED: TriageState.WITHOUT_COPY, Kind.COPIES: TriageState.TO_APPROVE}
"""Which part of the desk's list a card opens."""

_CARDS: dict[Kind, tuple[str, Callable[[int], _Words]]] = {
    Kind.FIRST_PROGRAMME: ("programmes.choose_template", _first_programme),
    Kind.SET_UP: ("programmes.edition", _set_up),
    Kind.OPENING: ("programmes.edition", _opening),
    Kind.RESULTS: ("results.overview", _results),
    Kind.RETENTION: ("privacy.purge", _retention),
    Kind.MAILS: ("outbox.overview", _mails),
    Kind.VERDICTS: ("triage.desk", _verdicts),
    Kind.UNCOPIED: ("triage.desk", _uncopied),
    Kind.COPIES: ("triage.desk", _copies),
    Kind.CONFLICTS: ("juries.conflicts", _conflicts),
    Kind.TOO_FEW: ("juries.panels", _too_few),
    Kind.PROGRESS: ("scoring.progress", _progress),
    Kind.STATEMENTS: ("scoring.statements", _statements),
    Kind.PREPARING: ("preparing.texts", _statements),
    Kind.SHEETS: ("scoring.queue", _sheets),
    Kind.PROPOSALS: ("results.overview", _proposals),
    Kind.DECISIONS: ("decisions.overview", _decisions),
    Kind.ANNOUNCEMENTS: ("decisions.overview", _announcements),
    Kind.CERTIFICATES: ("certificates.overview", _certificates),
}
