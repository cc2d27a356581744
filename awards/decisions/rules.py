"""What a proposal and a decision must hold, and when each may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.languages import N_
from awards.decisions.models import Outcome
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.programmes.settings import Rules

FEWEST_SHARED = 2
CITATION_LENGTH = 600
GIVEN = (Outcome.WINNER, Outcome.SHARED, Outcome.HONOURABLE_MENTION)
"""What a candidate can be given; `NOT_AWARDED` is said of an award as a whole."""
WINNING = frozenset({Outcome.WINNER, Outcome.SHARED})


class TooEarly(Closed):
    """The jury has not finished scoring."""

    message = N_("This begins when scoring has closed.")


class AlreadyDecided(Conflict):
    """The deciding body has spoken: a proposal has nothing left to propose."""

    message = N_("The decision is recorded, so the proposal can no longer change.")


class AlreadyAnnounced(Conflict):
    """What is public stays as it is."""

    message = N_("This award has been announced, so it can no longer change.")


class NotDecided(Conflict):
    """There is nothing to announce yet."""

    message = N_("Record the decision first. Then it can be announced.")


class ChangedMeanwhile(Conflict):
    """Another tab, or another person, recorded something else in between."""

    message = N_("The decision was changed by somebody else. Load the page again and look at it.")


class StillNeeded(Conflict):
    """A certificate stands on an outcome that would go."""

    message = N_("A certificate has been made for somebody you have left out. Keep them for now.")


@dataclass(frozen=True)
class OutcomeDraft:
    """What one candidate is given, as it is to be published."""

    candidate_id: str
    outcome: Outcome
    public_name: str
    public_title: str = ""
    public_units: str = ""
    members: tuple[tuple[str, str], ...] = ()
    citation: str = ""


@dataclass(frozen=True)
class DecisionDraft:
    """A decision as it was typed; `version` is the one it was typed over, 0 for none."""

    body: str
    decided_on: date
    paragraph: str
    outcomes: tuple[OutcomeDraft, ...] = ()
    not_awarded: bool = False
    not_awarded_reason: str = ""
    version: int = 0


class ProposalOutOfSight(Conflict):
    """The stored proposal names a candidate that this chair must not know of."""

    message = N_(
        "There is a proposal already, and you cannot change it. Another chair must propose; "
        "ask the coordinator."
    )


class NoQuorum(Conflict):
    """Too few have scored for the jury to speak."""


@dataclass(frozen=True)
class Quorum:
    """How many it takes, of the edition's rules; 0 asks for nothing."""

    sheets: int = 0
    """Handed-in sheets of each candidate that is given something."""
    jurors: int = 0
    """Jurors who have handed in any sheet."""


def require_quorum(quorum: Quorum, *, sheets: Mapping[str, int], jurors: int) -> None:
    """Raise NoQuorum unless enough have handed in; `sheets` is code name → number, of those named.

    Whoever proposes nobody needs jurors, too, but no sheets.
    """
    if jurors < quorum.jurors:
        raise NoQuorum(
            N_(
                "The proposal needs at least %(needed)s jurors who have handed in; there are"
                " %(there)s. Ask the coordinator."
            ),
            needed=quorum.jurors,
            there=jurors,
        )
    for code, number in sheets.items():
        if number < quorum.sheets:
            raise NoQuorum(
                N_(
                    "%(candidate)s has %(there)s sheets; a proposal needs at least %(needed)s."
                    " Ask the coordinator."
                ),
                candidate=code,
                needed=quorum.sheets,
                there=number,
            )


