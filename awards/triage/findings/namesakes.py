"""Whether two names, or a name and an address, may be the same person's. Pure.

Meant for looking twice, not for deciding: who is called the same is often somebody else.
"""

import re
from functools import lru_cache

from awards.core.search import fold

_WORD = re.compile(r"\w+")
_NICKNAME = re.compile(r"[(\"“”][^)\"“”]*[)\"“”]")
_SPELLINGS = str.maketrans({"w": "v", "z": "s"})
_LONG_ENOUGH = 5
"""In a word this long one slip of the pen does not make it another name."""
_LOCAL_PART = 5
"""So long the part before @ must be to say anything at another provider."""


@lru_cache(maxsize=8192)
def parts_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: å, aa and a are one, nicknames are out."""
    words = _WORD.findall(fold(_NICKNAME.sub(" ", name)))
    return tuple(_alike(word) for word in words)


def _alike(word: str) -> str:
    for pair, one in (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ph", "f"), ("ck", "k")):
        word = word.replace(pair, one)
    return word.translate(_SPELLINGS)


def name_key(name: str) -> str:
    """Return what is equal for the same name in another order or spelling."""
    return " ".join(sorted(parts_of(name)))


def same_person(one: str, other: str) -> bool:
    """Say whether two names may be one person's.

    The same words in any order; one with a middle name more; an initial for a first name; one
    slip in a long word, as long as another word is the same. One word alone is nobody.
    """
    short, long = sorted((parts_of(one), parts_of(other)), key=len)
    if not short:
        return False
    if len(short) == 1:
        return short == long
    left, whole, slips = list(long), 0, 0
    for part in sorted(short, key=len, reverse=True):
        match = _match(part, left)
        if match is None:
            return False
        left.remove(match)
        whole += part == match and len(part) > 1
        slips += len(part) > 1 and len(match) > 1 and part != match
    return whole > 0 and slips <= 1


def _match(part: str, left: list[str]) -> str | None:
    """Return what a word of one name stands for in the other."""
    if part in left:
        return part
    is_initial = [one for one in left if 1 in {len(part), len(one)} and one[0] == part[0]]
    if is_initial:
        return is_initial[0]
    return next((one for one in left if _is_slip(part, one)), None)


def _is_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG_ENOUGH or abs(len(one) - len(other)) > 1:
        return False
    from rapidfuzz.distance import OSA  # reads a compiled module: not at start

    return OSA.distance(one, other, score_cutoff=1) <= 1


def mailbox(address: str) -> str:
    """Return an address without what does not change who reads it: case, and +anything."""
    local, _, domain = address.strip().lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def same_mailbox_elsewhere(one: str, other: str) -> bool:
    """Say whether two addresses may be one person's: the same, or the same before the @."""
    if not one or not other:
        return False
    first, second = mailbox(one), mailbox(other)
    local = first.partition("@")[0]
    return first == second or (
        len(local) >= _LOCAL_PART and _bare(local) == _bare(second.partition("@")[0])
    )


def _bare(local: str) -> str:
    return "".join(parts_of(local.replace("_", " ")))


def spells(address: str, name: str) -> bool:
    """Say whether an address is made of a first and a last name: alva.norrsken@… ."""
    local = mailbox(address).partition("@")[0]
    words = [word for word in re.split(r"[\W\d_]+", fold(local)) if word]
    wanted = parts_of(name)
    written = [_alike(word) for word in words]
    if len(written) > 1:
        return set(written) <= set(wanted) and any(len(word) > 1 for word in written)
    joined = {a + b for a in wanted for b in wanted if a != b and min(len(a), len(b)) > 1}
    return bool(written) and written[0] in joined
