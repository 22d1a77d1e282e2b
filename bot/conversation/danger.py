"""Recognises danger by the rules of knowledge/shared/danger.yaml, before anything else and the same way every time."""

from __future__ import annotations

from collections import Counter, defaultdict

from bot.conversation.phrase_book import PhraseBook, Span
from bot.knowledge.folding import fold
from bot.knowledge.patterns import parse_pattern
from bot.knowledge.records import Release
from bot.matching.normalise import readable

HIDDEN = 3  # this many single letters in a row are one word
LONGEST = 400  # words looked at; more than any message that a person types


class DangerWatch:
    """The danger rules of one release, compiled. All languages are always looked for."""

    def __init__(self, release: Release) -> None:
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
        self._misses, self._miss_kinds = _book(misses, release)
        self._chat_words = {fold(short): fold(word) for short, word in release.vocabulary.chat_words.items()}

    def kind(self, text: str) -> str | None:
        """The kind of danger that `text` tells of, else None.

        The kind with most matching phrases wins; on a tie the one that stands first in danger.yaml.
        """
        typed = joined_letters(fold(readable(text)).split()[:LONGEST])
        written_out = " ".join(self._chat_words.get(word, word) for word in typed).split()
        hits = self._hits(typed)
        if written_out != typed:
            hits |= self._hits(written_out)  # the larger count of each kind
        best = max(self._kinds, key=lambda kind: hits[kind], default=None)
        return best if best is not None and hits[best] else None

    def _hits(self, words: list[str]) -> Counter[str]:
        """How many phrases of each kind match outside of the kind's near misses."""
        spans = self._phrases.spans(words)
        if not spans:
            return Counter()
        misses: dict[str, list[Span]] = defaultdict(list)
        for number, span in self._misses.spans(words).items():
            misses[self._miss_kinds[number]].append(span)
        hits: Counter[str] = Counter()
        for number, (start, end) in spans.items():
            kind = self._phrase_kinds[number]
            if not any(start < end2 and start2 < end for start2, end2 in misses[kind]):
                hits[kind] += 1
        return hits


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
