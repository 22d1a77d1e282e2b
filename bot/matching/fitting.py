"""Learns from a release all that understanding needs: the index, the weights, the calibration, the levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import LANGUAGES, Language, Release
from bot.matching.calibration import EVIDENCE, Calibration, calibrate, evidence, thresholds
from bot.matching.letters import LetterModel
from bot.matching.ngrams import Floats, Ints, NgramIndex
from bot.matching.normalise import Wording, readable, sentences, strip_fillers
from bot.matching.reading import Reader
from bot.matching.records import Thresholds
from bot.matching.ridge import HeldOut, fit_weights

MOST_CANDIDATES = 5  # questions whose phrasings are compared one by one
_MOST_HELD_OUT = 2600  # phrasings


@dataclass(frozen=True, slots=True)
class Fitted:
    """Everything that is learnt from a release; what the cache file holds."""

    counts: Mapping[Language, Mapping[str, int]]
    index: NgramIndex
    labels: NDArray[np.int64]  # the question of each phrasing, as its place in `questions`
    questions: tuple[str, ...]
    weights: NDArray[np.float16]  # features x questions
    calibration: Calibration
    thresholds: Thresholds
    loo_accuracy: float
    letters: LetterModel | None


def fit(release: Release, wrong_budget: float) -> Fitted:
    """Fits and calibrates. `wrong_budget`: the share of questions that may be answered wrongly."""
    with ThreadPoolExecutor(1) as beside:  # unpacking the letters takes a second of its own
        letters = beside.submit(LetterModel.load)
        return _fit_questions(release, wrong_budget, letters.result)


def _fit_questions(
    release: Release, wrong_budget: float, letters: Callable[[], LetterModel | None]
) -> Fitted:
    asked = phrasings(release)
    wording = Wording.of(release.vocabulary)
    plain = [(q, lang, strip_fillers(_flat(text, wording), wording)) for q, lang, text in asked]
    counts: dict[Language, Counter[str]] = {lang: Counter() for lang in LANGUAGES}
    for _, lang, words in plain:
        counts[lang].update(words)
    reader = Reader(release, counts)
    scored = [(q, words) for q, words in _asked(release, reader, plain) if words]
    questions, first = _in_order([q for q, _ in scored])
    place = {q: i for i, q in enumerate(questions)}
    scored.sort(key=lambda x: place[x[0]])
    labels = np.array([place[q] for q, _ in scored], np.int64)
    index = NgramIndex.fit([words for _, words in scored])
    weights, held_out = fit_weights(index, labels, len(questions), int(np.searchsorted(labels, first)))
    calibration, levels, accuracy = _calibrated(index, labels, held_out, wrong_budget)
    return Fitted(counts, index, labels, questions, weights, calibration, levels, accuracy, letters())


def _asked(
    release: Release, reader: Reader, plain: Sequence[tuple[str, Language, list[str]]]
) -> Iterator[tuple[str, list[str]]]:
    """The words that each phrasing asks with. Small talk about a place is left out: without its place it would ask
    what the knowledge answers ("asylum in Canada"), and the place alone tells that it is not covered."""
    for question, _, words in plain:
        masked = reader.places(words).masked
        if not masked or question not in release.small_talk:
            yield question, reader.asked(words, masked)


def _in_order(asked: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The questions, those that calibrate last, and where these begin: all of a small base, a sample of a large one."""
    ids = sorted(set(asked))
    step = -(-len(asked) // _MOST_HELD_OUT)
    sample = ids[::step]
    others = [q for q in ids if q not in set(sample)]
    return (*others, *sample), len(others)


def phrasings(release: Release) -> list[tuple[str, Language, str]]:
    """Every way people ask, titles included, with its question (or kind of small talk) and language."""
    asked = [
        (q.id, lang, text)
        for q in release.questions.values()
        for lang, texts in q.texts.items()
        for text in (texts.title, *texts.ask)
    ]
    return asked + [
        (s.id, lang, text)
        for s in release.small_talk.values()
        for lang, texts in s.texts.items()
        for text in texts.say
    ]


def _flat(text: str, wording: Wording) -> list[str]:
    return [w for stretch in sentences(readable(text), wording) for w in stretch]


def _calibrated(
    index: NgramIndex, labels: NDArray[np.int64], held_out: HeldOut, wrong_budget: float
) -> tuple[Calibration, Thresholds, float]:
    bounds = bounds_of(labels)
    known: list[NDArray[np.float64]] = []
    unknown: list[NDArray[np.float64]] = []
    right: list[bool] = []
    for row, (own, entry) in enumerate(zip(held_out.own, held_out.entry, strict=True), held_out.first):
        ids, weight = index.row(row)
        best, proof = weigh(index, bounds, ids, weight, own, row)
        known.append(proof[0])
        right.append(best[0] == int(labels[row]))
        unknown.extend(weigh(index, bounds, ids, weight, entry, None)[1][:1])
    inside, outside, good = np.array(known), np.array(unknown).reshape(-1, EVIDENCE), np.array(right)
    calibration = calibrate(inside, good, outside)
    levels = thresholds(calibration.probability(inside), good, calibration.probability(outside), wrong_budget)
    return calibration, levels, float(good.mean())


def weigh(
    index: NgramIndex,
    bounds: NDArray[np.int64],
    ids: Ints,
    weight: Floats,
    score: Floats,
    without: int | None,
) -> tuple[list[int], NDArray[np.float64]]:
    """The best questions by `score` and the evidence for each. `without`: a phrasing that must not be compared."""
    order = np.argsort(-score)[: MOST_CANDIDATES + 1]
    order = order[np.isfinite(score[order])]
    best = [int(q) for q in order[:MOST_CANDIDATES]]
    if not best:
        return [], np.zeros((0, EVIDENCE))
    question = index.spread(ids, weight)
    own = np.zeros(len(best))
    for i, q in enumerate(best):
        near = index.similarities(question, bounds[q], bounds[q + 1])
        if without is not None and bounds[q] <= without < bounds[q + 1]:
            near[without - bounds[q]] = 0.0
        own[i] = near.max()
    top = score[order].astype(float)
    rival = np.full(len(best), top[0])
    rival[0] = top[1] if len(top) > 1 else 0.0
    return best, evidence(top[: len(best)], rival, np.full(len(best), own.max()), own)


def bounds_of(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the phrasings of each question begin, and at the end their number. `labels` never go down."""
    return np.searchsorted(labels, np.arange(int(labels[-1]) + 2))
