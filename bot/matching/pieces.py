"""Splits plain words into the pieces that the sentence encoder was trained on: the likeliest split of each word.

Method: Viterbi over a unigram model (Kudo 2018, "Subword Regularization"), as sentencepiece does it. No piece goes over the
border of a word, so that words are split one by one and the last few thousand are remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.ngrams import Ints

BORDER = "_"  # stands before each word; in the model's own files it is U+2581
UNKNOWN, BEGIN, END = 0, 1, 2  # pieces that stand for no letters
FIRST = 3  # the number of the first piece that stands for letters
_REMEMBERED = 4096


class Pieces:
    """The pieces that plain words (a-z, 0-9) can be split into, and how likely each is."""

    def __init__(self, texts: NDArray[np.bytes_], scores: NDArray[np.float32]) -> None:
        """`texts`: the pieces in the order of their bytes; `scores`: the log probability of each, that of an unknown
        letter last."""
        self._texts, self._scores = texts, scores
        self._longest = texts.dtype.itemsize
        self._memory: dict[str, tuple[int, ...]] = {}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved."""
        return {"texts": self._texts, "scores": self._scores}

    def numbers(self, text: str) -> Ints:
        """The pieces of a text of plain words by their numbers, BEGIN and END around them."""
        found = [BEGIN]
        for word in text.split():
            known = self._memory.get(word)
            if known is None:
                if len(self._memory) >= _REMEMBERED:
                    self._memory.clear()
                known = self._memory[word] = self._split(BORDER + word)
            found.extend(known)
        if len(found) == 1:
            found.append(UNKNOWN)
        found.append(END)
        return np.array(found, np.int32)

    def _split(self, word: str) -> tuple[int, ...]:
        size = len(word)
        spans = [
            (start, end)
            for start in range(size)
            for end in range(start + 1, min(start + self._longest, size) + 1)
        ]
        known = self._known([word[start:end] for start, end in spans])
        best = [0.0] + [-np.inf] * size
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (size + 1)
        for (start, end), at in zip(spans, known, strict=True):
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
