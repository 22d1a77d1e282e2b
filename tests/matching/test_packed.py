"""Packed rows give the products that plain arithmetic gives, to the third decimal, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.ngrams import Floats
from bot.matching.packed import PackedRows, PackedUnits


def unit(many: int, size: int, seed: int) -> Floats:
    rows = np.random.default_rng(seed).normal(size=(many, size)).astype(np.float32)
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


@pytest.mark.parametrize(("kind", "off"), [(PackedRows, 8e-3), (PackedUnits, 2.5e-2)])
@given(many=st.integers(0, 40), size=st.integers(1, 200), few=st.integers(0, 20), seed=st.integers(0, 9))
def test_each_product_is_that_of_its_row(
    kind: type[PackedRows | PackedUnits], off: float, many: int, size: int, few: int, seed: int
) -> None:
    rows, vectors = unit(many, size, seed), unit(few, size, seed + 100)
    found = kind(rows).products(vectors)
    assert found.shape == (few, many)
    assert found.dtype == np.float32
    assert found == pytest.approx(vectors @ rows.T, abs=off)


def test_long_rows_lose_no_more_than_short_ones() -> None:
    rows, vectors = unit(3000, 192, 1), unit(3, 192, 2)
    assert PackedRows(rows).products(vectors) == pytest.approx(vectors @ rows.T, abs=3e-3)


def test_the_nearest_of_many_rows_stays_the_nearest() -> None:
    rows = unit(3000, 192, 1)
    near = rows[:50] + 0.3 * unit(50, 192, 2)
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    found = PackedUnits(rows).products(near)
    assert found == pytest.approx(near @ rows.T, abs=4e-3)
    assert (found.argmax(axis=1) == np.arange(50)).all()


def test_a_row_of_nothing_is_near_nothing() -> None:
    rows = np.vstack([np.zeros((1, 32), np.float32), unit(2, 32, 1)])
    assert PackedUnits(rows).products(unit(1, 32, 3))[0, 0] == 0.0
    assert not PackedUnits(rows).products(np.zeros((1, 32), np.float32)).any()


def test_a_view_of_other_numbers_is_taken_as_it_reads() -> None:
    rows = unit(8, 6, 3)
    assert PackedRows(rows.T).products(unit(1, 8, 4)) == pytest.approx(unit(1, 8, 4) @ rows, abs=8e-3)
    assert len(PackedRows(rows.T)) == 6


def test_threads_share_one() -> None:
    vectors = unit(4, 64, 6)
    for packed in (PackedRows(unit(500, 64, 5)), PackedUnits(unit(500, 64, 5))):
        alone = packed.products(vectors)
        with ThreadPoolExecutor(4) as threads:
            for found in threads.map(packed.products, [vectors] * 50):
                assert np.array_equal(found, alone)
