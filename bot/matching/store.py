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
from bot.matching.alarm import alarm_arrays, alarm_of
from bot.matching.calibration import Calibration
from bot.matching.encoder import encoder_name
from bot.matching.fitting import Confusion, Fitted
from bot.matching.letters import LetterModel
from bot.matching.likeness import QUESTIONS
from bot.matching.local import LocalModel
from bot.matching.meaning import Meaning
from bot.matching.ngrams import NgramIndex
from bot.matching.records import Thresholds
from bot.matching.ridge import Weights

_TEXT = "utf-8"


@cache
def code_version() -> str:
    """A digest of this room's code, of numpy's version and of what decides: a file of other code is never read."""
    digest = hashlib.sha256(f"{np.__version__} {encoder_name()}".encode())
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
        [(d.text, d.kind) for d in release.danger_examples],
        [(e.id, list(e.also_asked.values())) for e in release.entries.values() if e.also_asked],
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
        "weights": fitted.weights.letters,
        "center": fitted.calibration.center,
        "scale": fitted.calibration.scale,
        "logistic": fitted.calibration.weights,
        "levels": np.array(
            [
                fitted.thresholds.answer,
                fitted.thresholds.choices,
                fitted.thresholds.margin,
            ]
        ),
    }
    arrays |= {f"index_{k}": v for k, v in fitted.index.arrays().items()}
    if fitted.meaning is not None and fitted.weights.meaning is not None:
        arrays |= {f"meaning_{k}": v for k, v in fitted.meaning.arrays().items()}
        arrays["dual"] = fitted.weights.meaning.astype(np.float16)
    arrays |= {f"letters_{k}": v for k, v in fitted.letters.arrays().items()} if fitted.letters else {}
    for country, model in fitted.local.items():
        arrays[f"part_{country}"] = np.array(fitted.parts[country], np.int64)
        arrays[f"local_{country}_rows"] = model.rows.astype(np.int32)
        arrays[f"local_{country}_dual"] = model.dual.astype(np.float16)
        arrays[f"local_{country}_columns"] = model.columns.astype(np.int32)
    arrays["telling"] = _packed([f"{word} {' '.join(sorted(c))}" for word, c in fitted.telling.items()])
    arrays["found"] = _packed([f"{q} {right} {of}" for q, (right, of) in fitted.found.items()])
    arrays["answered"] = np.array(fitted.answered, np.int32)
    arrays["confused"] = _packed(
        [f"{c.question} {c.taken_for} {c.probability:.4f} {c.words}" for c in fitted.confused]
    )
    if fitted.alarm:
        arrays |= {f"alarm_{k}": v for k, v in alarm_arrays(fitted.alarm).items()}
        arrays["alarms_kinds"] = _packed(list(fitted.alarm.kinds))
        arrays["alarms_features"] = _packed(list(fitted.alarm.index.number))
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
    answer, choices, margin = (float(x) for x in arrays["levels"])
    counts: dict[Language, dict[str, int]] = {
        x: dict(zip(_unpacked(arrays[f"words_{x}"]), arrays[f"counts_{x}"].tolist(), strict=True))
        for x in LANGUAGES
    }
    letters, meaning, alarm = (_part(arrays, x) for x in ("letters_", "meaning_", "alarm_"))
    return Fitted(
        counts=counts,
        index=NgramIndex(_unpacked(arrays["features"]), _part(arrays, "index_")),
        labels=arrays["labels"].astype(np.int64),
        questions=tuple(_unpacked(arrays["questions"])),
        weights=Weights(arrays["weights"], arrays["dual"].astype(np.float32) if meaning else None, QUESTIONS),
        meaning=Meaning.of(meaning) if meaning else None,
        parts={c: (int(span[0]), int(span[1])) for c, span in _part(arrays, "part_").items()},
        local={c: _local(arrays, c) for c in _part(arrays, "part_")},
        telling={
            line.split()[0]: frozenset(line.split()[1:]) for line in _unpacked(arrays["telling"]) if line
        },
        calibration=Calibration(arrays["center"], arrays["scale"], arrays["logistic"]),
        thresholds=Thresholds(answer, choices, margin),
        found={q: (int(right), int(of)) for q, right, of in map(str.split, _unpacked(arrays["found"]))},
        answered=(int(arrays["answered"][0]), int(arrays["answered"][1]), int(arrays["answered"][2])),
        confused=tuple(_confusion(line) for line in _unpacked(arrays["confused"]) if line),
        letters=LetterModel(letters) if letters else None,
        alarm=alarm_of(_unpacked(arrays["alarms_kinds"]), _unpacked(arrays["alarms_features"]), alarm)
        if alarm
        else None,
    )


def _confusion(line: str) -> Confusion:
    question, taken_for, probability, words = line.split(" ", 3)
    return Confusion(question, taken_for, float(probability), words)


def _local(arrays: Mapping[str, NDArray[Any]], country: str) -> LocalModel:
    rows, dual, columns = (arrays[f"local_{country}_{x}"] for x in ("rows", "dual", "columns"))
    return LocalModel(rows.astype(np.int64), dual.astype(np.float32), columns.astype(np.int64))


def _part(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _packed(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(_TEXT), np.uint8)


def _unpacked(packed: NDArray[Any]) -> list[str]:
    text = packed.tobytes().decode(_TEXT)
    return text.split("\n") if text else []
