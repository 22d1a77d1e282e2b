"""TF-IDF over letter n-grams inside words: a text becomes a few hundred weighted features, found by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

SHORTEST, LONGEST = 2, 5
_REMEMBERED_WORDS = 4096


def grams_of(word: str) -> list[str]:
    """The n-grams of 2 to 5 letters of a word with its borders, and the whole word where it is longer."""
    bounded = f" {word} "
    grams = [bounded[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(bounded) - n + 1)]
    if len(bounded) > LONGEST:
        grams.append(bounded)
    return grams


class NgramIndex:
    """All phrasings as unit vectors, kept by feature so that only what a question shares is looked at."""

    def __init__(self, vocabulary: dict[str, int], idf: Floats, start: Ints, doc: Ints, value: Floats, size: int) -> None:
        self.vocabulary = vocabulary
        self.idf = idf
        self.start = start  # where the postings of each feature begin; one longer than the vocabulary
        self.doc = doc
        self.value = value
        self.size = size
        self._unknown = float(idf.max()) if len(idf) else 1.0
        self._by_word: dict[str, tuple[Ints, int]] = {}

    @classmethod
    def fit(cls, texts: Sequence[Sequence[str]]) -> NgramIndex:
        """The index of `texts` (each a list of words). O(total letters)."""
        vocabulary: dict[str, int] = {}
        by_word = {w: _ids(w, vocabulary) for w in dict.fromkeys(w for t in texts for w in t)}
        size = len(texts)
        pairs = [_counted([by_word[w] for w in text]) for text in texts]
        feature = np.concatenate([ids for ids, _ in pairs]) if pairs else np.zeros(0, np.int32)
        count = np.concatenate([c for _, c in pairs]) if pairs else np.zeros(0, np.float32)
        lengths = np.array([len(ids) for ids, _ in pairs], np.int64)
        doc = np.repeat(np.arange(size, dtype=np.int32), lengths)
        document_frequency = np.bincount(feature, minlength=len(vocabulary))
        idf = (np.log((1 + size) / (1 + document_frequency)) + 1).astype(np.float32)
        value = (1 + np.log(count)) * idf[feature]
        norm = np.sqrt(np.bincount(doc, value * value, size)) + 1e-9
        value = (value / norm[doc]).astype(np.float32)
        order = np.argsort(feature, kind="stable")
        start = np.concatenate([[0], np.cumsum(document_frequency)]).astype(np.int32)
        return cls(vocabulary, idf, start, doc[order], value[order], size)

    def features(self, words: Sequence[str]) -> tuple[Ints, Floats]:
        """The known features of a question and their weights; the norm counts the unknown ones too."""
        found = [self._word(w) for w in words]
        ids, count = _counted([x for x, _ in found])
        weight = (1 + np.log(count)) * self.idf[ids]
        unknown = sum(n for _, n in found) * self._unknown**2
        norm = float(np.sqrt(float(weight @ weight) + unknown)) + 1e-9
        return ids, (weight / norm).astype(np.float32)

    def similarities(self, words: Sequence[str]) -> Floats:
        """The cosine of a question with every phrasing."""
        ids, weight = self.features(words)
        if not len(ids):
            return np.zeros(self.size, np.float32)
        begin, end = self.start[ids], self.start[ids + 1]
        length = end - begin
        offset = np.repeat(begin - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
        at = np.arange(int(length.sum())) + offset
        found = np.bincount(self.doc[at], self.value[at] * np.repeat(weight, length), self.size)
        return found.astype(np.float32)

    def _word(self, word: str) -> tuple[Ints, int]:
        known = self._by_word.get(word)
        if known is None:
            if len(self._by_word) >= _REMEMBERED_WORDS:
                self._by_word.clear()
            grams = grams_of(word[:40])
            ids = [self.vocabulary[g] for g in grams if g in self.vocabulary]
            known = np.array(ids, np.int32), len(grams) - len(ids)
            self._by_word[word] = known
        return known


def _ids(word: str, vocabulary: dict[str, int]) -> Ints:
    return np.array([vocabulary.setdefault(g, len(vocabulary)) for g in grams_of(word[:40])], np.int32)


def _counted(parts: Sequence[Ints]) -> tuple[Ints, Floats]:
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    ids, count = np.unique(np.concatenate(parts), return_counts=True)
    return ids, count.astype(np.float32)
