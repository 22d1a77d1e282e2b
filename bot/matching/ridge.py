"""Ridge regression, one question against the rest, in closed form, over features folded into a bounded space.

Folding: each feature is added to four of 2,048 slots with signs drawn once (a count sketch; Weinberger et al.,
"Feature hashing for large scale multitask learning", 2009). So the fit takes time linear in the number of phrasings
and the memory stays bounded, where a kernel matrix would grow with their square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.ngrams import Floats, Ints, NgramIndex

SLOTS = 2048
COPIES = 4
PENALTIES = (0.3,)
_SEED = 20
_BLOCK = 512


class Folding:
    """Which slots each feature is added to, and with which sign: the same for the same number of features."""

    def __init__(self, features: int) -> None:
        random = np.random.default_rng(_SEED)
        self.slot = random.integers(0, SLOTS, size=(features, COPIES), dtype=np.int32)
        sign = random.integers(0, 2, size=(features, COPIES), dtype=np.int8).astype(np.float32) * 2 - 1
        self.sign = (sign / np.sqrt(COPIES)).astype(np.float32)

    def fold(self, ids: Ints, weight: Floats) -> Floats:
        """The dense vector of one text."""
        values = (self.sign[ids] * weight[:, None]).ravel()
        return np.bincount(self.slot[ids].ravel(), values, SLOTS).astype(np.float32)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of phrasings by models that did not see them (`own`), or did not see their whole question (`entry`)."""

    rows: NDArray[np.int64]
    own: Floats  # rows x questions
    entry: Floats  # rows x questions; the row's own question holds -inf


def fit_weights(
    index: NgramIndex, folding: Folding, label: NDArray[np.int64], classes: int, held_out: Sequence[int]
) -> tuple[Floats, HeldOut]:
    """The weights (slots x questions), and held-out scores of the phrasings of the questions in `held_out`.

    Exact closed forms: leaving row i out gives y - (y - f) / (1 - h), leaving a set B out the same with the block of the
    hat matrix.
    """
    dense = np.stack([folding.fold(*index.row(i)) for i in range(index.size)])
    target = np.zeros((index.size, classes), np.float32)
    target[np.arange(index.size), label] = 1
    gram = dense.T @ dense
    gram[np.diag_indices(SLOTS)] += PENALTIES[0]
    half = _inverse_lower(np.linalg.cholesky(gram))
    del gram
    weights = half.T @ (half @ (dense.T @ target))
    own, entry, rows = [], [], []
    for question in held_out:
        members = np.flatnonzero(label == question)
        leverage = dense[members] @ half.T
        hat = leverage @ leverage.T
        y, fitted = target[members], dense[members] @ weights
        residual = y - fitted
        own.append(y - residual / np.maximum(1 - np.diag(hat), 1e-3)[:, None])
        without = y - np.linalg.solve(np.eye(len(members), dtype=np.float32) * (1 + 1e-5) - hat, residual)
        without[:, question] = -np.inf
        entry.append(without)
        rows.append(members)
    return weights, HeldOut(np.concatenate(rows), np.concatenate(own), np.concatenate(entry))


def _inverse_lower(lower: Floats) -> Floats:
    """The inverse of a lower triangular matrix, by halves: two thirds of the work is matrix products."""
    size = len(lower)
    if size <= _BLOCK // 4:
        return np.linalg.inv(lower)
    cut = size // 2
    top, bottom = _inverse_lower(lower[:cut, :cut]), _inverse_lower(lower[cut:, cut:])
    result = np.zeros_like(lower)
    result[:cut, :cut], result[cut:, cut:] = top, bottom
    result[cut:, :cut] = -bottom @ (lower[cut:, :cut] @ top)
    return result
