"""What one country adds to the shared model: its own questions, and its own words for the shared ones.

The shared model never sees a country's phrasings. For each country a small model learns what is left: on that country's
phrasings, what is right less what the shared model says; on the shared phrasings near them, nothing. Where the country is
known, both are added. So a country can grow without changing what is understood elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.likeness import QUESTIONS, Rows, alike
from bot.matching.meaning import Meaning
from bot.matching.ngrams import Floats, Ints, NgramIndex
from bot.matching.packed import PackedRows
from bot.matching.ridge import solve_held_out

_NEAREST = 3  # shared phrasings that each phrasing of the country is held against
_MOST_ANCHORS = 800  # more find no more of what is left out (measured), and cost time
_MOST_NARROW = 1 << 16  # rows whose numbers fit into two bytes
_LEAST_USES = 2  # phrasings of a country before a word can tell it
_TELLING = 0.7  # share of all uses
_LETTERS = ("begin", "row", "value")
_SHARED_USE = 0.5  # a shared phrasing that uses the word counts half: it may only name an example


@dataclass(frozen=True, slots=True)
class LocalRows:
    """Rows of the index by feature: a text is compared with all of them through the features it has."""

    begin: Ints  # where each feature begins in the other two; one longer
    row: NDArray[Any]  # whole numbers of two or four bytes
    value: NDArray[np.float16]

    @classmethod
    def of(cls, index: NgramIndex, rows: Rows) -> LocalRows:
        """`rows` of the index, numbered from 0."""
        spans = [index.row(int(i)) for i in rows]
        feature = np.concatenate([ids for ids, _ in spans])
        order = np.argsort(feature, kind="stable")
        uses = np.bincount(feature, minlength=len(index.idf))
        row = np.repeat(np.arange(len(rows)), [len(ids) for ids, _ in spans])[order]
        value = np.concatenate([value for _, value in spans])[order]
        narrow = np.uint16 if len(rows) <= _MOST_NARROW else np.int32
        return cls(
            np.concatenate([[0], np.cumsum(uses)]).astype(np.int32),
            row.astype(narrow),
            value.astype(np.float16),
        )

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """What is saved, in the order of the fields."""
        return self.begin, self.row, self.value

    def similarities(self, ids: Ints, weight: Floats, size: int) -> Floats:
        """The cosine in letters of a text, given by its features and their weights, with each of `size` rows."""
        end = self.begin[1:][ids]
        length = end - self.begin[ids]
        at = np.repeat(end - np.cumsum(length), length) + np.arange(length.sum())
        found = np.bincount(self.row[at], self.value[at] * np.repeat(weight, length), size)
        return np.asarray(found, np.float32)


@dataclass(frozen=True, slots=True)
class LocalModel:
    """The fitted part of one country."""

    rows: Rows  # the phrasings it rests on: the country's own, then shared ones
    dual: Floats  # rows x `columns`
    columns: NDArray[np.int64]  # the questions that it moves
    letters: LocalRows  # the same phrasings in letters

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved."""
        own: dict[str, NDArray[Any]] = {"rows": self.rows, "dual": self.dual, "columns": self.columns}
        return own | dict(zip(_LETTERS, self.letters.arrays(), strict=True))

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> LocalModel:
        """What `arrays` gave."""
        letters = LocalRows(*(arrays[name] for name in _LETTERS))
        return cls(arrays["rows"], arrays["dual"], arrays["columns"], letters)


class LocalScorer:
    """A country's part of the model in memory, ready to score texts: about 2 MB."""

    def __init__(self, model: LocalModel) -> None:
        """`model` may still stand in its file."""
        self.rows = np.asarray(model.rows)
        self._columns = np.asarray(model.columns)
        self._dual = PackedRows(np.asarray(model.dual).T)
        self._letters = LocalRows(*(np.asarray(x) for x in model.letters.arrays()))

    def add_to(self, scores: Floats, features: Sequence[tuple[Ints, Floats]], near: Floats | None) -> None:
        """Adds to the `scores` of all questions, a row a text. `features`: of each text; `near`: its nearness in meaning to
        each of `rows`, where there is an encoder."""
        letters = np.stack([self._letters.similarities(*of, len(self.rows)) for of in features])
        scores[:, self._columns] += self._dual.products(QUESTIONS.combined(letters, near))


@dataclass(frozen=True, slots=True)
class HeldOutLocal:
    """What the country's own phrasings score, its part of the model fitted without them or without their question."""

    own: Floats  # phrasings of the country x all questions
    entry: Floats


def fit_local(
    index: NgramIndex,
    meaning: Meaning | None,
    part: slice,
    labels: NDArray[np.int64],
    questions: int,
    shared: Floats,
) -> tuple[LocalModel, HeldOutLocal]:
    """The model of the country whose phrasings stand at `part`.

    `labels`: the question of every phrasing. `shared`: the dual weights of the shared model, whose phrasings stand first and
    whose questions are the first columns.
    """
    own = np.arange(part.start, part.stop)
    base = len(shared)
    likeness = alike(index, meaning, QUESTIONS, own, np.arange(base))
    said = np.zeros((len(own), questions), np.float32)  # what the shared model says
    said[:, : shared.shape[1]] = likeness @ shared
    target = -said
    target[np.arange(len(own)), labels[own]] += 1
    columns = np.unique(np.concatenate([np.flatnonzero(np.abs(target).max(axis=0) > 0.05), labels[own]]))
    nearest = np.unique(np.argpartition(-likeness, _NEAREST, axis=1)[:, :_NEAREST])
    anchors = nearest[:: -(-len(nearest) // _MOST_ANCHORS)]
    rows = np.concatenate([own, anchors])
    wanted = np.zeros((len(rows), len(columns)), np.float32)
    wanted[: len(own)] = target[:, columns]
    dual, left, entry = solve_held_out(
        alike(index, meaning, QUESTIONS, rows, rows), wanted, labels[own], QUESTIONS.raised_by(meaning)
    )
    one, whole = said.copy(), said.copy()
    one[:, columns] += left
    whole[:, columns] += entry
    whole[np.arange(len(own)), labels[own]] = -np.inf
    return LocalModel(rows, dual, columns, LocalRows.of(index, rows)), HeldOutLocal(one, whole)


def telling_words(texts: Sequence[tuple[str | None, Sequence[str]]]) -> Mapping[str, frozenset[str]]:
    """Word -> the one country whose phrasings use it far more than all others. `texts`: (country or None, words) of each."""
    everywhere: Counter[str] = Counter()
    where: dict[str, Counter[str]] = {}
    for country, words in texts:
        for word in set(words):
            if country is None:
                everywhere[word] += 1
            else:
                where.setdefault(word, Counter())[country] += 1
    found = {}
    for word, uses in where.items():
        country, most = uses.most_common(1)[0]
        if most >= _LEAST_USES and most >= _TELLING * (uses.total() + everywhere[word] * _SHARED_USE):
            found[word] = frozenset((country,))
    return found
