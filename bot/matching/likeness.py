"""How alike phrasings are: the cosine of their letters, and the nearness of what they mean, in one kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.meaning import Meaning, likeness
from bot.matching.ngrams import Floats, NgramIndex

_COMMON = 512  # the most frequent features are multiplied as a dense matrix, the others feature by feature
_BLOCK = 512  # rows a step

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kernel:
    """How letters and meaning make one likeness. Measured on held-out phrasings and on the development messages."""

    letters: float  # what letters count beside meaning
    sharpness: float
    penalty: float  # what the diagonal is raised by

    def combined(self, letters: Floats, near: Floats | None) -> Floats:
        """The likeness from that of letters and, with an encoder, from the nearness in meaning."""
        return (
            letters if near is None else np.asarray(self.letters * letters + likeness(near, self.sharpness))
        )

    def raised_by(self, meaning: Meaning | None) -> float:
        """What the diagonal is raised by: letters alone leave more to doubt."""
        return PENALTY_OF_LETTERS if meaning is None else self.penalty

    def most(self, meaning: Meaning | None) -> float:
        """How alike a phrasing is to itself."""
        return 1.0 if meaning is None else self.letters + 1.0


PENALTY_OF_LETTERS = 0.3  # leave-one-out and fresh questions both peak between 0.15 and 0.6
QUESTIONS = Kernel(letters=0.5, sharpness=4.0, penalty=0.3)
DANGERS = Kernel(letters=1.0, sharpness=2.0, penalty=0.2)


def alike(index: NgramIndex, meaning: Meaning | None, kernel: Kernel, rows: Rows, others: Rows) -> Floats:
    """How alike two lists of phrasings are: rows x others."""
    found = letters_alike(index, rows, others)
    if meaning is None:
        return found
    found *= kernel.letters
    right = meaning.rows[others]
    for a in range(0, len(rows), _BLOCK):
        found[a : a + _BLOCK] += likeness(meaning.rows[rows[a : a + _BLOCK]] @ right.T, kernel.sharpness)
    return found


def letters_alike(index: NgramIndex, rows: Rows, others: Rows) -> Floats:
    """The cosines in letters of two lists of phrasings: rows x others."""
    frequency = np.bincount(index.feature, minlength=len(index.idf))
    slot = np.full(len(index.idf), -1)
    common = np.argsort(-frequency)[:_COMMON]
    slot[common] = np.arange(len(common))
    left, right = _Entries.of(index, rows, slot), _Entries.of(index, others, slot)
    found = left.dense(len(common)) @ right.dense(len(common)).T
    posting = np.argsort(right.rare_feature, kind="stable")
    row_of, value_of = right.rare_row[posting], right.rare_value[posting]
    begin = np.concatenate([[0], np.cumsum(np.bincount(right.rare_feature, minlength=len(index.idf)))])
    bounds = np.searchsorted(left.rare_row, np.arange(len(rows) + 1))
    for i in range(len(rows)):
        mine = slice(bounds[i], bounds[i + 1])
        feature = left.rare_feature[mine]
        start, length = begin[feature], begin[feature + 1] - begin[feature]
        ends = np.cumsum(length)
        where = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start - (ends - length), length)
        weight = value_of[where] * np.repeat(left.rare_value[mine], length)
        found[i] += np.bincount(row_of[where], weight, len(others))
    return np.asarray(found, np.float32)


class _Entries:
    """The features of some phrasings, the common ones (those with a slot) apart from the rare."""

    def __init__(self, size: int, row: Rows, feature: Rows, value: Floats, slot: Rows) -> None:
        rare = slot[feature] < 0
        self._size = size
        self._common = row[~rare], slot[feature[~rare]], value[~rare]
        self.rare_row, self.rare_feature, self.rare_value = row[rare], feature[rare], value[rare]

    @classmethod
    def of(cls, index: NgramIndex, rows: Rows, slot: Rows) -> _Entries:
        spans = [index.row(int(i)) for i in rows]
        row = np.repeat(np.arange(len(rows)), [len(ids) for ids, _ in spans])
        feature = np.concatenate([ids for ids, _ in spans]).astype(np.int64)
        return cls(len(rows), row, feature, np.concatenate([value for _, value in spans]), slot)

    def dense(self, width: int) -> Floats:
        """The common features as a matrix: phrasings x width."""
        row, column, value = self._common
        matrix = np.zeros((self._size, width), np.float32)
        matrix[row, column] = value
        return matrix
