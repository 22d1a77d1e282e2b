"""Probabilities mean what they say, and the levels follow from the budget of wrong answers."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.calibration import EVIDENCE, REFUSED, calibrate, evidence, thresholds


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


def test_the_evidence_of_a_candidate_is_its_own_and_that_of_the_whole_text() -> None:
    score, rival = np.array([0.9, 0.5, 0.1]), np.array([0.5, 0.9, 0.9])
    letters, meaning = np.array([0.2, 0.7, 0.1]), np.array([0.8, 0.3, 0.0])
    found = evidence(score, rival, letters, meaning)
    assert found.shape == (3, EVIDENCE)
    assert found[:, 0] == pytest.approx(score)
    assert found[:, 1] == pytest.approx([0.4, -0.4, -0.8])
    assert set(found[:, 2]) == {0.7}  # the nearest of any, in letters
    assert set(found[:, 5]) == {0.8}  # and in meaning
    assert found[:, [3, 6]] == pytest.approx(np.column_stack([letters, meaning]))
    assert found[:, [4, 7]] == pytest.approx(np.column_stack([score * letters, score * meaning]))


def test_without_an_encoder_meaning_says_nothing_and_letters_decide() -> None:
    random = np.random.default_rng(3)
    score = random.uniform(0, 1, 2000)
    right, nothing = random.uniform(0, 1, 2000) < score, np.zeros(2000)
    told = evidence(score, np.full(2000, 0.1), score, nothing)
    unknown = evidence(score * 0.3, np.full(2000, 0.1), score * 0.3, nothing)
    with_meaning = calibrate(told, right, unknown).probability(told)
    letters = calibrate(told[:, :5], right, unknown[:, :5]).probability(told[:, :5])
    assert with_meaning == pytest.approx(letters, abs=1e-6)


def test_one_held_out_phrasing_is_enough_to_go_on() -> None:
    one = evidence(np.array([0.5]), np.array([0.1]), np.array([0.5]), np.array([0.5]))
    p = calibrate(one, np.array([True]), np.zeros((0, EVIDENCE))).probability(one)
    assert np.isfinite(p).all()
    assert 0 <= p[0] <= 1
