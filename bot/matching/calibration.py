"""From raw scores to a probability, and from the knowledge alone to the levels at which to answer or to ask back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.records import Thresholds

OUT_OF_SCOPE = 0.25  # the share of messages that ask what the knowledge does not hold
REFUSED = (
    0.15  # the share of such messages that gets no menu: menus are cheap, and small talk is caught before
)
MARGIN = 0.08
EVIDENCE = 8  # what `evidence` gives of one candidate
_PRIOR = 1.0
_STEPS = 25

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic over the evidence for one candidate."""

    center: Numbers
    scale: Numbers
    weights: Numbers  # the intercept first

    def probability(self, evidence: Numbers) -> Numbers:
        """The probability that the candidate is right, for each row of evidence."""
        linear = self.weights[0] + ((evidence - self.center) / self.scale) @ self.weights[1:]
        return np.asarray(1 / (1 + np.exp(-np.clip(linear, -30, 30))))


def evidence(score: Numbers, rival: Numbers, letters: Numbers, meaning: Numbers) -> Numbers:
    """What speaks for each candidate of a text: its score, its lead over the best rival, how near its nearest phrasings are
    in letters and in meaning, and how near the nearest of any candidate is."""
    best_letters, best_meaning = np.full(len(score), letters.max()), np.full(len(score), meaning.max())
    return np.column_stack(
        [score, score - rival, best_letters, letters, score * letters, best_meaning, meaning, score * meaning]
    )


def calibrate(known: Numbers, right: NDArray[np.bool_], unknown: Numbers) -> Calibration:
    """Fits the logistic on held-out evidence: `known` questions (right or not) and `unknown` ones, always wrong."""
    rows = np.concatenate([known, unknown])
    good = np.concatenate([right, np.zeros(len(unknown), bool)]).astype(float)
    weight = _weights(len(known), len(unknown))
    center, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    design = np.column_stack([np.ones(len(rows)), (rows - center) / scale])
    ridge = np.eye(design.shape[1]) / _PRIOR
    ridge[0, 0] = 1e-6
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        slope = design.T @ (weight * (p - good)) + ridge @ beta
        curve = (design * (weight * p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, slope)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return Calibration(center, scale, beta)


def _weights(known: int, unknown: int) -> Numbers:
    """In and out of scope count as they are expected to come."""
    total = known + unknown
    inside = np.full(known, (1 - OUT_OF_SCOPE) * total / max(known, 1))
    return np.concatenate([inside, np.full(unknown, OUT_OF_SCOPE * total / max(unknown, 1))])


def thresholds(known: Numbers, right: NDArray[np.bool_], unknown: Numbers, wrong_budget: float) -> Thresholds:
    """The levels for held-out probabilities `known` (right or wrong) and `unknown`.

    `answer`: the lowest level at which wrong answers stay within `wrong_budget` (a share of all questions in scope).
    `choices`: the level that refuses one in seven of the questions whose entry is missing.
    """
    order = np.argsort(-known)
    wrong = np.cumsum(~right[order]) / max(len(known), 1)
    within = np.flatnonzero(wrong <= wrong_budget)
    answer = float(known[order][within[-1]]) if len(within) else 1.0
    choices = float(np.quantile(unknown, REFUSED)) if len(unknown) else 0.5
    return Thresholds(answer=min(max(answer, 0.05), 1.0), choices=min(choices, answer), margin=MARGIN)
