"""Where an award stands, from its edition's dates and its decision; what may change when."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from awards.core.errors import Closed, Conflict, NotFound, WrongInput
from awards.core.languages import N_, Term, in_language
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.programmes.schedule import CLOSABLE, NothingToClose, Turn, phase_in
from awards.programmes.settings import Lock, Setting, locked, rules_of_edition

JOURNEY = tuple(phase for phase in Phase if phase is not Phase.UPCOMING)
"""The six phases that everybody sees, in order."""


def phase_by_dates(edition: Edition, at: datetime) -> Phase:
    """Return the phase that the edition's dates alone give; a draft or archived one has none."""
    if edition.opened_at is None or edition.archived_at is not None:
        return Phase.UPCOMING
    return phase_in(edition, at)


def phase_of(award: Award, at: datetime) -> Phase:
    """Return the phase an award stands in at a moment."""
    by_dates = phase_by_dates(award.edition, at)
    if by_dates is not Phase.DELIBERATION or award.decided_at is None:
        return by_dates
    if award.announce_at is not None and award.announce_at <= at:
        return Phase.ANNOUNCED
    return Phase.DECIDED


def phase_of_edition(edition: Edition, at: datetime) -> Phase:
    """Return how far the slowest of an edition's awards has come."""
    order = list(Phase)
    phases = [phase_of(award, at) for award in edition.awards]
    return min(phases, key=order.index, default=phase_by_dates(edition, at))


class RulesLocked(Closed):
    """A rule that a running round holds fixed."""

    message = N_("The round has come too far: “%(setting)s” stays as it is until next year.")


class ReasonMissing(WrongInput):
    """A rule of a running round changes only with a reason."""

    message = N_("The round is running. Write why “%(setting)s” changes: the reason is kept.")


class NotHere(NotFound):
    """A setting that this edition or award does not carry."""


def furthest_phase(thing: Edition | Award, at: datetime) -> Phase:
    """Return how far an award, or the fastest of an edition's awards, has come."""
    awards = [thing] if isinstance(thing, Award) else thing.awards
    phases = [phase_of(award, at) for award in awards]
    by_dates = phase_by_dates(thing.edition if isinstance(thing, Award) else thing, at)
    return max(phases, key=list(Phase).index, default=by_dates)


def require_changeable(settings: Iterable[Setting], phase: Phase, *, reason: str) -> None:
    """Raise RulesLocked or ReasonMissing for the first setting that may not change like this."""
    for setting in settings:
        lock = locked(setting, phase)
        if lock is Lock.LOCKED:
            raise RulesLocked(setting=Term(setting.label))
        if lock is Lock.NEEDS_REASON and not reason.strip():
            raise ReasonMissing(setting=Term(setting.label))


def intake_ends(edition: Edition) -> datetime:
    """Return until when nominations are taken in: their deadline, or all through scoring."""
    rolling = rules_of_edition(edition).rolling_intake
    return edition.scoring_closes_at if rolling else edition.closes_at


def takes_nominations(edition: Edition, at: datetime) -> bool:
    """Say whether anybody may nominate at a moment, whatever the jury is doing."""
    return phase_by_dates(edition, at) is not Phase.UPCOMING and at < intake_ends(edition)


def may_close(edition: Edition, turn: Turn, at: datetime) -> bool:
    """Say whether nominations, or scoring, may be closed by hand now.

    With rolling intake nominations end with scoring, so there is nothing else to close.
    """
    if turn is Turn.CLOSES and rules_of_edition(edition).rolling_intake:
        return False
    return CLOSABLE.get(phase_by_dates(edition, at)) is turn


def require_may_close(edition: Edition, turn: Turn, at: datetime) -> None:
    """Raise NothingToClose unless nominations, or scoring, may be closed by hand now."""
    if not may_close(edition, turn, at):
        raise NothingToClose


def require_phase(award: Award, at: datetime, *allowed: Phase) -> None:
    """Raise Closed unless the award stands in one of the allowed phases."""
    if phase_of(award, at) not in allowed:
        raise Closed


@dataclass(frozen=True)
class RibbonStep:
    """One phase on the ribbon: its state, and when it ends if that is fixed."""

    phase: Phase
    state: str
    until: datetime | None


