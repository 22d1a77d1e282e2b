"""How probably a message tells of danger, learnt from the sentences of danger_examples.yaml and danger_tests.yaml.

It stands beside the rules of danger.yaml, which always speak first: it hears what no rule foresaw, and tells a cry from a
question that only uses its words. Everyday phrasings of the knowledge are its examples of no danger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.array_file import packed, part_of, unpacked
from bot.knowledge.records import NO_DANGER, Release
from bot.matching.calibration import Calibration, Numbers, calibrate
from bot.matching.encoder import Encoder, find_encoder
from bot.matching.likeness import DANGERS
from bot.matching.meaning import Meaning
from bot.matching.ngrams import Floats, NgramIndex
from bot.matching.normalise import Wording, readable, sentences
from bot.matching.packed import PackedUnits
from bot.matching.ridge import SharedModel, Weights, fit_weights
from bot.matching.spelling import Spelling

_EVERYDAY = 2  # one in so many phrasings of the knowledge is taken as an example of no danger
_LONGEST = 120  # words looked at
_MENDED = 0.93  # what is heard in mended words counts a little less: one may have been mended to another word


@dataclass(frozen=True, slots=True)
class AlarmFit:
    """Everything that is learnt; what the cache file holds."""

    kinds: tuple[str, ...]  # the last is NO_DANGER
    index: NgramIndex
    meaning: Meaning | None
    weights: Weights
    calibration: Calibration
    recall: float  # of the sentences of danger, how many reach one half when left out of the fit
    alarms: float  # of the hard sentences without danger, how many do
    counts: Mapping[str, int]  # how often the examples use each word


@dataclass(frozen=True, slots=True)
class Hearing:
    """The likeliest kind of danger in a message, and how probable any danger is."""

    kind: str
    probability: float


class Alarm:
    """The fitted alarm over one release's words. Never changes; safe to share."""

    def __init__(self, release: Release, fitted: AlarmFit, encoder: Encoder | None = None) -> None:
        """`encoder`: the one that `fitted` was fitted with; that of this machine where none is given."""
        self._fitted = fitted
        self._model = SharedModel(fitted.weights)
        self._rows = None if fitted.meaning is None else PackedUnits(np.asarray(fitted.meaning.rows))
        self._wording = Wording.of(release.vocabulary)
        self._encoder = (encoder or find_encoder()) if fitted.meaning is not None else None
        self._spelling = Spelling(fitted.counts, self._wording.protected, release.vocabulary.everyday)

    @property
    def fitted(self) -> AlarmFit:
        """What was learnt, to be saved."""
        return self._fitted

    def hear(self, text: str) -> Hearing:
        """What is heard in a message. Never raises; about 2 ms, most of it the encoder's."""
        readings = self.readings(said(text, self._wording))
        if not readings:
            return Hearing(self._fitted.kinds[0], 0.0)
        heard = [
            Hearing(kind, chance * certainty)
            for (kind, chance), certainty in zip(self._heard(readings), (1.0, _MENDED), strict=False)
        ]
        return max(heard, key=lambda x: x.probability)

    def readings(self, words: Sequence[str]) -> list[list[str]]:
        """The words of a message, as `said` gives them, and the same with slips mended towards the words of the sentences: a
        cry is typed in haste."""
        words = list(words[:_LONGEST])
        mended = self._spelling.repair(words)
        return [words, mended] if mended != words else [words] if words else []

    def _heard(self, readings: Sequence[list[str]]) -> Iterator[tuple[str, float]]:
        meaning, near = self._fitted.meaning, None
        if meaning is not None and self._rows is not None and self._encoder is not None:
            vectors = self._encoder.few([" ".join(words) for words in readings])
            near = self._rows.products(meaning.place(vectors))
        scores = self._model.scores([self._fitted.index.features(words) for words in readings], near)
        chances = self._fitted.calibration.probability(_proof(scores))
        for score, chance in zip(scores, chances.tolist(), strict=True):
            yield self._fitted.kinds[int(score[:-1].argmax())], chance


def said(text: str, wording: Wording) -> list[str]:
    """The words of a message, chat words written out; nothing is stripped or mended, a cry may stand in any of them."""
    return [word for stretch in sentences(readable(text), wording) for word in stretch][:_LONGEST]


