"""Timing things against their ceiling in turns (A B A B …), so that noise hits both alike."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from bench.client import Connection, NoAnswerError

WARM_UP = 3


@dataclass
class Timed:
    """Requests to one server, asked so many times a round; their times in milliseconds."""

    port: int
    requests: Sequence[bytes]
    each_round: int
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = cycle(self.requests)

    def turn(self) -> None:
        """Take one round on one connection; its first requests are not counted."""
        with Connection(self.port) as connection:
            for request in islice(self._next, WARM_UP):
                _ask(connection, request)
            self.times += [
                _ask(connection, request) for request in islice(self._next, self.each_round)
            ]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.times)


def _ask(connection: Connection, request: bytes) -> float:
    begun = time.perf_counter()
    answer = connection.ask(request)
    ended = time.perf_counter()
    if answer.status >= 300:
        raise NoAnswerError(f"{request.splitlines()[0]!r} → {answer.status}")
    return (ended - begun) * 1000


def take_turns(ceiling: Timed, others: Sequence[Timed], rounds: int) -> None:
    """Time each of `others` right after the ceiling, again and again."""
    for _ in range(rounds):
        for other in others:
            ceiling.turn()
            other.turn()
