"""Cuts a set of messages into parts of eleven people or more: the only place where it is decided what may be seen.

People can be told apart within a day only (see `pseudonyms`), so "eleven people" means: on one and the same day at least
eleven different people wrote. Whoever writes every day for a month counts as one.

Why nothing smaller can be worked out: parts lie beside or inside each other and never overlap, and each part may also be
listed by a few properties (its days, its votes), each listing once more parts of eleven or more. Then for any crossing of
such parts, whatever is combined with whatever, there is a log that looks just the same and holds eleven people in that
crossing: all listings can be joined in any way. So no reader can be sure of a number from 1 to 10. The smallest part that
is shown is by a secret coin eleven or twelve people, so that not even the rule tells that what is hidden is small.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.usage.small_numbers import SMALL

Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one week, a row each.

    `person`: shape (n,), a number for each person and day, -1 where it is not known. `day_of`: the weekday (0 = Monday) of
    each such number. `values`: for each property its codes, shape (n,); `names`: what the codes stand for.
    """

    person: Numbers
    day_of: Numbers
    values: dict[str, Numbers]
    names: dict[str, tuple[str, ...]]

    @property
    def everything(self) -> Numbers:
        """The row numbers of all messages."""
        return np.arange(len(self.person))

    def people(self, rows: Numbers) -> int:
        """The most people of one day among these rows: so many different people at least are behind them."""
        seen = np.unique(self.person[rows])
        seen = seen[seen >= 0]
        return int(np.bincount(self.day_of[seen], minlength=7).max()) if len(seen) else 0


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the messages. `codes`: which values of the property they have; `shown` False: several, put together."""

    codes: tuple[int, ...]
    rows: Numbers
    shown: bool


@dataclass(frozen=True, slots=True)
class Coin:
    """Decides, always alike for the same name, whether eleven or twelve people are the least that is shown."""

    salt: bytes

    def least(self, *path: object) -> int:
        """The least number of people for the part that this path names."""
        words = "\0".join(map(str, path)).encode()
        return SMALL + (hashlib.blake2b(words, key=self.salt, digest_size=1).digest()[0] & 1)


def cut(messages: Messages, rows: Numbers, by: str, coin: Coin, *path: object) -> list[Part]:
    """`rows` in parts by a property: values with enough people alone, all the others together as one last part.

    Where the others together would be fewer than eleven people, the least of the rest join them, equal ones alike. One part
    that is not shown means: it cannot be cut. `rows` must be eleven people or more. `path` names the part for the coin.
    """
    codes = messages.values[by][rows]
    order = np.argsort(codes, kind="stable")
    present, starts = np.unique(codes[order], return_index=True)
    pieces = dict(zip(map(int, present), np.split(rows[order], starts[1:]), strict=True))
    people = {code: messages.people(piece) for code, piece in pieces.items()}
    names = messages.names[by]
    hidden = {code for code, count in people.items() if count < coin.least(*path, by, names[code])}
    while hidden and messages.people(_joined(pieces, hidden)) < SMALL:
        rest = {code: count for code, count in people.items() if code not in hidden}
        if not rest:
            break
        hidden |= {code for code, count in rest.items() if count == min(rest.values())}
    parts = [Part((code,), piece, True) for code, piece in pieces.items() if code not in hidden]
    if hidden:
        parts.append(Part(tuple(sorted(hidden)), _joined(pieces, hidden), False))
    return parts


def runs(messages: Messages, rows: Numbers, by: str) -> list[tuple[int, int, int]]:
    """`rows` along an ordered property, as runs of neighbouring codes with eleven people or more each.

    Each run: its first and last code at which anything stands, and messages. What is too little at the end joins the last
    run. `rows` must be eleven people or more.
    """
    codes = messages.values[by][rows]
    found: list[tuple[int, int, int]] = []
    first, gathered, code = -1, rows[:0], -1
    for code in map(int, np.unique(codes)):
        first = code if first < 0 else first
        gathered = np.concatenate([gathered, rows[codes == code]])
        if messages.people(gathered) >= SMALL:
            found.append((first, code, len(gathered)))
            first, gathered = -1, rows[:0]
    if not found:
        return [(first, code, len(rows))]
    if len(gathered):
        begun, _, count = found[-1]
        found[-1] = (begun, code, count + len(gathered))
    return found


def _joined(pieces: dict[int, Numbers], codes: set[int]) -> Numbers:
    return np.concatenate([pieces[code] for code in sorted(codes)])


def coded(values: list[Any]) -> tuple[Numbers, tuple[Any, ...]]:
    """Any values as codes from 0 on, and what they stand for in that order."""
    known: dict[Any, int] = {}
    codes = np.fromiter((known.setdefault(value, len(known)) for value in values), np.int64, len(values))
    return codes, tuple(known)
