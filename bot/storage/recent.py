"""A bounded memory of what was seen lately: the fallback for reading while the database is away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The `most` entries used last, each for `seconds` after it was put in."""

    def __init__(self, most: int, seconds: float, timer: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._timer = timer
        self._entries: OrderedDict[str, tuple[float, Value]] = OrderedDict()

    def put(self, key: str, value: Value) -> None:
        """Remember `value` under `key`."""
        self._entries[key] = (self._timer(), value)
        self._entries.move_to_end(key)
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def get(self, key: str) -> Value | None:
        """What is remembered under `key`, or None."""
        found = self._entries.get(key)
        if found is None:
            return None
        if self._timer() - found[0] > self._seconds:
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return found[1]

    def drop(self, key: str) -> None:
        """Remember nothing under `key`."""
        self._entries.pop(key, None)

    def __len__(self) -> int:
        return len(self._entries)
