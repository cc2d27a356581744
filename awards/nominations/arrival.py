"""Nominations that came another way than by the form: when, and what is late. Pure."""

from dataclasses import dataclass
from datetime import datetime

from awards.core.errors import Closed, WrongInput
from awards.core.languages import N_
from awards.nominations.models import Channel
from awards.programmes.models import Award, Phase
from awards.programmes.rules import intake_ends, phase_of
from awards.programmes.settings import rules_of_edition


@dataclass(frozen=True)
class Arrival:
    """How and when a nomination reached us on another way than the form."""

    channel: Channel
    at: datetime
    late_reason: str = ""


_REGISTERED_UNTIL = frozenset({Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING})


def late_on_arrival(award: Award, arrived_at: datetime, at: datetime) -> bool:
    """Say whether what arrived then came late; Closed when nothing can be registered any more.

    Until scoring closes: a letter that lay in the mail room counts from the day it came. Raises
    WrongInput for a moment in the future.
    """
    phase = phase_of(award, at)
    if phase is Phase.UPCOMING:
        raise Closed(N_("Nominations have not opened yet."))
    if phase not in _REGISTERED_UNTIL:
        raise Closed(N_("Scoring is over, so no nomination can be registered any more."))
    if arrived_at > at:
        raise WrongInput(N_("That moment has not come yet. Write when it arrived."))
    return arrived_at >= intake_ends(award.edition)


def require_arrival(award: Award, arrival: Arrival, at: datetime) -> bool:
    """Say whether it came late; raise WrongInput when it did and nobody says why it is taken in."""
    late = late_on_arrival(award, arrival.at, at)
    if late and not arrival.late_reason.strip():
        raise WrongInput(N_("It came after the deadline. Write why it is taken in all the same."))
    return late


def may_jury_add(award: Award, at: datetime) -> bool:
    """Say whether a juror may add a nomination to an award now: where the rules allow it."""
    allowed = rules_of_edition(award.edition).jury_may_add
    return allowed and phase_of(award, at) in _REGISTERED_UNTIL
