"""Builds every part once, hands each the parts it needs, starts and stops them in order."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

import structlog

from bot.accounts.brake import TooManyGuesses
from bot.accounts.desk import Accounts
from bot.announced import announce
from bot.channels.telegram.channel import TelegramChannel
from bot.console.app.services import Services
from bot.console.server import CannotListen, build_app, serve
from bot.console_parts.assembling import console_services
from bot.console_parts.running import Running
from bot.desk import PersonalDesk, TryItDesk, utc_now
from bot.editing.desk import EditingDesk
from bot.editing_service import start_editing
from bot.knowledge.keeper import Keeper
from bot.knowledge.records import Language
from bot.memory import settle
from bot.readiness import Readiness, last_answered
from bot.releases import Preparing
from bot.settings import Settings
from bot.storage.address import AddressRefusedError
from bot.storage.engine import Database, DatabaseAwayError, open_database
from bot.storage.keys import KeyRefusedError, Keys, load_keys
from bot.storage.ledger import UpdateLedger
from bot.storage.people import PeopleStore
from bot.telling import Telling
from bot.usage.closed_reports import ClosedReports
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from bot.usage.retention import Retention
from bot.usage.subscriptions import Subscriptions
from bot.waiting_desk import WaitingDesk
from bot.watching_service import build_watcher

log = structlog.get_logger()
WORDS_AFTER = 3.0  # seconds


class Refused(Exception):
    """The bot cannot start as it is configured; the message says what to change."""


class App:
    """The whole bot. `run` until SIGTERM or SIGINT; everything is stopped in the reverse order of its start."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = AsyncExitStack()
        self._preparing = Preparing(
            settings.knowledge, settings.data, keeps_unanswered=settings.keep_unanswered
        )
        self._keeper = Keeper(
            settings.knowledge, lambda: utc_now().date(), self._preparing.serve, self._preparing.built
        )
        self._channel: TelegramChannel | None = None
        self._database: Database | None = None
        self._keys: Keys | None = None
        self._accounts: Accounts | None = None
        self._people: PeopleStore | None = None
        self._address = settings.address
        self._closed: ClosedReports | None = None
        self._subscriptions: Subscriptions | None = None
        self._editing: EditingDesk | None = None

    async def run(self) -> int:
        """Runs the bot; the exit code of the process. Raises KnowledgeRefused or Refused where it cannot start."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, stop.set)
        try:
            return await self._run(stop)
        except (CannotListen, KeyRefusedError, AddressRefusedError) as refused:
            raise Refused(str(refused)) from refused

    async def _run(self, stop: asyncio.Event) -> int:
        async with self._stack:
            await self._keeper.start()
            self._stack.push_async_callback(self._preparing.stop)
            self._background(self._keeper.watch())
            await self._open_database()
            await self._start_editing()
            if self._settings.telegram_bot_token:
                self._channel = await self._build_telegram()
            await self._start_web()
            if self._channel:
                await self._channel.start()
                self._stack.push_async_callback(self._channel.stop)
                self._start_watching(self._channel)
                self._start_telling(self._channel)
            settle()
            self._background(self._gather_words())
            return await self._until(stop)

    async def _gather_words(self) -> None:
        """Gathers the words that may be kept of a question before the first that had no answer; not during the start."""
        await asyncio.sleep(WORDS_AFTER)
        await asyncio.to_thread(self._preparing.serving().words)

    async def _until(self, stop: asyncio.Event) -> int:
        """Waits for the signal to stop, or for the channel to give up (a refused token)."""
        signalled = asyncio.create_task(stop.wait())
        if self._channel is None:
            await signalled
            return 0
        channel = asyncio.create_task(self._channel.wait())
        await asyncio.wait({signalled, channel}, return_when=asyncio.FIRST_COMPLETED)
        signalled.cancel()
        if channel.done():
            return channel.result()
        channel.cancel()
        return 0

    async def _open_database(self) -> None:
        """What the bot remembers and who may use the console. Raises KeyRefusedError and AddressRefusedError."""
        settings = self._settings
        secret = settings.secret_key.get_secret_value() if settings.secret_key else None
        keys = self._keys = load_keys(secret, settings.keys, settings.data)
        database = self._database = await open_database(settings.database_url, settings.data)
        self._stack.push_async_callback(database.close)
        self._accounts = Accounts(database, keys)
        retention = Retention(database)
        retention.start()
        self._stack.push_async_callback(retention.stop)

    async def _start_editing(self) -> None:
        """Drafts, reviews and releases, and what other replicas publish."""
        if self._database is not None:
            self._editing, follower = await start_editing(
                self._settings.knowledge, self._database, self._preparing, lambda: self._keeper.release
            )
            self._background(follower.watch())

    async def _build_telegram(self) -> TelegramChannel:
        settings, database, keys, accounts = self._settings, self._database, self._keys, self._accounts
        if database is None or keys is None or accounts is None:
            msg = "the database comes first"
            raise RuntimeError(msg)
        people = self._people = PeopleStore(database, keys, owed_folder=settings.data)
        self._stack.push_async_callback(people.close)
        recorder = Recorder(database, Pseudonyms(database, keys), keep_unanswered=settings.keep_unanswered)
        people.also_erase(recorder.erase)
        self._stack.push_async_callback(recorder.stop)
        people.also_erase(accounts.erase)
        admins = frozenset(f"telegram:{i}" for i in settings.admins)
        closed = self._closed = ClosedReports(database, keys)
        people.also_erase(closed.erase)
        closed.start()
        self._stack.push_async_callback(closed.stop)
        waits = self._subscriptions = Subscriptions(database, keys, keeps_phrases=settings.keep_unanswered)
        people.also_erase(waits.erase)
        desk = PersonalDesk(
            self._preparing.serving,
            people,
            recorder,
            closed,
            self._figures,
            admins,
            utc_now,
            self._username,
            self._console_link,
            WaitingDesk(waits, self._preparing.serving, accounts.name_on_telegram),
        )
        ledger = UpdateLedger(database)
        self._stack.push_async_callback(ledger.close)
        return TelegramChannel(settings, desk, ledger, urgent=self._urgent)

    def _start_telling(self, channel: TelegramChannel) -> None:
        """Tells people what they waited for, once it is known."""
        waits, people, closed = self._subscriptions, self._people, self._closed
        if waits is not None and people is not None and closed is not None:
            serving = self._preparing.serving
            worker = Telling(waits, serving, channel, people.forget, lambda: closed.closed, utc_now)
            worker.start()
            self._stack.push_async_callback(worker.stop)

    def _start_watching(self, channel: TelegramChannel) -> None:
        """Tells admins what breaks, and of more danger than usual."""
        if self._database is None or self._people is None or self._accounts is None:
            return
        watcher = build_watcher(
            self._settings,
            self._database,
            self._people,
            self._accounts,
            channel,
            self._keeper,
            lambda: self._address,
        )
        watcher.start()
        self._stack.push_async_callback(watcher.stop)

    async def _start_web(self) -> None:
        settings = self._settings
        closed = self._closed
        desk = TryItDesk(
            self._preparing.serving, utc_now, (lambda: closed.closed) if closed else dict, self._username
        )
        webhook = None
        if self._channel and settings.webhook_url:
            webhook = (urlsplit(settings.webhook_url).path, self._channel.receive)
        web = build_app(
            desk,
            try_it=settings.serves_try_it,
            health=self.health,
            ready=Readiness(self._keeper, self._database if settings.database_url else None).missing,
            webhook=webhook,
            webhook_refusal=self._channel.refusal if self._channel else None,
            public_host=settings.proxy_host,
            console=self._console(),
            takeaway=lambda: (self._keeper.release, self._username()),
        )
        server = serve(web, settings.host, settings.port)
        await server.start()
        self._stack.push_async_callback(server.stop)
        self._address = settings.address if settings.proxy_host else server.url
        self._stack.enter_context(announce(settings.data, self._address))
        log.info("web pages up", address=server.url, try_it=settings.serves_try_it)
        if settings.serves_try_it:
            print(f"Try Rumbo in your browser: {server.url}", flush=True)
        print(
            f"The console: {self._address}/console (a link to sign in: rumbo console-link NAME)", flush=True
        )

    async def _figures(self, days: int, language: Language) -> tuple[str, bytes | None]:
        """The last days' report for /stats."""
        from bot.reporting import (
            figures_message,
        )  # tables and charts are read when an admin asks, not at the start

        if self._database is None:
            return "", None
        return await figures_message(self._database, self._keeper.release, days, language)

    def _username(self) -> str | None:
        """The bot's name on Telegram, where it is known by now."""
        return (self._channel.username if self._channel else None) or self._settings.bot_username

    def _console(self) -> Services | None:
        """What the console's pages are made of."""
        if self._database is None or self._keys is None or self._accounts is None:
            return None
        running = Running(
            settings=self._settings,
            database=self._database,
            keys=self._keys,
            accounts=self._accounts,
            preparing=self._preparing,
            release=lambda: self._keeper.release,
            editing=self._editing,
            health=self.health,
            bot_username=self._username,
            address=lambda: self._address,
            clock=utc_now,
            telegram=self._channel.own_view if self._channel else None,
        )
        return console_services(running)

    async def _console_link(self, person: str, code: str | None) -> tuple[str, str] | None:
        """An account's name and a fresh link to the console, for whom Telegram's /consola knows."""
        if self._accounts is None:
            return None
        try:
            found = await self._accounts.link_from_telegram(person, code)
        except (DatabaseAwayError, TooManyGuesses):
            return None
        return (found[0].name, f"{self._address}/console/enter#{found[1]}") if found else None

    def _urgent(self, text: str) -> bool:
        """Whether a text tells of danger: it is then never dropped in a flood."""
        return self._preparing.serving().conversation.watch.kind(text) is not None

    def health(self) -> dict[str, object]:
        """What /health tells: whether people are being answered, and what is wrong."""
        problems = [str(p) for p in self._keeper.problems[:20]]
        state: dict[str, object] = {
            "release": self._keeper.release.id,
            "release_served": self._keeper.served_at,
            "knowledge_problems": problems,
            "storage": [t.words for t in self._database.health.troubles] if self._database else [],
        }
        if self._database:
            state["database"] = self._database.kind
        if self._channel:
            state["telegram"] = self._channel.health()
            state["last_answer"] = last_answered()
        state["ok"] = not self._channel or self._channel.healthy()
        return state

    def _background(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]  # a coroutine

        async def stop() -> None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        self._stack.push_async_callback(stop)