def ribbon(edition: Edition, at: datetime) -> list[RibbonStep]:
    """Return the six phases with done, current or coming, and the dates they end."""
    here = list(Phase).index(phase_of_edition(edition, at))
    ends = {
        Phase.NOMINATING: edition.closes_at,
        Phase.TRIAGE: edition.scoring_opens_at,
        Phase.SCORING: edition.scoring_closes_at,
    }
    return [
        RibbonStep(phase, _state(list(Phase).index(phase), here), ends.get(phase))
        for phase in JOURNEY
    ]


def _state(place: int, here: int) -> str:
    if place == here:
        return "current"
    return "done" if place < here else "coming"


class ChangedMeanwhile(Conflict):
    """Two edit the same thing; this is the later one."""

    message = N_("Somebody else saved this while you were writing. Nothing of yours is lost.")


class Begun(Conflict):
    """What would change a round that is on."""

    message = N_(
        "Nominations have begun, so awards, criteria and questions stand still: they cannot come"
        " or go in the middle of a round."
    )


class SlugTaken(WrongInput):
    """An address that something else has, perhaps in the archive."""

    message = N_("%(slug)s is taken, perhaps by something in the archive. Choose another address.")


class NobodyTakesPart(WrongInput):
    """No organisation is chosen, which would let every employer's staff be nominated."""

    message = N_("Tick at least one organisation. An employer stands for all its workplaces.")


def has_begun(edition: Edition, at: datetime) -> bool:
    """Say whether an edition is on or over: not a draft, and its nominations have opened."""
    return phase_by_dates(edition, at) is not Phase.UPCOMING


def require_not_begun(edition: Edition, at: datetime) -> None:
    """Raise Begun once an edition's nominations have opened."""
    if has_begun(edition, at):
        raise Begun


class StillRunning(Conflict):
    """An edition that people nominate, score or decide in, and that would vanish under them."""

    message = N_(
        "The round is on: people have nominated, score, or wait for the decision. An edition can"
        " be archived before its nominations open, or once every award is announced."
    )


class ProgrammeRunning(Conflict):
    """A programme with a round that is on would take it along."""

    message = N_(
        "“%(edition)s” is on: people have nominated, score, or wait for the decision. The programme"
        " can be archived once every award of it is announced."
    )


def is_running(edition: Edition, at: datetime) -> bool:
    """Say whether an edition's nominations have opened and some award is not announced yet."""
    return phase_of_edition(edition, at) not in {Phase.UPCOMING, Phase.ANNOUNCED}


def require_not_running(edition: Edition, at: datetime) -> None:
    """Raise StillRunning between the opening of nominations and the last announcement."""
    if is_running(edition, at):
        raise StillRunning


def require_no_round_is_on(programme: Programme, at: datetime) -> None:
    """Raise ProgrammeRunning for the first edition out of the archive that runs."""
    for edition in programme.editions:
        if is_running(edition, at):
            raise ProgrammeRunning(edition=in_language(edition.name, programme.language))


def kept_until(edition: Edition) -> datetime | None:
    """Return until when the nominations' texts are kept; none until every award is decided.

    So many years after the last decision, as the nomination form promises.
    """
    decided = [award.decided_at for award in edition.awards]
    if not decided or None in decided:
        return None
    last = max(day for day in decided if day is not None)
    year = last.year + rules_of_edition(edition).retention_years
    leap_day = (last.month, last.day) == (2, 29)
    return last.replace(year=year, day=28) if leap_day else last.replace(year=year)


def is_past_keeping(edition: Edition, at: datetime) -> bool:
    """Say whether the nominations' texts have been kept long enough, and are still there."""
    until = kept_until(edition)
    return edition.purged_at is None and until is not None and until <= at


def require_free(slug: str, taken: Collection[str]) -> None:
    """Raise SlugTaken when an address is among those that are taken."""
    if slug in taken:
        raise SlugTaken(slug=slug)


_PLAIN = str.maketrans({"å": "a", "ä": "a", "ö": "o", "ø": "o", "æ": "ae", "é": "e", "ü": "u"})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slug_from(text: str) -> str:
    """Return the address that a name suggests: "Öppenhet och mod" → "oppenhet-och-mod"."""
    plain = text.strip().lower().translate(_PLAIN)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True)
class PromptDraft:
    """A question of an award's form as it was typed; a new one has no key yet."""

    key: str
    label: dict[str, str]
    hint: dict[str, str]
    example: dict[str, str] = field(default_factory=dict)
