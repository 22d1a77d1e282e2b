"""The figures of a report are those of the log, and what it shows harms nobody."""

from __future__ import annotations

import asyncio
import io
import json
import random
import struct
import sys
import zlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from bot.storage.engine import Database
from bot.usage import chart
from bot.usage.chart import HEIGHT, WIDTH, chart_png
from bot.usage.events import UsageEvent
from bot.usage.figures import Figures
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from bot.usage.report import Report, build_report, report_of
from bot.usage.report_text import report_tables
from bot.usage.retention import Retention
from bot.usage.small_numbers import OTHERS, Cell
from tests.storage.kit import KEYS, MovedClock

WORDS = frozenset({"quiero", "pedir", "refugio", "visa", "canada"})
MONDAY, SUNDAY = date(2025, 3, 3), date(2025, 3, 9)


def recorder_for(database: Database) -> Recorder:
    return Recorder(database, Pseudonyms(database, KEYS), pause_seconds=0)


def event(day: date, hour: int = 12, person: str = "telegram:1", **changes) -> UsageEvent:
    at = datetime(day.year, day.month, day.day, hour, 20, tzinfo=UTC)
    return UsageEvent(
        at=at, person=person, **{"outcome": "answer", "language": "es", "country": "PE", **changes}
    )


def shown(cells: tuple[Cell, ...]) -> dict[str, str]:
    return {cell.name: cell.shown for cell in cells}


async def test_every_figure_is_that_of_the_log(database: Database, clock: MovedClock):
    """500 events made by chance, counted here in plain Python, and by the report."""
    chance = random.Random(4)
    recorder = recorder_for(database)
    events = []
    for _ in range(500):
        topic, question = chance.choice(
            [("asylum", "ask-asylum"), ("work", "work-permit"), ("documents", "get-ppt"), (None, None)]
        )
        made = event(
            MONDAY + timedelta(days=chance.randrange(7)),
            chance.randrange(24),
            f"telegram:{chance.randrange(40)}",
            outcome=chance.choice(["answer", "choices", "not_known"]),
            language=chance.choice(["es", "en"]),
            country=chance.choice(["PE", "CL", None]),
            topic=topic,
            question=question,
            feedback=chance.choice(["yes", "no", None]),
            milliseconds=chance.randrange(100),
        )
        events.append(made)
        recorder.record(made)
    clock.now = datetime(2025, 3, 4, tzinfo=UTC)  # so that the keys of all these days live
    await recorder.flush()
    report = await build_report(database, MONDAY, SUNDAY, small=None)

    def count(name: str) -> dict[str, int]:
        return dict(Counter(str(getattr(e, name) or "?") for e in events))

    def counted(cells: tuple[Cell, ...]) -> dict[str, int | None]:
        return {cell.name: cell.count for cell in cells}

    assert report.messages == 500
    assert counted(report.outcomes) == count("outcome")
    assert counted(report.languages) == count("language")
    assert counted(report.countries) == count("country")
    assert counted(report.topics) == count("topic")
    assert counted(report.questions) == {k: n for k, n in count("question").items() if k != "?"}
    assert (report.feedback_yes, report.feedback_no) == (count("feedback")["yes"], count("feedback")["no"])
    assert report.not_known == count("outcome")["not_known"]
    assert report.people_days == len({(e.day, e.person) for e in events if e.day >= date(2025, 3, 3)})
    assert report.hours == tuple(sum(e.at.hour == hour for e in events) for hour in range(24))
    assert {day: sum(x.values()) for day, x in report.days.items()} == dict(
        sorted(Counter(e.day for e in events).items())
    )
    times = sorted(e.milliseconds or 0 for e in events)
    assert (report.median_milliseconds, report.p95_milliseconds) == (times[249], times[474])


async def test_an_empty_log_gives_an_empty_report_that_can_still_be_shown(database: Database):
    report = await build_report(database, MONDAY, SUNDAY)
    assert (report.messages, report.people_days, report.median_milliseconds) == (0, 0, None)
    assert len(report.days) == 7
    assert "0" in rendered(report)
    assert json.loads(json.dumps(report.as_json()))["messages"] == 0


