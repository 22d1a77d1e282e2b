"""The space of meaning: texts keep their nearness in it, whatever is saved and read again."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.encoder import SIZE
from bot.matching.meaning import DIRECTIONS, Meaning, likeness

VECTORS = np.random.default_rng(3).normal(size=(40, SIZE)).astype(np.float32)


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return Meaning.fit(VECTORS)


def test_each_phrasing_is_a_row_of_length_one(meaning: Meaning) -> None:
    assert meaning.rows.shape == (len(VECTORS), DIRECTIONS)
    assert np.linalg.norm(meaning.rows, axis=1) == pytest.approx(np.ones(len(VECTORS)), abs=1e-4)


def test_a_phrasing_is_placed_where_its_row_is(meaning: Meaning) -> None:
    assert meaning.place(VECTORS) == pytest.approx(meaning.rows, abs=1e-4)
    near = (meaning.place(VECTORS[5:6]) @ meaning.rows.T)[0]
    assert near.argmax() == 5
    assert near[5] == pytest.approx(1.0, abs=1e-4)
    assert (np.abs(near) <= 1 + 1e-4).all()


def test_where_fewer_texts_than_directions_are_known_nothing_of_them_is_lost(meaning: Meaning) -> None:
    moved = (VECTORS - VECTORS.mean(axis=0)).astype(float)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    assert meaning.rows @ meaning.rows.T == pytest.approx(moved @ moved.T, abs=1e-3)


def test_what_is_saved_gives_the_same_space(meaning: Meaning) -> None:
    again = Meaning.of(meaning.arrays())
    assert again.rows == pytest.approx(meaning.rows, abs=1e-3)
    assert again.rows.dtype == again.center.dtype == again.basis.dtype == np.float32
    unseen = np.random.default_rng(4).normal(size=(1, SIZE)).astype(np.float32)
    assert again.place(unseen) == pytest.approx(meaning.place(unseen))
    assert Meaning.of(again.arrays()).rows == pytest.approx(again.rows, abs=0)


def test_the_center_of_the_knowledge_means_nothing_in_particular(meaning: Meaning) -> None:
    placed = meaning.place(VECTORS.mean(axis=0, keepdims=True))
    assert np.isfinite(placed).all()


@pytest.mark.parametrize("same", [1, 5])
def test_texts_that_all_say_the_same_have_a_space_too(same: int) -> None:
    meaning = Meaning.fit(np.repeat(VECTORS[:1], same, axis=0))
    assert np.isfinite(meaning.rows).all()


def test_a_sharper_likeness_counts_less_of_what_is_half_near() -> None:
    half = np.array([0.5], np.float32)
    assert likeness(half, 8.0) < likeness(half, 2.0) < 1
    assert likeness(np.ones(1, np.float32), 8.0) == pytest.approx(1.0)
