"""Scores a text against everything that was learnt: the shared model, and the part of the country it is asked in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.calibration import EVIDENCE, Numbers, evidence
from bot.matching.local import LocalModel, LocalScorer
from bot.matching.meaning import Meaning
from bot.matching.ngrams import Floats, Ints, NgramIndex
from bot.matching.packed import PackedUnits
from bot.matching.ridge import SharedModel, Weights

MOST_CANDIDATES = 5  # questions whose phrasings are compared one by one
LEAST_SHARE = (
    0.2  # of the best score; what has less was never probable enough to be offered (0.08 at most, measured)
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the index and the encoder see it."""

    ids: Ints  # its features
    weight: Floats  # and their weights
    near: (
        Floats | None
    )  # its nearness in meaning to the phrasings looked at, 0 for the others; None without an encoder


@dataclass(frozen=True, slots=True)
class _Country:
    """A country's part of the model, and where its phrasings stand in the space of meaning."""

    model: LocalScorer
    rows: PackedUnits | None


class Scorer:
    """Holds the models; scores texts."""

    def __init__(
        self,
        index: NgramIndex,
        meaning: Meaning | None,
        labels: NDArray[np.int64],
        questions: int,
        weights: Weights,
        parts: Mapping[str, tuple[int, int]],
        local: Mapping[str, LocalModel],
    ) -> None:
        self._index, self._meaning, self._labels = index, meaning, labels
        self._model = SharedModel(weights)
        self._parts, self._local, self._questions = parts, local, questions
        self._shared = min((start for start, _ in parts.values()), default=len(labels))
        self._rows = None if meaning is None else PackedUnits(meaning.rows[: self._shared])
        self._countries: dict[str, _Country] = {}  # those that were asked about
        self._own = {
            c: np.unique(labels[a:b][labels[a:b] > labels[: self._shared].max()])
            for c, (a, b) in parts.items()
        }

    def texts(
        self, texts: Sequence[list[str]], vectors: Floats | None, countries: Collection[str]
    ) -> list[Text]:
        """The texts of lists of words, whose meanings are the rows of `vectors`, to be asked in `countries`."""
        features = [self._index.features(words) for words in texts]
        if self._meaning is None or vectors is None:
            return [Text(ids, weight, None) for ids, weight in features]
        near = self._near(self._meaning.place(vectors), countries)
        return [Text(ids, weight, row) for (ids, weight), row in zip(features, near, strict=True)]

    def likeliest(self, texts: Sequence[list[str]], most: int) -> list[list[str]]:
        """The `most` texts that ask most clearly by their letters alone, in their order: a quick look before a full one."""
        if len(texts) <= most:
            return list(texts)
        best = [float(self._model.by_letters(*self._index.features(x)).max(initial=0.0)) for x in texts]
        chosen = sorted(range(len(texts)), key=lambda i: -best[i])[:most]
        return [texts[i] for i in sorted(chosen)]

    def row(self, row: int, country: str | None) -> Text:
        """A phrasing as if it were asked in `country`."""
        ids, weight = self._index.row(row)
        if self._meaning is None:
            return Text(ids, weight, None)
        near = self._near(self._meaning.rows[row : row + 1], [country] if country else [])
        return Text(ids, weight, near[0])

    def _near(self, placed: Floats, countries: Collection[str]) -> Floats:
        """The nearness of placed vectors to the shared phrasings and to those of `countries`, a row each."""
        near = np.zeros((len(placed), len(self._labels)), np.float32)
        if self._rows is not None:
            near[:, : self._shared] = self._rows.products(placed)
        for country in countries:
            rows = self._country(country).rows if country in self._parts else None
            if rows is not None:
                near[:, slice(*self._parts[country])] = rows.products(placed)
        return near

    def _country(self, country: str) -> _Country:
        """What is known of a country, kept in memory once it was asked about."""
        known = self._countries.get(country)
        if known is None:
            part = slice(*self._parts[country])
            rows = None if self._meaning is None else PackedUnits(self._meaning.rows[part])
            known = self._countries[country] = _Country(LocalScorer(self._local[country]), rows)
        return known

    def view(self, country: str | None) -> Floats:
        """What can be asked in `country`: 0 for each such question, -inf for the others."""
        scores = np.full(self._questions, -np.inf, np.float32)
        scores[: self._model.letters.shape[1]] = 0.0
        if country in self._own:
            scores[self._own[country]] = 0.0
        return scores

    def scores(self, texts: Sequence[Text], country: str | None) -> Floats:
        """The score of each question as asked in `country`, a row a text; -inf where it cannot be asked there."""
        scores = np.tile(self.view(country), (len(texts), 1))
        shared = self._model.letters.shape[1]
        scores[:, :shared] = self._model.scores(
            [(x.ids, x.weight) for x in texts], _near_of(texts, slice(self._shared))
        )
        if country is not None:
            self.add_local(scores, texts, country)
        return scores

    def add_own(self, scores: Floats, text: Text, country: str, less: float) -> None:
        """Lets the own questions of `country` into the `scores` of one text, `less` taken from them: the country is only
        guessed."""
        if country in self._own:
            there = self.view(country)[None]
            self.add_local(there, [text], country)
            scores[self._own[country]] = there[0, self._own[country]] - less

    def add_local(self, scores: Floats, texts: Sequence[Text], country: str) -> None:
        """Adds what the country's part of the model says to the scores of all questions, a row a text."""
        if country not in self._local:
            return
        model = self._country(country).model
        model.add_to(scores, [(x.ids, x.weight) for x in texts], _near_of(texts, model.rows))

    def weigh(
        self,
        text: Text,
        scores: Floats,
        country: str | None,
        *,
        share: float = LEAST_SHARE,
        without: int | None = None,
    ) -> tuple[list[int], NDArray[np.float64]]:
        """The best questions by `scores` and the evidence for each. `share`: what of the best score a question must have;
        `without`: a phrasing that must not be compared."""
        order = np.argsort(-scores)[: MOST_CANDIDATES + 1]
        order = order[np.isfinite(scores[order])]
        top = scores[order].astype(float)
        best = [int(q) for q, score in zip(order, top, strict=True) if score >= min(top[0], share * top[0])]
        best = best[:MOST_CANDIDATES]
        if not best:
            return [], np.zeros((0, EVIDENCE))
        letters, meaning = self._nearest(text, best, country, without)
        rival = np.full(len(best), top[0])
        rival[0] = top[1] if len(top) > 1 else 0.0
        return best, evidence(top[: len(best)], rival, letters, meaning)

    def _nearest(
        self, text: Text, questions: Sequence[int], country: str | None, without: int | None
    ) -> tuple[Numbers, Numbers]:
        """How near the nearest phrasing of each question is, in letters and in meaning."""
        spans = [(self._span(q, 0, self._shared), at) for at, q in enumerate(questions)]
        if country is not None and country in self._parts:
            spans += [(self._span(q, *self._parts[country]), at) for at, q in enumerate(questions)]
        spans = [(span, at) for span, at in spans if span[0] < span[1]]
        rows = np.concatenate([np.arange(*span) for span, _ in spans])
        near = self._index.similarities(text.ids, text.weight, [span for span, _ in spans])
        about = np.zeros(len(rows), np.float32) if text.near is None else text.near[rows]
        if without is not None:
            near[rows == without] = about[rows == without] = 0.0
        begins = np.cumsum([0, *(last - first for (first, last), _ in spans)])[:-1]
        whose = np.array([at for _, at in spans])
        letters, meaning = np.zeros(len(questions)), np.zeros(len(questions))
        np.maximum.at(letters, whose, np.maximum.reduceat(near, begins))
        np.maximum.at(meaning, whose, np.maximum.reduceat(about, begins))
        return letters, meaning

    def _span(self, question: int, start: int, stop: int) -> tuple[int, int]:
        """Where the phrasings of a question stand among those from `start` to before `stop`."""
        first, last = np.searchsorted(self._labels[start:stop], (question, question + 1)).tolist()
        return start + first, start + last


def _near_of(texts: Sequence[Text], rows: slice | NDArray[np.int64]) -> Floats | None:
    near = [x.near[rows] for x in texts if x.near is not None]
    return np.stack(near) if near else None
