"""Mends misspelt words towards the words the knowledge itself uses; leaves names, numbers and everyday words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.memory import WordMemory

SHORTEST = 4  # shorter words are never touched
LONG = 7  # from this length on, two slips are forgiven
_LONGEST = 24
_SHORT = 5
_COMMON = 20
_TOLD = 2  # a word the knowledge uses at least this often is a target of repair
_RARE = 2  # a word it uses at most this often may itself be a slip kept on purpose
_SOUND = (
    (re.compile("^h|(?<![cst])h"), ""),
    (re.compile("qu|k"), "k"),
    (re.compile("c(?=[ei])|z|x(?=[ei])"), "s"),
    (re.compile("c(?!h)"), "k"),
    (re.compile("v"), "b"),
    (re.compile("ll"), "y"),
    (re.compile("g(?=[ei])"), "j"),
    (re.compile("n(?=[bp])"), "m"),
    (re.compile(r"([a-z])\1"), r"\1"),
)


def sound(word: str) -> str:
    """How a Spanish speaker of the region hears the word: b as v, s as c and z, ll as y, no h."""
    for pattern, letter in _SOUND:
        word = pattern.sub(letter, word)
    return word


class Spelling:
    """Repairs the words of one message. Holds a bounded memory of the words it has seen."""

    def __init__(self, counts: Mapping[str, int], protected: Iterable[str], everyday: Iterable[str]) -> None:
        """`counts`: how often the knowledge uses each word. Protected names and everyday words stay as they are."""
        self._counts = dict(counts)
        self._protected = frozenset(protected)
        self._leave = self._protected | frozenset(everyday)
        targets = [w for w, n in counts.items() if n >= _TOLD and len(w) >= SHORTEST and w.isalpha()]
        self._by_sound: dict[str, str] = {}
        for word in sorted(targets, key=lambda w: (counts[w], w)):
            self._by_sound[sound(word)] = word
        self._by_shape: dict[tuple[int, str], list[str]] = {}
        for word in targets:
            self._by_shape.setdefault((len(word), sound(word)[:1]), []).append(word)
        self._mended = WordMemory(lambda words: [self._look_up(word) for word in words])

    def knows(self, word: str) -> bool:
        """Whether the word is used in the knowledge or is an everyday word."""
        return word in self._counts or word in self._leave

    def repair(self, words: Sequence[str]) -> list[str]:
        """The words with slips mended, split words joined and run-together words split. About 10 µs a new word."""
        mended: list[str] = []
        skip = False
        for i, word in enumerate(words):
            if skip:
                skip = False
                continue
            joined = word + words[i + 1] if i + 1 < len(words) else ""
            if self._was_split(word, joined[len(word) :], joined):
                mended.append(joined)
                skip = True
            else:
                mended.extend(self._mend(word))
        return mended

    def _was_split(self, first: str, second: str, joined: str) -> bool:
        if not second or self._counts.get(joined, 0) < _TOLD or len(joined) < LONG:
            return False
        if (
            first in self._protected
            or second in self._protected
            or (self.knows(first) and self.knows(second))
        ):
            return False
        return not (self._counts.get(first, 0) >= _TOLD and self._counts.get(second, 0) >= _TOLD)

    def _mend(self, word: str) -> tuple[str, ...]:
        if word in self._leave or not SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return (word,)
        return self._mended.one(word)

    def _look_up(self, word: str) -> tuple[str, ...]:
        used = self._counts.get(word, 0)
        heard = self._by_sound.get(sound(word), word)
        if used:
            often = used <= _RARE and self._counts[heard] >= 5 * used if heard != word else False
            return (heard,) if often and heard not in self._leave else (word,)
        if heard != word:
            return (heard,)
        near = self._nearest(word)
        return (near,) if near else self._split(word)

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < LONG else 2
        letter = sound(word)[:1]
        pool = [
            x
            for size in range(len(word) - allowed, len(word) + allowed + 1)
            for x in self._by_shape.get((size, letter), ())
        ]
        found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        found = [hit for hit in found if _plausible(word, hit[0], int(hit[1]))]
        best = min(found, key=lambda hit: (hit[1], -self._counts[hit[0]], hit[0]), default=None)
        return best[0] if best else None

    def _split(self, word: str) -> tuple[str, ...]:
        if len(word) < 2 * SHORTEST - 1:
            return (word,)
        cuts = [
            (min(self._counts.get(word[:i], 0), self._counts.get(word[i:], 0)), i)
            for i in range(2, len(word) - SHORTEST + 1)
        ]
        worth, at = max(cuts, default=(0, 0))
        glued = at < SHORTEST  # "sinpapeles", "deasilo": only very common words are glued on, and in front
        if worth < _TOLD or (glued and self._counts[word[:at]] < _COMMON):
            return (word,)
        return word[:at], word[at:]


def _plausible(word: str, target: str, slips: int) -> bool:
    """Two slips are believed where the words begin alike; a short word with one letter changed is another word."""
    if slips > 1:
        return word[:3] == target[:3]
    return len(word) > _SHORT or len(word) != len(target) or sorted(word) == sorted(target)
