"""Understands one message: its language, the places it names, the questions it may be asking and how probably."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from bot.knowledge.records import Language, Release
from bot.matching import store
from bot.matching.alarm import Alarm
from bot.matching.fitting import Fitted, fit
from bot.matching.follow_up import follow_up
from bot.matching.language import LanguageModel
from bot.matching.ngrams import Floats
from bot.matching.normalise import LONG_MESSAGE, clauses, readable, sentences, without_fillers
from bot.matching.reading import Reader
from bot.matching.records import Candidate, Mention, Thresholds, Understanding
from bot.matching.scoring import LEAST_SHARE, MOST_CANDIDATES, Scorer, Text

_CLAUSE_SHARE = 0.3  # how often a clear clause of an unclear story is its main question
NO_COUNTRY = 0.06  # taken from the score of one country's own questions while no country is known
_CLAUSE_SCORE = 0.35  # a clause that scores less asks nothing clearly: of 2,300 such, the surest was 0.65
_CLAUSE_LEAST = 0.6  # of its best score: of a clause, only what it asks most clearly is wanted
_CLAUSES_WEIGHED = 2  # of a long message, beside the whole
_MOST_GUESSED = 2  # countries
_TOPIC_BONUS = 0.02  # added to the score of the recent topic's questions
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
        self._scorer = Scorer(
            fitted.index,
            fitted.meaning,
            fitted.labels,
            len(fitted.questions),
            fitted.weights,
            fitted.parts,
            fitted.local,
        )
        self._small_talk = frozenset(release.small_talk)
        kept = {q: release.questions[q] for q in fitted.questions if q in release.questions}
        self._release = release  # looked at by those who explain
        self._encoder = fitted.encoder if fitted.meaning is not None else None
        self._alarm = Alarm(release, fitted.alarm, self._encoder) if fitted.alarm else None
        self._topic = np.array([kept[q].topic if q in kept else "" for q in fitted.questions])
        self._gone = np.array([q not in kept and q not in self._small_talk for q in fitted.questions])

    @property
    def alarm(self) -> Alarm | None:
        """What hears danger beside the rules; None where the knowledge has too few examples."""
        return self._alarm

    @property
    def thresholds(self) -> Thresholds:
        """Where `decide` cuts, computed from the knowledge alone."""
        return self._fitted.thresholds

    @property
    def loo_accuracy(self) -> float:
        """The share of phrasings whose question is found by a model that did not see them."""
        return self._fitted.loo_accuracy

    @classmethod
    def fit(cls, release: Release, *, wrong_budget: float = 0.03) -> Matcher:
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
        """Everything that can be told of `text`. Never raises; about 3 ms, with what the alarm will hear.

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
        where = _where(places.mention, country)
        scene = _Scene(where, topic if len(stripped) <= _TOPIC_WORDS else None)
        texts = [self._reader.asked(stripped, masked)]
        if len(stripped) > LONG_MESSAGE:
            parts = [part for part in self._clauses(stretches, places.masked) if part != texts[0]]
            texts += self._scorer.likeliest(parts, _CLAUSES_WEIGHED)
        candidates, *of_clauses = self._ask(scene, texts, words)
        second: tuple[Candidate, ...] = ()
        if candidates and of_clauses:
            second = self._second_need(of_clauses, candidates[0].question)
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

    def _ask(
        self, scene: _Scene, texts: Sequence[list[str]], words: Sequence[str]
    ) -> list[tuple[Candidate, ...]]:
        """The candidates of each text, best first; () for one that shares no letters with the knowledge.

        `words`: of the whole message. The alarm will listen to them next: they are encoded together with the texts.
        """
        guessed = [self._guessed(x) if scene.country is None else () for x in texts]
        countries = {*([scene.country] if scene.country else ()), *(c for some in guessed for c in some)}
        found = self._scorer.texts(texts, self._vectors(texts, words), countries)
        scores = self._scorer.scores(found, scene.country)
        asked: list[tuple[Candidate, ...]] = []
        for at, of in enumerate(zip(found, scores, guessed, strict=True)):
            besides = asked[0][0].question if at and asked[0] else None
            asked.append(
                self._candidates(scene, *of, clause=at > 0, besides=besides) if len(of[0].ids) else ()
            )
        return asked

    def _vectors(self, texts: Sequence[list[str]], words: Sequence[str]) -> Floats | None:
        if self._encoder is None:
            return None
        readings = self._alarm.readings(words) if self._alarm else []
        return self._encoder.few([" ".join(x) for x in (*texts, *readings)])[: len(texts)]

    def _candidates(
        self,
        scene: _Scene,
        text: Text,
        score: Floats,
        guessed: tuple[str, ...],
        *,
        clause: bool,
        besides: str | None,
    ) -> tuple[Candidate, ...]:
        """`besides`: what the whole message asks: a clause that asks just that is looked at no further."""
        for country in guessed:
            self._scorer.add_own(score, text, country, NO_COUNTRY)
        score[self._gone] = -np.inf
        if scene.topic is not None:
            score[self._topic == scene.topic] += _TOPIC_BONUS
        if clause and (score.max() < _CLAUSE_SCORE or self._fitted.questions[int(score.argmax())] == besides):
            return ()
        there = scene.country or next(iter(guessed), None)
        share = _CLAUSE_LEAST if clause else LEAST_SHARE
        best, rows = self._scorer.weigh(text, score, there, share=share)
        if not best:
            return ()
        probability = self._fitted.calibration.probability(rows)
        found = [
            Candidate(self._fitted.questions[q], float(p), self._fitted.questions[q] in self._small_talk)
            for q, p in zip(best, probability, strict=True)
        ]
        return tuple(sorted(found, key=lambda c: -c.probability))

    def _guessed(self, words: Sequence[str]) -> tuple[str, ...]:
        """The countries whose phrasings alone use words of this text, at most two: their own questions may be meant."""
        hits = Counter(country for word in words for country in self._fitted.telling.get(word, ()))
        return tuple(country for country, _ in hits.most_common(_MOST_GUESSED))

    def _second_need(self, of_clauses: Sequence[tuple[Candidate, ...]], first: str) -> tuple[Candidate, ...]:
        """The candidates of the clause that most clearly asks something other than `first`; () if none does."""
        level = self._fitted.thresholds.answer
        others = [
            c
            for c in of_clauses
            if c and c[0].question != first and not c[0].small_talk and c[0].probability >= level
        ]
        return max(others, key=lambda c: c[0].probability, default=())


def _where(mention: Mention, country: str | None) -> str | None:
    """The country whose own questions may be meant: the one asked about, else the person's, else a likely one."""
    if mention.going and country is not None:
        return country
    return mention.asked or country or mention.likely


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the conversation adds to a text: the country it is asked in, and the topic it is likely to go on with."""

    country: str | None
    topic: str | None


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
