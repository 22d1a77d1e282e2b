"""Plain methods on the same messages in the same run: how much of the bot's score any matcher would have.

Each method ranks the questions that can be asked in the message's labelled country, by all phrasings known there (where no
country is labelled, by all there are). Texts are brought to plain words by the bot's own normaliser first, which helps them.
Libraries that are only needed here are imported here; where one is absent its rows say how to get it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.evaluation.figures import Point, Share, best_within, curve
from bot.evaluation.outcomes import Heard
from bot.evaluation.scoring import answer_curve
from bot.knowledge.records import Release
from bot.matching.fitting import phrasings
from bot.matching.normalise import Wording, normalise

WRONG_BUDGET = 0.02  # of the questions in scope
_FIRST = 3  # places in which the right question counts as found
_EPOCHS = 3
_PENALTY = 3e-6  # the penalty of the logistic regression
_FEATURES = 40_000  # of letters, and as many of words

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How one method did; or, in `missing`, the library that it lacks here."""

    name: str
    first: Share
    first_three: Share
    level: (
        Point | None
    )  # where wrong answers stay within WRONG_BUDGET, the level chosen on these very messages
    outside: Share  # of the messages out of scope, those answered at that level
    points: tuple[Point, ...] = ()
    seconds: float = 0.0
    missing: str | None = None

    @classmethod
    def absent(cls, name: str, library: str) -> Baseline:
        """A method whose library is not installed."""
        nothing = Share(0, 0)
        return cls(name, nothing, nothing, None, nothing, missing=f"not installed: pip install {library}")


@dataclass(frozen=True, slots=True)
class Trial:
    """The messages and the phrasings, brought to plain words, and what may be asked of each message."""

    asked: tuple[str, ...]  # the messages
    wanted: tuple[frozenset[str] | None, ...]  # None: out of scope
    texts: tuple[str, ...]  # the phrasings
    label: NDArray[np.int64]  # of each phrasing, its place in `questions`
    questions: tuple[str, ...]
    small_talk: tuple[bool, ...]  # of each question: it answers nothing, so it is neither right nor wrong
    open_rows: NDArray[np.bool_]  # messages x phrasings
    open_questions: NDArray[np.bool_]  # messages x questions

    @classmethod
    def of(cls, heard: Sequence[Heard], release: Release) -> Trial:
        """The covered messages and those out of scope."""
        asked = [h for h in heard if h.group in {"covered", "outside"}]
        wording = Wording.of(release.vocabulary)
        said = sorted(phrasings(release), key=lambda x: x.question)
        questions = tuple(dict.fromkeys(x.question for x in said))
        place = {question: i for i, question in enumerate(questions)}
        label = np.array([place[x.question] for x in said], np.int64)
        where = np.array([x.country or "" for x in said])
        own = {q.id: q.country or "" for q in release.questions.values()}
        home = np.array([own.get(question, "") for question in questions])
        countries = [h.case.country for h in asked]
        return cls(
            tuple(normalise(h.case.text, wording) for h in asked),
            tuple(h.wanted if h.group == "covered" else None for h in asked),
            tuple(normalise(x.text, wording) for x in said),
            label,
            questions,
            tuple(question in release.small_talk for question in questions),
            _open(where, countries),
            _open(home, countries),
        )

    def by_question(self, scores: Scores) -> Scores:
        """From scores of phrasings (messages x phrasings) to those of questions: their best one's."""
        allowed = np.where(self.open_rows, scores, -np.inf)
        starts = np.flatnonzero(np.r_[True, self.label[1:] != self.label[:-1]])
        return np.asarray(np.maximum.reduceat(allowed, starts, axis=1), np.float32)


def _open(where: NDArray[np.str_], countries: Sequence[str | None]) -> NDArray[np.bool_]:
    """What each message may ask: what belongs to no country or to its own; everything where its country is not told."""
    everywhere = where == ""
    rows = [everywhere | (where == c) if c else np.ones(len(where), bool) for c in countries]
    return np.array(rows).reshape(len(countries), len(where))


def measured(trial: Trial, seed: int) -> Iterator[Baseline]:
    """All baselines, one after the other: from a second to a minute each."""
    for name, library, method in METHODS:
        started = time.perf_counter()
        try:
            scores = method(trial, seed)
        except ImportError:
            yield Baseline.absent(name, library)
            continue
        yield judged(name, trial, scores, seed, time.perf_counter() - started)


