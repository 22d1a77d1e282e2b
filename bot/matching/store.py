"""Keeps a fitted matcher in one file, so that a restart need not fit again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.array_file import packed, part_of, read_arrays, unpacked, write_arrays
from bot.knowledge.records import LANGUAGES, Language, Release
from bot.matching.alarm import alarm_arrays, alarm_of
from bot.matching.calibration import Calibration
from bot.matching.encoder import Encoder, encoder_name
from bot.matching.fitting import Confusion, Fitted
from bot.matching.letters import LetterModel
from bot.matching.likeness import QUESTIONS
from bot.matching.local import LocalModel
from bot.matching.meaning import Meaning
from bot.matching.ngrams import NgramIndex
from bot.matching.records import Thresholds
from bot.matching.ridge import Weights

_RARELY = (
    "index_feature",
    "index_value",
    "meaning_rows",
    "local_",
    "encoder_network_",
    "dual",
    "alarm_meaning_rows",
    "alarm_dual",
)
"""Of the phrasings, those of likely questions are looked at; of the countries, those asked about; of the pieces, those of
the message. Matrices are packed when they are read."""


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
    """Writes the file whole or not at all. `key`: `matching_key`. Raises OSError."""
    levels = fitted.thresholds
    arrays: dict[str, NDArray[Any]] = {
        "made_for": packed([key, code_version()]),
        "questions": packed(list(fitted.questions)),
        "labels": fitted.labels,
        "weights": fitted.weights.letters,
        "center": fitted.calibration.center,
        "scale": fitted.calibration.scale,
        "logistic": fitted.calibration.weights,
        "levels": np.array([levels.answer, levels.choices, levels.margin]),
        "telling": packed([f"{word} {' '.join(sorted(c))}" for word, c in fitted.telling.items()]),
        "found": packed([f"{q} {right} {of}" for q, (right, of) in fitted.found.items()]),
        "answered": np.array(fitted.answered, np.int32),
        "confused": packed(
            [f"{c.question} {c.taken_for} {c.probability:.4f} {c.words}" for c in fitted.confused]
        ),
    }
    arrays |= _named("index_", fitted.index.arrays())
    if fitted.meaning is not None and fitted.weights.meaning is not None and fitted.encoder is not None:
        arrays |= _named("meaning_", fitted.meaning.arrays()) | _named("encoder_", fitted.encoder.arrays())
        arrays["dual"] = fitted.weights.meaning
    arrays |= _named("letters_", fitted.letters.arrays()) if fitted.letters else {}
    for country, model in fitted.local.items():
        arrays[f"part_{country}"] = np.array(fitted.parts[country], np.int64)
        arrays |= _named(f"local_{country}_", model.arrays())
    arrays |= _named("alarm_", alarm_arrays(fitted.alarm)) if fitted.alarm else {}
    for language in LANGUAGES:
        arrays[f"words_{language}"] = packed(list(fitted.counts[language]))
        arrays[f"counts_{language}"] = np.array(list(fitted.counts[language].values()), np.int32)
    write_arrays(path, arrays)


def load(path: Path, key: str | None) -> Fitted | None:
    """What `save` wrote with this code and this `matching_key` (None: with any); None for anything else."""
    try:
        arrays = read_arrays(path, _RARELY)
        made_for, code = unpacked(arrays["made_for"])
        if code != code_version() or key not in (None, made_for):
            return None
        return _fitted(arrays)
    except (OSError, KeyError, ValueError, IndexError):
        return None


def _fitted(arrays: Mapping[str, NDArray[Any]]) -> Fitted:
    answer, choices, margin = (float(x) for x in arrays["levels"])
    counts: dict[Language, dict[str, int]] = {
        x: dict(zip(unpacked(arrays[f"words_{x}"]), arrays[f"counts_{x}"].tolist(), strict=True))
        for x in LANGUAGES
    }
    letters, meaning, alarm, encoder = (
        part_of(arrays, f"{x}_") for x in ("letters", "meaning", "alarm", "encoder")
    )
    return Fitted(
        counts=counts,
        index=NgramIndex(part_of(arrays, "index_")),
        labels=arrays["labels"],
        questions=tuple(unpacked(arrays["questions"])),
        weights=Weights(arrays["weights"], arrays["dual"] if meaning else None, QUESTIONS),
        meaning=Meaning.of(meaning) if meaning else None,
        parts={c: (int(span[0]), int(span[1])) for c, span in part_of(arrays, "part_").items()},
        local={c: LocalModel.of(part_of(arrays, f"local_{c}_")) for c in part_of(arrays, "part_")},
        telling={
            line.split()[0]: frozenset(line.split()[1:]) for line in unpacked(arrays["telling"]) if line
        },
        calibration=Calibration(arrays["center"], arrays["scale"], arrays["logistic"]),
        thresholds=Thresholds(answer, choices, margin),
        found={q: (int(right), int(of)) for q, right, of in map(str.split, unpacked(arrays["found"]))},
        answered=(int(arrays["answered"][0]), int(arrays["answered"][1]), int(arrays["answered"][2])),
        confused=tuple(_confusion(line) for line in unpacked(arrays["confused"]) if line),
        letters=LetterModel(letters) if letters else None,
        alarm=alarm_of(alarm) if alarm else None,
        encoder=Encoder.of(encoder) if encoder else None,
    )


def _confusion(line: str) -> Confusion:
    question, taken_for, probability, words = line.split(" ", 3)
    return Confusion(question, taken_for, float(probability), words)


def _named(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {prefix + name: array for name, array in arrays.items()}
