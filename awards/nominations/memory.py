"""Remembering for a minute what is asked for often and changes seldom."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")

SECONDS = 60.0
MOST = 64


class ForAMinute(Generic[Value]):
    """Values by key, each made anew when it is a minute old. One for each process."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept under `key`, or make it."""
        found = self._kept.get(key)
        if found is not None and monotonic() - found[0] < SECONDS:
            return found[1]
        value = make()
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (monotonic(), value)
        return value
