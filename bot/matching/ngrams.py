"""TF-IDF over letter n-grams inside words and pairs of words: a text becomes a few hundred weighted features."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

SHORTEST, LONGEST = 2, 5
_LONGEST_WORD = 40
_REMEMBERED_WORDS = 4096


def grams_of(word: str) -> list[str]:
    """The n-grams of 2 to 5 letters of a word with its borders, and the whole word where it is longer."""
    bounded = f" {word[:_LONGEST_WORD]} "
    grams = [bounded[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(bounded) - n + 1)]
    if len(bounded) > LONGEST:
        grams.append(bounded)
    return grams


class NgramIndex:
    """The phrasings as sparse unit vectors, row by row."""

    def __init__(self, features: Sequence[str], arrays: dict[str, NDArray[Any]]) -> None:
        """`features` in the order of their numbers; `arrays` as `arrays()` gives them."""
        self.number = {gram: i for i, gram in enumerate(features)}
        self.idf: Floats = arrays["idf"]
        self.start: NDArray[np.int64] = arrays["start"]  # where each phrasing's features begin; one longer
        self.feature: Ints = arrays["feature"]
        self.value: Floats = arrays["value"]
        self._unknown = float(np.log((1 + self.size) / 2) + 1)
        self._by_word: dict[str, tuple[Ints, int]] = {}

    @classmethod
    def fit(cls, texts: Sequence[Sequence[str]]) -> NgramIndex:
        """The index of `texts`, each a list of at least one word. Time grows with the number of letters.

        Features of a single text tell texts apart no further: they count in its length, and are left out.
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
        lonely = np.bincount(row[shared[feature]], minlength=size) == 0
        shared[feature[lonely[row]]] = True  # a text that shares nothing keeps all it has
        kept = shared[feature]
        renumbered = (np.cumsum(shared) - 1).astype(np.int32)
        start = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=size))])
        names = [gram for gram, many in zip(number, shared.tolist(), strict=True) if many]
        return cls(
            names,
            {
                "idf": idf[shared],
                "start": start,
                "feature": renumbered[feature[kept]],
                "value": value[kept].astype(np.float32),
            },
        )

    @property
    def size(self) -> int:
        """How many phrasings there are."""
        return len(self.start) - 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved with a fitted matcher, beside the features' names."""
        return {"idf": self.idf, "start": self.start, "feature": self.feature, "value": self.value}

    def without_rows(self) -> dict[str, NDArray[Any]]:
        """What telling the features of new texts needs: all but the phrasings themselves."""
        nothing = np.zeros_like(self.start)
        return {"idf": self.idf, "start": nothing, "feature": self.feature[:0], "value": self.value[:0]}

    def row(self, i: int) -> tuple[Ints, Floats]:
        """The features of one phrasing and their weights."""
        part = slice(self.start[i], self.start[i + 1])
        return self.feature[part], self.value[part]

    def features(self, words: Sequence[str]) -> tuple[Ints, Floats]:
        """The known features of a question and their weights; its norm counts the unknown ones too."""
        found = [self._word(w) for w in words]
        pairs = [self.number[p] for p in _pairs(words) if p in self.number]
        ids, count = _counted([*(x for x, _ in found), np.array(pairs, np.int32)])
        weight = (1 + np.log(count)) * self.idf[ids]
        unknown = sum(n for _, n in found) * self._unknown**2
        norm = float(np.sqrt(float(weight @ weight) + unknown)) + 1e-9
        return ids, (weight / norm).astype(np.float32)

    def similarities(self, question: Floats, first: int, last: int) -> Floats:
        """The cosine of a question (dense, as `spread` gives it) with the phrasings `first` to `last`."""
        bounds = self.start[first : last + 1]
        part = slice(bounds[0], bounds[-1])
        products = self.value[part] * question.take(self.feature[part])
        return np.asarray(
            np.add.reduceat(products, bounds[:-1] - bounds[0])
        )  # no phrasing is without features

    def spread(self, ids: Ints, weight: Floats) -> Floats:
        """The features of a question laid out over the whole vocabulary."""
        question = np.zeros(len(self.idf), np.float32)
        question[ids] = weight
        return question

    def _word(self, word: str) -> tuple[Ints, int]:
        known = self._by_word.get(word)
        if known is None:
            if len(self._by_word) >= _REMEMBERED_WORDS:
                self._by_word.clear()
            grams = grams_of(word)
            ids = [self.number[g] for g in grams if g in self.number]
            known = np.array(ids, np.int32), len(grams) - len(ids)
            self._by_word[word] = known
        return known


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(words)]


def _numbered(grams: Sequence[str], number: dict[str, int]) -> Ints:
    return np.array([number.setdefault(g, len(number)) for g in grams], np.int32)


def _counted(parts: Sequence[Ints]) -> tuple[Ints, Floats]:
    ids, count = np.unique(np.concatenate(parts), return_counts=True)
    return ids.astype(np.int32), count.astype(np.float32)
