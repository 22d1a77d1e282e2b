"""Learns from a release all that understanding needs: the index, the weights, the calibration, the levels.

The phrasings that hold everywhere make the shared model; what one country adds is learnt on top (local.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import LANGUAGES, Language, Release
from bot.matching.alarm import AlarmFit, fit_alarm
from bot.matching.calibration import EVIDENCE, Calibration, Numbers, calibrate, thresholds
from bot.matching.encoder import Encoder, find_encoder
from bot.matching.letters import LetterModel
from bot.matching.likeness import QUESTIONS
from bot.matching.local import HeldOutLocal, LocalModel, fit_local, telling_words
from bot.matching.meaning import Meaning
from bot.matching.ngrams import Floats, NgramIndex
from bot.matching.normalise import Wording, readable, sentences, strip_fillers
from bot.matching.reading import Reader
from bot.matching.records import Thresholds
from bot.matching.ridge import Fit, Weights, fit_weights
from bot.matching.scoring import Scorer, Text

_MOST_HELD_OUT = 2600  # phrasings of the shared model
_HELD_OUT_OF_EACH = 120  # phrasings of each country


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask a question. `country`: where it is asked so, None for everywhere."""

    question: str
    language: Language
    text: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """A phrasing that, left out of the fit, was given to another question."""

    question: str  # under which it stands
    taken_for: str
    probability: float
    words: str  # as they were read


