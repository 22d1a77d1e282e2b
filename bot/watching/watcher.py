"""Looks once a minute at how the bot is doing; tells the admins what broke, what works again, and danger above the usual."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.knowledge.records import Language
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.health import Trouble
from bot.usage.health_data import Danger, ProcessCounts, State, Told, danger_now, notices, process_counts
from bot.watching.book import Line, NoticeBook
from bot.watching.space import Space
from bot.watching.words import message

LOOK_SECONDS = 60.0
TELL_SECONDS = 20.0  # for one message
log = structlog.get_logger("rumbo.watching")


@dataclass(frozen=True, slots=True)
class Sight:
    """What the watcher looks at. `receiving`: whether updates arrive; `problems`: of the knowledge, in words."""

    receiving: Callable[[], bool]
    problems: Callable[[], tuple[str, ...]]
    release: Callable[[], tuple[str, datetime | None]]  # what is served, and since when
    space: Callable[[], Space | None] = lambda: None
    counts: Callable[[], ProcessCounts] = process_counts


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told, and how. `tell` gives whether the message needs no second try: it arrived, or never will."""

    fixed: frozenset[str]  # people who are always told: "telegram:42"
    tied: Callable[[], Awaitable[Iterable[str]]]  # and those whom the accounts know
    language: Callable[[str], Awaitable[Language]]
    tell: Callable[[str, str], Awaitable[bool]]
    name_of: Callable[[str, Language], str]
    address: Callable[[], str]


@dataclass(slots=True)
class _Known:
    """What this process knows without the database."""

    told: Told = field(default_factory=Told)
    people: frozenset[str] = frozenset()


class Watcher:
    """Watches one process; what was told is shared with the other replicas."""

    def __init__(
        self,
        database: Database,
        book: NoticeBook,
        sight: Sight,
        audience: Audience,
        *,
        seconds: float = LOOK_SECONDS,
    ) -> None:
        self._database, self._book, self._sight, self._audience = database, book, sight, audience
        self._seconds = seconds
        self._known = _Known()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on; for the first time after a while, when the channel has had time to begin."""
        self._task = asyncio.create_task(self._run(), name="watcher")

    async def stop(self) -> None:
        """Look no more; the other replicas know that this one stopped."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self._book.leave()
        except DatabaseAwayError:
            log.info("not signed off", why="the database is away")

    async def look(self) -> tuple[Line, ...]:
        """Looks once, and tells what there is to tell: those lines."""
        state = await self._state()
        before = self._known.told
        release, served = self._sight.release()
        try:
            lines, self._known.told = await self._book.enter(state, before, release, served)
        except DatabaseAwayError:
            return await self._look_alone(state, before)
        if lines:
            delivered = await self._tell(lines, state.danger)
            await self._book.sent(lines, delivered=delivered)
        return lines

    # ---- inside -----------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self.look()
            except DatabaseAwayError:
                log.info("notices wait", why="the database is away")
            except Exception as error:  # whatever fails here, the next look comes
                log.error("look failed", kind=type(error).__name__)

    async def _look_alone(self, state: State, before: Told) -> tuple[Line, ...]:
        """With the database away each replica tells for itself, from memory."""
        due, after = notices(state, before)
        self._known.told = after
        lines = tuple(
            Line(n.key, n.kind, n.words, before.at.get(n.key, state.at), state.at, state.at,
                 broken=n.kind == "broken", owed=True)
            for n in due
        )  # fmt: skip
        if lines and not await self._tell(lines, state.danger):
            self._known.told = before
        return lines

    async def _state(self) -> State:
        counts, receiving = self._sight.counts(), self._sight.receiving()
        return State(
            at=self._database.clock(),
            receiving=receiving,
            process=ProcessCounts(
                counts.in_hand, counts.last_answer, _worth_telling(counts.errors, receiving)
            ),
            troubles=(*self._database.health.troubles, *self._full_disk()),
            danger=await self._danger(),
            problems=self._sight.problems(),
        )

    async def _danger(self) -> tuple[Danger, ...]:
        try:
            return await danger_now(self._database)
        except DatabaseAwayError:
            return ()

    def _full_disk(self) -> tuple[Trouble, ...]:
        space = self._sight.space()
        if space is None or not space.is_short:
            return ()
        return (Trouble("disk", "the disk of the data folder is almost full", self._database.clock()),)

    async def _tell(self, lines: tuple[Line, ...], danger: tuple[Danger, ...]) -> bool:
        """Whether nothing needs to be tried again: an admin has it, or there is nobody to tell."""
        people = await self._people()
        done = await asyncio.gather(*(self._tell_one(person, lines, danger) for person in sorted(people)))
        log.info("notices told", count=len(lines), admins=len(done), keys=[line.key for line in lines])
        return any(done) or not people

    async def _tell_one(self, person: str, lines: tuple[Line, ...], danger: tuple[Danger, ...]) -> bool:
        audience = self._audience
        language = await audience.language(person)
        address = f"{audience.address()}/console/health"
        try:
            async with asyncio.timeout(TELL_SECONDS):
                return await audience.tell(
                    person, message(lines, danger, language, audience.name_of, address)
                )
        except TimeoutError:
            return False

    async def _people(self) -> frozenset[str]:
        try:
            self._known.people = frozenset(await self._audience.tied())
        except DatabaseAwayError:
            log.info("told from memory", why="the database is away")
        return self._audience.fixed | self._known.people


def _worth_telling(errors: Mapping[str, int], receiving: bool) -> dict[str, int]:
    """Errors that an admin is told of. Calls of getUpdates that fail are not: `receiving` says when that matters."""
    told_by_receiving = {"telegram network", "telegram too_fast", "telegram refused"}
    if not receiving:
        told_by_receiving.add("telegram conflict")
    return {kind: count for kind, count in errors.items() if kind not in told_by_receiving}
