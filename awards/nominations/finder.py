"""Choosing an award by what somebody did: each award has signs, a line each. Pure.

Nothing is weighed or guessed: an award fits as well as many of its signs were ticked, and the page
shows which.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from awards.core.languages import in_language
from awards.programmes.models import Award

_FEWEST_AWARDS = 2
"""With one award there is nothing to choose."""


@dataclass(frozen=True)
class Sign:
    """Something that somebody did for whom an award fits."""

    key: str
    words: str


@dataclass(frozen=True)
class Fit:
    """An award, and which of its signs were ticked."""

    award: Award
    why: tuple[str, ...]


def _signs(award: Award, language: str) -> list[Sign]:
    lines = in_language(award.signs, language).splitlines()
    said = [line.strip() for line in lines if line.strip()]
    return [Sign(f"{award.slug}.{number}", line) for number, line in enumerate(said, start=1)]


def signs_to_tick(awards: Sequence[Award], language: str) -> list[Sign]:
    """Return the signs of all awards, one of each in turn: the order must not give an award away.

    Empty where fewer than two awards have any.
    """
    told = [signs for award in awards if (signs := _signs(award, language))]
    if len(told) < _FEWEST_AWARDS:
        return []
    return [sign for row in zip_longest(*told) for sign in row if sign is not None]


def best_first(awards: Iterable[Award], ticked: Collection[str], language: str) -> list[Fit]:
    """Return the awards, those with most ticked signs first; equals keep their order."""
    fits = [
        Fit(award, tuple(s.words for s in _signs(award, language) if s.key in ticked))
        for award in awards
    ]
    return sorted(fits, key=lambda fit: -len(fit.why))
