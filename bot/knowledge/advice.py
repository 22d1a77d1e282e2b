"""Advice that refuses nothing: ways to ask that stand twice or nearly so.

Words that stand under two questions of one country are refused by `rumbo check` itself (bot/knowledge/check.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.knowledge.check_texts import Within
from bot.knowledge.folding import fold
from bot.knowledge.problems import Problem, short
from bot.knowledge.records import LANGUAGES, Language, Origin, Release

ALIKE = 95  # of 100, by rapidfuzz's ratio: one letter in twenty differs
_LONGER = (200 - ALIKE) / ALIKE  # a text can be alike to another only up to this many times its length
_AT_ONCE = 512  # texts compared with all others in one call


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask, with the place where it stands."""

    words: str
    folded: str
    question: str
    country: str | None  # None: asked everywhere
    language: Language
    origin: Origin

    def meets(self, other: Way) -> bool:
        """Whether the two belong to different questions that one country has both."""
        return self.question != other.question and (
            None in {self.country, other.country} or self.country == other.country
        )


def advice(release: Release, within: Within) -> list[Problem]:
    """What an editor may want to clear up, sorted by file and line."""
    ways = list(_ways(release, within))
    names = frozenset(fold(name) for name in release.vocabulary.protected)
    return sorted({*_repeated(ways), *_alike(ways, names)})


def _ways(release: Release, within: Within) -> Iterator[Way]:
    for q in release.questions.values():
        for language in LANGUAGES:
            for i, words in enumerate(q.texts[language].ask):
                at = within(q.origin, (language, "ask", i), ("question", language, "ask", i))
                yield Way(words, fold(words), q.id, q.country, language, at)
    for entry in release.entries.values():
        for language, ask in entry.also_asked.items():
            for i, words in enumerate(ask):
                at = within(entry.origin, ("also_asked", language, i))
                yield Way(words, fold(words), entry.question, entry.country, language, at)


def _repeated(ways: list[Way]) -> Iterator[Problem]:
    """The same words twice under one question, where one country has both."""
    seen: dict[tuple[str, Language, str], list[Way]] = {}
    for way in ways:
        before = seen.setdefault((way.question, way.language, way.folded), [])
        first = next((x for x in before if x.country in {None, way.country}), None)
        if first:
            said = f"'{short(way.words)}' already stands at {first.origin}: take one of them out"
            yield Problem.at(way.origin, said)
        before.append(way)


def _alike(ways: list[Way], names: frozenset[str]) -> Iterator[Problem]:
    """Nearly the same words under two questions. Two that a number or the name of a paper tells apart are not alike."""
    ordered = sorted(ways, key=lambda x: (len(x.folded), x.folded, x.origin.file, x.origin.line))
    texts = [x.folded for x in ordered]
    lengths = [len(x) for x in texts]
    for start in range(0, len(ordered), _AT_ONCE):
        rows = texts[start : start + _AT_ONCE]
        end = bisect_right(lengths, len(rows[-1]) * _LONGER)
        scores = process.cdist(rows, texts[start:end], scorer=fuzz.ratio, score_cutoff=ALIKE)
        for row, column in zip(*scores.nonzero(), strict=True):
            one, other = ordered[start + int(row)], ordered[start + int(column)]
            if row < column and one.meets(other) and not _told_apart(one, other, names):
                said = (
                    f"'{short(one.words)}' ({one.question}) is nearly '{short(other.words)}' of '{other.question}' "
                    f"({other.origin}): make them differ, or keep it under one of them"
                )
                yield Problem.at(one.origin, said)


def _told_apart(one: Way, other: Way, names: frozenset[str]) -> bool:
    """Whether the words in which two ways differ are numbers or names ("the 133", "the CPP"). The same words are refused."""
    differ = set(one.folded.split()) ^ set(other.folded.split())
    return one.folded == other.folded or any(
        word in names or any(c.isdigit() for c in word) for word in differ
    )
