"""Keeps a fitted matcher in one file (npz, no pickle), so that a restart need not fit again."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import LANGUAGES, Language, Release
from bot.matching.calibration import Calibration
from bot.matching.fitting import Fitted
from bot.matching.letters import LetterModel
from bot.matching.ngrams import NgramIndex
from bot.matching.records import Thresholds

_TEXT = "utf-8"


@cache
def code_version() -> str:
    """A digest of this room's code and of numpy's version: a file of other code is never read."""
    digest = hashlib.sha256(np.__version__.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def matching_key(release: Release) -> str:
    """A digest of everything in a release that a fit learns from, and of nothing else.

    An edited answer keeps the key; an edited phrasing, title, country or chat word changes it.
    """
    vocabulary = release.vocabulary
    parts: list[object] = [
        [
            (q.id, q.topic, q.country, [(t.title, t.ask) for t in q.texts.values()])
            for q in release.questions.values()
        ],
        [(s.id, [t.say for t in s.texts.values()]) for s in release.small_talk.values()],
        [
            sorted(vocabulary.chat_words.items()),
            vocabulary.fillers,
            vocabulary.protected,
            sorted(vocabulary.everyday),
        ],
        [
            (c.code, c.covered, sorted(c.names.items()), c.aliases, c.demonyms, c.hints, c.cities)
            for c in release.countries.values()
        ],
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def save(path: Path, key: str, fitted: Fitted) -> None:
    """Writes the file beside its place first, then moves it there. `key`: `matching_key`. Raises OSError."""
    counts = fitted.counts
    arrays: dict[str, NDArray[Any]] = {
        "made_for": _packed([key, code_version()]),
        "features": _packed(list(fitted.index.number)),
        "questions": _packed(list(fitted.questions)),
        "labels": fitted.labels.astype(np.int32),
        "weights": fitted.weights,
        "center": fitted.calibration.center,
        "scale": fitted.calibration.scale,
        "logistic": fitted.calibration.weights,
        "levels": np.array(
            [
                fitted.thresholds.answer,
                fitted.thresholds.choices,
                fitted.thresholds.margin,
                fitted.loo_accuracy,
            ]
        ),
    }
    arrays |= {f"index_{k}": v for k, v in fitted.index.arrays().items()}
    arrays |= {f"letters_{k}": v for k, v in fitted.letters.arrays().items()} if fitted.letters else {}
    for language in LANGUAGES:
        arrays[f"words_{language}"] = _packed(list(counts[language]))
        arrays[f"counts_{language}"] = np.array(list(counts[language].values()), np.int32)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(path: Path, key: str | None) -> Fitted | None:
    """What `save` wrote with this code and this `matching_key` (None: with any); None for anything else."""
    try:
        with np.load(path, allow_pickle=False) as file:
            made_for, code = _unpacked(file["made_for"])
            if code != code_version() or key not in (None, made_for):
                return None
            return _fitted({name: file[name] for name in file.files})
    except (OSError, KeyError, ValueError, IndexError, EOFError, zipfile.BadZipFile):
        return None


def _fitted(arrays: Mapping[str, NDArray[Any]]) -> Fitted:
    answer, choices, margin, accuracy = (float(x) for x in arrays["levels"])
    counts: dict[Language, dict[str, int]] = {
        x: dict(zip(_unpacked(arrays[f"words_{x}"]), arrays[f"counts_{x}"].tolist(), strict=True))
        for x in LANGUAGES
    }
    letters = _part(arrays, "letters_")
    return Fitted(
        counts=counts,
        index=NgramIndex(_unpacked(arrays["features"]), _part(arrays, "index_")),
        labels=arrays["labels"].astype(np.int64),
        questions=tuple(_unpacked(arrays["questions"])),
        weights=arrays["weights"],
        calibration=Calibration(arrays["center"], arrays["scale"], arrays["logistic"]),
        thresholds=Thresholds(answer, choices, margin),
        loo_accuracy=accuracy,
        letters=LetterModel(letters) if letters else None,
    )


def _part(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _packed(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(_TEXT), np.uint8)


def _unpacked(packed: NDArray[Any]) -> list[str]:
    text = packed.tobytes().decode(_TEXT)
    return text.split("\n") if text else []
