"""TF-IDF over letter n-grams inside words and pairs of words: a text becomes a few hundred weighted features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.memory import WordMemory

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

SHORTEST, LONGEST = 2, 5
_LONGEST_WORD = 40
_LAST = 32  # texts
_COMMON = 0.1  # of all texts
_NEVER_COMMON = 400  # texts: in a small base every feature tells
_PLAIN = 8  # bytes; a longer feature is known by its digest
_MOST_NARROW = 1 << 16  # features whose numbers fit into two bytes


def grams_of(word: str) -> list[str]:
    """The n-grams of 2 to 5 letters of a word with its borders, and the whole word where it is longer."""
    bounded = f" {word[:_LONGEST_WORD]} "
    grams = [bounded[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(bounded) - n + 1)]
    if len(bounded) > LONGEST:
        grams.append(bounded)
    return grams


class _Scratch(local):
    """Room for a question over the whole vocabulary, each thread its own; all 0 between two uses."""

    def __init__(self, size: int) -> None:
        self.question = np.zeros(size, np.float32)


class NgramIndex:
    """The phrasings as sparse unit vectors, row by row."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        """`arrays` as `arrays()` gives them."""
        self.idf: Floats = arrays["idf"]
        self.start: NDArray[np.int64] = arrays["start"]  # where each phrasing's features begin; one longer
        self.feature: NDArray[Any] = arrays["feature"]  # whole numbers of two or four bytes
        self.value: Floats = arrays["value"]
        self._keys, self._numbers = arrays["keys"], arrays["numbers"]
        self._unknown = float(np.log((1 + self.size) / 2) + 1)
        self._least_idf = _least_idf(self.size)
        self._by_word = WordMemory(self._words)
        self._by_pair = WordMemory(self._pairs)
        self._by_text = WordMemory(lambda texts: [self._features(x.split()) for x in texts], _LAST)
        self._scratch = _Scratch(len(self.idf))

    @classmethod
    def fit(cls, texts: Sequence[Sequence[str]]) -> NgramIndex:
        """The index of `texts`, each a list of at least one word. Time grows with the number of letters.

        Features of a single text, and those of a tenth of all texts or more, hardly tell texts apart: they count in its
        length, and are left out. The few common ones would be most of the work.
        """
        number: dict[str, int] = {}
        by_word = {w: _numbered(grams_of(w), number) for w in dict.fromkeys(w for t in texts for w in t)}
        counted = [_counted([*(by_word[w] for w in t), _numbered(_pairs(t), number)]) for t in texts]
        size = len(texts)
        feature = np.concatenate([ids for ids, _ in counted] or [np.zeros(0, np.int32)])
        count = np.concatenate([c for _, c in counted] or [np.zeros(0, np.float32)])
        row = np.repeat(np.arange(size), [len(ids) for ids, _ in counted])
        frequency = np.bincount(feature, minlength=len(number))
        idf = (np.log((1 + size) / (1 + frequency)) + 1).astype(np.float32)
        value = (1 + np.log(count)) * idf[feature]
        value /= (np.sqrt(np.bincount(row, value * value, size)) + 1e-9)[row]
        shared = frequency > 1
        telling = shared & (idf >= _least_idf(size))
        lonely = np.bincount(row[telling[feature]], minlength=size) == 0
        shared[feature[lonely[row]]] = True  # a text that shares nothing keeps all it has
        kept = telling[feature] | lonely[row]
        renumbered = (np.cumsum(shared) - 1).astype(np.int32)
        start = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=size))])
        names = [gram for gram, many in zip(number, shared.tolist(), strict=True) if many]
        keys = _keys(names)
        order = np.argsort(keys)
        narrow = np.uint16 if len(names) <= _MOST_NARROW else np.int32
        return cls(
            {
                "idf": idf[shared],
                "start": start,
                "feature": renumbered[feature[kept]].astype(narrow),
                "value": value[kept].astype(np.float32),
                "keys": keys[order],
                "numbers": order.astype(np.int32),
            }
        )

    @property
    def size(self) -> int:
        """How many phrasings there are."""
        return len(self.start) - 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved with a fitted matcher. Of the features no names are kept, only what finds them again."""
        return self._vocabulary() | {"start": self.start, "feature": self.feature, "value": self.value}

    def without_rows(self) -> dict[str, NDArray[Any]]:
        """What telling the features of new texts needs: all but the phrasings themselves."""
        nothing = np.zeros_like(self.start)
        return self._vocabulary() | {"start": nothing, "feature": self.feature[:0], "value": self.value[:0]}

    def _vocabulary(self) -> dict[str, NDArray[Any]]:
        return {"idf": self.idf, "keys": self._keys, "numbers": self._numbers}

    def row(self, i: int) -> tuple[NDArray[Any], Floats]:
        """The features of one phrasing and their weights."""
        part = slice(self.start[i], self.start[i + 1])
        return self.feature[part], self.value[part]

    def features(self, words: Sequence[str]) -> tuple[Ints, Floats]:
        """The telling features of a question and their weights; its norm counts the common and the unknown ones too."""
        return self._by_text.one(" ".join(words))

    def _features(self, words: Sequence[str]) -> tuple[Ints, Floats]:
        found = self._by_word.of(words)
        pairs = np.array(self._by_pair.of(_pairs(words)), np.int32)
        ids, count = _counted([*(x for x, _ in found), pairs[pairs >= 0]])
        idf = self.idf[ids]
        weight = (1 + np.log(count)) * idf
        unknown = sum(n for _, n in found) * self._unknown**2
        norm = float(np.sqrt(float(weight @ weight) + unknown)) + 1e-9
        telling = idf >= self._least_idf
        return ids[telling], (weight[telling] / norm).astype(np.float32)

    def similarities(self, ids: Ints, weight: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
        """The cosine of a question (as `features` gives it) with the phrasings of each span (first, behind the last), one
        after the other."""
        bounds = [self.start[first : last + 1] for first, last in spans]
        feature = np.concatenate([self.feature[b[0] : b[-1]] for b in bounds])
        value = np.concatenate([self.value[b[0] : b[-1]] for b in bounds])
        question = self._scratch.question
        question[ids] = weight
        value *= question.take(feature)
        question[ids] = 0.0
        sizes = np.concatenate([np.diff(b) for b in bounds])
        begins = np.cumsum(sizes) - sizes
        return np.asarray(np.add.reduceat(value, begins))  # no phrasing is without features

    def spread(self, ids: Ints, weight: Floats) -> Floats:
        """The features of a question laid out over the whole vocabulary."""
        question = np.zeros(len(self.idf), np.float32)
        question[ids] = weight
        return question

    def _words(self, words: Sequence[str]) -> list[tuple[Ints, int]]:
        """The features of each word, and how many it has that are not known."""
        grams = [grams_of(word) for word in words]
        numbers = self._found([gram for some in grams for gram in some])
        ends = np.cumsum([len(some) for some in grams])
        parts = [(part, part >= 0) for part in np.split(numbers, ends[:-1])]
        return [(part[known], len(part) - int(known.sum())) for part, known in parts]

    def _pairs(self, pairs: Sequence[str]) -> Ints:
        return self._found(pairs)

    def _found(self, grams: Sequence[str]) -> Ints:
        """The number of each feature; -1 for one that is not known."""
        wanted = _keys(grams)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[at] == wanted, self._numbers[at], np.int32(-1))


def _least_idf(size: int) -> np.float32:
    """Of `size` texts: what is more common tells them hardly apart."""
    return np.float32(np.log((1 + size) / (1 + max(_COMMON * size, _NEVER_COMMON))) + 1)


def _keys(grams: Iterable[str]) -> NDArray[np.uint64]:
    """Features as numbers: a short one is its own letters, a longer one its digest."""
    raw = (gram.encode() for gram in grams)
    parts = [x if len(x) <= _PLAIN else blake2b(x, digest_size=_PLAIN).digest() for x in raw]
    return np.frombuffer(b"".join(x.ljust(_PLAIN, b"\0") for x in parts), "<u8").astype(np.uint64)


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(words)]


def _numbered(grams: Sequence[str], number: dict[str, int]) -> Ints:
    return np.array([number.setdefault(g, len(number)) for g in grams], np.int32)


def _counted(parts: Sequence[Ints]) -> tuple[Ints, Floats]:
    ids, count = np.unique(np.concatenate(parts), return_counts=True)
    return ids.astype(np.int32), count.astype(np.float32)
