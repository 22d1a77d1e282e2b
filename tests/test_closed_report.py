"""`rumbo places closed` and the line of /stats: which places wait for a check, and the check that clears them."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from bot.cli_closed import add_closed
from bot.reporting import figures_message, tasks_line
from bot.settings import Settings
from bot.storage.engine import Database, open_database
from bot.storage.keys import Keys
from bot.usage.closed_reports import ClosedReports
from bot.usage.place_tasks import open_tasks
from tests.conversation.small import small_release

PEOPLE = tuple(f"telegram:{number}" for number in range(3))


def fail(words: str) -> None:
    typer.echo(words)
    raise typer.Exit(2)


@pytest.fixture
def rumbo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs `rumbo places closed` with words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.closed_report.set_up_logs", lambda _: None)  # other tests look at the logs
    monkeypatch.setenv("COLUMNS", "160")
    app = typer.Typer()
    app.callback()(lambda: None)
    add_closed(app, lambda _: Settings().knowledge, fail)  # type: ignore[arg-type]
    return lambda *words: CliRunner().invoke(app, ["closed", *words])


async def found_closed(place: str, *people: str) -> None:
    database = await open_database(None, Path("data"))
    reports = ClosedReports(database, Keys(b"k" * 32))
    for person in people:
        await reports.report(person, place, "PE")
    await database.close()


def test_it_lists_the_places_that_wait_with_their_city_and_clears_what_was_checked(rumbo) -> None:
    places = (Settings().knowledge / "peru" / "places.yaml").read_text(encoding="utf-8")
    known = next(line.split()[-1] for line in places.splitlines() if "id: " in line)
    assert "No place waits for a check." in rumbo().output
    asyncio.run(found_closed(known, *PEOPLE))
    asyncio.run(found_closed("pe-gone-from-the-files", *PEOPLE))
    asyncio.run(found_closed("pe-two-only", *PEOPLE[:2]))
    listed = rumbo().output
    assert known in listed
    assert "not in the knowledge" in listed
    assert "pe-two-only" not in listed
    cleared = rumbo("--clear", known, "--by", "Cruz Roja")
    assert (cleared.exit_code, "Cleared" in cleared.output) == (0, True)
    assert known not in rumbo().output


def test_wrong_use_is_told_in_one_sentence(rumbo) -> None:
    nothing = rumbo("--clear", "pe-nobody-said-so")
    assert (nothing.exit_code, "nothing to clear" in nothing.output) == (1, True)
    alone = rumbo("--by", "Cruz Roja")
    assert (alone.exit_code, "--clear PLACE_ID" in alone.output) == (2, True)
    person = rumbo("--clear", "pe-x", "--by", "ana@example.org")
    assert (person.exit_code, "organisation" in person.output) == (2, True)


def test_of_fewer_than_three_reports_the_number_is_not_shown() -> None:
    from datetime import date

    from bot.closed_report import tasks_table
    from bot.usage.place_tasks import PlaceTask

    day = date(2026, 3, 9)
    console = Console(file=io.StringIO(), width=160)
    console.print(
        tasks_table([PlaceTask("pe-a", "PE", day, 2, day), PlaceTask("pe-b", "PE", day, 4, day)], {})
    )
    few, enough = [line for line in console.file.getvalue().splitlines() if "pe-" in line]  # type: ignore[attr-defined]
    assert "<3" in few
    assert few.count("2026-03-09") == 1
    assert " 4 " in enough
    assert enough.count("2026-03-09") == 2


async def test_stats_tells_how_many_places_wait_in_each_country(tmp_path: Path) -> None:
    database: Database = await open_database(None, tmp_path)
    release = small_release()
    before, _ = await figures_message(database, release, 7, "es")
    assert "por revisar" not in before
    reports = ClosedReports(database, Keys(b"k" * 32))
    for place, country in (("a", "PE"), ("b", "EC"), ("c", "EC")):
        for person in PEOPLE:
            await reports.report(person, place, country)
    assert len(await open_tasks(database)) == 3
    after, _ = await figures_message(database, release, 7, "es")
    assert "Lugares por revisar, los hallaron cerrados: Ecuador 2, Perú 1" in after
    await database.close()


def test_the_line_names_unknown_countries_by_their_code() -> None:
    assert tasks_line({"ZZ": 1}, "en", {}) == ["Places to check, people found them closed: ZZ 1"]
