"""Opening hours as schedules (RRULE: weekly, by day) and back. Times are the place's own local time.

HSDS has no words for "24 hours" and "closed": as its guide says, 00:00 to 23:59 stands for the first; a schedule without
times whose description is "closed" for the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.knowledge.exchange.hsds_tables import Row
from bot.knowledge.exchange.hsds_terms import uuid_of
from bot.knowledge.fields import DAYS
from bot.knowledge.folding import fold

_CODES = dict(zip(DAYS, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_NAMES = {code: day for day, code in _CODES.items()}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?([+-][0-9]{2}:?[0-9]{2})?")
_CLOSED = {"closed", "cerrado", "fechado"}
_WHOLE_DAY = {("00:00", "23:59"), ("00:00", "24:00"), ("00:00", "00:00")}
MAX_SCHEDULES = 200  # of one place


class NoHours(ValueError):
    """A schedule that our weekly hours cannot say. The message says why."""


def schedules_of(hours: Mapping[str, str], owner: str) -> list[Row]:
    """One schedule for each span of each line of the hours. `owner`: the id of the record they belong to."""
    spans = [(days, span.strip()) for days, times in hours.items() for span in times.split(",")]
    return [_schedule(days, span, uuid_of("schedule", owner, str(i))) for i, (days, span) in enumerate(spans)]


def _schedule(days: str, span: str, identifier: str) -> Row:
    row: Row = {
        "id": identifier,
        "freq": "WEEKLY",
        "byday": ",".join(_CODES[day] for day in _days(days)),
        "description": f"{days} {span}",
    }
    if span == "closed":
        return row | {"description": "closed"}
    opens, closes = ("00:00", "23:59") if span == "24 hours" else span.split("-")
    return row | {"opens_at": _full(opens), "closes_at": _full(closes)}


def _full(clock: str) -> str:
    """HH:MM:SS, as tables want a time; midnight at the end of a day is 00:00:00."""
    hours, minutes = clock.split(":")
    return f"{int(hours) % 24:02}:{minutes}:00"


def _days(text: str) -> list[str]:
    first, _, last = text.partition("-")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return [DAYS[(start + i) % 7] for i in range((end - start) % 7 + 1)]


def hours_of(schedules: Iterable[Row], today: date) -> tuple[dict[str, str], list[str]]:
    """The weekly hours that schedules say, and why some of them are not among these."""
    by_day: dict[str, list[str]] = {}
    left_out: list[str] = []
    for schedule in list(schedules)[:MAX_SCHEDULES]:
        try:
            days, span = _read(schedule, today)
        except NoHours as why:
            left_out.append(str(why))
            continue
        for day in days:
            spans = by_day.setdefault(day, [])
            if span not in spans:
                spans.append(span)
    return dict(_grouped(by_day)), left_out


def _read(schedule: Row, today: date) -> tuple[list[str], str]:
    if schedule.get("freq") not in {None, "WEEKLY"} or schedule.get("interval") not in {None, 1}:
        raise NoHours("hours that are not those of every week")
    if any(
        schedule.get(key) not in {None, ""}
        for key in ("until", "count", "byweekno", "bymonthday", "byyearday")
    ):
        raise NoHours("hours of a season")
    _check_validity(schedule, today)
    codes = [code.strip() for code in str(schedule.get("byday") or "").split(",")]
    if not all(code in _NAMES for code in codes):
        raise NoHours("hours without days of the week")
    return [_NAMES[code] for code in codes], _span(schedule)


def _check_validity(schedule: Row, today: date) -> None:
    starts, ends = schedule.get("valid_from"), schedule.get("valid_to")
    if isinstance(ends, str) and ends and ends < today.isoformat():
        raise NoHours(f"hours that held until {ends[:10]}")
    if isinstance(starts, str) and starts > today.isoformat():
        raise NoHours(f"hours that hold from {starts[:10]} on")


def _span(schedule: Row) -> str:
    opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
    if not opens and not closes:
        if fold(str(schedule.get("description") or "")) in _CLOSED:
            return "closed"
        raise NoHours("hours in words only")
    start, end = _clock(opens), _clock(closes)
    if (start, end) in _WHOLE_DAY:
        return "24 hours"
    if start == end or start == "24:00":
        raise NoHours(f"hours that open and close at {start}")
    return f"{start}-{end}"


def _clock(text: object) -> str:
    found = _CLOCK.fullmatch(str(text or "").strip())
    if not found or (int(found[1]) == 24 and found[2] != "00"):
        why = "in UTC" if str(text).endswith("Z") else "that cannot be read"
        raise NoHours(f"hours {why}")
    return f"{int(found[1]):02}:{found[2]}"


def _grouped(by_day: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Days that follow one another and have the same hours, as one line: mon-fri."""
    said = [(day, _joined(by_day[day])) for day in DAYS if day in by_day]
    while said:
        first, times = said[0]
        run = 1
        while (
            run < len(said) and said[run][1] == times and DAYS.index(said[run][0]) == DAYS.index(first) + run
        ):
            run += 1
        yield (f"{first}-{said[run - 1][0]}" if run > 1 else first), times
        said = said[run:]


def _joined(spans: list[str]) -> str:
    open_spans = [span for span in spans if span != "closed"]
    return "24 hours" if "24 hours" in open_spans else ", ".join(open_spans or ["closed"])
