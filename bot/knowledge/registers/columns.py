"""Long columns of text held small: one buffer for all, and codes for words that come again and again."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray


class TextColumn:
    """n texts as one UTF-8 buffer with n + 1 offsets: about a third of what Python strings take."""

    __slots__ = ("_buffer", "_offsets")

    def __init__(self, buffer: bytes, offsets: NDArray[np.int64]) -> None:
        """`offsets`: bytes, shape (n + 1,), the first 0 and the last len(buffer)."""
        self._buffer, self._offsets = buffer, offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        return self._buffer[start:end].decode()

    @property
    def buffer(self) -> bytes:
        """All texts one after the other, for a search over all of them at once."""
        return self._buffer

    def rows_at(self, positions: Sequence[int]) -> NDArray[np.int64]:
        """The rows in whose text these byte positions of `buffer` lie."""
        found: NDArray[np.int64] = np.searchsorted(self._offsets, np.asarray(positions), side="right") - 1
        return found


class TextColumnBuilder:
    """Collects texts for a TextColumn, many at a time."""

    def __init__(self) -> None:
        self._parts = bytearray()
        self._offsets = array("q", [0])

    def extend(self, texts: Iterable[str]) -> None:
        encoded = [text.encode() for text in texts]
        ends = accumulate(map(len, encoded), initial=self._offsets.pop())
        self._offsets.extend(ends)
        self._parts += b"".join(encoded)

    def built(self) -> TextColumn:
        return TextColumn(bytes(self._parts), np.frombuffer(self._offsets.tobytes(), dtype=np.int64))


class WordColumn:
    """n words of which few differ (kinds, cities, sources): a number for each, and the list of the different ones."""

    __slots__ = ("codes", "words")

    def __init__(self, words: tuple[str, ...], codes: NDArray[np.int32]) -> None:
        """`codes`: shape (n,), each an index into `words`."""
        self.words, self.codes = words, codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return self.words[int(self.codes[row])]


class WordColumnBuilder:
    """Collects words for a WordColumn, many at a time."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._codes = array("i")

    def extend(self, words: Iterable[str]) -> None:
        known = self._known
        self._codes.extend([known.setdefault(word, len(known)) for word in words])

    @property
    def words(self) -> tuple[str, ...]:
        """The different words so far, in the order of their codes."""
        return tuple(self._known)

    def built(self) -> WordColumn:
        return WordColumn(self.words, np.frombuffer(self._codes.tobytes(), dtype=np.int32))
