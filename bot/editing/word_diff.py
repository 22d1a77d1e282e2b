"""What changed between two texts, word by word, as data: pages mark it, a screen reader says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from bot.editing.guarding import changed_fields, guarded_changes
from bot.editing.records import EntryKind, Fields

_WORDS = re.compile(r"\s+|[^\W_]+(?:[.,:][^\W_]+)*|\S")
_MOST_WORDS = 4_000  # of both texts together; beyond, the whole text counts as changed


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are the same, taken out or put in."""

    sort: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the form that changed."""

    name: str
    before: str
    after: str
    runs: tuple[Run, ...]
    guarded: bool


def word_diff(before: str, after: str) -> tuple[Run, ...]:
    """The runs that lead from one text to the other: those "same" or "out" make `before`, those "same" or "in" `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    whole = len(old) + len(new) > _MOST_WORDS
    runs = iter([Run("out", before), Run("in", after)]) if whole else _runs(old, new)
    return tuple(run for run in runs if run.text)


def field_changes(kind: EntryKind, before: Fields, after: Fields) -> tuple[FieldChange, ...]:
    """Every field that changed, in the order of the form."""
    guarded = set(guarded_changes(kind, before, after))
    return tuple(
        FieldChange(
            name,
            before.get(name, ""),
            after.get(name, ""),
            word_diff(before.get(name, ""), after.get(name, "")),
            name in guarded,
        )
        for name in changed_fields(before, after)
    )


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(old[i1:i2]))
        else:
            yield Run("out", "".join(old[i1:i2]))
            yield Run("in", "".join(new[j1:j2]))
