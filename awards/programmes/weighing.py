"""Weights as a matrix, awards by criteria: what may be typed, what they come to. Pure."""

from collections.abc import Mapping

from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.settings import Kind, Setting, Where

HIGHEST = 100
Weights = Mapping[str, Mapping[str, int]]
"""Award id → criterion id → weight."""

WEIGHTS = Setting(
    key="weights",
    group="scoring",
    kind=Kind.NUMBER,
    default=1,
    label=N_("Weights"),
    help=N_("How much each criterion counts in an award, as whole numbers."),
    low=0,
    high=HIGHEST,
    where=Where.AWARD,
    reason_from=Phase.TRIAGE,
    locked_from=Phase.SCORING,
)
"""Locked like the settings that decide how scores become places; see `settings.locked`."""


class NothingCounts(WrongInput):
    """With all weights at zero there is no order of candidates."""

    message = N_("Give at least one criterion of “%(award)s” a weight above 0.")


def weights_of(edition: Edition) -> dict[str, dict[str, int]]:
    """Return an edition's weights; a criterion that an award knows nothing of weighs 0."""
    return {award.id: _row(award) for award in edition.awards}


def _row(award: Award) -> dict[str, int]:
    there = {weight.criterion_id: weight.value for weight in award.weights}
    return {criterion.id: there.get(criterion.id, 0) for criterion in award.edition.criteria}


def shares(row: Mapping[str, int]) -> dict[str, int]:
    """Return what each criterion counts, rounded to whole percent; all 0 when nothing counts."""
    total = sum(row.values())
    return {key: round(value * 100 / total) if total else 0 for key, value in row.items()}


def require_counting(row: Mapping[str, int], award: str) -> None:
    """Raise NothingCounts when every criterion of an award weighs 0."""
    if not any(row.values()):
        raise NothingCounts(award=award)


def in_code(row: Mapping[str, int], keys: Mapping[str, str]) -> str:
    """Return a row as the trail keeps it: "knowledge:1,innovation:3"; `keys` is id → key."""
    return ",".join(f"{keys[criterion]}:{value}" for criterion, value in row.items())
