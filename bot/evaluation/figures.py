"""Shares with their 95 % intervals, and the curves that a score draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964  # the normal quantile of a 95 % interval


def wilson(count: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The interval of Wilson (1927, "Probable inference") for a share; (0, 1) of nothing.

    Holds for small numbers and for shares near 0 and 1, where the usual interval leaves the scale.
    """
    if of <= 0:
        return 0.0, 1.0
    share, widening = count / of, z * z / of
    middle = (share + widening / 2) / (1 + widening)
    half = z / (1 + widening) * sqrt(share * (1 - share) / of + widening / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @classmethod
    def where(cls, told: Iterable[bool]) -> Share:
        """The share of those told true."""
        answers = list(told)
        return cls(sum(answers), len(answers))

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by Wilson."""
        return wilson(self.count, self.of)

    def __str__(self) -> str:
        """ "83.2 % (79.9–86.1)", "–" of nothing."""
        if not self.of:
            return "–"
        low, high = self.interval
        return f"{self.short} ({100 * low:.1f}–{100 * high:.1f})"

    @property
    def short(self) -> str:
        """ "83.2 %", "–" of nothing."""
        return f"{100 * self.value:.1f} %" if self.of else "–"

    @property
    def counted(self) -> str:
        """ "12 of 63"."""
        return f"{self.count} of {self.of}"


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value that `share` of the values stay under; 0 of nothing."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


@dataclass(frozen=True, slots=True)
class Point:
    """What would happen if everything scoring at least `level` were answered: shares of all questions."""

    level: float
    wrong: float
    right: float


def curve(scored: Sequence[tuple[float, bool]], of: int) -> tuple[Point, ...]:
    """From the strictest level to the loosest. `scored`: the best question's score of each message that has one, and whether
    it is right; `of`: how many messages there are.

    Equal scores are answered together, so that a scorer with many ties gains nothing by the order of its list.
    """
    points = [Point(float("inf"), 0.0, 0.0)]
    right = wrong = 0
    ordered = sorted(scored, key=lambda x: -x[0])
    for i, (score, good) in enumerate(ordered):
        right, wrong = right + good, wrong + (not good)
        if i + 1 == len(ordered) or ordered[i + 1][0] < score:
            points.append(Point(score, wrong / of, right / of))
    return tuple(points)


def best_within(points: Sequence[Point], wrong: float) -> Point:
    """The point of a curve with most right answers whose wrong ones stay within `wrong`; of equal ones the strictest."""
    return max((p for p in points if p.wrong <= wrong), key=lambda p: (p.right, p.level))


@dataclass(frozen=True, slots=True)
class Bin:
    """The messages whose best question was given a probability in one band."""

    low: float
    high: float
    mean: float  # of the probabilities
    right: Share


def calibration(told: Sequence[tuple[float, bool]], bins: int = 10) -> tuple[Bin, ...]:
    """Bands of equal width that hold any message. `told`: (probability, was it right)."""
    found = []
    for i in range(bins):
        inside = [(p, good) for p, good in told if min(int(p * bins), bins - 1) == i]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            found.append(Bin(i / bins, (i + 1) / bins, mean, Share.where(good for _, good in inside)))
    return tuple(found)


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far probabilities are from what happens, on average over messages (expected calibration error)."""
    total = sum(b.right.of for b in bins)
    return sum(b.right.of * abs(b.mean - b.right.value) for b in bins) / total if total else 0.0
