"""The real channel, keeper, accounts and database before the strict fake Bot API: admins get one message for one trouble."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.desk import Accounts
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.clock import SystemClock
from bot.conversation.memory import memory_bytes
from bot.conversation.records import Memory
from bot.knowledge.keeper import Keeper
from bot.knowledge.records import Release
from bot.storage.clock import quarter_of
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.people import PeopleStore
from bot.storage.statements import insert_into
from bot.storage.tables import danger_counts
from bot.usage.health_data import ProcessCounts, process_counts
from bot.watching.watcher import Watcher
from bot.watching_service import build_watcher
from tests.channels.fakes import MemoryLedger, SmallDesk, settings_for
from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.process import KNOWLEDGE
from tests.end_to_end.user import User
from tests.storage.kit import KEYS, MovedClock

ANA, BETO = 4001, 4002  # ana is in RUMBO_ADMINS, beto tied his Telegram
ADDRESS = "https://rumbo.example.org"


class MovedSystemClock(SystemClock):
    """The machine's clock, which a test can put ahead."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class Scene:
    """A running bot that is watched."""

    def __init__(self, api: FakeBotApi, folder: Path, database: Database, clock: MovedClock) -> None:
        self.api, self.folder, self.database, self.clock = api, folder, database, clock
        self.ticking = MovedSystemClock()
        self.knowledge = folder / "knowledge"
        shutil.copytree(KNOWLEDGE, self.knowledge)
        self.settings = settings_for(api.url, folder, admins=frozenset({ANA}))
        self.channel = TelegramChannel(self.settings, SmallDesk(), MemoryLedger(), self.ticking)
        self.accounts = Accounts(database, KEYS)
        self.people = PeopleStore(database, KEYS, owed_folder=folder)
        self.keeper = Keeper(self.knowledge, lambda: date(2026, 11, 1), self._ready)
        self._before = process_counts().errors
        self.watcher = self.new_watcher()

    async def _ready(self, _: Release) -> None:
        """In place of making the matcher ready."""

    def new_watcher(self) -> Watcher:
        """A watcher of a process that has counted nothing yet, whatever other tests of this one did before."""
        return build_watcher(
            self.settings,
            self.database,
            self.people,
            self.accounts,
            self.channel,
            self.keeper,
            lambda: ADDRESS,
            self._counts,
        )

    def _counts(self) -> ProcessCounts:
        now = process_counts()
        errors = {kind: count - self._before.get(kind, 0) for kind, count in now.errors.items()}
        return replace(now, errors={kind: count for kind, count in errors.items() if count})

    async def begin(self) -> None:
        await self.keeper.start()
        await self.accounts.invite("rumbo", "beto", "admin", ())
        (beto,) = await self.accounts.people()
        code = await self.accounts.telegram_code(beto)
        await self.accounts.link_from_telegram(f"telegram:{BETO}", code)
        await self.people.write(f"telegram:{BETO}", memory_bytes(Memory(language="en"), self.clock()))
        await self.channel.start()
        await self.api.until(self.channel.healthy)

    async def look(self, **later: float) -> None:
        self.clock.move(**later)
        await self.watcher.look()

    def texts(self, person: int = ANA) -> list[str]:
        return [sent.text for sent in self.api.to(person)]


@pytest.fixture
async def scene(tmp_path: Path, embedded: Database, clock: MovedClock) -> AsyncIterator[Scene]:
    async with FakeBotApi() as api:
        made = Scene(api, tmp_path, embedded, clock)
        await made.begin()
        yield made
        await made.channel.stop()
        await made.people.close()


