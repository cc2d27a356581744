"""Is it the same person, as far as names tell? A reason to ask, no more. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from awards.triage.twins.names import Agree, common_names, name_of, pair_words

_WHOLE = 2
"""So many words of a name have to agree: a first name alone is nobody."""


def are_alike(one: str, other: str) -> bool:
    """Say whether two names may be one person's, however they are written.

    Every word of the shorter name has its like in the other one: the same, another spelling, a
    nickname or a slip of a finger. An initial is not enough.
    """
    left, right = name_of(one), name_of(other)
    shortest = min(len(left.words), len(right.words))
    if shortest < _WHOLE:
        return False
    matched = pair_words(left, right, common_names()).matched
    return sum(agree is not Agree.INITIAL for _, _, agree in matched) >= shortest


def surname(written: str) -> str:
    """Return how somebody's family name sounds; "" for a single word."""
    sounds = name_of(written).sounds
    return sounds[-1] if len(sounds) >= _WHOLE else ""


class Names:
    """Many names, to be asked which of them may be the same person's as another one."""

    def __init__(self, names: Iterable[str]) -> None:
        """Sort them by how their words sound: only those that share one are compared."""
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for heard in name_of(name).sounds:
                self._by_sound[heard].add(name)

    def like(self, name: str) -> Iterator[str]:
        """Return those that may be the same person's, in the order of the alphabet."""
        near = {n for heard in name_of(name).sounds for n in self._by_sound.get(heard, ())}
        yield from (one for one in sorted(near) if are_alike(one, name))
