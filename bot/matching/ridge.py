"""Kernel ridge regression, one question against the rest, in closed form, with exact held-out scores.

Method: regularised least squares (Rifkin & Klautau 2004, "In defense of one-vs-all classification"); leaving examples out
by the block of the inverse that belongs to them. The rows whose held-out scores are wanted stand last: then that block
is the inverse of the last corner of the Cholesky factor, and the whole inverse is never formed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.ngrams import Floats, NgramIndex

PENALTY = 0.3  # leave-one-out and fresh questions both peak between 0.15 and 0.6
_BLOCK = 384  # columns a step of the factorisation
_COMMON = 512  # the most frequent features are multiplied as a dense matrix, the others feature by feature
_CHUNK = 4096  # entries of the index a step, so that they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of the last phrasings by models that did not see them (`own`), or did not see their question (`entry`)."""

    first: int  # the phrasing of the first row
    own: Floats  # rows x questions
    entry: Floats  # rows x questions; -inf for the row's own question


def fit_weights(
    index: NgramIndex, label: NDArray[np.int64], questions: int, first: int
) -> tuple[NDArray[np.float16], HeldOut]:
    """The weights (features x questions), and held-out scores of the phrasings from `first` on.

    `label`: the question of each phrasing; all phrasings of a question stand on one side of `first`. Time grows with the
    cube of the number of phrasings (about 2 s at 5,000 on one core), memory with its square (100 MB, freed at the end).
    """
    factor = _kernel(index)
    factor[np.diag_indices(index.size)] = 1 + PENALTY
    _cholesky(factor)
    target = np.zeros((index.size, questions), np.float32)
    target[np.arange(index.size), label] = 1
    dual = _solve(factor, target)
    corner = _inverse(factor[first:, first:])
    del factor
    own, entry = _held_out(dual[first:], corner, label[first:], target[first:])
    return _by_feature(index, dual), HeldOut(first, own, entry)


def _kernel(index: NgramIndex) -> Floats:
    """The cosines of all phrasings with each other."""
    size = index.size
    frequency = np.bincount(index.feature, minlength=len(index.idf))
    common = np.argsort(-frequency)[:_COMMON]
    slot = np.full(len(index.idf), -1)
    slot[common] = np.arange(len(common))
    row = np.repeat(np.arange(size), np.diff(index.start))
    at = slot[index.feature]
    dense = np.zeros((size, len(common)), np.float32)
    dense[row[at >= 0], at[at >= 0]] = index.value[at >= 0]
    kernel = dense @ dense.T
    rare = at < 0
    feature, row, value = index.feature[rare], row[rare], index.value[rare]
    by_feature = np.argsort(feature, kind="stable")
    begin = np.concatenate([[0], np.cumsum(np.bincount(feature, minlength=len(index.idf)))])
    row_of, value_of = row[by_feature], value[by_feature]
    bounds = np.searchsorted(row, np.arange(size + 1))
    for i in range(size):
        mine = slice(bounds[i], bounds[i + 1])
        start, length = begin[feature[mine]], begin[feature[mine] + 1] - begin[feature[mine]]
        ends = np.cumsum(length)
        where = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start - (ends - length), length)
        kernel[i] += np.bincount(row_of[where], value_of[where] * np.repeat(value[mine], length), size)
    return kernel


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


def _held_out(
    dual: Floats, corner: Floats, label: NDArray[np.int64], target: Floats
) -> tuple[Floats, Floats]:
    own, entry = np.empty_like(dual), np.empty_like(dual)
    for question in np.unique(label):
        members = np.flatnonzero(label == question)
        part = corner[:, members]
        inverse = part.T @ part
        own[members] = target[members] - dual[members] / np.diag(inverse)[:, None]
        entry[members] = target[members] - np.linalg.solve(inverse, dual[members])
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
    features = len(index.idf)
    row = np.repeat(np.arange(index.size), np.diff(index.start))
    order = np.argsort(index.feature, kind="stable")
    row, value = row[order], index.value[order]
    begin = np.concatenate([[0], np.cumsum(np.bincount(index.feature, minlength=features))])
    weights = np.empty((features, dual.shape[1]), np.float16)
    a = 0
    while a < features:
        b = max(a + 1, int(np.searchsorted(begin, begin[a] + _CHUNK, side="right")) - 1)
        part = slice(begin[a], begin[b])
        weights[a:b] = np.add.reduceat(dual[row[part]] * value[part, None], begin[a:b] - begin[a])
        a = b
    return weights
