"""The clock every part is given, and the calendar steps in which things are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def month_of(day: date) -> str:
    """The month of a day, as "2025-03"."""
    return f"{day.year:04d}-{day.month:02d}"


def months_before(month: str, count: int) -> str:
    """The month that lies `count` months before `month` ("2025-03", 6 -> "2024-09")."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 - count, 12)
    return f"{year:04d}-{number + 1:02d}"


def quarter_of(day: date) -> date:
    """The first day of the quarter in which a day lies."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def hour_number(at: datetime) -> int:
    """Hours since 1970-01-01 00:00 UTC."""
    return int(at.timestamp() // 3600)
