"""The health page beyond this process: the ledger, errors, disk, danger, notices, processes, and Telegram's own view."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram.error import NetworkError

from bot.channels.telegram.counters import count_trouble
from bot.channels.telegram.own_view import OwnView
from bot.console.app.asks.watching import Watched
from bot.console.app.words import words_of
from bot.console_parts import watching as part
from bot.console_parts.running import Running
from bot.console_parts.watching import Watch
from bot.settings import PROJECT
from bot.storage.engine import DatabaseAwayError
from bot.storage.ledger import UpdateLedger
from bot.storage.statements import insert_into
from bot.storage.tables import danger_counts
from bot.usage.health_data import ProcessCounts, State, Told
from bot.watching.book import NoticeBook
from bot.watching.replicas import NAME
from tests.channels.fakes import settings_for
from tests.console.app.house import House, console, open_house
from tests.console.app.test_health_page import WELL
from tests.console.app.test_pages import said
from tests.conversation.small import small_release
from tests.storage.kit import KEYS

SAY = words_of("es").say
VIEW = OwnView("bot.example.org", 3, None, "", ("message", "callback_query"))


class Watching:
    """A house whose health page sees a whole bot. `telegram`: what Telegram answers, or how it fails."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.telegram: OwnView | Exception | float = VIEW
        self.asked = 0
        running = Running(
            settings=settings_for("http://127.0.0.1:1", folder),
            database=house.database,
            keys=KEYS,
            accounts=house.accounts,
            preparing=None,  # type: ignore[arg-type]
            release=small_release,
            editing=None,
            health=lambda: WELL,
            bot_username=lambda: "RumboBot",
            address=lambda: "http://127.0.0.1:8080",
            clock=house.clock,
            telegram=self._ask,
        )
        self.watch = Watch(running)
        house.app = console(house.accounts, house.clock, health=lambda: WELL, watching=self.watch)

    async def _ask(self) -> OwnView:
        self.asked += 1
        if isinstance(self.telegram, Exception):
            raise self.telegram
        if isinstance(self.telegram, float):
            await asyncio.sleep(self.telegram)
            return VIEW
        return self.telegram

    async def page(self, path: str = "/console/health") -> str:
        async with await self.house.signed_in("admin") as browser:
            response = await browser.get(path)
            assert response.status_code == 200, said(response)
            return said(response)


@pytest.fixture
async def watching(tmp_path: Path) -> AsyncIterator[Watching]:
    house = await open_house(tmp_path / "data")
    yield Watching(house, tmp_path)
    await house.close()


async def test_the_ledger_of_all_processes_and_the_disk_stand_in_the_table(watching: Watching) -> None:
    ledger = UpdateLedger(watching.house.database)
    await ledger.begin(1)
    await ledger.done(1)
    await ledger.begin(2)
    for _ in range(2):
        await ledger.begin(3)
    await ledger.close()
    page = await watching.page()
    assert SAY("health_in_the_hour", time="9 mar 2025, 15:00 UTC") in page
    assert f"{SAY('health_unfinished')} 1" in page
    assert re.search(rf"{re.escape(SAY('health_given_up'))} ! {SAY('health_look')} 1", page)
    assert re.search(r"\d+\.\d GB libres de \d+", page)


async def test_errors_are_named_with_what_to_do_and_unknown_kinds_too(watching: Watching) -> None:
    count_trouble("conflict")
    count_trouble("<b>new</b>")
    page = await watching.page()
    assert re.search(rf"{SAY('health_error_telegram_conflict')} Veces: \d+", page)
    assert SAY("health_error_telegram_conflict_do") in page
    assert "telegram <b>new</b>" in page
    assert SAY("health_error_other_do") in page


async def test_danger_is_guarded_and_a_spike_is_said_in_words(watching: Watching) -> None:
    rows = [(date(2024, 10, 1), "PE", 12), (date(2025, 1, 1), "PE", 47), (date(2025, 1, 1), "EC", 3)]

    async def count(connection: AsyncConnection) -> None:
        values = [{"quarter": day, "country": code, "messages": number} for day, code, number in rows]
        await connection.execute(insert_into("sqlite", danger_counts), values)

    await watching.house.database.write(count)
    page = await watching.page()
    assert f"! {SAY('health_spike')} ~45 <11" in page
    assert f"{SAY('health_as_usual')} <11 0" in page
    assert "47" not in page
    assert SAY("health_danger_caption", quarter="T1 2025") in page


