"""Recognises danger before anything else: by the rules of knowledge/shared/danger.yaml, and by what sentences teach.

The same message is always heard the same way. A rule that fits and a message that sounds like danger raise the alarm; where
only one of them hints, the person gets their answer and, below it, a quiet offer of help.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from bot.conversation.phrase_book import PhraseBook, Span
from bot.knowledge.folding import fold
from bot.knowledge.patterns import parse_pattern
from bot.knowledge.records import Release
from bot.matching.alarm import Alarm
from bot.matching.normalise import readable

HIDDEN = 3  # this many single letters in a row are one word
LONGEST = 400  # words looked at; more than any message that a person types


SOUNDS = 0.74  # this probable without any rule: an alarm
SOUNDS_WITH_RULE = 0.45  # this probable where a rule fits
HINTS = 0.4  # this probable without any rule: a quiet offer


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase of danger.yaml that fits a message. Not `counts`: it lies inside a near miss of its kind."""

    kind: str
    phrase: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Danger:
    """A kind of danger that a message tells of. Not `certain`: it may; the person is offered help beside their answer."""

    kind: str
    certain: bool


class DangerWatch:
    """The danger rules of one release, compiled. All languages are always looked for."""

    def __init__(self, release: Release, alarm: Alarm | None = None) -> None:
        """`alarm`: what was learnt from sentences; without it the rules alone decide."""
        self._alarm = alarm
        self._kinds = tuple(release.dangers)
        phrases = [
            (kind.id, p) for kind in release.dangers.values() for t in kind.texts.values() for p in t.phrases
        ]
        misses = [
            (kind.id, p)
            for kind in release.dangers.values()
            for t in kind.texts.values()
            for p in t.near_misses
        ]
        self._phrases, self._phrase_kinds = _book(phrases, release)
        self._written = tuple(phrase for _, phrase in phrases)
        self._misses, self._miss_kinds = _book(misses, release)
        self._chat_words = {fold(short): fold(word) for short, word in release.vocabulary.chat_words.items()}

    def danger(self, text: str) -> Danger | None:
        """The danger that `text` tells of or hints at, else None."""
        rule = self.kind(text)
        if self._alarm is None:
            return Danger(rule, certain=True) if rule else None
        heard = self._alarm.hear(text)
        if heard.probability >= (SOUNDS_WITH_RULE if rule else SOUNDS):
            return Danger(heard.kind, certain=True)
        if rule or heard.probability >= HINTS:
            return Danger(rule or heard.kind, certain=False)
        return None

    def kind(self, text: str) -> str | None:
        """The kind of danger that the rules alone find in `text`, else None.

        The kind with most matching phrases wins; on a tie the one that stands first in danger.yaml.
        """
        hits: Counter[str] = Counter()
        for words in self._readings(text):
            hits |= Counter(
                self._phrase_kinds[n] for n, counts in self._fitting(words) if counts
            )  # the larger count of each kind
        best = max(self._kinds, key=lambda kind: hits[kind], default=None)
        return best if best is not None and hits[best] else None

    def rules(self, text: str) -> tuple[Rule, ...]:
        """Every phrase of danger.yaml that fits `text`, for those who ask why."""
        found: dict[int, bool] = {}
        for words in self._readings(text):
            for number, counts in self._fitting(words):
                found[number] = found.get(number, False) or counts
        return tuple(Rule(self._phrase_kinds[n], self._written[n], counts) for n, counts in found.items())

    def _readings(self, text: str) -> list[list[str]]:
        """The words as typed, and, where that differs, with chat words written out."""
        typed = joined_letters(fold(readable(text)).split()[:LONGEST])
        written_out = " ".join(self._chat_words.get(word, word) for word in typed).split()
        return [typed] if written_out == typed else [typed, written_out]

    def _fitting(self, words: list[str]) -> list[tuple[int, bool]]:
        """The phrases that match, each with whether it stands outside of its kind's near misses."""
        spans = self._phrases.spans(words)
        if not spans:
            return []
        misses: dict[str, list[Span]] = defaultdict(list)
        for number, span in self._misses.spans(words).items():
            misses[self._miss_kinds[number]].append(span)
        return [
            (
                number,
                not any(start < end2 and start2 < end for start2, end2 in misses[self._phrase_kinds[number]]),
            )
            for number, (start, end) in spans.items()
        ]


def _book(phrases: list[tuple[str, str]], release: Release) -> tuple[PhraseBook, tuple[str, ...]]:
    """The phrases of (kind, phrase) pairs, filed, and their kinds in the same order."""
    patterns = [parse_pattern(p) for _, p in phrases]
    return PhraseBook(patterns, release.vocabulary.everyday), tuple(kind for kind, _ in phrases)


def joined_letters(words: list[str]) -> list[str]:
    """Words with every row of three or more single letters joined: "m e p e g a" hides nothing."""
    joined: list[str] = []
    row: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            row.append(word)
            continue
        joined += ["".join(row)] if len(row) >= HIDDEN else row
        row = []
        joined.append(word)
    return joined[:-1]
