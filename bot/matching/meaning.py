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


def likeness(near: Floats, sharpness: float) -> Floats:
    """The kernel of meaning, 1 at most: the sharper, the less counts what is only half near."""
    return np.asarray(np.exp(sharpness * (near - 1)))


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)