async def test_notices_and_processes_are_listed_and_different_releases_are_said(watching: Watching) -> None:
    database, clock = watching.house.database, watching.house.clock
    well = State(clock(), True, ProcessCounts(), (), ())
    lines, _ = await NoticeBook(database, NAME).enter(replace(well, receiving=False), Told(), "abcd", clock())
    page = await watching.page()
    assert (
        f"{SAY('health_about_receiving')} ✗ {SAY('health_notice_broken_still')} {SAY('health_not_sent')}"
        in page
    )
    assert f"{NAME} {SAY('health_this')} abcd 9 mar 2025, 15:30 UTC" in page
    assert SAY("health_releases_differ") not in page
    await NoticeBook(database, NAME).sent(lines, delivered=True)
    await NoticeBook(database, NAME).enter(well, Told(), "abcd")
    await NoticeBook(database, "other").enter(well, Told(), "beef")
    page = await watching.page()
    assert f"{SAY('health_about_receiving')} ✓ {SAY('health_notice_well')}" in page
    assert SAY("health_releases_differ") in page


async def test_with_the_database_away_it_is_said_and_the_rest_stays(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseAwayError("away")

    for name in ("ledger_state", "danger_now"):
        monkeypatch.setattr(part, name, away)
    monkeypatch.setattr(watching.watch._book, "living", away)
    monkeypatch.setattr(watching.watch._book, "recent", away)
    found = await watching.watch.now()
    assert found == Watched(errors=found.errors, disk=found.disk, watches=True)
    page = await watching.page()
    assert page.count(SAY("health_cannot_be_read")) == 4
    assert SAY("health_polling") in page


async def test_telegram_is_asked_when_somebody_wants_it_and_once_in_thirty_seconds(
    watching: Watching,
) -> None:
    assert SAY("health_telegram_ask") in await watching.page()
    assert watching.asked == 0, "the page does not wait for Telegram"
    for path in ("/console/health?telegram=1", "/console/health/telegram"):
        page = await watching.page(path)
        for words in (SAY("health_telegram_to", host="bot.example.org"), "message, callback_query"):
            assert words in page
    assert watching.asked == 1
    watching.house.clock.move(seconds=31)
    at = watching.house.clock() - timedelta(minutes=5)
    watching.telegram = OwnView(None, 0, at, "Wrong <response>: 403", ())
    page = await watching.page("/console/health/telegram")
    assert SAY("health_telegram_polls") in page
    assert "Wrong <response>: 403" in page
    assert watching.asked == 2


@pytest.mark.parametrize("failing", [NetworkError("no"), 5.0], ids=["refused", "slow"])
async def test_telegram_that_does_not_answer_is_said(
    watching: Watching, failing: Exception | float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, "TELEGRAM_SECONDS", 0.05)
    watching.telegram = failing
    assert SAY("health_telegram_failed") in await watching.page("/console/health/telegram")


async def test_a_page_that_looks_again_by_itself_keeps_no_session_alive(watching: Watching) -> None:
    async with await watching.house.signed_in("admin") as browser:
        for _ in range(29):
            watching.house.clock.move(minutes=1)
            response = await browser.get("/console/health/now", headers={"hx-request": "true"})
            assert response.status_code == 200
            assert 'hx-swap-oob="innerHTML:#health-well"' in response.text
        watching.house.clock.move(minutes=1)
        over = await browser.get("/console/health/now", headers={"hx-request": "true"})
        assert (over.status_code, over.headers["hx-redirect"]) == (401, "/console/enter")


def test_the_metrics_in_the_docs_are_those_that_there_are() -> None:
    docs = (PROJECT / "docs" / "watching.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(rumbo_\w+)`", docs))
    there = {sample.name for metric in REGISTRY.collect() for sample in metric.samples}
    families = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("rumbo_")}
    assert told
    assert {name.removesuffix("_total") for name in told} == families
    assert told <= there | families | {f"{name}_total" for name in families}
