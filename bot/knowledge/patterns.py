"""The little pattern language of danger.yaml: rows of words, without regular expressions.

`word*` any ending · `(a|b|c*)` one of these · `...` up to four words in between · `?` after a word or bracket: optional.
Work is bounded by the words and the steps of a pattern, never by their combinations: no text and no pattern can stall it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.knowledge.folding import fold

MAX_GAP = 4
MAX_STEPS = 20
_PIECE = re.compile(r"\(([^()]*)\)(\?)?|(\.\.\.)|([^\s()]+)")
_WORD = re.compile(r"^[a-z0-9]+\*?$")
TYPO_LENGTH = 6  # words at least this long also match with one typo


class BadPattern(ValueError):
    """A pattern that cannot be read; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a pattern: its alternatives, whether it may be missing, whether words may stand before it."""

    words: tuple[str, ...]  # exact words
    stems: tuple[str, ...]  # words that may have any ending
    optional: bool
    gap: bool


Pattern = tuple[Step, ...]


@lru_cache(maxsize=16_384)  # the check and the watch read the same patterns, one after the other
def parse_pattern(text: str) -> Pattern:
    """The steps of a pattern. Raises BadPattern."""
    steps: list[Step] = []
    gap = False
    rest = _PIECE.sub(" ", text).strip()
    if rest:
        msg = f"cannot read '{rest}' in '{text}': brackets must be closed and not stand inside each other"
        raise BadPattern(msg)
    for group, group_optional, dots, word in _PIECE.findall(text):
        if dots:
            gap = True
            continue
        optional = bool(group_optional) or (not group and word.endswith("?") and len(word) > 1)
        alternatives = group.split("|") if group else [word.rstrip("?")]
        steps.append(_step(alternatives, optional=optional, gap=gap, text=text))
        gap = False
    if all(step.optional for step in steps):
        msg = f"'{text}' has no word that must stand: it would match everything"
        raise BadPattern(msg)
    if gap or steps[0].gap:
        msg = f"'{text}' begins or ends with '...', which says nothing there: take it out"
        raise BadPattern(msg)
    if len(steps) > MAX_STEPS:
        msg = f"'{text}' has more than {MAX_STEPS} words: make it shorter"
        raise BadPattern(msg)
    return tuple(steps)


def _step(alternatives: list[str], *, optional: bool, gap: bool, text: str) -> Step:
    folded = [_fold_piece(x) for x in alternatives]
    for piece in folded:
        if not _WORD.fullmatch(piece):
            msg = f"'{piece}' in '{text}' must be one word of letters or digits (with * at its end for any ending)"
            raise BadPattern(msg)
    return Step(
        words=tuple(x for x in folded if not x.endswith("*")),
        stems=tuple(x[:-1] for x in folded if x.endswith("*")),
        optional=optional,
        gap=gap,
    )


def _fold_piece(piece: str) -> str:
    star = piece.strip().endswith("*")
    return fold(piece.replace("'", "")).strip() + ("*" if star else "")


def find_pattern(pattern: Pattern, words: list[str], spelled: Collection[str] = ()) -> tuple[int, int] | None:
    """The first stretch of `words` (folded) that the pattern matches, as (start, end), else None.

    `spelled`: words that are no slip of another ("quiero" is not a misspelt "quieren"); only the others match with one typo.

    A stretch begins and ends with a word that matched. Work is bounded by 4 · steps · words states of at most MAX_GAP + 1
    comparisons each, because a state that failed once is never tried again.
    """
    search = _Search(pattern, words, spelled)
    for start in range(len(words)):
        end = search.end(0, start, begun=False, gap=False)
        if end is not None:
            return start, end
    return None


class _Search:
    """One search of one pattern. Recursion is as deep as the pattern is long (MAX_STEPS)."""

    def __init__(self, pattern: Pattern, words: list[str], spelled: Collection[str]) -> None:
        self._pattern, self._words, self._spelled = pattern, words, spelled
        self._failed: set[tuple[int, int, bool, bool]] = set()

    def end(self, index: int, at: int, *, begun: bool, gap: bool) -> int | None:
        """Where the steps from `index` on end when they are matched from word `at` on; None when they cannot be.

        `begun`: some step has matched. `gap`: the gap of an optional step that was left out still holds.
        """
        if index == len(self._pattern):
            return at
        state = (index, at, begun, gap)
        if state in self._failed:
            return None
        step = self._pattern[index]
        gap = begun and (gap or step.gap)
        for here in range(at, min(at + (MAX_GAP if gap else 0) + 1, len(self._words))):
            if _fits(step, self._words[here], self._spelled):
                end = self.end(index + 1, here + 1, begun=True, gap=False)
                if end is not None:
                    return end
        if step.optional and (begun or index + 1 < len(self._pattern)):
            end = self.end(index + 1, at, begun=begun, gap=gap)
            if end is not None:
                return end
        self._failed.add(state)
        return None


def _fits(step: Step, word: str, spelled: Collection[str]) -> bool:
    if word in step.words or word.startswith(step.stems):
        return True
    if len(word) < TYPO_LENGTH - 1 or word in spelled:
        return False
    for meant in step.words:
        alike = len(meant) >= TYPO_LENGTH and abs(len(meant) - len(word)) <= 1
        if alike and OSA.distance(meant, word, score_cutoff=1) <= 1:
            return True
    return False
