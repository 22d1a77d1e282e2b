"""Understands one message: its language, the places it names, the questions it may be asking and how probably."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import LANGUAGES, Language, Release
from bot.matching import store
from bot.matching.calibration import Calibration, calibrate, evidence, thresholds
from bot.matching.follow_up import follow_up
from bot.matching.gazetteer import Gazetteer
from bot.matching.language import LanguageModel
from bot.matching.letters import LetterModel
from bot.matching.ngrams import Floats, Ints, NgramIndex
from bot.matching.normalise import LONG_MESSAGE, Wording, clauses, readable, sentences, strip_fillers
from bot.matching.places import read_places
from bot.matching.records import Candidate, Mention, Thresholds, Understanding
from bot.matching.ridge import HeldOut, fit_weights
from bot.matching.spelling import Spelling

MOST_CANDIDATES = 5  # questions whose phrasings are compared one by one
_CLAUSES_WEIGHED = 3
_TELLING = 0.25  # a clause whose best score is lower never reaches the level of an answer
_MOST_HELD_OUT = 2600  # phrasings
_TOPIC_BONUS = 0.02  # added to the score of the recent topic's questions
_NO_COUNTRY = 0.06  # taken from the score of one country's own questions while no country is known
_TOPIC_WORDS = 6  # only short messages lean on the topic


class Reader:
    """The words of a release: how its texts and people's messages are brought to the same form."""

    def __init__(self, release: Release, counts: Mapping[Language, Mapping[str, int]]) -> None:
        """`counts`: how often the phrasings of each language use a word."""
        self.wording = Wording.of(release.vocabulary)
        total = Counter(counts["es"]) + Counter(counts["en"])
        self.spelling = Spelling(total, self.wording.protected, release.vocabulary.everyday)
        self.gazetteer = Gazetteer(
            release.countries.values(), release.vocabulary.protected, self.spelling.knows
        )
        self.covered = frozenset(c.code for c in release.countries.values() if c.covered)

    def scored(self, words: Sequence[str]) -> tuple[Mention, frozenset[int], list[str]]:
        """What places `words` name, where, and the words left for the question, their slips mended."""
        places = read_places(words, self.gazetteer, self.covered)
        kept = [w for i, w in enumerate(words) if i not in places.masked]
        return places.mention, places.masked, self.spelling.repair(kept)


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


class Matcher:
    """Answers `understand` for one release. Build it with `fit` or `load`; it never changes afterwards.

    Safe to share between tasks of one thread: its only state beside the fit are bounded memories of words.
    """

    def __init__(self, release: Release, fitted: Fitted) -> None:
        self._fitted = fitted
        self._release = release.id
        self._reader = Reader(release, fitted.counts)
        self._language = LanguageModel(fitted.letters, fitted.counts)
        self._bounds = bounds_of(fitted.labels)
        self._small_talk = frozenset(release.small_talk)
        kept = {q: release.questions[q] for q in fitted.questions if q in release.questions}
        self._country = np.array([(kept[q].country or "") if q in kept else "" for q in fitted.questions])
        self._topic = np.array([kept[q].topic if q in kept else "" for q in fitted.questions])

    @property
    def thresholds(self) -> Thresholds:
        """Where `decide` cuts, computed from the knowledge alone."""
        return self._fitted.thresholds

    @property
    def loo_accuracy(self) -> float:
        """The share of phrasings whose question is found by a model that did not see them."""
        return self._fitted.loo_accuracy

    @classmethod
    def fit(cls, release: Release, *, wrong_budget: float = 0.02) -> Matcher:
        """The matcher of a release. `wrong_budget`: the share of questions that may be answered wrongly."""
        return cls(release, _fit(release, wrong_budget))

    def save(self, path: Path) -> None:
        """Writes the fitted parts to `path` (npz, no pickle), whole or not at all. Raises OSError."""
        store.save(path, self._release, self._fitted)

    @classmethod
    def load(cls, path: Path, release: Release) -> Matcher | None:
        """The matcher saved for this release by this code, else None: absent, damaged, of another release or code."""
        fitted = store.load(path, release)
        return cls(release, fitted) if fitted else None

    def understand(
        self, text: str, *, language: Language | None, country: str | None, topic: str | None = None
    ) -> Understanding:
        """Everything that can be told of `text`. Never raises; about 1 ms.

        `language`, `country` and `topic` are those of the conversation, None where not known.
        """
        seen = readable(text)
        stretches = sentences(seen, self._reader.wording)
        words = [w for stretch in stretches for w in stretch]
        guess = self._language.guess(words, " ".join(words), language)
        if not words:
            return Understanding(guess, Mention(None), (), (), None, "", empty=True)
        stripped = strip_fillers(words, self._reader.wording)
        mention, masked, scored = self._reader.scored(stripped)
        if len(words) != len(stripped):
            mention = read_places(words, self._reader.gazetteer, self._reader.covered).mention
        prior = self._prior(mention.asked or country, topic, len(stripped))
        candidates = self._candidates(*self._scores(scored, prior))
        second: tuple[Candidate, ...] = ()
        if len(stripped) > LONG_MESSAGE and candidates:
            parts = [self._reader.scored(part)[2] for part in clauses(stretches, self._reader.wording)]
            second = self._second_need(parts, prior, candidates[0].question)
        return Understanding(
            guess,
            mention,
            candidates,
            second,
            follow_up(stripped, masked, country_named=mention.asked is not None or bool(mention.others)),
            " ".join(stripped),
            empty=False,
        )

    def _prior(self, country: str | None, topic: str | None, words: int) -> Floats:
        """What is added to each question's score: -inf for the own questions of other countries."""
        prior = np.zeros(len(self._country), np.float32)
        elsewhere = (self._country != "") & (self._country != (country or ""))
        prior[elsewhere] = -_NO_COUNTRY if country is None else -np.inf
        if topic is not None and words <= _TOPIC_WORDS:
            prior[self._topic == topic] += _TOPIC_BONUS
        return prior

    def _scores(self, words: Sequence[str], prior: Floats) -> tuple[Ints, Floats, Floats]:
        ids, weight = self._fitted.index.features(words)
        return ids, weight, weight @ self._fitted.weights[ids].astype(np.float32) + prior

    def _candidates(self, ids: Ints, weight: Floats, score: Floats) -> tuple[Candidate, ...]:
        if not len(ids):
            return ()
        best, rows = weigh(self._fitted.index, self._bounds, ids, weight, score, None)
        probability = self._fitted.calibration.probability(rows)
        found = [
            Candidate(self._fitted.questions[q], float(p), self._fitted.questions[q] in self._small_talk)
            for q, p in zip(best, probability, strict=True)
        ]
        return tuple(sorted(found, key=lambda c: -c.probability))

    def _second_need(
        self, parts: Sequence[Sequence[str]], prior: Floats, first: str
    ) -> tuple[Candidate, ...]:
        """The candidates of the clause that most clearly asks something other than `first`; () if none does."""
        scored = [self._scores(part, prior) for part in parts]
        scored.sort(key=lambda x: -float(x[2].max()))
        found = [self._candidates(*x) for x in scored[:_CLAUSES_WEIGHED] if float(x[2].max()) > _TELLING]
        level = self._fitted.thresholds.answer
        others = [
            c
            for c in found
            if c and c[0].question != first and not c[0].small_talk and c[0].probability >= level
        ]
        return max(others, key=lambda c: c[0].probability, default=())


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


