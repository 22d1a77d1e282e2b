"""Median and high percentiles out of a histogram whose runs of buckets overlap."""

from __future__ import annotations

from collections.abc import Sequence

from bot.usage.analysis.cells import BUCKETS
from bot.usage.analysis.records import Times

_LONGEST = 120_000  # milliseconds: what is taken for the upper end of the last bucket


def times_of(runs: Sequence[tuple[int, int, int]]) -> Times:
    """Median, p90 and p99 of runs (first and last bucket, messages), spread evenly over their buckets and within each."""
    shares = [0.0] * len(BUCKETS)
    for first, last, count in runs:
        for bucket in range(first, last + 1):
            shares[bucket] += count / (last - first + 1)
    total = sum(shares)
    quantiles = (_quantile(shares, total * share) if total else None for share in (0.5, 0.9, 0.99))
    return Times(round(total), *quantiles)


def _quantile(shares: list[float], rest: float) -> float:
    for bucket, share in enumerate(shares):
        if share and rest <= share:
            low, high = BUCKETS[bucket], (*BUCKETS, _LONGEST)[bucket + 1]
            return low + (high - low) * rest / share
        rest -= share
    return float(_LONGEST)
