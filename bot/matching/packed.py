"""Products of a few vectors with many rows that never change: kept in half the memory, in the processor's own order.

Reading the rows from memory is what such a product costs, so half the bytes are half the time, and processors that multiply
bfloat16 themselves do it several times faster. What is lost is the third decimal of a cosine.
"""

from __future__ import annotations

from typing import Final

import numkong
import numpy as np

from bot.matching.ngrams import Floats

_HALF: Final = "bf16"


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


def _half(rows: Floats) -> numkong.Tensor:
    return numkong.Tensor(np.ascontiguousarray(rows, np.float32)).astype(_HALF)
