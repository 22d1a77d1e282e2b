"""Probabilities mean what they say, and the levels follow from the budget of wrong answers."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.calibration import REFUSED, calibrate, evidence, thresholds


def proof(score: np.ndarray) -> np.ndarray:
    return evidence(score, np.full(len(score), 0.1), score, score)


def test_of_what_is_given_a_probability_about_that_share_is_right() -> None:
    random = np.random.default_rng(1)
    score = random.uniform(0, 1, 4000)
    right = random.uniform(0, 1, 4000) < score
    unknown = proof(random.uniform(0, 0.3, 4000))
    calibration = calibrate(proof(score), right, unknown)
    p = calibration.probability(proof(score))
    assert ((p >= 0) & (p <= 1)).all()
    assert np.all(np.diff(calibration.probability(proof(np.linspace(0.2, 1, 20)))) > 0)
    high = p > 0.8
    assert right[high].mean() == pytest.approx(p[high].mean(), abs=0.06)


def test_a_smaller_budget_answers_less() -> None:
    random = np.random.default_rng(2)
    known = random.uniform(0, 1, 2000)
    right = random.uniform(0, 1, 2000) < known
    unknown = random.uniform(0, 0.6, 2000)
    strict, loose = (thresholds(known, right, unknown, budget) for budget in (0.01, 0.1))
    assert strict.answer > loose.answer
    assert ((known >= strict.answer) & ~right).mean() <= 0.01
    assert strict.choices <= strict.answer
    assert (unknown < strict.choices).mean() == pytest.approx(REFUSED, abs=0.02)


def test_where_nothing_is_ever_right_nothing_is_answered() -> None:
    levels = thresholds(np.array([0.9, 0.8]), np.array([False, False]), np.array([0.1]), 0.02)
    assert levels.answer == 1.0
