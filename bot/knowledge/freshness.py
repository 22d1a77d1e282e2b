"""How old a claim is, and what that means for the person who reads it."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from bot.knowledge.records import AgeLimits, Entry, FreshnessPolicy, HelpLine, Part, Place

Freshness = Literal["fresh", "due", "overdue", "expired"]
_DATE = re.compile(r"^(?:about )?(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def earliest_day(as_of: str) -> date:
    """The first day that "2024", "2024-03", "2024-03-12" or "about 2022" can mean.

    Raises ValueError where the text is no such date (31 February).
    """
    found = _DATE.match(as_of)
    if not found:
        msg = f"'{as_of}' is not a date"
        raise ValueError(msg)
    year, month, day = found.groups(default="1")
    return date(int(year), int(month), int(day))


def months_old(as_of: str, today: date) -> int:
    """Whole months from the earliest day of `as_of` to today; negative in the future."""
    day = earliest_day(as_of)
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def freshness(as_of: str | None, limits: AgeLimits, today: date) -> Freshness:
    """The state of a claim whose sources speak for `as_of`. An unknown date counts as overdue."""
    if as_of is None:
        return "overdue"
    age = months_old(as_of, today)
    if limits.expired is not None and age >= limits.expired:
        return "expired"
    if age >= limits.overdue:
        return "overdue"
    return "due" if age >= limits.due else "fresh"


def entry_as_of(entry: Entry) -> str | None:
    """The date an entry speaks for: a confirmation on the ground renews it."""
    if entry.confirmed is None:
        return entry.as_of
    dates = [entry.confirmed.date, *([entry.as_of] if entry.as_of else [])]
    return max(dates, key=earliest_day)


def text_freshness(entry: Entry, policy: FreshnessPolicy, today: date) -> Freshness:
    """The state of an answer's text. Ended schemes and "not confirmed" do not age."""
    if entry.status in {"ended", "not confirmed"}:
        return "fresh"
    return freshness(entry_as_of(entry), policy.volatile if entry.volatile else policy.stable, today)


def part_as_of(entry: Entry, part: Part) -> str | None:
    """The date a part speaks for: its own where it has one, else the entry's. A confirmation renews both."""
    if entry.confirmed is None and part in entry.part_as_of:
        return entry.part_as_of[part]
    return entry_as_of(entry)


def part_freshness(entry: Entry, part: Part, policy: FreshnessPolicy, today: date) -> Freshness:
    """The state of an answer's cost, deadline or duration: volatile, unless the law makes it lasting."""
    limits = policy.stable if part in entry.lasting else policy.volatile
    return freshness(part_as_of(entry, part), limits, today)


def place_freshness(place: Place, policy: FreshnessPolicy, today: date) -> Freshness:
    return freshness(place.as_of, policy.places, today)


def line_freshness(line: HelpLine, policy: FreshnessPolicy, today: date) -> Freshness:
    return freshness(line.as_of, policy.lines, today)