async def test_only_the_days_asked_for_are_counted_and_never_fewer_than_seven(
    database: Database, clock: MovedClock
):
    recorder = recorder_for(database)
    for day in range(30):
        recorder.record(event(date(2025, 2, 20) + timedelta(days=day)))
    await recorder.flush()
    report = await build_report(database, MONDAY, SUNDAY)
    assert (report.messages, list(report.days)) == (7, [MONDAY + timedelta(days=n) for n in range(7)])
    a_day = await build_report(database, SUNDAY, SUNDAY)
    assert (a_day.since, a_day.messages) == (MONDAY, 7)


async def test_months_of_which_only_counts_are_left_are_in_the_totals(database: Database, clock: MovedClock):
    recorder = recorder_for(database)
    clock.now = datetime(2025, 1, 15, tzinfo=UTC)
    for n in range(40):
        recorder.record(
            event(clock.now.date(), person=f"telegram:{n % 8}", topic="work", question="work-permit")
        )
    await recorder.flush()
    clock.now = datetime(2025, 5, 1, tzinfo=UTC)
    recorder.record(event(clock.now.date(), topic="work", question="work-permit"))
    await recorder.flush()
    await Retention(database).run_once()
    report = await build_report(database, date(2025, 1, 1), date(2025, 5, 31), small=None)
    assert (report.messages, report.people_days) == (41, 9)
    assert shown(report.months) == {"2025-01": "40"}
    assert shown(report.questions) == {"work-permit": "41"}
    assert sum(sum(x.values()) for x in report.days.values()) == 1


# ---- nobody is shown ------------------------------------------------------------------------------------


async def test_danger_shows_by_country_and_quarter_only(database: Database):
    recorder = recorder_for(database)
    for n in range(30):
        recorder.record(
            event(MONDAY, person=f"telegram:{n}", outcome="danger", country="PE", topic="protection")
        )
    for n in range(3):
        recorder.record(event(MONDAY, person=f"telegram:{n}", outcome="danger", country="CL"))
    recorder.record(event(MONDAY))
    await recorder.flush()
    report = await build_report(database, MONDAY, SUNDAY)
    assert [(d.quarter, d.country, d.messages.shown) for d in report.danger] == [
        (date(2025, 1, 1), "CL", "<11"),
        (date(2025, 1, 1), "PE", "~30"),
    ]
    assert report.messages == sum(report.hours) == 1
    assert "danger" not in shown(report.outcomes)


async def test_few_people_of_a_country_or_with_a_sensitive_topic_are_not_shown(database: Database):
    recorder = recorder_for(database)
    for n, (country, topic, question) in enumerate(
        [("PE", "documents", "get-ppt")] * 90
        + [("CL", "work", "work-permit")] * 40
        + [("EC", "health", "see-doctor-when-ill")] * 4
    ):
        recorder.record(
            event(MONDAY, person=f"telegram:{n}", country=country, topic=topic, question=question)
        )
    await recorder.flush()
    report = await build_report(database, MONDAY, SUNDAY)
    assert shown(report.countries) == {"PE": "~90", OTHERS: "~45"}
    assert shown(report.topics) == {"documents": "90", OTHERS: "~45"}
    assert shown(report.questions) == {"get-ppt": "90"}, "the questions of hidden topics would tell their sum"
    told = json.dumps(report.as_json()) + rendered(report)
    for word in ("EC", "health", "see-doctor-when-ill", "work-permit"):
        assert word not in told


async def test_everything_can_be_guarded_for_figures_that_leave_the_house(database: Database):
    recorder = recorder_for(database)
    for n in range(60):
        recorder.record(
            event(MONDAY, language="en" if n < 5 else "es", topic="work", question="q", outcome="answer")
        )
    await recorder.flush()
    assert shown((await build_report(database, MONDAY, SUNDAY)).languages) == {"es": "55", "en": "5"}
    assert (await build_report(database, MONDAY, SUNDAY, everywhere=True)).languages == ()


