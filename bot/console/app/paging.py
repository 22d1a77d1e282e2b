"""A long list, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn(Generic[T]):
    """One page of a list. first, last: which of `total` are on it, from 1; before, after: addresses, None at the ends."""

    items: Sequence[T]
    number: int
    first: int
    last: int
    total: int
    before: str | None
    after: str | None


def page_number(asked: str) -> int:
    """The page that an address asks for; 1 for whatever is no number."""
    return max(int(asked), 1) if asked.isascii() and asked.isdecimal() else 1


def turned(found: Sequence[T], asked: str, most: int, address: Callable[[int], str]) -> Turn[T]:
    """The page that was asked for, `most` a page; one beyond the end is the last. `address`: where a page is."""
    pages = max(1, -(-len(found) // most))
    number = min(page_number(asked), pages)
    start = (number - 1) * most
    items = found[start : start + most]
    return Turn(
        items,
        number,
        start + 1 if items else 0,
        start + len(items),
        len(found),
        address(number - 1) if number > 1 else None,
        address(number + 1) if number < pages else None,
    )
