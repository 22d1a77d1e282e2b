"""The little pattern language of danger.yaml: rows of words, without regular expressions.

`word*` any ending · `(a|b|c*)` one of these · `...` up to four words in between · `?` after a word or bracket: optional.
Matching is linear in practice and bounded always: each pattern is a short list of steps over a list of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.knowledge.folding import fold

MAX_GAP = 4
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
    return tuple(steps)


def _step(alternatives: list[str], *, optional: bool, gap: bool, text: str) -> Step:
    folded = [_fold_piece(x) for x in alternatives]
    for piece in folded:
        if not _WORD.match(piece):
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


def find_pattern(pattern: Pattern, words: list[str]) -> tuple[int, int] | None:
    """The first stretch of `words` (folded) that the pattern matches, as (start, end), else None."""
    for start in range(len(words)):
        end = _match(pattern, 0, words, start)
        if end is not None:
            return start, end
    return None


def _match(pattern: Pattern, index: int, words: list[str], at: int) -> int | None:
    if index == len(pattern):
        return at
    step = pattern[index]
    reach = MAX_GAP if step.gap and index else 0
    for skip in range(reach + 1):
        if at + skip < len(words) and _fits(step, words[at + skip]):
            end = _match(pattern, index + 1, words, at + skip + 1)
            if end is not None:
                return end
    return _match(pattern, index + 1, words, at) if step.optional else None


def _fits(step: Step, word: str) -> bool:
    if word in step.words:
        return True
    if any(word.startswith(stem) for stem in step.stems):
        return True
    if len(word) < TYPO_LENGTH - 1:
        return False
    return any(
        len(x) >= TYPO_LENGTH and abs(len(x) - len(word)) <= 1 and OSA.distance(x, word, score_cutoff=1) <= 1
        for x in step.words
    )