async def test_words_of_fewer_than_three_people_are_not_shown(database: Database, clock: MovedClock):
    recorder = recorder_for(database)
    for text, people in (("quiero visa canada", 3), ("quiero pedir refugio", 2)):
        for person in range(people):
            for _ in range(4):
                recorder.keep_unanswered(
                    person=f"telegram:{person}",
                    at=clock.now,
                    language="es",
                    country="PE",
                    text=text,
                    vocabulary=WORDS,
                )
    await recorder.flush()
    report = await build_report(database, MONDAY, SUNDAY)
    assert [(p.words, p.people) for p in report.phrases] == [("quiero visa canada", 3)]


# ---- text -----------------------------------------------------------------------------------------------


def rendered(report: Report, language="en", **more) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(report_tables(report, language, **more))
    return console.file.getvalue()  # type: ignore[attr-defined]


def a_report(messages: int = 80) -> Report:
    figures = Figures()
    figures.days[MONDAY] = Counter(answer=messages, not_known=20)
    figures.outcomes.update(answer=messages, not_known=20)
    figures.languages.update(es=messages, en=20)
    figures.countries.update(PE=messages, CL=20)
    figures.topics.update(documents=messages, work=20)
    figures.ask("documents", "get-ppt", messages)
    figures.ask("work", "work-permit", 20)
    figures.feedback.update(yes=9, no=2)
    figures.milliseconds.update({10: 50, 40: 50})
    figures.danger[date(2025, 1, 1), "PE"] = 12
    return report_of(figures, MONDAY, SUNDAY, small=11)


def test_the_terminal_shows_tables_and_bars():
    text = rendered(a_report(), names={"get-ppt": "How do I get the PPT?", "PE": "Peru"})
    for words in (
        "Messages: 100",
        "Without answer: 20 (20%)",
        "How do I get the PPT?",
        "Peru",
        "work-permit",
        "█",
        "~80",
        "Q1 2025",
    ):
        assert words in text


def test_no_percentages_of_few_messages():
    assert "%)" not in rendered(a_report(messages=29))
    assert "(40%)" in rendered(a_report(messages=30))


# ---- picture --------------------------------------------------------------------------------------------


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and unpacked lines of a PNG; its checksums are verified."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, size, data = 8, (0, 0), b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            data += body
        at += 12 + length
    return (*size, zlib.decompress(data))


async def test_the_picture_is_a_png_of_its_size_that_changes_with_the_figures():
    drawn_before = "matplotlib" in sys.modules  # by the test of another drawing
    first, again, other = await asyncio.gather(
        chart_png(a_report(), "es"), chart_png(a_report(), "es"), chart_png(a_report(messages=200), "es")
    )
    assert first
    assert other
    width, height, lines = pixels(first)
    assert (width, height) == (WIDTH, HEIGHT) == (1000, 900)
    assert first == again, "the same figures give the same picture"
    assert pixels(other)[2] != lines
    assert ("matplotlib" in sys.modules) is drawn_before, "the library stays in the child process"


async def test_an_empty_or_hostile_report_can_be_drawn():
    figures = Figures()
    figures.ask("work", "$\\frac{broken$ _^ <b>" * 4, 30)
    figures.topics.update(work=30)
    for report in (
        report_of(Figures(), MONDAY, SUNDAY, small=11),
        report_of(figures, MONDAY, MONDAY + timedelta(days=400), small=None),
    ):
        assert pixels(await chart_png(report) or b"")[:2] == (1000, 900)


async def test_without_a_picture_there_is_none_and_nothing_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chart, "_SECONDS", 0.01)
    assert await chart_png(a_report()) is None
    monkeypatch.setattr(chart.sys, "executable", "/nowhere/python")
    assert await chart_png(a_report()) is None
