"""Understands one message: its language, the places it names, the questions it may be asking and how probably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np

from bot.knowledge.records import Language, Release
from bot.matching import store
from bot.matching.fitting import MOST_CANDIDATES, Fitted, bounds_of, fit, weigh
from bot.matching.follow_up import follow_up
from bot.matching.language import LanguageModel
from bot.matching.ngrams import Floats, Ints
from bot.matching.normalise import LONG_MESSAGE, clauses, readable, sentences, without_fillers
from bot.matching.reading import Reader
from bot.matching.records import Candidate, Mention, Thresholds, Understanding

_CLAUSES_WEIGHED = 3
_CLAUSE_SHARE = 0.3  # how often a clear clause of an unclear story is its main question
_TELLING = 0.25  # a clause whose best score is lower never reaches the level of an answer
_TOPIC_BONUS = 0.02  # added to the score of the recent topic's questions
_NO_COUNTRY = 0.06  # taken from the score of one country's own questions while no country is known
_TOPIC_WORDS = 6  # only short messages lean on the topic


class Matcher:
    """Answers `understand` for one release. Build it with `fit` or `load`; it never changes afterwards.

    Safe to share between tasks of one thread: its only state beside the fit are bounded memories of words.
    """

    def __init__(self, release: Release, fitted: Fitted) -> None:
        self._fitted = fitted
        self._key = store.matching_key(release)
        self._reader = Reader(release, fitted.counts)
        self._language = LanguageModel(fitted.letters, fitted.counts)
        self._bounds = bounds_of(fitted.labels)
        self._small_talk = frozenset(release.small_talk)
        kept = {q: release.questions[q] for q in fitted.questions if q in release.questions}
        self._country = np.array([(kept[q].country or "") if q in kept else "" for q in fitted.questions])
        self._topic = np.array([kept[q].topic if q in kept else "" for q in fitted.questions])
        self._gone = np.array([q not in kept and q not in self._small_talk for q in fitted.questions])

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
        return cls(release, fit(release, wrong_budget))

    def save(self, path: Path) -> None:
        """Writes the fitted parts to `path` (npz, no pickle), whole or not at all. Raises OSError."""
        store.save(path, self._key, self._fitted)

    @classmethod
    def load(cls, path: Path, release: Release, *, older: bool = False) -> Matcher | None:
        """The matcher saved for releases that ask the same, by this code; None where the file is absent or damaged.

        `older`: a fit of other phrasings will do, until this release has its own.
        """
        fitted = store.load(path, None if older else store.matching_key(release))
        return cls(release, fitted) if fitted else None

    @staticmethod
    def key(release: Release) -> str:
        """The same for all releases that one fit serves: a name for its file."""
        return store.matching_key(release)

    def over(self, release: Release) -> Matcher:
        """The same fit over another release, until that one is fitted: its new questions are not known yet."""
        return Matcher(release, self._fitted)

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
        places = self._reader.places(words)
        core = without_fillers(words, self._reader.wording)
        stripped = words[core]
        masked = frozenset(i - core.start for i in places.masked)
        prior = self._prior(places.mention.asked or country, topic, len(stripped))
        candidates = self._candidates(*self._scores(self._reader.asked(stripped, masked), prior))
        second: tuple[Candidate, ...] = ()
        if len(stripped) > LONG_MESSAGE and candidates:
            second = self._second_need(self._clauses(stretches, places.masked), prior, candidates[0].question)
            candidates = _with_clause(candidates, second)
        named = places.mention.asked is not None or bool(places.mention.others)
        return Understanding(
            guess,
            places.mention,
            candidates,
            second,
            follow_up(stripped, masked, country_named=named),
            " ".join(stripped),
            empty=False,
        )

    def _clauses(self, stretches: Sequence[Sequence[str]], masked: frozenset[int]) -> list[list[str]]:
        place = count()
        asked = [self._reader.asked([w for w in x if next(place) not in masked], ()) for x in stretches]
        return clauses(asked, self._reader.wording)

    def _prior(self, country: str | None, topic: str | None, words: int) -> Floats:
        """What is added to each question's score: -inf for the own questions of other countries."""
        prior = np.zeros(len(self._country), np.float32)
        elsewhere = (self._country != "") & (self._country != (country or ""))
        prior[elsewhere] = -_NO_COUNTRY if country is None else -np.inf
        prior[self._gone] = -np.inf
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


def _with_clause(whole: tuple[Candidate, ...], clause: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates of a story of which one clause asks something clearly: that, and the story's own best, are offered."""
    if not clause:
        return whole
    share = clause[0].probability * _CLAUSE_SHARE
    best = replace(whole[0], probability=max(whole[0].probability, share))
    named = {c.question: c for c in (best, replace(clause[0], probability=share))}
    rest = [c for c in whole if c.question not in named or c.probability > named[c.question].probability]
    found = {**named, **{c.question: c for c in rest}}
    return tuple(sorted(found.values(), key=lambda c: -c.probability)[:MOST_CANDIDATES])
