"""Finds which of thousands of patterns a text matches, by looking only at those whose rarest word the text can hold.

Every pattern is filed under the alternatives of one of its required words: exactly, by stem, and (for words of six letters
and more, which also match with one slip) by every form with one letter left out. A text's words then name the few patterns
worth trying; `find_pattern` decides. Nothing that matches is missed: the filing only leaves out what cannot match.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bot.knowledge.patterns import TYPO_LENGTH, Pattern, Step, find_pattern

Span = tuple[int, int]


class PhraseBook:
    """Patterns, each with the label it was filed under."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._slips: dict[str, list[int]] = defaultdict(list)
        frequency = Counter(token for p in patterns for step in p for token in _tokens(step))
        for number, pattern in enumerate(patterns):
            self._file(number, _rarest(pattern, frequency))
        self._longest_stem = max(map(len, self._stems), default=0)

    def spans(self, words: list[str]) -> dict[int, Span]:
        """The numbers of all patterns that match `words` (folded), each with its first stretch (start, end)."""
        found = {}
        for number in sorted(self._candidates(set(words))):
            span = find_pattern(self._patterns[number], words)
            if span:
                found[number] = span
        return found

    def _file(self, number: int, step: Step) -> None:
        for word in step.words:
            self._exact[word].append(number)
            if len(word) >= TYPO_LENGTH:
                for form in shortened(word):
                    self._slips[form].append(number)
        for stem in step.stems:
            self._stems[stem].append(number)

    def _candidates(self, words: Iterable[str]) -> set[int]:
        found: set[int] = set()
        for word in words:
            found.update(self._exact.get(word, ()))
            for end in range(1, min(len(word), self._longest_stem) + 1):
                found.update(self._stems.get(word[:end], ()))
            if len(word) >= TYPO_LENGTH - 1:
                for form in shortened(word):
                    found.update(self._slips.get(form, ()))
        return found


def shortened(word: str) -> set[str]:
    """The word and its forms with one letter left out: two words one slip apart share one of these."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _tokens(step: Step) -> tuple[str, ...]:
    return (*step.words, *(f"{stem}*" for stem in step.stems))


def _rarest(pattern: Pattern, frequency: Counter[str]) -> Step:
    """The required step whose alternatives are named least often by all patterns together."""
    required = [step for step in pattern if not step.optional]
    return min(required, key=lambda step: sum(frequency[token] for token in _tokens(step)))
