"""Shares and their intervals, curves and calibration: numbers known from elsewhere, and what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.figures import (
    Share,
    best_within,
    calibration,
    calibration_error,
    curve,
    percentile,
    wilson,
)

SCORED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [  # Wilson intervals as R's binom.wilson and statsmodels give them
        (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662), (1, 20, 0.0089, 0.2361),
    ],
)  # fmt: skip
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_says_so() -> None:
    nothing = Share(0, 0)
    assert (str(nothing), nothing.short, nothing.value, nothing.interval) == ("–", "–", 0.0, (0.0, 1.0))


def test_a_share_is_shown_with_its_interval() -> None:
    assert str(Share(5, 10)) == "50.0 % (23.7–76.3)"
    assert Share(5, 10).counted == "5 of 10"
    assert Share.where([True, False, True]) == Share(2, 3)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_share_lies_in_its_interval(count: int, of: int) -> None:
    share = Share(min(count, of), of)
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-9
    assert share.value - 1e-9 <= high <= 1


def test_a_curve_answers_equal_scores_together() -> None:
    points = curve([(0.9, True), (0.5, True), (0.5, False), (0.1, False)], 4)
    assert [(p.level, p.wrong, p.right) for p in points[1:]] == [
        (0.9, 0, 0.25),
        (0.5, 0.25, 0.5),
        (0.1, 0.5, 0.5),
    ]
    assert best_within(points, 0.0).right == 0.25
    assert best_within(points, 0.3).level == 0.5
    assert best_within(points, 1.0).level == 0.5  # answering more would only add wrong ones


@given(SCORED)
def test_a_curve_only_rises(scored: list[tuple[float, bool]]) -> None:
    points = curve(scored, len(scored))
    assert [p.right for p in points] == sorted(p.right for p in points)
    assert [p.wrong for p in points] == sorted(p.wrong for p in points)
    assert points[-1].right + points[-1].wrong == pytest.approx(1)
    assert best_within(points, 0.02).wrong <= 0.02


def test_calibration_counts_each_message_once() -> None:
    bins = calibration([(0.05, False), (0.95, True), (0.99, True), (1.0, False)])
    assert [(b.low, b.right) for b in bins] == [(0.0, Share(0, 1)), (0.9, Share(2, 3))]
    assert calibration_error(bins) == pytest.approx((0.05 + 3 * abs(0.98 - 2 / 3)) / 4)
    assert calibration_error(()) == 0


def test_percentiles_of_few_values() -> None:
    assert percentile([], 0.5) == 0
    assert percentile([1.0], 0.99) == 1
    assert percentile(list(range(100)), 0.5) == 50
