"""The grid of time: whole weeks, Monday to Sunday in UTC. A period that anybody asks for is widened to weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

SETTLES = timedelta(
    hours=3
)  # after its last day a week waits this long for events that are still being written
WEEK = timedelta(days=7)
MOST_WEEKS = 520
EARLIEST = date(2020, 1, 1)  # before Rumbo: no week is older


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks: `first` and `last` are Mondays, both weeks included."""

    first: date
    last: date

    @property
    def since(self) -> date:
        """The first day."""
        return self.first

    @property
    def until(self) -> date:
        """The last day, a Sunday."""
        return self.last + timedelta(days=6)

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return (self.last - self.first).days // 7 + 1

    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        return Period(self.first - self.weeks * WEEK, self.first - WEEK)

    def mondays(self) -> Iterator[date]:
        """The first day of each week."""
        return (self.first + n * WEEK for n in range(self.weeks))

    def days(self) -> Iterator[date]:
        """Every day."""
        return (self.first + timedelta(days=n) for n in range(7 * self.weeks))


def monday_of(day: date) -> date:
    """The first day of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def period_of(since: date, until: date) -> Period:
    """The period from `since` to `until`, widened to whole weeks; given in either order. At most ten years."""
    since, until = min(since, until), max(since, until)
    last = monday_of(until)
    return Period(max(monday_of(since), last - (MOST_WEEKS - 1) * WEEK), last)


def last_weeks(count: int, now: datetime) -> Period:
    """The last `count` weeks (at least one) that are over and published by `now` (UTC)."""
    last = newest_over(now)
    return Period(last - (min(max(count, 1), MOST_WEEKS) - 1) * WEEK, last)


def newest_over(now: datetime) -> date:
    """The Monday of the newest week that is over and settled at `now`."""
    return monday_of((now.astimezone(UTC) - SETTLES).date()) - WEEK
