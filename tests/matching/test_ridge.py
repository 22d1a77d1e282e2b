"""The closed forms give what leaving out and fitting again would give, with letters alone and with meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from bot.matching.encoder import SIZE
from bot.matching.likeness import QUESTIONS, Kernel, alike
from bot.matching.meaning import Meaning
from bot.matching.ngrams import NgramIndex
from bot.matching.ridge import Fit, SharedModel, fit_weights, solve_held_out

TEXTS = [
    "como pido asilo", "pedir asilo ya", "solicitud de asilo", "quiero pedir refugio", "donde pido el refugio",
    "permiso de trabajo", "quiero trabajar con permiso", "permiso para trabajar", "trabajo legal permiso",
    "escuela de mi hijo", "inscribir hijo escuela", "escuela para mi hija", "cupo en la escuela",
]  # fmt: skip
NOT_LEARNT = [
    "brevete azul",
    "sacar brevete",
    "trabajo en casa",
]  # in the index only, as the phrasings of one country are
LABEL = np.array([0] * 5 + [1] * 4 + [2] * 4)
TARGET = np.eye(3, dtype=np.float32)[LABEL]
KERNEL = Kernel(letters=0.5, sharpness=2.0, penalty=0.2)


@dataclass(frozen=True)
class Base:
    """An index, a made-up meaning of each of its phrasings or none, and their likeness, computed plainly."""

    index: NgramIndex
    meaning: Meaning | None
    likeness: np.ndarray  # of the phrasings that are learnt from

    def fit(self, first: int = 0, *, entries: bool = True) -> Fit:
        return fit_weights(self.index, TARGET, LABEL, first, KERNEL, self.meaning, entries=entries)

    @property
    def raised(self) -> float:
        return KERNEL.raised_by(self.meaning)

    def refitted(self, left_out: np.ndarray, row: int) -> np.ndarray:
        """What `row` scores by a model that was fitted without `left_out`."""
        kept = np.setdiff1d(np.arange(len(LABEL)), left_out)
        among = self.likeness[np.ix_(kept, kept)] + self.raised * np.eye(len(kept))
        return self.likeness[row, kept] @ np.linalg.solve(among, TARGET[kept])


@pytest.fixture(scope="module", params=["letters", "letters and meaning"])
def base(request: pytest.FixtureRequest) -> Base:
    index = NgramIndex.fit([t.split() for t in (*TEXTS, *NOT_LEARNT)])
    size = len(TEXTS)
    dense = np.stack([index.spread(*index.row(i)) for i in range(size)]).astype(float)
    letters = dense @ dense.T
    np.fill_diagonal(letters, 1.0)
    if request.param == "letters":
        return Base(index, None, letters)
    random = np.random.default_rng(7)
    meaning = Meaning.fit(random.normal(size=(index.size, SIZE)).astype(np.float32))
    near = (meaning.rows[:size] @ meaning.rows[:size].T).astype(float)
    return Base(index, meaning, KERNEL.letters * letters + np.exp(KERNEL.sharpness * (near - 1)))


@pytest.mark.parametrize("first", [0, 5, 9])
def test_leaving_one_phrasing_out_is_exact(base: Base, first: int) -> None:
    held_out = base.fit(first).held_out
    assert held_out.first == first
    for at, row in enumerate(range(first, len(TEXTS))):
        assert held_out.own[at] == pytest.approx(base.refitted(np.array([row]), row), abs=1e-3)


@pytest.mark.parametrize("first", [0, 5])
def test_leaving_a_whole_question_out_is_exact(base: Base, first: int) -> None:
    held_out = base.fit(first).held_out
    for at, row in enumerate(range(first, len(TEXTS))):
        expected = base.refitted(np.flatnonzero(LABEL[row] == LABEL), row)
        others = np.arange(3) != LABEL[row]
        assert held_out.entry[at][others] == pytest.approx(expected[others], abs=1e-3)
        assert held_out.entry[at][LABEL[row]] == -np.inf


def test_without_whole_questions_the_rest_is_the_same(base: Base) -> None:
    whole, less = base.fit(), base.fit(entries=False)
    assert less.held_out.own == pytest.approx(whole.held_out.own)
    assert less.dual == pytest.approx(whole.dual)


def test_the_weights_score_a_new_question_as_the_kernel_would(base: Base) -> None:
    ids, weight = base.index.features(["quiero", "un", "permiso", "para", "trabajar"])
    letters = base.index.similarities(ids, weight, [(0, base.index.size)])
    near = None
    if base.meaning is not None:
        point = np.random.default_rng(8).normal(size=(1, SIZE)).astype(np.float32)
        near = base.meaning.place(point) @ base.meaning.rows.T
    raised = base.likeness + base.raised * np.eye(len(LABEL))
    likeness = KERNEL.combined(letters, None if near is None else near[0])[: len(LABEL)]
    expected = likeness @ np.linalg.solve(raised, TARGET)
    learnt = None if near is None else near[:, : len(LABEL)]
    model = SharedModel(base.fit().weights)
    assert model.scores([(ids, weight)], learnt)[0] == pytest.approx(expected, abs=1e-2)


def test_phrasings_that_are_not_learnt_from_weigh_nothing(base: Base) -> None:
    fitted = base.fit()
    seen = {int(x) for row in range(len(TEXTS)) for x in base.index.row(row)[0]}
    only_elsewhere = [x for x in range(len(base.index.idf)) if x not in seen]
    assert only_elsewhere
    assert not fitted.weights.letters[only_elsewhere].any()
    assert len(fitted.dual) == len(TEXTS)


def test_a_large_base_gives_the_same_scores_as_a_small_block_size(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = base.fit(5)
    monkeypatch.setattr("bot.matching.ridge._BLOCK", 4)
    monkeypatch.setattr("bot.matching.ridge._CHUNK", 7)
    monkeypatch.setattr("bot.matching.likeness._BLOCK", 3)
    monkeypatch.setattr("bot.matching.likeness._COMMON", 10)
    blocks = base.fit(5)
    assert blocks.weights.letters.astype(float) == pytest.approx(
        whole.weights.letters.astype(float), abs=2e-3
    )
    assert blocks.dual == pytest.approx(whole.dual, abs=1e-3)
    assert blocks.held_out.own == pytest.approx(whole.held_out.own, abs=1e-3)
    others = np.isfinite(whole.held_out.entry)
    assert blocks.held_out.entry[others] == pytest.approx(whole.held_out.entry[others], abs=1e-3)


def test_the_likeness_of_phrasings_is_their_letters_and_their_meaning_in_one(base: Base) -> None:
    rows, others = np.array([2, 0, 12]), np.array([1, 6, 7, 11])
    found = alike(base.index, base.meaning, KERNEL, rows, others)
    assert found == pytest.approx(base.likeness[np.ix_(rows, others)], abs=1e-5)


# ---- the small model of one country: its phrasings first, then shared ones that hold it in place ---------------


@pytest.mark.parametrize("own", [4, 9, 13])
def test_a_small_model_leaves_one_phrasing_out_exactly(base: Base, own: int) -> None:
    _, left_out, _ = solve_held_out(base.likeness, TARGET, LABEL[:own], base.raised)
    assert left_out.shape == (own, 3)
    for row in range(own):
        assert left_out[row] == pytest.approx(base.refitted(np.array([row]), row), abs=1e-4)


@pytest.mark.parametrize("own", [4, 9, 13])
def test_a_small_model_leaves_a_whole_question_out_exactly(base: Base, own: int) -> None:
    """Only its first rows are left out: the shared phrasings of the question stay where they are."""
    _, _, without = solve_held_out(base.likeness, TARGET, LABEL[:own], base.raised)
    for row in range(own):
        members = np.flatnonzero(LABEL[:own] == LABEL[row])
        assert without[row] == pytest.approx(base.refitted(members, row), abs=1e-4)


def test_a_small_model_solves_and_leaves_what_it_was_given_as_it_was(base: Base) -> None:
    before = base.likeness.copy()
    dual, _, _ = solve_held_out(base.likeness, TARGET, LABEL, base.raised)
    raised = base.likeness + base.raised * np.eye(len(LABEL))
    assert raised @ dual == pytest.approx(TARGET, abs=1e-4)
    assert (base.likeness == before).all()


# ---- the kernel and the index --------------------------------------------------------------------------------


def test_without_an_encoder_the_likeness_is_that_of_letters() -> None:
    letters = np.array([0.0, 0.25, 1.0], np.float32)
    assert QUESTIONS.combined(letters, None) is letters
    assert QUESTIONS.most(None) == 1.0


def test_meaning_adds_at_most_one_and_grows_with_nearness() -> None:
    letters = np.zeros(5, np.float32)
    found = KERNEL.combined(letters, np.array([-1.0, 0.0, 0.5, 0.9, 1.0], np.float32))
    assert (np.diff(found) > 0).all()
    assert found[-1] == pytest.approx(1.0)
    assert 0 < found[0] < 0.05
    same = KERNEL.combined(np.ones(1, np.float32), np.ones(1, np.float32))
    assert same == pytest.approx(KERNEL.most(Meaning.fit(np.eye(4, SIZE, dtype=np.float32))))


def test_a_text_that_shares_nothing_is_kept_and_compared() -> None:
    index = NgramIndex.fit([["asilo"], ["asilo"], ["xyz"]])
    near = index.similarities(*index.features(["xyz"]), [(0, 3)])
    assert near == pytest.approx([0, 0, 1], abs=1e-5)


def test_unknown_words_make_a_question_less_like_anything() -> None:
    index = NgramIndex.fit([["pedir", "asilo"], ["asilo", "ya"], ["permiso"]])

    def best(text: str) -> float:
        return float(index.similarities(*index.features(text.split()), [(0, 3)]).max())

    assert best("asilo") > best("asilo zzqqww") > 0
    assert best("zzqqww") == 0
