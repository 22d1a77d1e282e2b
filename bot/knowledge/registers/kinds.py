"""What kind of place a register's words mean, whose it is, and whether it is closed: by the lists of words.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, cast, get_args

from bot.knowledge.folding import fold
from bot.knowledge.records import PlaceKind
from bot.knowledge.registers.words import CLOSED, CONFIDENTIAL, KINDS, OWNERS

Owner = Literal["public", "ngo", "private", "unknown"]
NoPlace = Literal["none"]  # laboratories, pharmacies, offices: nowhere to send a person
_OWN: Mapping[str, PlaceKind] = {fold(kind): kind for kind in get_args(PlaceKind) if kind != "other"}


def pattern(words: str) -> re.Pattern[str]:
    """What finds any of these words, separated by commas, in a folded text; `*` at the end of one is any ending."""
    forms = sorted((re.escape(word.strip()).replace(r"\*", r"\w*") for word in words.split(",")), key=len)
    return re.compile(rf"\b(?:{'|'.join(reversed(forms))})\b")


_KINDS = [(cast("PlaceKind | NoPlace", kind), pattern(words)) for kind, words in KINDS]
_OWNERS = [(cast("Owner", owner), pattern(words)) for owner, words in OWNERS]
_CLOSED = pattern(CLOSED)
_CONFIDENTIAL = pattern(CONFIDENTIAL)


@lru_cache(maxsize=65_536)
def kind_of(words: str) -> PlaceKind | NoPlace | None:
    """The kind that a cell or a name means; "none" for what is no place for us; None where no word tells."""
    folded = fold(words)
    if folded.startswith("hospital "):  # "Hospital Centro de Salud …" is one, "Posta del Hospital …" is none
        return "hospital"
    return _OWN.get(folded) or next((kind for kind, found in _KINDS if found.search(folded)), None)


@lru_cache(maxsize=4096)
def owner_of(words: str) -> Owner:
    """Whose the place is, by a column such as "dependencia" or "public"; unknown where no word tells."""
    folded = fold(words)
    return next((owner for owner, found in _OWNERS if found.search(folded)), "unknown")


@lru_cache(maxsize=4096)
def is_closed(words: str) -> bool:
    """Whether a status column says that the place does not work: any more, or not yet."""
    return bool(_CLOSED.search(fold(words)))


def is_confidential(words: str) -> bool:
    """Whether a shelter's words say that it hides people: its place must never be told."""
    return bool(_CONFIDENTIAL.search(fold(words)))
