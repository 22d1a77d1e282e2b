"""`rumbo usage --from …`: the figures of a period in the terminal and as files."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot.cli import app
from bot.storage.engine import open_database
from bot.usage.analysis.weeks import monday_of
from tests.storage.kit import rows
from tests.usage.analysis.kit import made_week, store

MONDAY = monday_of(datetime.now(UTC).date()) - timedelta(days=21)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a week of 3,000 messages."""
    monkeypatch.setenv("RUMBO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("RUMBO_KNOWLEDGE", str(tmp_path / "none"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for module in (
        "bot.usage_report",
        "bot.reporting",
    ):  # the runner's output is closed when the next test logs
        monkeypatch.setattr(f"{module}.set_up_logs", lambda level: None)

    async def fill() -> None:
        database = await open_database(None, tmp_path / "data")
        await store(database, made_week(1, 3000, 400), MONDAY)
        await database.close()

    asyncio.run(fill())
    return tmp_path


def usage(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["usage", *arguments], env={"COLUMNS": "120"})
    return result.exit_code, result.output


def test_a_period_is_shown_and_written_as_csv_xlsx_and_png(data: Path):
    files = {kind: data / f"use.{kind}" for kind in ("csv", "xlsx", "png")}
    code, output = usage(
        "--from", str(MONDAY), "--to", str(MONDAY + timedelta(days=6)), "--compare",
        *(part for kind, path in files.items() for part in (f"--{kind}", str(path))),
    )  # fmt: skip
    assert code == 0, output
    assert "Countries" in output
    assert "eleven people or more" in output
    assert files["csv"].read_text(encoding="utf-8").startswith("\ufeffWhat came of questions")
    assert "Countries" in load_workbook(files["xlsx"]).sheetnames
    assert files["png"].read_bytes().startswith(b"\x89PNG")


def test_a_country_and_a_topic_can_be_chosen_in_spanish(data: Path):
    code, output = usage("--from", str(MONDAY), "--country", "pe", "--topic", "documents", "--language", "es")
    assert code == 0, output
    assert "PE · documentos" in output
    assert "Preguntas por semana" in output
    assert "Preguntas por día" not in output


def test_filters_without_a_period_say_what_is_missing(data: Path):
    for arguments in (("--compare",), ("--country", "PE"), ("--csv", "x.csv")):
        code, output = usage(*arguments)
        assert (code, "--from 2026-10-01" in output) == (2, True)


def test_the_older_report_and_its_options_stay(data: Path):
    code, output = usage("--days", "30", "--small", "11", "--language", "en")
    assert code == 0, output
    assert "Messages: 3000" in output


def test_the_numbers_can_be_made_again(data: Path):
    result = CliRunner().invoke(app, ["usage-publish"])
    assert (result.exit_code, result.output.strip()) == (
        0,
        "Weeks published: 1; made again from their events: 0.",
    )
    again = CliRunner().invoke(app, ["usage-publish"])
    assert again.output.strip() == "Weeks published: 0; made again from their events: 1."


async def test_generated_events_fill_the_log_and_are_published(tmp_path: Path):
    from benchmarks.generate_usage import Dice, made_up_questions, write_events
    from bot.usage.analysis.publishing import publish_due

    database = await open_database(None, tmp_path, clock=lambda: datetime(2026, 11, 2, 4, tzinfo=UTC))
    days = [datetime(2026, 10, 5, tzinfo=UTC).date() + timedelta(days=n) for n in range(28)]
    await write_events(database, Dice(1, made_up_questions()), 4000, days)
    [(stored,)] = await rows(database, "SELECT count(*) FROM usage_events")
    assert abs(stored - 4000) <= 28
    assert await publish_due(database) == 4
    for table in ("unanswered_phrases", "danger_counts", "usage_numbers"):
        assert (await rows(database, f"SELECT count(*) FROM {table}"))[0][0] > 0
    await database.close()