def judged(name: str, trial: Trial, scores: Scores, seed: int, seconds: float = 0.0) -> Baseline:
    """The figures of a method from its scores: messages x questions, -inf for what cannot be asked."""
    shuffled = np.random.default_rng(seed).permutation(len(trial.questions))  # equal scores fall by chance
    first, three, scored, outside = [], [], [], []
    for row, wanted in zip(scores, trial.wanted, strict=True):
        order = shuffled[np.argsort(-row[shuffled], kind="stable")][:_FIRST]
        best = float(row[order[0]])
        if wanted is None:
            outside.append(-np.inf if trial.small_talk[order[0]] else best)
            continue
        found = [trial.questions[i] in wanted for i in order if np.isfinite(row[i])]
        first.append(bool(found and found[0]))
        three.append(any(found))
        if not trial.small_talk[order[0]]:
            scored.append((best, first[-1]))
    points = curve(scored, len(first))
    level = best_within(points, WRONG_BUDGET)
    return Baseline(
        name,
        Share.where(first),
        Share.where(three),
        level,
        Share.where(score >= level.level for score in outside),
        points,
        seconds,
    )


def the_bot(heard: Sequence[Heard]) -> Baseline:
    """The bot's own row, from its candidates for the same messages."""
    covered = [h for h in heard if h.group == "covered"]
    points = answer_curve(heard)
    level = best_within(points, WRONG_BUDGET)
    outside = [h for h in heard if h.group == "outside"]
    return Baseline(
        "Rumbo",
        Share.where(h.best_is_right for h in covered),
        Share.where(any(c.question in h.wanted for c in h.candidates[:_FIRST]) for h in covered),
        level,
        Share.where(
            h.best is not None and not h.best.small_talk and h.best.probability >= level.level
            for h in outside
        ),
        points,
    )


def _fuzzy(scorer: Any) -> Callable[[Trial, int], Scores]:
    def scores(trial: Trial, _seed: int) -> Scores:
        return trial.by_question(
            process.cdist(trial.asked, trial.texts, scorer=scorer, dtype=np.float32, workers=-1)
        )

    return scores


def _bm25(trial: Trial, _seed: int) -> Scores:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # importing it turns on its own chatter
    index = bm25s.BM25()
    index.index([text.split() for text in trial.texts], show_progress=False)
    nothing = np.zeros(len(trial.texts), np.float32)
    known = index.vocab_dict
    rows = [[word for word in text.split() if word in known] for text in trial.asked]
    found = [np.asarray(index.get_scores(words), np.float32) if words else nothing for words in rows]
    return trial.by_question(np.array(found))


def _letters(trial: Trial, _seed: int) -> Scores:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
    known = vectors.fit_transform(trial.texts)
    return trial.by_question((vectors.transform(trial.asked) @ known.T).toarray())


def _logistic(trial: Trial, seed: int) -> Scores:
    """One question against the rest, fitted by stochastic descent: hundreds of questions would take others an hour."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_union

    settings = {"sublinear_tf": True, "max_features": _FEATURES, "dtype": np.float32}
    vectors = make_union(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **settings),
        TfidfVectorizer(ngram_range=(1, 2), analyzer="word", **settings),
    )
    known = vectors.fit_transform(trial.texts)
    model = SGDClassifier(loss="log_loss", alpha=_PENALTY, max_iter=_EPOCHS, tol=None, random_state=seed)
    model.fit(known, trial.label)
    likely = model.predict_proba(vectors.transform(trial.asked)).reshape(len(trial.asked), -1)
    scores = np.full(trial.open_questions.shape, -np.inf)
    scores[:, model.classes_] = likely
    scores[~trial.open_questions] = -np.inf
    return np.asarray(scores, np.float32)


METHODS: tuple[tuple[str, str, Callable[[Trial, int], Scores]], ...] = (
    ("rapidfuzz WRatio, nearest phrasing", "rapidfuzz", _fuzzy(fuzz.WRatio)),
    ("rapidfuzz token_set_ratio, nearest phrasing", "rapidfuzz", _fuzzy(fuzz.token_set_ratio)),
    ("BM25, nearest phrasing", "bm25s", _bm25),
    ("char TF-IDF (2–5 letters), nearest phrasing", "scikit-learn", _letters),
    ("logistic regression, char + word TF-IDF", "scikit-learn", _logistic),
)
