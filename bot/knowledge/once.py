"""Makes what is derived from a release once, for as long as that release is served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.knowledge.records import Release

T = TypeVar("T")
KEPT = 2  # releases: the one being served, and the next while it is made ready


@dataclass(frozen=True, eq=False)
class _Held:
    """A release as a key: two are the same when they are the same object."""

    release: Release

    def __hash__(self) -> int:
        return id(self.release)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.release is other.release


def once_a_release(make: Callable[[Release], T]) -> Callable[[Release], T]:
    """`make`, remembered for the last releases it was asked for."""

    @lru_cache(maxsize=KEPT)
    def made(held: _Held) -> T:
        return make(held.release)

    return lambda release: made(_Held(release))
