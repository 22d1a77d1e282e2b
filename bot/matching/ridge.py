"""Kernel ridge regression, one question against the rest, in closed form, with exact held-out scores.

Method: regularised least squares (Rifkin & Klautau 2004, "In defense of one-vs-all classification"); leaving examples out
by the block of the inverse that belongs to them. The rows whose held-out scores are wanted stand last: then that block
is the inverse of the last corner of the Cholesky factor, and the whole inverse is never formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.likeness import Kernel, alike
from bot.matching.meaning import Meaning, likeness
from bot.matching.ngrams import Floats, Ints, NgramIndex
from bot.matching.packed import PackedRows

_BLOCK = 384  # columns a step of the factorisation
_CHUNK = 4096  # entries of the index a step, so that they stay in the processor's cache

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of phrasings by models that did not see them (`own`), or did not see their question (`entry`)."""

    first: int  # the phrasing of the first row
    own: Floats  # rows x questions
    entry: Floats  # rows x questions; -inf for the row's own question


@dataclass(frozen=True, slots=True)
class Weights:
    """What scores a new text: its letters by `letters`, its likeness in meaning to each phrasing by `meaning`."""

    letters: NDArray[np.float16]  # features x questions
    meaning: Floats | None  # phrasings x questions
    kernel: Kernel


