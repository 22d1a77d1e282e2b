"""What `rumbo changes`, `rumbo history` and `rumbo rollback` do: over the configured folder and database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, get_args

from bot.accounts.records import COMMAND_LINE
from bot.answer_changes import comparing, without_asking
from bot.editing.changes import Changes
from bot.editing.following import Follower
from bot.editing.looking import in_process
from bot.editing.outlook import Compare
from bot.editing.publishing import Publishing
from bot.editing.records import EntryKind, Published, Ref, Revision
from bot.editing.release_store import ReleaseStore
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.matching.matcher import Matcher
from bot.releases import ENDING
from bot.settings import Settings
from bot.storage.engine import Database, open_database

T = TypeVar("T")


def changes_of_folders(old: Path, new: Path, matcher: Matcher) -> Changes:
    """Which answers change between two folders, over the fit of the old one. Raises KnowledgeRefused."""
    now = datetime.now(UTC)
    before, after = (load_release(root, now.date()) for root in (old, new))
    return comparing(lambda: matcher, lambda: now)(before, after, ())


def history_of(settings: Settings, name: str) -> list[Revision]:
    """The published changes of the entry, or entries, of that id, newest first. Raises DatabaseAwayError."""

    async def work(database: Database) -> list[Revision]:
        store = ReleaseStore(database)
        return [x for kind in get_args(EntryKind) for x in await store.history(Ref(kind, name[:80]))]

    return _over_database(settings, work)


def last_releases(settings: Settings) -> tuple[Published, ...]:
    """The last releases, newest first. Raises DatabaseAwayError."""
    return _over_database(settings, lambda database: ReleaseStore(database).latest())


def roll_back(
    settings: Settings, root: Path, name: str, why: str, explanation: str, *, whole: bool
) -> Published:
    """Takes back what one release changed; `whole`: makes the folder what it was in that release.

    `name`: its number, or how its id begins. A folder that is behind the other replicas catches up first. Raises what
    `Publishing.publish` and its plans raise.
    """

    async def work(database: Database) -> Published:
        release = load_release(root, database.clock().date())
        publishing = Publishing(
            root, database, lambda: release, in_process(root, _compare(settings, release))
        )
        await publishing.mend()
        await Follower(root, database).look()
        number = (await publishing.store.named(name)).number
        plan = publishing.plan_back_to if whole else publishing.plan_take_back
        made = await plan(number, COMMAND_LINE, why)
        return await publishing.publish(made, COMMAND_LINE, why, explanation, kind="rollback")

    return _over_database(settings, work)


def _compare(settings: Settings, release: Release) -> Compare:
    """By asking, where a fit lies on the disk; taking something back must not wait for one."""
    files = sorted(
        (settings.data / "fitted").glob(f"*{ENDING}"), key=lambda p: p.stat().st_mtime, reverse=True
    )
    found = next((m for p in files if (m := Matcher.load(p, release, older=True))), None)
    if found is None:
        return without_asking
    matcher = found
    return comparing(lambda: matcher, lambda: datetime.now(UTC))


def _over_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = await open_database(settings.database_url, settings.data)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())
