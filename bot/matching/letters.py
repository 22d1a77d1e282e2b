"""The part of py3langid that tells Spanish, English and Portuguese apart, cut down to the letters those use.

The whole model holds 142 languages in an automaton over bytes (about 80 MB in memory). What three languages in lower-case
Latin letters can reach of it takes a few MB and is kept with the fitted matcher, so that a restart does not load the rest.
"""

from __future__ import annotations

import lzma
import shutil
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LANGUAGES = ("es", "en", "pt")
_MOST_NARROW = 1 << 16  # states whose numbers fit into two bytes
_READ = 120  # letters; the language of more is no surer
_BYTES = np.array(sorted({*b" abcdefghijklmnopqrstuvwxyz0123456789"}), np.int64)


class LetterModel:
    """A naive Bayes over byte n-grams, read by an automaton. Scores are log probabilities, es, en, pt."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """`arrays` as `LetterModel.arrays` gives them."""
        self._following = _plain(arrays["next"])
        self._feature = _plain(arrays["feature"])
        self._weight = arrays["weight"]
        self._prior = arrays["prior"]
        self._column = {chr(b): i for i, b in enumerate(_BYTES)}

    @classmethod
    def load(cls) -> LetterModel | None:
        """The model from the installed py3langid; None where it is missing or laid out in another way."""
        spec = find_spec("py3langid")
        if spec is None or spec.origin is None:
            return None
        try:
            return cls(_cut_down(Path(spec.origin).parent / "data" / "model.npz.xz"))
        except (OSError, KeyError, ValueError, IndexError, lzma.LZMAError):
            return None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved with a fitted matcher."""
        tables = {
            "next": np.frombuffer(self._following, self._following.format),
            "feature": np.frombuffer(self._feature, self._feature.format),
        }
        return tables | {"weight": self._weight, "prior": self._prior}

    def log_probabilities(self, seen: str) -> tuple[float, float, float]:
        """How likely each language is, softened by length as py3langid does; equal where nothing is found."""
        found: dict[int, int] = {}
        state, read = 0, seen[:_READ]
        space, width = self._column[" "], len(_BYTES)
        following, feature_of = self._following, self._feature
        for column in map(self._column.get, read):
            state = following[state * width + (space if column is None else column)]
            feature = feature_of[state]
            if feature >= 0:
                found[feature] = found.get(feature, 0) + 1
        if not found:
            third = float(np.log(1 / 3))
            return third, third, third
        counts = np.log1p(np.fromiter(found.values(), np.float32, len(found)))
        score = (counts @ self._weight[list(found)] + self._prior) / np.sqrt(len(read))
        score = score - score.max()
        score = score - np.log(np.exp(score).sum())
        return float(score[0]), float(score[1]), float(score[2])


def _plain(numbers: NDArray[Any]) -> memoryview:
    """Whole numbers to be read one by one: faster than from an array, and not copied."""
    plain = numbers.reshape(-1).data.cast("B")
    return plain.cast("H") if numbers.dtype == np.uint16 else plain.cast("i")


def _cut_down(path: Path) -> dict[str, NDArray[Any]]:
    """Reads one table after the other and keeps of each what is reachable by our letters."""
    with tempfile.TemporaryFile(suffix=".npz") as plain:
        with lzma.open(path) as packed:
            shutil.copyfileobj(packed, plain, length=1 << 20)
        plain.seek(0)
        with np.load(plain, allow_pickle=False) as model:
            row_of = model["nextmove_row"]
            rows = model["nextmove"].reshape(-1, 256)[:, _BYTES]
            states = _reachable(rows, row_of)
            feature = model["out_feat"][states]
            number = np.full(len(row_of), -1, np.int32)
            number[states] = np.arange(len(states), dtype=np.int32)
            following = number[rows[row_of[states]]]
            del rows, number
            kept = np.unique(feature[feature >= 0])
            columns = [model["classes"].tolist().index(x) for x in LANGUAGES]
            weight = model["ptc"][:, columns][kept].astype(np.float32)
            prior = model["pc"][columns].astype(np.float32)
    feature = np.where(feature >= 0, np.searchsorted(kept, feature), -1).astype(np.int32)
    if len(following) <= _MOST_NARROW:
        following = following.astype(np.uint16)
    return {"next": following, "feature": feature, "weight": weight, "prior": prior}


def _reachable(rows: NDArray[Any], row_of: NDArray[Any]) -> NDArray[np.int64]:
    known = np.zeros(len(row_of), bool)
    known[0] = True
    frontier = np.array([0])
    while len(frontier):
        targets = np.unique(rows[row_of[frontier]])
        frontier = targets[~known[targets]]
        known[frontier] = True
    return np.flatnonzero(known)