async def test_telegram_hands_nothing_over_then_again_and_each_admin_reads_it_once(scene: Scene) -> None:
    await scene.look()
    assert scene.texts() == []
    scene.api.fail("getUpdates", status=502, times=10_000)
    await User(scene.api, id=9).write("hola")  # ends the poll that Telegram holds
    await scene.api.until(lambda: scene.channel.health()["words"] != "answering")
    scene.ticking.ahead += 61
    await scene.look(minutes=1)
    (said,) = scene.texts()
    assert "la gente no recibe respuesta" in said
    assert said.endswith(f"{ADDRESS}/console/health")
    assert "people get no answers" in scene.texts(BETO)[0], "in the language in which the bot talks with him"
    for _ in range(5):
        await scene.look(hours=1)
    scene.watcher = scene.new_watcher()
    await scene.look(minutes=58)
    assert len(scene.texts()) == 1, "nothing is repeated within six hours, nor after a restart"
    scene.api.faults["getUpdates"].clear()
    await User(scene.api, id=9).write("hola")
    await scene.api.until(lambda: scene.channel.healthy())
    await scene.look(minutes=1)
    assert [text.splitlines()[1] for text in scene.texts()[1:]] == [
        "• Ya funciona otra vez: recibir mensajes (no funcionó de 15:31 a 21:30 UTC)."
    ]
    await scene.look(minutes=1)
    assert (len(scene.texts()), len(scene.texts(BETO))) == (2, 2)


async def test_broken_knowledge_is_told_and_that_it_was_mended(scene: Scene) -> None:
    file = next(scene.knowledge.rglob("places.yaml"))
    good = file.read_text(encoding="utf-8")
    file.write_text(good + "\n- [not a place", encoding="utf-8")
    await scene.keeper.look()
    await scene.look()
    await scene.look(hours=1)
    (said,) = scene.texts()
    assert "la última versión buena" in said
    assert "places.yaml" not in said
    file.write_text(good, encoding="utf-8")
    await scene.keeper.look()
    await scene.look(minutes=1)
    assert len(scene.texts()) == 2
    assert "Ya funciona otra vez: el conocimiento" in scene.texts()[1]


async def test_a_spike_of_danger_is_one_message_without_an_exact_number(scene: Scene) -> None:
    quarter = quarter_of(scene.clock().date())
    before = quarter_of(quarter - timedelta(days=1))

    async def count(connection: AsyncConnection) -> None:
        rows = [(before, 12), (quarter, 47)]
        values = [{"quarter": day, "country": "PE", "messages": number} for day, number in rows]
        await connection.execute(insert_into("sqlite", danger_counts), values)

    await scene.database.write(count)
    for _ in range(10):
        await scene.look(hours=3)
    (said,) = scene.texts()
    assert "Perú: más mensajes sobre peligro" in said
    assert "~45" in said
    assert "<11" in said
    assert "47" not in said
    assert quarter == date(2025, 1, 1)


async def test_who_blocked_the_bot_stops_nobody_and_what_reached_nobody_is_tried_again(scene: Scene) -> None:
    scene.api.blocked.add(BETO)
    scene.keeper.problems = ("x",)  # type: ignore[assignment]
    scene.api.fail("sendMessage", cut=True, chat_id=ANA)
    scene.api.fail("sendMessage", cut=True, chat_id=BETO)
    await scene.look()
    assert scene.texts() == []
    await scene.look(minutes=1)
    assert len(scene.texts()) == 1
    await scene.look(minutes=1)
    assert len(scene.texts()) == 1


async def test_with_the_database_away_admins_are_told_that_and_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.look()

    async def away(*_: object) -> None:
        raise DatabaseAwayError("away")

    with monkeypatch.context() as patch:
        for way in ("read", "look_up", "write"):
            patch.setattr(scene.database, way, away)
        scene.database.health.trouble("database write", "away")
        await scene.look(minutes=1)
        await scene.look(hours=1)
        (said,) = scene.texts()
        assert "La base de datos tiene problemas" in said
    scene.database.health.well("database write")
    await scene.look(minutes=1)
    await scene.look(minutes=1)
    assert len(scene.texts()) == 2
    assert "Ya funciona otra vez: la base de datos" in scene.texts()[1]


async def test_what_telegram_says_of_the_bot_holds_no_path_and_no_token(scene: Scene) -> None:
    scene.api.webhook = {"url": "https://other.example.org/secret-path-77", "allowed_updates": ["message"]}
    token = scene.api.token
    scene.api.webhook_error = f"Wrong response from https://x.example/secret-path-77: /secret-path-77 {token}"
    view = await scene.channel.own_view()
    assert (view.host, view.allowed) == ("other.example.org", ("message",))
    assert view.last_error_at is not None
    assert "Wrong response" in view.last_error
    assert "secret-path" not in repr(view)
    assert token not in repr(view)
    scene.api.webhook = {}
