"""The way of a nomination as its receipt tells it: what has been, what is, what comes."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from awards.nominations.models import Nomination
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.web.i18n import moment, translated

_READ = frozenset({Phase.DELIBERATION, Phase.DECIDED, Phase.ANNOUNCED})
_DECIDED = frozenset({Phase.DECIDED, Phase.ANNOUNCED})


@dataclass(frozen=True)
class Stage:
    """A place on the way: when, or whose turn it is, with a heading and a sentence."""

    when: str
    title: str
    text: str


def way_of(nomination: Nomination, at: datetime) -> list[Stage]:
    """Return the stages of a nomination, each in the tense it has at this moment."""
    award = nomination.award
    phase, zone = phase_of(award, at), award.edition.programme.time_zone
    return [
        Stage(moment(nomination.arrived_at, zone), _("Your text arrived"), _came(nomination, zone)),
        _closing(award, phase, zone),
        _reading(award, phase, zone),
        _decision(award, phase),
    ]


def _came(nomination: Nomination, zone: str) -> str:
    if nomination.registered_at:
        return str(_("We wrote it down on %(when)s.", when=moment(nomination.registered_at, zone)))
    if nomination.confirmed_at:
        return str(_("You confirmed it on %(when)s.", when=moment(nomination.confirmed_at, zone)))
    return ""


def _closing(award: Award, phase: Phase, zone: str) -> Stage:
    blind, when = award.edition.blind, moment(award.edition.closes_at, zone)
    if phase in {Phase.UPCOMING, Phase.NOMINATING}:
        names = _(
            "Then we check that the nominee can take part, and take the names out of your text."
        )
        text = names if blind else _("Then we check that the nominee can take part.")
        return Stage(when, _("Nominations close"), text)
    if phase is Phase.TRIAGE:
        names = _(
            "Now we check that the nominee can take part, and take the names out of your text."
        )
        text = names if blind else _("Now we check that the nominee can take part.")
    else:
        names = _(
            "We checked that the nominee could take part, and took the names out of the text."
        )
        text = names if blind else _("We checked that the nominee could take part.")
    return Stage(when, _("Nominations closed"), text)


def _reading(award: Award, phase: Phase, zone: str) -> Stage:
    edition = award.edition
    when, end = moment(edition.scoring_opens_at, zone), moment(edition.scoring_closes_at, zone)
    if phase in _READ:
        title = _("The jury read without names") if edition.blind else _("The jury read the texts")
        text = _("It read until %(when)s. Now it talks over what it proposes.", when=end)
        if phase in _DECIDED:
            text = _("It read until %(when)s and then made its proposal.", when=end)
        return Stage(when, title, text)
    title = _("The jury reads without names") if edition.blind else _("The jury reads the texts")
    return Stage(when, title, _("It reads until %(when)s and then makes a proposal.", when=end))


def _decision(award: Award, phase: Phase) -> Stage:
    body = translated(award.decided_by)
    if phase is Phase.ANNOUNCED:
        return Stage(body, _("The decision was made"), _("The winners are on the awards' page."))
    title = _("The decision was made") if phase is Phase.DECIDED else _("The decision is made")
    return Stage(body, title, _("The winners are announced on the awards' page."))