def _fit(release: Release, wrong_budget: float) -> Fitted:
    with ThreadPoolExecutor(1) as beside:  # unpacking the letters takes a second of its own
        letters = beside.submit(LetterModel.load)
        return _fit_questions(release, wrong_budget, letters.result)


def _fit_questions(
    release: Release, wrong_budget: float, letters: Callable[[], LetterModel | None]
) -> Fitted:
    phrasings = _phrasings(release)
    wording = Wording.of(release.vocabulary)
    plain = [(q, lang, strip_fillers(_flat(text, wording), wording)) for q, lang, text in phrasings]
    counts: dict[Language, Counter[str]] = {lang: Counter() for lang in LANGUAGES}
    for _, lang, words in plain:
        counts[lang].update(words)
    reader = Reader(release, counts)
    scored = [(q, reader.scored(words)[2]) for q, _, words in plain]
    scored = [(q, words) for q, words in scored if words]
    questions, first = _in_order([q for q, _ in scored])
    place = {q: i for i, q in enumerate(questions)}
    scored.sort(key=lambda x: place[x[0]])
    labels = np.array([place[q] for q, _ in scored], np.int64)
    index = NgramIndex.fit([words for _, words in scored])
    weights, held_out = fit_weights(index, labels, len(questions), int(np.searchsorted(labels, first)))
    calibration, levels, accuracy = _calibrated(index, labels, held_out, wrong_budget)
    return Fitted(
        counts, index, labels, questions, weights, calibration, levels, accuracy, letters()
    )


def _in_order(asked: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The questions, those that calibrate last, and where these begin: all of a small base, a sample of a large one."""
    ids = sorted(set(asked))
    step = -(-len(asked) // _MOST_HELD_OUT)
    sample = ids[::step]
    others = [q for q in ids if q not in set(sample)]
    return (*others, *sample), len(others)


def _phrasings(release: Release) -> list[tuple[str, Language, str]]:
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
    known, right, unknown = [], [], []
    for row, (own, entry) in enumerate(zip(held_out.own, held_out.entry, strict=True), held_out.first):
        ids, weight = index.row(row)
        best, proof = weigh(index, bounds, ids, weight, own, row)
        known.append(proof[0])
        right.append(best[0] == labels[row])
        unknown.append(weigh(index, bounds, ids, weight, entry, None)[1][0])
    inside, outside, good = np.array(known), np.array(unknown), np.array(right)
    calibration = calibrate(inside, good, outside)
    levels = thresholds(calibration.probability(inside), good, calibration.probability(outside), wrong_budget)
    return calibration, levels, float(good.mean())
