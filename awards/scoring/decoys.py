"""Candidates a juror is asked about alone for no reason: no question tells whom it is about. Pure.

Whoever names somebody is asked about that nominee's candidate alone. If nothing else were, naming
would be a way to learn who is behind a code name. So each time a list has grown, a few others are
asked about alone as well, in an order and in numbers that only the server knows.
"""

from collections.abc import Collection, Iterable

from awards.scoring.rules import sheet_id

FEWEST, KINDS = 2, 3
"""Each time two, three or four: how many new questions there are does not tell either."""


def decoys(
    secret: str, person_id: str, candidate_ids: Collection[str], grown: Iterable[str]
) -> set[str]:
    """Return whom else to ask about alone; `grown` names each time the list has grown.

    The same every time, and more with every time: nobody is taken out again.
    """
    among = f"asked alone\n{person_id}"
    number = sum(FEWEST + _number(sheet_id(secret, among, time)) % KINDS for time in grown)
    by_lot = sorted(candidate_ids, key=lambda one: sheet_id(secret, among, one))
    return set(by_lot[:number])


def _number(text: str) -> int:
    return int.from_bytes(text.encode())