def require_outcomes(outcomes: Sequence[Outcome], *, not_awarded: bool) -> None:
    """Raise WrongInput unless there is one winner, several that share, or nobody.

    Honourable mentions may stand beside any of these.
    """
    winners, shared = outcomes.count(Outcome.WINNER), outcomes.count(Outcome.SHARED)
    if not_awarded and (winners or shared):
        raise WrongInput(N_("Either somebody wins or the award is not given. Choose one of them."))
    if not_awarded:
        return
    if not winners and not shared:
        raise WrongInput(N_("Choose a winner, or say that the award is not given."))
    if winners and shared:
        raise WrongInput(N_("There is one winner, or several share the award. Not both."))
    if winners > 1:
        raise WrongInput(N_("There can be one winner. If several share the award, say so of each."))
    if 0 < shared < FEWEST_SHARED:
        raise WrongInput(N_("Sharing takes at least two. Choose one more, or a single winner."))


def require_complete(draft: DecisionDraft, *, today: date) -> None:
    """Raise WrongInput for what is missing in a decision."""
    require_outcomes([o.outcome for o in draft.outcomes], not_awarded=draft.not_awarded)
    if draft.not_awarded and not draft.not_awarded_reason:
        raise WrongInput(N_("Write why the award is not given. The reason is published."))
    if draft.decided_on > today:
        raise WrongInput(N_("The decision cannot have been made after today."))
    candidates = [outcome.candidate_id for outcome in draft.outcomes]
    if len(set(candidates)) < len(candidates):
        raise WrongInput(N_("A candidate is there twice. Leave one of them out."))
    for outcome in draft.outcomes:
        _require_publishable(outcome)


def _require_publishable(outcome: OutcomeDraft) -> None:
    if not outcome.public_name:
        raise WrongInput(N_("Write the name that will be published."))
    if outcome.outcome in WINNING and not outcome.citation:
        raise WrongInput(
            N_("Write a citation for %(name)s: why they win, in two or three sentences."),
            name=outcome.public_name,
        )
    if len(outcome.citation) > CITATION_LENGTH:
        raise WrongInput(N_("Shorten the citation to %(max)s characters."), max=CITATION_LENGTH)


def today_in(award: Award, at: datetime) -> date:
    """Return the day it is where the award is given."""
    return at.astimezone(ZoneInfo(award.edition.programme.time_zone)).date()


def suggested_announcement(
    rules: Rules, decided_on: Sequence[date], *, today: date
) -> datetime | None:
    """Return when decisions are told by the edition's rule, on the wall clock; none for no rule.

    So many days after the last of the decisions, at the full hour; never today or before, for
    there the hour may have passed.
    """
    if not rules.embargo_days or not decided_on:
        return None
    day = max(max(decided_on) + timedelta(days=rules.embargo_days), today + timedelta(days=1))
    return datetime.combine(day, time(rules.embargo_hour))


def may_propose(award: Award, at: datetime) -> bool:
    """Say whether the jury's proposal may be made or changed."""
    return phase_of(award, at) is Phase.DELIBERATION


def require_may_propose(award: Award, at: datetime) -> None:
    """Raise TooEarly or AlreadyDecided unless the jury deliberates."""
    require_scored(award, at)
    if not may_propose(award, at):
        raise AlreadyDecided


def require_scored(award: Award, at: datetime) -> None:
    """Raise TooEarly while jurors can still score."""
    if phase_of(award, at) not in {Phase.DELIBERATION, Phase.DECIDED, Phase.ANNOUNCED}:
        raise TooEarly


def may_decide(award: Award, at: datetime) -> bool:
    """Say whether the decision may be recorded or corrected."""
    return phase_of(award, at) in {Phase.DELIBERATION, Phase.DECIDED}


def require_may_decide(award: Award, at: datetime) -> None:
    """Raise TooEarly or AlreadyAnnounced unless the decision may be recorded or corrected."""
    require_scored(award, at)
    if not may_decide(award, at):
        raise AlreadyAnnounced


def require_may_announce(award: Award, at: datetime) -> None:
    """Raise NotDecided or AlreadyAnnounced unless the embargo may be set, moved or taken away."""
    phase = phase_of(award, at)
    if phase is Phase.ANNOUNCED:
        raise AlreadyAnnounced
    if phase is not Phase.DECIDED:
        raise NotDecided
