"""The closed forms give what leaving out and fitting again would give."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.ngrams import NgramIndex
from bot.matching.ridge import PENALTY, fit_weights

TEXTS = [
    "como pido asilo", "pedir asilo ya", "solicitud de asilo", "quiero pedir refugio", "donde pido el refugio",
    "permiso de trabajo", "quiero trabajar con permiso", "permiso para trabajar", "trabajo legal permiso",
    "escuela de mi hijo", "inscribir hijo escuela", "escuela para mi hija", "cupo en la escuela",
]  # fmt: skip
LABEL = np.array([0] * 5 + [1] * 4 + [2] * 4)
TARGET = np.eye(3)[LABEL]


@pytest.fixture(scope="module")
def index() -> NgramIndex:
    return NgramIndex.fit([t.split() for t in TEXTS])


@pytest.fixture(scope="module")
def kernel(index: NgramIndex) -> np.ndarray:
    dense = np.stack([index.spread(*index.row(i)) for i in range(index.size)]).astype(float)
    kernel = dense @ dense.T
    np.fill_diagonal(kernel, 1.0)
    return kernel


def refitted(kernel: np.ndarray, left_out: np.ndarray, row: int) -> np.ndarray:
    kept = np.setdiff1d(np.arange(len(kernel)), left_out)
    dual = np.linalg.solve(kernel[np.ix_(kept, kept)] + PENALTY * np.eye(len(kept)), TARGET[kept])
    return kernel[row, kept] @ dual


@pytest.mark.parametrize("first", [0, 5, 9])
def test_leaving_one_phrasing_out_is_exact(index: NgramIndex, kernel: np.ndarray, first: int) -> None:
    _, held_out = fit_weights(index, LABEL, 3, first)
    for at, row in enumerate(range(first, len(TEXTS))):
        assert held_out.own[at] == pytest.approx(refitted(kernel, np.array([row]), row), abs=1e-3)


@pytest.mark.parametrize("first", [0, 5])
def test_leaving_a_whole_question_out_is_exact(index: NgramIndex, kernel: np.ndarray, first: int) -> None:
    _, held_out = fit_weights(index, LABEL, 3, first)
    for at, row in enumerate(range(first, len(TEXTS))):
        expected = refitted(kernel, np.flatnonzero(LABEL[row] == LABEL), row)
        others = np.arange(3) != LABEL[row]
        assert held_out.entry[at][others] == pytest.approx(expected[others], abs=1e-3)
        assert held_out.entry[at][LABEL[row]] == -np.inf


def test_the_weights_score_a_new_question_as_the_kernel_would(index: NgramIndex, kernel: np.ndarray) -> None:
    weights, _ = fit_weights(index, LABEL, 3, 0)
    ids, weight = index.features(["quiero", "un", "permiso", "para", "trabajar"])
    dual = np.linalg.solve(kernel + PENALTY * np.eye(len(kernel)), TARGET)
    near = index.similarities(index.spread(ids, weight), 0, index.size)
    assert weight @ weights[ids].astype(float) == pytest.approx(near @ dual, abs=2e-3)


def test_a_large_base_gives_the_same_scores_as_a_small_block_size(
    index: NgramIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, held_whole = fit_weights(index, LABEL, 3, 5)
    monkeypatch.setattr("bot.matching.ridge._BLOCK", 4)
    monkeypatch.setattr("bot.matching.ridge._COMMON", 10)
    blocks, held_blocks = fit_weights(index, LABEL, 3, 5)
    assert blocks.astype(float) == pytest.approx(whole.astype(float), abs=2e-3)
    assert held_blocks.own == pytest.approx(held_whole.own, abs=1e-3)


def test_a_text_that_shares_nothing_is_kept_and_compared() -> None:
    index = NgramIndex.fit([["asilo"], ["asilo"], ["xyz"]])
    near = index.similarities(index.spread(*index.features(["xyz"])), 0, 3)
    assert near == pytest.approx([0, 0, 1], abs=1e-5)


def test_unknown_words_make_a_question_less_like_anything() -> None:
    index = NgramIndex.fit([["pedir", "asilo"], ["asilo", "ya"], ["permiso"]])

    def best(text: str) -> float:
        return float(index.similarities(index.spread(*index.features(text.split())), 0, 3).max())

    assert best("asilo") > best("asilo zzqqww") > 0
    assert best("zzqqww") == 0
