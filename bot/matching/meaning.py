"""Where phrasings stand in the space of meaning, and how near a question is to each.

The encoder's vectors are centred on the knowledge base and turned to its main directions: 192 of 512 keep all that tells
its phrasings apart (measured), and reading them takes a third of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.ngrams import Floats

DIRECTIONS = 192
BLOCK = 512  # rows of the size of DIRECTIONS: what a processor's nearest cache holds with room to spare


@dataclass(frozen=True, slots=True)
class Meaning:
    """The phrasings as rows of length 1."""

    center: Floats  # encoder's size
    basis: Floats  # encoder's size x directions
    rows: Floats  # phrasings x directions

    @classmethod
    def fit(cls, vectors: Floats) -> Meaning:
        """The space of `vectors` (phrasings x encoder's size)."""
        center = vectors.mean(axis=0)
        moved = vectors - center
        _, axes = np.linalg.eigh(moved.T @ moved)
        basis = np.ascontiguousarray(axes[:, ::-1][:, :DIRECTIONS]).astype(np.float32)
        return cls(center, basis, _unit(np.asarray(moved @ basis, np.float32)))

    def place(self, vectors: Floats) -> Floats:
        """Rows of length 1 for `vectors` (n x encoder's size)."""
        return _unit(np.asarray((vectors - self.center) @ self.basis, np.float32))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved with a fitted matcher."""
        return {"center": self.center, "basis": self.basis, "rows": self.rows}

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]]) -> Meaning:
        """What `arrays` gave."""
        return cls(arrays["center"], arrays["basis"], arrays["rows"])


def nearness(placed: Floats, rows: Floats) -> Floats:
    """The cosine of each placed vector with each of `rows`: placed x rows.

    Few vectors and many rows: block by block, so that a block is fetched from memory once for all of them.
    """
    found = np.empty((len(placed), len(rows)), np.float32)
    for start in range(0, len(rows), BLOCK):
        part = slice(start, start + BLOCK)
        for vector, near in zip(placed, found, strict=True):
            np.dot(rows[part], vector, out=near[part])
    return found


def weighed(few: Floats, weights: Floats) -> Floats:
    """The product of a few rows with many weights, block by block as above."""
    found = np.zeros((len(few), weights.shape[1]), np.float32)
    for start in range(0, len(weights), BLOCK):
        found += few[:, start : start + BLOCK] @ weights[start : start + BLOCK]
    return found


def likeness(near: Floats, sharpness: float) -> Floats:
    """The kernel of meaning, 1 at most: the sharper, the less counts what is only half near."""
    return np.asarray(np.exp(sharpness * (near - 1)))


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)
