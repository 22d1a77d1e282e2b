"""How probably a message tells of danger, learnt from the sentences of danger_examples.yaml and danger_tests.yaml.

It stands beside the rules of danger.yaml, which always speak first: it hears what no rule foresaw, and tells a cry from a
question that only uses its words. Everyday phrasings of the knowledge are its examples of no danger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import NO_DANGER, Release
from bot.matching.calibration import Calibration, Numbers, calibrate
from bot.matching.encoder import Encoder, find_encoder
from bot.matching.likeness import DANGERS
from bot.matching.meaning import Meaning
from bot.matching.ngrams import Floats, NgramIndex
from bot.matching.normalise import Wording, readable, sentences
from bot.matching.ridge import Weights, fit_weights
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


@dataclass(frozen=True, slots=True)
class Hearing:
    """The likeliest kind of danger in a message, and how probable any danger is."""

    kind: str
    probability: float


class Alarm:
    """The fitted alarm over one release's words. Never changes; safe to share."""

    def __init__(self, release: Release, fitted: AlarmFit) -> None:
        self._fitted = fitted
        self._wording = Wording.of(release.vocabulary)
        self._encoder: Encoder | None = find_encoder() if fitted.meaning is not None else None
        examples = (word for x in release.danger_examples for word in said(x.text, self._wording))
        everyday = release.vocabulary.everyday
        self._spelling = Spelling(Counter(examples), self._wording.protected, everyday)

    @property
    def fitted(self) -> AlarmFit:
        """What was learnt, to be saved."""
        return self._fitted

    def hear(self, text: str) -> Hearing:
        """What is heard in a message. Never raises; about 2 ms, most of it the encoder's."""
        words = said(text, self._wording)
        if not words:
            return Hearing(self._fitted.kinds[0], 0.0)
        mended = self._spelling.repair(
            words
        )  # slips mended towards the words of the sentences: a cry is typed in haste
        heard = self._hear(words)
        if mended == words:
            return heard
        again = self._hear(mended)
        return max(
            heard, replace(again, probability=_MENDED * again.probability), key=lambda x: x.probability
        )

    def _hear(self, words: list[str]) -> Hearing:
        ids, weight = self._fitted.index.features(words)
        meaning, near = self._fitted.meaning, None
        if meaning is not None and self._encoder is not None:
            near = meaning.nearness(meaning.place(self._encoder.vector(" ".join(words))[None])[0])
        score = self._fitted.weights.scores(ids, weight, near)
        probability = self._fitted.calibration.probability(_proof(score[None]))[0]
        return Hearing(self._fitted.kinds[int(score[:-1].argmax())], float(probability))


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
    """What is saved of an alarm, texts apart (`kinds` and the index's features)."""
    arrays: dict[str, NDArray[Any]] = {
        "weights": fitted.weights.letters,
        "center": fitted.calibration.center,
        "scale": fitted.calibration.scale,
        "logistic": fitted.calibration.weights,
        "figures": np.array([fitted.recall, fitted.alarms]),
    }
    arrays |= {f"index_{k}": v for k, v in fitted.index.without_rows().items()}
    if fitted.meaning is not None and fitted.weights.meaning is not None:
        arrays |= {f"meaning_{k}": v for k, v in fitted.meaning.arrays().items()}
        arrays["dual"] = fitted.weights.meaning.astype(np.float16)
    return arrays


def alarm_of(kinds: Sequence[str], features: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> AlarmFit:
    """What `alarm_arrays` gave."""
    meaning = {k.removeprefix("meaning_"): v for k, v in arrays.items() if k.startswith("meaning_")}
    index = {k.removeprefix("index_"): v for k, v in arrays.items() if k.startswith("index_")}
    return AlarmFit(
        tuple(kinds),
        NgramIndex(features, index),
        Meaning.of(meaning) if meaning else None,
        Weights(arrays["weights"], arrays["dual"].astype(np.float32) if meaning else None, DANGERS),
        Calibration(arrays["center"], arrays["scale"], arrays["logistic"]),
        *(float(x) for x in arrays["figures"]),
    )