def fit_alarm(release: Release) -> AlarmFit | None:
    """The alarm of a release; None where it has too few examples of some kind to learn from."""
    wording = Wording.of(release.vocabulary)
    kinds = (*release.dangers, NO_DANGER)
    place = {kind: i for i, kind in enumerate(kinds)}
    rows = [(place[kind], hard, said(text, wording)) for kind, hard, text in _examples(release)]
    rows = sorted((x for x in rows if x[2]), key=lambda x: x[0])
    label = np.array([x[0] for x in rows], np.int64)
    if not release.danger_examples or len(set(label.tolist())) < len(kinds):
        return None
    words = [x[2] for x in rows]
    index, encoder = NgramIndex.fit(words), find_encoder()
    meaning = Meaning.fit(encoder.vectors([" ".join(x) for x in words])) if encoder else None
    fitted = fit_weights(
        index, np.eye(len(kinds), dtype=np.float32)[label], label, 0, DANGERS, meaning, entries=False
    )
    danger, hard = label != place[NO_DANGER], np.array([x[1] for x in rows])
    proof = _proof(fitted.held_out.own)
    told = danger | hard
    calibration = calibrate(proof[told], danger[told], proof[~told])
    heard = calibration.probability(proof) >= 0.5
    return AlarmFit(
        kinds,
        index,
        meaning,
        fitted.weights,
        calibration,
        float(heard[danger].mean()),
        float(heard[told & ~danger].mean()) if (told & ~danger).any() else 0.0,
        Counter(word for example in release.danger_examples for word in said(example.text, wording)),
    )


def _examples(release: Release) -> Iterator[tuple[str, bool, str]]:
    """(kind, is it a sentence chosen because it is hard, text)."""
    for example in release.danger_examples:
        yield example.kind, True, example.text
    near = {q for kind in release.dangers.values() for q in kind.questions}
    everyday = [
        text
        for question in release.questions.values()
        if question.id not in near and question.country is None
        for texts in question.texts.values()
        for text in texts.ask
    ]
    everyday += [text for talk in release.small_talk.values() for x in talk.texts.values() for text in x.say]
    for text in everyday[::_EVERYDAY]:
        yield NO_DANGER, False, text


def _proof(scores: Floats) -> Numbers:
    """What speaks for danger in each row of scores: the best kind, its rival, and no danger."""
    ranked = np.sort(scores[:, :-1], axis=1)
    best, second, none = ranked[:, -1], ranked[:, -2], scores[:, -1]
    return np.column_stack([best, none, best - none, second]).astype(np.float64)


def alarm_arrays(fitted: AlarmFit) -> dict[str, NDArray[Any]]:
    """What is saved of an alarm."""
    arrays: dict[str, NDArray[Any]] = {
        "kinds": packed(list(fitted.kinds)),
        "words": packed(list(fitted.counts)),
        "counts": np.array(list(fitted.counts.values()), np.int32),
        "weights": fitted.weights.letters,
        "center": fitted.calibration.center,
        "scale": fitted.calibration.scale,
        "logistic": fitted.calibration.weights,
        "figures": np.array([fitted.recall, fitted.alarms]),
    }
    arrays |= {f"index_{k}": v for k, v in fitted.index.without_rows().items()}
    if fitted.meaning is not None and fitted.weights.meaning is not None:
        arrays |= {f"meaning_{k}": v for k, v in fitted.meaning.arrays().items()}
        arrays["dual"] = fitted.weights.meaning
    return arrays


def alarm_of(arrays: Mapping[str, NDArray[Any]]) -> AlarmFit:
    """What `alarm_arrays` gave."""
    meaning = part_of(arrays, "meaning_")
    recall, alarms = (float(x) for x in arrays["figures"])
    return AlarmFit(
        tuple(unpacked(arrays["kinds"])),
        NgramIndex(part_of(arrays, "index_")),
        Meaning.of(meaning) if meaning else None,
        Weights(arrays["weights"], arrays["dual"] if meaning else None, DANGERS),
        Calibration(arrays["center"], arrays["scale"], arrays["logistic"]),
        recall,
        alarms,
        dict(zip(unpacked(arrays["words"]), arrays["counts"].tolist(), strict=True)),
    )
