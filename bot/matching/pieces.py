"""Splits plain words into the pieces that the sentence encoder was trained on: the likeliest split of each word.

Method: Viterbi over a unigram model (Kudo 2018, "Subword Regularization"), as sentencepiece does it. No piece goes over the
border of a word, so that words are split one by one and the last few thousand are remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.memory import WordMemory
from bot.matching.ngrams import Ints

BORDER = "_"  # stands before each word; in the model's own files it is U+2581
UNKNOWN, BEGIN, END = 0, 1, 2  # pieces that stand for no letters
FIRST = 3  # the number of the first piece that stands for letters


class Pieces:
    """The pieces that plain words (a-z, 0-9) can be split into, and how likely each is."""

    def __init__(self, texts: NDArray[np.bytes_], scores: NDArray[np.float32]) -> None:
        """`texts`: the pieces in the order of their bytes; `scores`: the log probability of each, that of an unknown
        letter last."""
        self._texts, self._scores = texts, scores
        self._longest = texts.dtype.itemsize
        self._splits = WordMemory(self._split)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved."""
        return {"texts": self._texts, "scores": self._scores}

    def numbers(self, text: str) -> Ints:
        """The pieces of a text of plain words by their numbers, BEGIN and END around them."""
        found = [BEGIN]
        for pieces in self._splits.of([BORDER + word for word in text.split()]):
            found.extend(pieces)
        if len(found) == 1:
            found.append(UNKNOWN)
        found.append(END)
        return np.array(found, np.int32)

    def _split(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The likeliest split of each word."""
        spans = [
            [(a, b) for a in range(len(w)) for b in range(a + 1, min(a + self._longest, len(w)) + 1)]
            for w in words
        ]
        known = iter(self._known([w[a:b] for w, some in zip(words, spans, strict=True) for a, b in some]))
        return [
            self._likeliest(len(w), [(a, b, next(known)) for a, b in some])
            for w, some in zip(words, spans, strict=True)
        ]

    def _likeliest(self, size: int, spans: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
        """`spans`: (start, end, the piece's number or -1) of each stretch of a word of `size` letters, by their starts."""
        best = [0.0] + [-np.inf] * size
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (size + 1)
        for start, end, at in spans:
            if at < 0 and end > start + 1:
                continue
            score = best[start] + float(self._scores[at])  # -1, the last: an unknown letter
            if score > best[end]:
                best[end], came[end] = score, (start, at + FIRST if at >= 0 else UNKNOWN)
        found, end = [], size
        while end:
            end, number = came[end]
            found.append(number)
        return tuple(reversed(found))

    def _known(self, texts: Sequence[str]) -> list[int]:
        """Where each text stands among the pieces; -1 for one that is none."""
        wanted = np.array([text.encode("ascii", "replace") for text in texts], self._texts.dtype)
        at = np.minimum(np.searchsorted(self._texts, wanted), len(self._texts) - 1)
        return np.where(self._texts[at] == wanted, at, -1).tolist()  # type: ignore[no-any-return]
