"""How well masking masks: `python -m bench.masking [seed]`; a part of `python -m bench`, too.

2,000 texts made of real sentences with names planted in them (`bench/plants`). A name counts as
missed when one of its letters stands outside every mask. The seed that is reported is one the
rules were never looked at with.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from awards.triage.masking import Masked, mask
from bench.figures import Figure, merge, table
from bench.plants.planting import Case, Plant, cases, proper_names

TEXTS = 2000
TIMED = 300
SEED = 2027
"""Odd: it draws from the half of the names that the rules were not mended on."""
MISSES = Path(__file__).parent / "tmp" / "masking-misses.txt"

_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W_]")
_ENDING = re.compile(r"(?<=[^\W_])['’]?:?[sS]?['’]?$")


@dataclass
class Tally:
    """What came out, over all texts."""

    known: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: int = 0
    unmarked: list[tuple[str, str, str]] = field(default_factory=list)
    words: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    marked: list[tuple[str, str, str]] = field(default_factory=list)

    def count(self, case: Case, masked: Masked, names: set[str]) -> None:
        """Count one text."""
        covered, marked = _covered(case.text, masked), _marked(case.text, masked)
        for plant in case.plants:
            if plant.what == "known":
                self._known(case, plant, covered)
            else:
                self._unknown(case, plant, covered, marked)
        self._words(case, covered, marked, names)

    def _known(self, case: Case, plant: Plant, covered: bytearray) -> None:
        self.known += 1
        words = plant.text
        end = plant.start + len(words.removesuffix("-gruppen"))
        end -= len(words[: end - plant.start]) - len(_ENDING.sub("", words[: end - plant.start]))
        letters = [at for at in range(plant.start, end) if _LETTER.match(case.text[at])]
        if not all(covered[at] for at in letters):
            self.missed.append(_shown(case, plant))

    def _unknown(self, case: Case, plant: Plant, covered: bytearray, marked: bytearray) -> None:
        self.unknown += 1
        if not any(covered[plant.start : plant.end]) and not any(marked[plant.start : plant.end]):
            self.unmarked.append(_shown(case, plant))

    def _words(self, case: Case, covered: bytearray, marked: bytearray, names: set[str]) -> None:
        planted = bytearray(len(case.text))
        for plant in case.plants:
            planted[plant.start : plant.end] = b"\1" * (plant.end - plant.start)
        for word in _WORD.finditer(case.text):
            if any(planted[word.start() : word.end()]) or word.group() in names:
                continue
            self.words += 1
            shown = (word.group(), "", _around(case.text, word.start(), word.end()))
            if any(covered[word.start() : word.end()]):
                self.wrong.append(shown)
            elif any(marked[word.start() : word.end()]):
                self.marked.append(shown)


def _covered(text: str, masked: Masked) -> bytearray:
    covered = bytearray(len(text))
    for one in masked.masks:
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    return covered


def _marked(text: str, masked: Masked) -> bytearray:
    """Return what is marked, a byte a character of the original."""
    origin: list[int] = []
    at = 0
    for one in sorted((*masked.masks, *masked.pronouns)):
        origin += range(at, one.start)
        origin += [one.start] * len(one.stand_in)
        at = one.end
    origin += range(at, len(text))
    marked = bytearray(len(text))
    for suspicion in masked.suspicions:
        for place in range(suspicion.start, suspicion.end):
            marked[origin[place]] = 1
    return marked


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 30) : end + 30].replace("\n", "⏎")


def _shown(case: Case, plant: Plant) -> tuple[str, str, str]:
    return plant.form, plant.text.replace("\n", "⏎"), _around(case.text, plant.start, plant.end)


def tally(texts: Sequence[Case]) -> Tally:
    """Mask every text and count."""
    found, names = Tally(), proper_names()
    for case in texts:
        found.count(case, mask(case.text, case.identities, language=case.language), names)
    return found


def _seconds(texts: Sequence[Case]) -> float:
    begun = time.perf_counter()
    for case in texts:
        mask(case.text, case.identities, language=case.language)
    return time.perf_counter() - begun


def measure(seed: int = SEED) -> tuple[list[Figure], dict[str, Any]]:
    """Return the figures, and what was missed; every miss goes into `MISSES`."""
    texts = list(cases(TEXTS, seed))
    found = tally(texts)
    write_misses(found)
    missed = 100 * len(found.missed) / found.known
    wrong = 100 * len(found.wrong) / found.words
    marked = 100 * (1 - len(found.unmarked) / found.unknown)
    idle = 100 * len(found.marked) / found.words
    seconds = _seconds(texts[:TIMED])
    known, unknown, words = f"{found.known:,}", f"{found.unknown:,}", f"{found.words:,}"
    figures = [
        _figure("names missed", f"of {known} known names, not masked", missed, 0.1),
        _figure("words masked", f"of {words} words, masked wrongly", wrong, 1),
        Figure(
            "unknown names",
            f"of {unknown} unknown names, marked",
            marked,
            "%",
            None,
            marked,
            90,
            way="at least",
        ),
        _figure("idle marks", f"of {words} words, marked for nothing", idle, 2),
        Figure("masking", f"{TIMED} nominations masked", seconds, "s", None, seconds, 5),
    ]
    return figures, _details(found, seed)


def _details(found: Tally, seed: int) -> dict[str, Any]:
    """Return the misses by how the name was written, and which words were taken for names."""
    lists = {
        "not masked": [f"{form}: {words}" for form, words, _ in found.missed],
        "not marked": [form for form, _, _ in found.unmarked],
        "masked wrongly": [form for form, _, _ in found.wrong],
    }
    counted = {title: dict(Counter(one).most_common(30)) for title, one in lists.items()}
    return {"seed": seed, "texts": TEXTS, **counted}


def _figure(name: str, title: str, share: float, most: float) -> Figure:
    return Figure(name, title, share, "%", None, share, most)


def write_misses(found: Tally) -> None:
    """Write every miss with the words around it, to look at."""
    MISSES.parent.mkdir(exist_ok=True)
    lists = {
        "not masked": found.missed,
        "not marked": found.unmarked,
        "masked wrongly": found.wrong,
        "marked for nothing": found.marked,
    }
    lines = [
        f"{title}\t{form}\t{words}\t{around}"
        for title, misses in lists.items()
        for form, words, around in misses
    ]
    MISSES.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asked = int(sys.argv[1]) if sys.argv[1:] else SEED
    measured, behind = measure(asked)
    print(table(measured))
    if asked == SEED:
        merge(measured, Path(__file__).with_name("latest.json"), "masking", behind)
