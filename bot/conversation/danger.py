"""Recognises danger by the rules of knowledge/shared/danger.yaml, before anything else and the same way every time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.folding import fold
from bot.knowledge.patterns import Pattern, find_pattern, parse_pattern
from bot.knowledge.records import DangerKind, Release
from bot.matching.normalise import readable

HIDDEN = 3  # this many single letters in a row are one word
LONGEST = 400  # words looked at; more than any message that a person types


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    phrases: tuple[Pattern, ...]
    near_misses: tuple[Pattern, ...]


class DangerWatch:
    """The danger rules of one release, compiled. All languages are always looked for."""

    def __init__(self, release: Release) -> None:
        self._rules = tuple(_rule(kind) for kind in release.dangers.values())
        self._chat_words = {fold(short): fold(word) for short, word in release.vocabulary.chat_words.items()}

    def kind(self, text: str) -> str | None:
        """The kind of danger that `text` tells of, else None. The kind with most matching phrases wins."""
        typed = joined_letters(fold(readable(text)).split()[:LONGEST])
        written_out = " ".join(self._chat_words.get(word, word) for word in typed).split()
        best: tuple[int, str | None] = (0, None)
        for rule in self._rules:
            hits = max(_hits(rule, typed), _hits(rule, written_out) if written_out != typed else 0)
            if hits > best[0]:
                best = (hits, rule.kind)
        return best[1]


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


def _rule(kind: DangerKind) -> _Rule:
    texts = kind.texts.values()
    return _Rule(
        kind.id,
        tuple(parse_pattern(p) for t in texts for p in t.phrases),
        tuple(parse_pattern(p) for t in texts for p in t.near_misses),
    )


def _hits(rule: _Rule, words: list[str]) -> int:
    """How many phrases match outside of the rule's near misses."""
    spans = [span for p in rule.phrases if (span := find_pattern(p, words))]
    if not spans:
        return 0
    misses = [span for p in rule.near_misses if (span := find_pattern(p, words))]
    return sum(not any(start < end2 and start2 < end for start2, end2 in misses) for start, end in spans)