class SharedModel:
    """Fitted weights, ready to score texts."""

    def __init__(self, weights: Weights) -> None:
        self.letters, self._kernel = weights.letters, weights.kernel
        self._meaning = None if weights.meaning is None else PackedRows(np.asarray(weights.meaning).T)

    def by_letters(self, ids: Ints, weight: Floats) -> Floats:
        """What letters alone say for each question."""
        return np.asarray(weight @ self.letters[ids].astype(np.float32))

    def scores(self, features: Sequence[tuple[Ints, Floats]], near: Floats | None) -> Floats:
        """The scores of texts, a row each. `features`: of each text; `near`: its nearness to every phrasing that was learnt
        from, a row each, where there is an encoder."""
        found = np.stack([self.by_letters(ids, weight) for ids, weight in features])
        if self._meaning is None or near is None:
            return found
        alike_in_meaning = likeness(near, self._kernel.sharpness)
        return np.asarray(self._kernel.letters * found + self._meaning.products(alike_in_meaning))


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model."""

    weights: Weights
    dual: Floats  # phrasings x questions
    held_out: HeldOut


def fit_weights(
    index: NgramIndex,
    target: Floats,
    label: Labels,
    first: int,
    kernel: Kernel,
    meaning: Meaning | None = None,
    *,
    entries: bool = True,
) -> Fit:
    """The model of the first `len(label)` phrasings of the index, with held-out scores from `first` on.

    `target`: phrasings x questions, what each should score; `label`: the question of each phrasing, all phrasings of a
    question on one side of `first`. Time grows with the cube of the number of phrasings, memory with its square (300 MB at
    8,600, freed at the end). Without `entries` no question is left out as a whole: long work where one has thousands.
    """
    rows = np.arange(len(label))
    factor = alike(index, meaning, kernel, rows, rows)
    factor[np.diag_indices(len(rows))] = kernel.most(meaning) + kernel.raised_by(meaning)
    _cholesky(factor)
    dual = _solve(factor, target)
    if entries:
        corner = _inverse(factor[first:, first:])
        del factor
        own, entry = _held_out(dual[first:], corner, label[first:], target[first:])
    else:
        own = target[first:] - dual[first:] / _diagonal(factor, first)[:, None]
        entry = np.zeros((0, target.shape[1]), np.float32)
    weights = Weights(_by_feature(index, dual), dual if meaning else None, kernel)
    return Fit(weights, dual, HeldOut(first, own, entry))


def solve_held_out(
    matrix: Floats, target: Floats, label: Labels, raised: float
) -> tuple[Floats, Floats, Floats]:
    """The dual weights of a small model, and what the first `len(label)` rows score when left out alone, or with all rows
    of their question. `matrix`: how alike the rows are; `raised`: by how much its diagonal is raised."""
    matrix = matrix.copy()
    matrix[np.diag_indices(len(matrix))] += raised
    inverse = np.linalg.inv(matrix)
    dual = inverse @ target
    size = len(label)
    own = target[:size] - dual[:size] / np.diag(inverse)[:size, None]
    entry = np.empty_like(own)
    for question in np.unique(label):
        members = np.flatnonzero(label == question)
        block = inverse[np.ix_(members, members)]
        entry[members] = target[members] - np.linalg.solve(block, dual[members])
    return tuple(np.asarray(x, np.float32) for x in (dual, own, entry))  # type: ignore[return-value]


def _cholesky(matrix: Floats) -> None:
    """Turns the lower half of a positive definite matrix into its Cholesky factor, in place."""
    size = len(matrix)
    for a in range(0, size, _BLOCK):
        b = min(a + _BLOCK, size)
        corner = np.linalg.cholesky(matrix[a:b, a:b])
        matrix[a:b, a:b] = corner
        if b == size:
            return
        matrix[b:, a:b] = matrix[b:, a:b] @ np.linalg.inv(corner).T
        for c in range(b, size, _BLOCK):
            d = min(c + _BLOCK, size)
            matrix[c:, c:d] -= matrix[c:, a:b] @ matrix[c:d, a:b].T


def _solve(factor: Floats, target: Floats) -> Floats:
    """The solution of L Lᵀ x = target, where L is the lower half of `factor`."""
    x = target.copy()
    starts = range(0, len(factor), _BLOCK)
    inverse = [np.linalg.inv(np.tril(factor[a : a + _BLOCK, a : a + _BLOCK])) for a in starts]
    for a, small in zip(starts, inverse, strict=True):
        b = a + len(small)
        x[a:b] = small @ (x[a:b] - factor[a:b, :a] @ x[:a])
    for a, small in reversed(list(zip(starts, inverse, strict=True))):
        b = a + len(small)
        x[a:b] = small.T @ (x[a:b] - factor[b:, a:b].T @ x[b:])
    return x


def _diagonal(factor: Floats, first: int) -> Floats:
    """The diagonal from `first` on of the inverse of L Lᵀ, a block of columns at a time: never a second matrix."""
    size, found = len(factor), []
    for a in range(first, size, _BLOCK):
        b = min(a + _BLOCK, size)
        column = np.zeros((size - a, b - a), np.float32)  # of the inverse of L; zero above its own rows
        column[np.arange(b - a), np.arange(b - a)] = 1
        for c in range(a, size, _BLOCK):
            d = min(c + _BLOCK, size)
            rows = slice(c - a, d - a)
            column[rows] -= factor[c:d, a:c] @ column[: c - a]
            column[rows] = np.linalg.solve(np.tril(factor[c:d, c:d]), column[rows])
        found.append(np.einsum("ij,ij->j", column, column))
    return np.concatenate(found)


def _held_out(dual: Floats, corner: Floats, label: Labels, target: Floats) -> tuple[Floats, Floats]:
    alone = np.einsum("ij,ij->j", corner, corner)  # the diagonal of the inverse
    own, entry = target - dual / alone[:, None], np.empty_like(dual)
    for question in np.unique(label):
        members = np.flatnonzero(label == question)
        part = corner[:, members]
        entry[members] = target[members] - np.linalg.solve(part.T @ part, dual[members])
        entry[members, question] = -np.inf
    return own, entry


def _inverse(lower: Floats) -> Floats:
    """The inverse of the lower half of a matrix, by halves: most of the work is matrix products."""
    size = len(lower)
    if size <= _BLOCK:
        return np.linalg.inv(np.tril(lower))
    cut = size // 2
    result = np.zeros((size, size), np.float32)
    result[:cut, :cut], result[cut:, cut:] = _inverse(lower[:cut, :cut]), _inverse(lower[cut:, cut:])
    result[cut:, :cut] = -result[cut:, cut:] @ (lower[cut:, :cut] @ result[:cut, :cut])
    return result


def _by_feature(index: NgramIndex, dual: Floats) -> NDArray[np.float16]:
    """The weights of features: each the sum of its phrasings' dual weights. Half precision is exact enough."""
    features, size = len(index.idf), len(dual)
    entries = int(index.start[size])
    row = np.repeat(np.arange(size), np.diff(index.start[: size + 1]))
    order = np.argsort(index.feature[:entries], kind="stable")
    row, value = row[order], index.value[:entries][order]
    begin = np.concatenate([[0], np.cumsum(np.bincount(index.feature[:entries], minlength=features))])
    weights = np.zeros((features, dual.shape[1]), np.float16)
    used = np.flatnonzero(np.diff(begin))  # features of phrasings that are not learnt from weigh nothing
    a = 0
    while a < len(used):
        b = max(a + 1, int(np.searchsorted(begin[used], begin[used[a]] + _CHUNK, side="right")) - 1)
        stop = begin[used[b]] if b < len(used) else entries
        part = slice(begin[used[a]], stop)
        weights[used[a:b]] = np.add.reduceat(
            dual[row[part]] * value[part, None], begin[used[a:b]] - begin[used[a]]
        )
        a = b
    return weights