@dataclass(frozen=True, slots=True)
class Fitted:
    """Everything that is learnt from a release; what the cache file holds."""

    counts: Mapping[Language, Mapping[str, int]]
    index: NgramIndex  # the shared phrasings first, then country by country
    meaning: Meaning | None  # None without an encoder
    labels: NDArray[np.int64]  # the question of each phrasing, as its place in `questions`
    questions: tuple[str, ...]  # the shared ones first
    weights: Weights  # of the shared model
    parts: Mapping[str, tuple[int, int]]  # where each country's phrasings stand
    local: Mapping[str, LocalModel]
    telling: Mapping[str, frozenset[str]]  # words of one country's phrasings alone
    calibration: Calibration
    thresholds: Thresholds
    found: Mapping[
        str, tuple[int, int]
    ]  # of a question's left-out phrasings: how many found it, how many there were
    answered: tuple[int, int, int]  # left-out phrasings answered rightly, wrongly, of how many, at the levels
    confused: tuple[Confusion, ...]  # left-out phrasings that were given to another question
    letters: LetterModel | None
    alarm: AlarmFit | None
    encoder: Encoder | None

    @property
    def loo_accuracy(self) -> float:
        """The share of left-out phrasings whose question was found."""
        return sum(right for right, _ in self.found.values()) / max(
            1, sum(of for _, of in self.found.values())
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrasing brought to the words that it asks with."""

    question: str
    words: list[str]
    country: str | None


def fit(release: Release, wrong_budget: float) -> Fitted:
    """Fits and calibrates. `wrong_budget`: the share of questions that may be answered wrongly."""
    with ThreadPoolExecutor(1) as beside:  # unpacking the letters takes a second of its own
        letters = beside.submit(LetterModel.load)
        return _fit_questions(release, wrong_budget, letters.result)


def _fit_questions(
    release: Release, wrong_budget: float, letters: Callable[[], LetterModel | None]
) -> Fitted:
    wording = Wording.of(release.vocabulary)
    plain = [(x, strip_fillers(_flat(x.text, wording), wording)) for x in phrasings(release)]
    counts: dict[Language, Counter[str]] = {lang: Counter() for lang in LANGUAGES}
    for x, words in plain:
        counts[x.language].update(words)
    asked = [x for x in _asked(release, Reader(release, counts), plain) if x.words]
    layout = _Layout.of(asked)
    index = NgramIndex.fit([x.words for x in layout.asked])
    encoder = find_encoder()
    meaning = Meaning.fit(encoder.vectors([" ".join(x.words) for x in layout.asked])) if encoder else None
    shared = _fit_shared(index, meaning, layout)
    local: dict[str, LocalModel] = {}
    left_out: dict[str, HeldOutLocal] = {}
    for country, (start, stop) in layout.parts.items():
        local[country], left_out[country] = fit_local(
            index, meaning, slice(start, stop), layout.labels, len(layout.questions), shared.dual
        )
    scorer = Scorer(index, meaning, layout.labels, len(layout.questions), shared.weights, layout.parts, local)
    tried = _Trial(scorer, layout, shared, left_out).tried(wrong_budget)
    telling = telling_words([(x.country, x.words) for x in layout.asked])
    return Fitted(
        counts,
        index,
        meaning,
        layout.labels,
        layout.questions,
        shared.weights,
        layout.parts,
        local,
        telling,
        tried.calibration,
        tried.thresholds,
        tried.found,
        tried.answered,
        tried.confused,
        letters(),
        fit_alarm(release),
        encoder,
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """The phrasings in the order of the index: shared ones by question, the sample to calibrate on last; then by country."""

    asked: list[Asked]
    questions: tuple[str, ...]
    labels: NDArray[np.int64]
    parts: dict[str, tuple[int, int]]
    shared: int  # phrasings
    sample: int  # the first shared phrasing to calibrate on

    @classmethod
    def of(cls, asked: Sequence[Asked]) -> _Layout:
        everywhere = [x for x in asked if x.country is None]
        questions, first = _in_order([x.question for x in everywhere])
        own = sorted({x.question for x in asked}.difference(questions))
        questions = (*questions, *own)
        place = {q: i for i, q in enumerate(questions)}
        everywhere.sort(key=lambda x: place[x.question])
        ordered, parts = everywhere, {}
        for country in sorted({x.country for x in asked if x.country}):
            mine = sorted((x for x in asked if x.country == country), key=lambda x: place[x.question])
            parts[country] = (len(ordered), len(ordered) + len(mine))
            ordered = [*ordered, *mine]
        labels = np.array([place[x.question] for x in ordered], np.int64)
        size = len(everywhere)
        return cls(ordered, questions, labels, parts, size, int(np.searchsorted(labels[:size], first)))


def _fit_shared(index: NgramIndex, meaning: Meaning | None, layout: _Layout) -> Fit:
    labels = layout.labels[: layout.shared]
    target = np.zeros((len(labels), int(labels.max()) + 1), np.float32)
    target[np.arange(len(labels)), labels] = 1
    return fit_weights(index, target, labels, layout.sample, QUESTIONS, meaning)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What asking left-out phrasings showed."""

    calibration: Calibration
    thresholds: Thresholds
    found: dict[str, tuple[int, int]]
    answered: tuple[int, int, int]
    confused: tuple[Confusion, ...]


@dataclass(frozen=True, slots=True)
class _Trial:
    """Asks phrasings of models that did not see them, to learn what scores are worth."""

    scorer: Scorer
    layout: _Layout
    shared: Fit
    left_out: Mapping[str, HeldOutLocal]

    def tried(self, wrong_budget: float) -> _Tried:
        """What asking them showed."""
        known: list[NDArray[np.float64]] = []
        unknown: list[NDArray[np.float64]] = []
        got: list[tuple[int, int]] = []  # (phrasing, question it was given to)
        for row, country, text, own, entry in self._cases():
            best, proof = self.scorer.weigh(text, own, country, without=row)
            known.append(proof[0])
            got.append((row, best[0]))
            unknown.extend(self.scorer.weigh(text, entry, country, without=row)[1][:1])
        inside, outside = np.array(known), np.array(unknown).reshape(-1, EVIDENCE)
        right = np.array([question == self.layout.labels[row] for row, question in got])
        calibration = calibrate(inside, right, outside)
        probability = calibration.probability(inside)
        levels = thresholds(probability, right, calibration.probability(outside), wrong_budget)
        sure = probability >= levels.answer
        answered = (int((sure & right).sum()), int((sure & ~right).sum()), len(right))
        return _Tried(calibration, levels, self._found(got), answered, self._confused(got, probability))

    def _found(self, got: Sequence[tuple[int, int]]) -> dict[str, tuple[int, int]]:
        names, labels = self.layout.questions, self.layout.labels
        tries = Counter(names[labels[row]] for row, _ in got)
        right = Counter(names[question] for row, question in got if question == labels[row])
        return {question: (right[question], of) for question, of in sorted(tries.items())}

    def _confused(self, got: Sequence[tuple[int, int]], probability: Numbers) -> tuple[Confusion, ...]:
        names, labels = self.layout.questions, self.layout.labels
        found = [
            Confusion(names[labels[row]], names[question], float(p), " ".join(self.layout.asked[row].words))
            for (row, question), p in zip(got, probability, strict=True)
            if question != labels[row]
        ]
        return tuple(sorted(found, key=lambda x: -x.probability))

    def _cases(self) -> Iterator[tuple[int, str | None, Text, Floats, Floats]]:
        """(phrasing, where it is asked, text, its scores without it, its scores without its question)."""
        held_out = self.shared.held_out
        views = (None, *self.layout.parts)
        for at, (own, entry) in enumerate(zip(held_out.own, held_out.entry, strict=True)):
            row, country = held_out.first + at, views[at % len(views)]
            text = self.scorer.row(row, country)
            yield row, country, text, self._seen(own, text, country), self._seen(entry, text, country)
        for country, scores in self.left_out.items():
            start, stop = self.layout.parts[country]
            for row in range(start, stop, max(1, (stop - start) // _HELD_OUT_OF_EACH)):
                text, view = self.scorer.row(row, country), self.scorer.view(country)
                yield row, country, text, scores.own[row - start] + view, scores.entry[row - start] + view

    def _seen(self, shared: Floats, text: Text, country: str | None) -> Floats:
        """The scores of all questions from those of the shared model, as they are seen in `country`."""
        scores = self.scorer.view(country)
        scores[: len(shared)] = shared
        if country is not None:
            self.scorer.add_local(scores[None], [text], country)
        return scores


def _asked(release: Release, reader: Reader, plain: Sequence[tuple[Phrasing, list[str]]]) -> Iterator[Asked]:
    """The words that each phrasing asks with. Small talk about a place is left out: without its place it would ask
    what the knowledge answers ("asylum in Canada"), and the place alone tells that it is not covered."""
    for x, words in plain:
        masked = reader.places(words).masked
        if not masked or x.question not in release.small_talk:
            yield Asked(x.question, reader.asked(words, masked), x.country)


def _in_order(asked: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The questions, those that calibrate last, and where these begin: all of a small base, a sample of a large one."""
    ids = sorted(set(asked))
    step = -(-len(asked) // _MOST_HELD_OUT)
    sample = ids[::step]
    others = [q for q in ids if q not in set(sample)]
    return (*others, *sample), len(others)


def phrasings(release: Release) -> list[Phrasing]:
    """Every way people ask: titles included, then how they ask in one country only, then small talk."""
    asked = [
        Phrasing(q.id, language, text, q.country)
        for q in release.questions.values()
        for language, texts in q.texts.items()
        for text in (texts.title, *texts.ask)
    ]
    asked += [
        Phrasing(entry.question, language, text, entry.country)
        for entry in release.entries.values()
        for language, ask in entry.also_asked.items()
        for text in ask
        if entry.question in release.questions
    ]
    return asked + [
        Phrasing(s.id, language, text)
        for s in release.small_talk.values()
        for language, texts in s.texts.items()
        for text in texts.say
    ]


def _flat(text: str, wording: Wording) -> list[str]:
    return [w for stretch in sentences(readable(text), wording) for w in stretch]
