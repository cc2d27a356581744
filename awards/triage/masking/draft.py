"""The draft of a blind text: find, replace, and mark what is left."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from awards.triage.masking.found import Finding, told_aliases
from awards.triage.masking.identities import shape_stand_in, stand_in
from awards.triage.masking.lexicon import lexicon, with_aliases
from awards.triage.masking.masked import Mask, Masked
from awards.triage.masking.names import find_names
from awards.triage.masking.pronouns import neutral_pronouns as find_pronouns
from awards.triage.masking.shapes import find_shapes
from awards.triage.masking.suspicions import find_suspicions
from awards.triage.masking.tokens import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from awards.triage.masking.identities import Identity, Language


def mask(
    text: str,
    identities: Sequence[Identity],
    *,
    language: Language,
    neutral_pronouns: bool = True,
) -> Masked:
    """Return the first draft of the blind text: a help for a person, not a promise.

    ``language`` is the text's; it decides the stand-ins and the pronouns. Masked are the names
    of the ``identities`` (how a name is told from a word: :mod:`~awards.triage.masking.names`),
    and e-mail and web addresses, telephone and identity numbers and street addresses of anybody.
    A name that several identities share gets the stand-in of the first of them. With
    ``neutral_pronouns`` hon, han and hun become hen in Swedish and Norwegian texts; English
    pronouns become suspicions, because "they" would need another verb.

    An empty text gives an empty result. The work grows with the length of the text and hardly
    with the number of identities. The last results are kept: a copy is looked through several
    times on its way to the jury, mostly as it was before.
    """
    return _masked(text, tuple(identities), language, neutral_pronouns)


@lru_cache(maxsize=128)
def _masked(
    text: str,
    identities: tuple[Identity, ...],
    language: Language,
    neutral_pronouns: bool,
) -> Masked:
    if not text:
        return Masked("")
    taken = bytearray(len(text))
    masks = [
        Mask(start, end, text[start:end], shape_stand_in(reason, language), reason)
        for start, end, reason in find_shapes(text)
    ]
    _take(taken, masks)
    reading = Reading(text)
    names = _names(reading, identities, taken)
    masks += [_name_mask(text, finding, identities, language) for finding in names]
    _take(taken, masks)
    pronouns = _pronouns(reading, language, taken) if neutral_pronouns else []
    result, inserted = _replace(text, sorted(chain(masks, pronouns)))
    return Masked(
        text=result,
        masks=tuple(sorted(masks)),
        suspicions=tuple(find_suspicions(result, inserted, language)),
        pronouns=tuple(pronouns),
    )


def _names(reading: Reading, identities: tuple[Identity, ...], taken: bytearray) -> list[Finding]:
    """Return the names in the text; whoever is called something more by it, by that as well."""
    known = lexicon(identities)
    names = find_names(reading, known, taken)
    aliases = told_aliases(reading.text, names)
    return find_names(reading, with_aliases(known, aliases), taken) if aliases else names


def _take(taken: bytearray, masks: Iterable[Mask]) -> None:
    for one in masks:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)


def _name_mask(
    text: str, finding: Finding, identities: Sequence[Identity], language: Language
) -> Mask:
    identity = identities[finding.who[0]]
    words = stand_in(identity, language, genitive=finding.genitive)
    return Mask(
        finding.start, finding.end, text[finding.start : finding.end], words, finding.reason
    )


def _pronouns(reading: Reading, language: Language, taken: bytearray) -> list[Mask]:
    """Return the pronouns to change outside masks; "Hans Berg" and a "Hans" inside are names."""
    numbers = {token.start: number for number, token in enumerate(reading.tokens)}

    def is_name(start: int) -> bool:
        number = numbers.get(start)
        if number is None or taken[start]:
            return True
        token, after = reading.tokens[number], reading.at(number + 1)
        if token.key != "hans" or not token.is_capitalised or token.is_upper:
            return False
        before_name = after is not None and after.raw[0].isupper() and not after.is_upper
        return before_name or not reading.starts_sentence(number)

    return [
        pronoun
        for pronoun in find_pronouns(reading.text, language, is_name=is_name)
        if not any(taken[pronoun.start : pronoun.end])
    ]


def _replace(text: str, edits: Sequence[Mask]) -> tuple[str, bytearray]:
    """Return the text with the edits made, and where in it they stand, a byte a character."""
    pieces: list[str] = []
    inserted = bytearray()
    at = 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.stand_in]
        inserted += b"\0" * (edit.start - at) + b"\1" * len(edit.stand_in)
        at = edit.end
    pieces.append(text[at:])
    inserted += b"\0" * (len(text) - at)
    return "".join(pieces), inserted
