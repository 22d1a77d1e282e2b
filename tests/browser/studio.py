"""A console full of work, for pictures: a copy of the project's own knowledge, made-up people, weeks of made-up use."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.generate_usage import Dice, real_questions, write_events
from bot.accounts.brake import Brake
from bot.accounts.desk import Accounts
from bot.console.app.asks.watching import DangerLine, Disk, OwnView, Process, Told, Updates, Watched
from bot.console.server import build_app, serve
from bot.console_parts.assembling import console_services
from bot.console_parts.running import Running
from bot.editing.desk import EditingDesk
from bot.editing.looking import in_process
from bot.editing.publishing import Publishing
from bot.editing.records import Draft, Ref
from bot.editing_service import start_editing
from bot.knowledge.keeper import Keeper
from bot.releases import Preparing
from bot.settings import Settings
from bot.storage.engine import Database, open_database
from bot.usage.analysis.publishing import publish_due
from bot.usage.closed_reports import ClosedReports
from tests.browser.console_house import ServedHouse
from tests.console.app.house import NAMES, House, nobody_waits
from tests.console.app.test_health_page import WELL
from tests.console.fake_desk import FakeDesk
from tests.editing.desk import compare_standings
from tests.real import KNOWLEDGE, give_fitted
from tests.storage.kit import KEYS, MovedClock

RENEW, LOST = Ref("answer", "pe-renew-residence"), Ref("answer", "pe-lost-documents")
EXPIRED, OFFICE = Ref("answer", "pe-cpp-vencido"), Ref("place", "pe-lima-mac-callao")
COUNTRIES = {"admin": (), "editor": ("PE", "EC"), "reviewer": ("PE",), "reader": ()}
WEEKS, EVENTS, SEED = 9, 60_000, 7
Typed = dict[str, str]


@dataclass
class Work:
    """What the pictures show: a draft in each state, and the last release."""

    written: Draft
    waiting: Draft
    approved: Draft
    release: int
    served: str  # the id of that release


class WellWatched:
    """What a bot that is well tells the health page."""

    def __init__(self, now: datetime, release: str) -> None:
        self._now, self._release = now, release

    async def now(self) -> Watched:
        now, hour = self._now, timedelta(hours=1)
        quarter = date(now.year, now.month - (now.month - 1) % 3, 1)
        return Watched(
            errors={"message refused": 1, "telegram network": 4},
            disk=Disk(31 * 2**30, 40 * 2**30, "good"),
            updates=Updates(now.replace(minute=0), 0, 0),
            danger=(
                DangerLine("PE", quarter, "~45", "~40", spike=False),
                DangerLine("CL", quarter, "~90", "~25", spike=True),
                DangerLine("EC", quarter, "<11", None, spike=False),
            ),
            processes=(Process("a1b2c3d4", now, now - 9 * hour, self._release, this=True),),
            told=(
                Told("spike", "spike", now - 30 * hour, now - 30 * hour, broken=False, waits=False),
                Told("receiving", "well", now - 52 * hour, now - 51 * hour, broken=False, waits=False),
            ),
            watches=True,
        )

    async def telegram(self) -> OwnView | None:
        return OwnView(self._now, host="rumbo.example.org", allowed=("message", "callback_query"))


@dataclass
class Studio(House):
    """A house in which everything is there."""

    desk: EditingDesk
    keeper: Keeper
    works: Sequence[asyncio.Task[None]]
    preparing: Preparing
    work: Work

    async def close(self) -> None:
        for task in self.works:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.preparing.stop()
        await super().close()


class ServedStudio(ServedHouse):
    """The studio, served."""

    house: Studio

    def __enter__(self) -> ServedStudio:
        self._thread.start()
        opened = asyncio.run_coroutine_threadsafe(open_studio(self._folder), self._loop)
        self.house = opened.result(900)
        self._server = serve(self.house.app, "127.0.0.1", 0)
        self.run(self._server.start())
        return self


async def open_studio(folder: Path) -> Studio:
    """The console over a copy of the knowledge in `folder`, on an ordinary day."""
    knowledge, data = folder / "knowledge", folder / "data"
    shutil.copytree(KNOWLEDGE, knowledge, ignore=shutil.ignore_patterns(".*"))
    await asyncio.to_thread(give_fitted, data)
    today = datetime.now(UTC).replace(hour=15, minute=20, second=0, microsecond=0)
    clock = MovedClock(today)
    preparing = Preparing(knowledge, data, keeps_unanswered=True)
    keeper = Keeper(knowledge, lambda: clock().date(), preparing.serve, preparing.built)
    await keeper.start()
    database = await open_database(None, data, clock=clock)
    accounts = Accounts(database, KEYS, Brake(sleep=nobody_waits))
    await used(database, today.date())
    for role, name in NAMES.items():
        await accounts.invite("rumbo", name, role, COUNTRIES[role])
    desk, follower = await start_editing(knowledge, database, preparing, lambda: keeper.release)
    works = [asyncio.ensure_future(keeper.watch()), asyncio.ensure_future(follower.watch())]
    look = in_process(knowledge, compare_standings, preparing.built)
    quick = Publishing(knowledge, database, lambda: keeper.release, look, built=preparing.built)
    work = await worked(EditingDesk(knowledge, database, lambda: keeper.release, quick), clock, today)
    while keeper.release.id != work.served:
        await asyncio.sleep(0.2)
    await accounts.note("ana", "published", f"release {work.release}", "PE")
    running = Running(
        settings=Settings(_env_file=None, knowledge=knowledge, data=data),  # type: ignore[call-arg]
        database=database,
        keys=KEYS,
        accounts=accounts,
        preparing=preparing,
        release=lambda: keeper.release,
        editing=desk,
        health=lambda: WELL | {"release": keeper.release.id, "release_served": today, "last_answer": today},
        bot_username=lambda: "RumboBot",
        address=lambda: "https://rumbo.example.org",
        clock=clock,
    )
    services = replace(console_services(running), watching=WellWatched(today, keeper.release.id))
    app = build_app(FakeDesk(), try_it=True, health=lambda: {"ok": True}, webhook=None, console=services)
    return Studio(database, accounts, clock, app, desk, keeper, works, preparing, work)


async def used(database: Database, today: date) -> None:
    """Nine weeks of made-up messages, published; a place that three people found closed."""
    days = [today - timedelta(days=n) for n in reversed(range(1, WEEKS * 7))]
    dice = Dice(SEED, await asyncio.to_thread(real_questions, KNOWLEDGE))
    await write_events(database, dice, EVENTS, days)
    await publish_due(database)
    reports = ClosedReports(database, KEYS)
    for person in ("telegram:1", "telegram:2", "telegram:3", "telegram:4"):
        await reports.report(person, OFFICE.id, "PE")


async def worked(desk: EditingDesk, clock: MovedClock, today: datetime) -> Work:
    """Two releases of the last days; a draft that is being written, one that waits, one that is approved."""
    for days, typed in (
        (8, {"es.cost": "S/ 20.20 (enero de 2026)", "en.cost": "S/ 20.20 (January 2026)"}),
        (5, {"es.duration": "unos 15 días", "en.duration": "about 15 days"}),
    ):
        clock.now = today - timedelta(days=days)
        draft = await approved(desk, LOST, typed, "la oficina lo confirmó por teléfono")
        done = await desk.publish([draft.id], "ana")
    clock.now = today - timedelta(days=3)
    waiting = await sent(desk, EXPIRED, _cost("S/ 42.10"), "tarifa nueva de este mes")
    clock.now = today - timedelta(days=1)
    ready = await approved(desk, Ref("answer", "pe-especial-residente"), _cost("S/ 42.10"), "tarifa nueva")
    clock.now = today
    begun = await desk.begin(RENEW, NAMES["editor"])
    fields = {
        **begun.fields,
        "es.cost": "S/ 21.50 (noviembre de 2026)",
        "en.cost": "",
        "official": "migraciones",
    }
    written = (await desk.save(begun.id, NAMES["editor"], begun.version, fields)).draft
    return Work(written, waiting, ready, done.number, done.release)


def _cost(fee: str) -> Typed:
    return {"es.cost": f"{fee} (este mes)", "en.cost": f"{fee} (this month)"}


async def sent(desk: EditingDesk, ref: Ref, typed: Typed, why: str) -> Draft:
    """The editor's draft, sent for review."""
    begun = await desk.begin(ref, NAMES["editor"])
    saved = await desk.save(begun.id, NAMES["editor"], begun.version, {**begun.fields, **typed}, why=why)
    return await desk.submit(saved.draft.id, NAMES["editor"], saved.draft.version)


async def approved(desk: EditingDesk, ref: Ref, typed: Typed, why: str) -> Draft:
    """The same, approved by the reviewer."""
    waiting = await sent(desk, ref, typed, why)
    return await desk.approve(waiting.id, NAMES["reviewer"], waiting.version)
