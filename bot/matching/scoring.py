"""Scores a text against everything that was learnt: the shared model, and the part of the country it is asked in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.calibration import EVIDENCE, evidence
from bot.matching.likeness import QUESTIONS
from bot.matching.local import LocalModel, LocalRows
from bot.matching.meaning import Meaning
from bot.matching.ngrams import Floats, Ints, NgramIndex
from bot.matching.ridge import Weights

MOST_CANDIDATES = 5  # questions whose phrasings are compared one by one


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the index and the encoder see it."""

    ids: Ints  # its features
    weight: Floats  # and their weights
    spread: Floats  # the same over all features
    near: (
        Floats | None
    )  # its nearness in meaning to the phrasings looked at, 0 for the others; None without an encoder


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
        self._index, self._meaning, self._labels, self._weights = index, meaning, labels, weights
        self._parts, self._local, self._questions = parts, local, questions
        self._rows: dict[str, LocalRows] = {}  # laid out when a country is first asked about
        self._shared = min((start for start, _ in parts.values()), default=len(labels))
        self._own = {
            c: np.unique(labels[a:b][labels[a:b] > labels[: self._shared].max()])
            for c, (a, b) in parts.items()
        }

    def text(self, words: list[str], vector: Floats | None, *countries: str | None) -> Text:
        """The text of `words`, whose meaning is `vector`, to be asked in `countries`."""
        ids, weight = self._index.features(words)
        return self._as_text(ids, weight, vector, countries)

    def likeliest(self, texts: Sequence[list[str]], most: int) -> list[list[str]]:
        """The `most` texts that ask most clearly by their letters alone, in their order: a quick look before a full one."""
        best = [float(self._weights.by_letters(*self._index.features(x)).max(initial=0.0)) for x in texts]
        chosen = sorted(range(len(texts)), key=lambda i: -best[i])[:most]
        return [texts[i] for i in sorted(chosen)]

    def row(self, row: int, country: str | None) -> Text:
        """A phrasing as if it were asked in `country`."""
        ids, weight = self._index.row(row)
        placed = None if self._meaning is None else self._meaning.rows[row]
        return self._as_text(ids, weight, placed, (country,), placed=True)

    def _as_text(
        self,
        ids: Ints,
        weight: Floats,
        vector: Floats | None,
        countries: tuple[str | None, ...],
        *,
        placed: bool = False,
    ) -> Text:
        spread = self._index.spread(ids, weight)
        if self._meaning is None or vector is None:
            return Text(ids, weight, spread, None)
        point = vector if placed else self._meaning.place(vector[None])[0]
        near = np.zeros(len(self._labels), np.float32)
        near[: self._shared] = self._meaning.rows[: self._shared] @ point
        for country in countries:
            if country is not None and country in self._parts:
                start, stop = self._parts[country]
                near[start:stop] = self._meaning.rows[start:stop] @ point
        return Text(ids, weight, spread, near)

    def view(self, country: str | None) -> Floats:
        """What can be asked in `country`: 0 for each such question, -inf for the others."""
        scores = np.full(self._questions, -np.inf, np.float32)
        scores[: self._weights.letters.shape[1]] = 0.0
        if country in self._own:
            scores[self._own[country]] = 0.0
        return scores

    def scores(self, text: Text, country: str | None) -> Floats:
        """The score of each question as asked in `country`; -inf where it cannot be asked there."""
        scores = self.view(country)
        shared = self._weights.letters.shape[1]
        scores[:shared] = self._weights.scores(text.ids, text.weight, text.near)
        if country is not None:
            self.add_local(scores, text, country)
        return scores

    def add_own(self, scores: Floats, text: Text, country: str, less: float) -> None:
        """Lets the own questions of `country` in, `less` taken from their scores: the country is only guessed."""
        if country in self._own:
            there = self.view(country)
            self.add_local(there, text, country)
            scores[self._own[country]] = there[self._own[country]] - less

    def add_local(self, scores: Floats, text: Text, country: str) -> None:
        """Adds what the country's part of the model says to the scores of all questions."""
        model = self._local.get(country)
        if model is None:
            return
        if country not in self._rows:
            self._rows[country] = LocalRows(self._index, model.rows)
        letters = self._rows[country].similarities(text.spread)
        near = None if text.near is None else text.near[model.rows]
        model.add_to(scores, QUESTIONS.combined(letters, near))

    def weigh(
        self, text: Text, scores: Floats, country: str | None, *, without: int | None = None
    ) -> tuple[list[int], NDArray[np.float64]]:
        """The best questions by `scores` and the evidence for each. `without`: a phrasing that must not be compared."""
        order = np.argsort(-scores)[: MOST_CANDIDATES + 1]
        order = order[np.isfinite(scores[order])]
        best = [int(q) for q in order[:MOST_CANDIDATES]]
        if not best:
            return [], np.zeros((0, EVIDENCE))
        nearest = np.array([self._nearest(text, q, country, without) for q in best])
        top = scores[order].astype(float)
        rival = np.full(len(best), top[0])
        rival[0] = top[1] if len(top) > 1 else 0.0
        return best, evidence(top[: len(best)], rival, nearest[:, 0], nearest[:, 1])

    def _nearest(
        self, text: Text, question: int, country: str | None, without: int | None
    ) -> tuple[float, float]:
        """How near the nearest phrasing of a question is, in letters and in meaning."""
        letters = meaning = 0.0
        places = [(0, self._shared)]
        if country is not None and country in self._parts:
            places.append(self._parts[country])
        for start, stop in places:
            first, last = (
                start + int(x) for x in np.searchsorted(self._labels[start:stop], (question, question + 1))
            )
            if first == last:
                continue
            near = self._index.similarities(text.spread, first, last)
            about = np.zeros(last - first) if text.near is None else text.near[first:last].copy()
            if without is not None and first <= without < last:
                near[without - first] = about[without - first] = 0.0
            letters, meaning = max(letters, float(near.max())), max(meaning, float(about.max()))
        return letters, meaning
