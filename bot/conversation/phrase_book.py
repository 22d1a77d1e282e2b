"""Finds which of thousands of patterns a text matches, by trying only those whose words the text can hold.

Every pattern is filed under the alternatives of its rarest required word. The words of a text name the
alternatives they stand for: exactly, by stem, and (for words of six letters and more, which also match with one
slip) by a form with one letter left out. A pattern is tried where every required word of it has an alternative
among these; `find_pattern` decides. Nothing that matches is missed: the filing only leaves out what cannot match.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from bot.knowledge.patterns import TYPO_LENGTH, Pattern, Step, find_pattern

Span = tuple[int, int]


class PhraseBook:
    """Patterns by number, as they were given.

    `spelled`: words that are no slip of another; the patterns' own words are always among them.
    """

    def __init__(self, patterns: Sequence[Pattern], spelled: Collection[str] = ()) -> None:
        self._patterns = tuple(patterns)
        alike: dict[frozenset[str], frozenset[str]] = {}  # a step stands in many patterns: it is kept once
        self._required = tuple(
            tuple(
                alike.setdefault(step, step)
                for step in (frozenset(_tokens(x)) for x in pattern if not x.optional)
            )
            for pattern in patterns
        )
        frequency = Counter(token for steps in self._required for step in steps for token in step)
        self._filed: dict[str, list[int]] = defaultdict(list)
        for number, steps in enumerate(self._required):
            for token in min(steps, key=lambda step: sum(frequency[token] for token in step)):
                self._filed[token].append(number)
        self._words = frozenset(t for t in frequency if not t.endswith("*"))
        self._stems = frozenset(t[:-1] for t in frequency if t.endswith("*"))
        self._spelled = self._words | frozenset(spelled)
        self._longest_stem = max(map(len, self._stems), default=0)
        self._slips: dict[str, tuple[str, ...]] = {}
        for word in self._words:
            alone = (word,)
            for form in shortened(word) if len(word) >= TYPO_LENGTH else ():
                known = self._slips.get(form)
                self._slips[form] = (*known, word) if known else alone

    def spans(self, words: list[str]) -> dict[int, Span]:
        """The numbers of all patterns that match `words` (folded), each with its first stretch (start, end)."""
        present = {token for word in set(words) for token in self._alternatives(word)}
        numbers = {number for token in present for number in self._filed.get(token, ())}
        found = {}
        for number in sorted(numbers):
            if any(step.isdisjoint(present) for step in self._required[number]):
                continue
            span = find_pattern(self._patterns[number], words, self._spelled)
            if span:
                found[number] = span
        return found

    def _alternatives(self, word: str) -> Iterator[str]:
        """The alternatives of patterns that `word` can stand for, and perhaps some more."""
        if word in self._words:
            yield word
        for end in range(1, min(len(word), self._longest_stem) + 1):
            if word[:end] in self._stems:
                yield f"{word[:end]}*"
        if len(word) >= TYPO_LENGTH - 1 and word not in self._spelled:
            for form in shortened(word):
                yield from self._slips.get(form, ())


def shortened(word: str) -> set[str]:
    """The word and its forms with one letter left out: two words one slip apart share one of these."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _tokens(step: Step) -> tuple[str, ...]:
    return (*step.words, *(f"{stem}*" for stem in step.stems))
