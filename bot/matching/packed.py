"""Products of a few vectors with many rows that never change: kept in a half or a quarter of the memory, in the processor's
own order.

Reading the rows from memory is what such a product costs, so half the bytes are half the time, and processors that multiply
bfloat16 or bytes themselves do it several times faster. What is lost is the third decimal of a cosine.
"""

from __future__ import annotations

from typing import Final

import numkong
import numpy as np

from bot.matching.ngrams import Floats

_HALF: Final = "bf16"
_BYTE: Final = "int8"
_MOST = 127  # of a byte
_LEAST = 1e-9


class PackedRows:
    """Rows (many x size), rounded to bfloat16. Never changes; safe to share between threads."""

    def __init__(self, rows: Floats) -> None:
        self._size = len(rows)
        self._rows = numkong.dots_pack(_half(rows), dtype=_HALF) if self._size else None

    def __len__(self) -> int:
        return self._size

    def products(self, few: Floats) -> Floats:
        """The product of each of a few vectors (few x size) with each row: few x many."""
        if self._rows is None or not len(few):
            return np.zeros((len(few), self._size), np.float32)
        return np.asarray(numkong.dots_packed(_half(few), self._rows))


class PackedUnits:
    """Rows of length 1 (many x size), rounded to whole numbers of a byte. Never changes; safe to share between threads.

    Their numbers are all of like size, so that a byte is enough: it would not be for numbers that differ by a hundred times.
    """

    def __init__(self, rows: Floats) -> None:
        self._size = len(rows)
        if self._size:
            whole, self._scale = _bytes(rows)
            self._rows = numkong.dots_pack(whole, dtype=_BYTE)

    def __len__(self) -> int:
        return self._size

    def products(self, few: Floats) -> Floats:
        """The product of each of a few vectors (few x size) with each row: few x many."""
        if not self._size or not len(few):
            return np.zeros((len(few), self._size), np.float32)
        whole, scale = _bytes(few)
        found = np.asarray(numkong.dots_packed(whole, self._rows)).astype(np.float32)
        found *= scale[:, None]
        found *= self._scale
        return found


def _half(rows: Floats) -> numkong.Tensor:
    return numkong.Tensor(np.ascontiguousarray(rows, np.float32)).astype(_HALF)


def _bytes(rows: Floats) -> tuple[numkong.Tensor, Floats]:
    """Rows in whole numbers, and what one is worth in each row."""
    scale = np.maximum(np.abs(rows).max(axis=1), _LEAST).astype(np.float32) / np.float32(_MOST)
    return numkong.Tensor(np.rint(rows / scale[:, None]).astype(np.int8)), scale
