"""Keeps the release that is being served: loads it, watches the folder, swaps a good edit in, refuses a bad one.

The last good release stays whatever happens to the files or to those who make a release ready. Watching polls sizes and
times (every 0.5 s), which works on every file system, container volumes and network shares included.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import load_release
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Release
from bot.knowledge.walking import knowledge_files

POLL_SECONDS = 0.5
REST_SECONDS = 0.2
MOST_LOOKS = 240  # between two tries of a release that could not be made ready: two minutes
MOVING_TRIES = 20  # loads at the start while somebody is still copying files
Stamp = tuple[tuple[str, int, int, int, int], ...]
log = structlog.get_logger()


class FolderMoving(Exception):
    """Files changed while they were read: what was read may be half old and half new."""


class Keeper:
    """The current release of one knowledge folder.

    `on_release` is awaited with every new good release before it is served, so that what depends on it (the matcher) is
    ready when people meet it. When it fails, the last release stays and the new one is tried again, ever more seldom.
    """

    def __init__(
        self,
        root: Path,
        today: Callable[[], date],
        on_release: Callable[[Release], Awaitable[None]],
        built: BuiltReleases | None = None,
    ) -> None:
        """`built`: where checked releases are kept, so that files that were read before need not be read again."""
        self._root, self._today, self._on_release, self._built = root, today, on_release, built
        self._release: Release | None = None
        self._stamp: Stamp | None = None  # of the files last read; None: read them again
        self._failures, self._pause = 0, 0  # tries that failed in a row, and looks to wait before the next
        self.served_at: datetime | None = None  # when the release began to be served, UTC
        self.problems: tuple[Problem, ...] = ()  # of the last refused edit; empty when the files are good

    @property
    def release(self) -> Release:
        """The release being served. Raises LookupError before the first load."""
        if self._release is None:
            msg = "no release is loaded yet"
            raise LookupError(msg)
        return self._release

    async def start(self) -> None:
        """Loads and serves the first release.

        Raises KnowledgeRefused: without any good release there is nothing to serve. Raises what `on_release` raises.
        """
        for turn in range(MOVING_TRIES):
            try:
                stamp, release = await asyncio.to_thread(self._load)
            except FolderMoving:
                if turn == MOVING_TRIES - 1:
                    said = "the files keep changing while they are read: start again when copying is done"
                    raise KnowledgeRefused([Problem(".", 1, said)]) from None
                await asyncio.sleep(POLL_SECONDS)
            else:
                await self._serve(release)
                self._stamp = stamp
                return

    async def watch(self) -> None:
        """Looks for edits until cancelled. An edit is read once the files have rested for REST_SECONDS."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            stamp = await asyncio.to_thread(folder_stamp, self._root)
            if stamp != self._stamp:
                await self._rest(stamp)
                await self.look()

    async def _rest(self, stamp: Stamp) -> None:
        """Waits until no file has changed for a while: somebody may be in the middle of writing."""
        while True:
            await asyncio.sleep(REST_SECONDS)
            now = await asyncio.to_thread(folder_stamp, self._root)
            if now == stamp:
                return
            stamp = now

    async def look(self) -> bool:
        """Loads the folder again if a file changed. True when a new release is served. Never raises."""
        stamp = await asyncio.to_thread(folder_stamp, self._root)
        if stamp == self._stamp:
            return False
        if self._pause:
            self._pause -= 1
            return False
        try:
            self._stamp, release = await asyncio.to_thread(self._load)
            return await self._swap(release)
        except KnowledgeRefused as refused:
            self._stamp = stamp
            self._refuse(refused)
        except FolderMoving:
            log.info("knowledge files are being changed, looking again")
        except Exception as error:
            self._put_off(error)
        return False

    def _load(self) -> tuple[Stamp, Release]:
        """The stamp and the release of the files as they are. Raises KnowledgeRefused, FolderMoving."""
        before = folder_stamp(self._root)
        try:
            release = load_release(self._root, self._today(), self._built)
        except KnowledgeRefused:
            if folder_stamp(self._root) != before:
                raise FolderMoving from None
            raise
        if folder_stamp(self._root) != before:
            raise FolderMoving
        return before, release

    async def _swap(self, release: Release) -> bool:
        """Serves `release` unless it says the same as the one being served."""
        changed = self._release is None or release.id != self._release.id
        if changed:
            await self._serve(release)
        else:
            log.info("knowledge unchanged", release=release.id)
        self.problems, self._failures = (), 0
        return changed

    async def _serve(self, release: Release) -> None:
        await self._on_release(release)
        self._release, self.served_at = release, datetime.now(UTC)
        log.info("knowledge release served", release=release.id, entries=len(release.entries))

    def _refuse(self, refused: KnowledgeRefused) -> None:
        self.problems, self._failures = tuple(refused.problems), 0
        serving = self._release.id if self._release else None
        log.error(
            "knowledge edit refused, the last good release stays",
            serving=serving,
            problems=len(self.problems),
        )
        for problem in refused.problems[:20]:
            log.error("knowledge problem", problem=str(problem))

    def _put_off(self, error: Exception) -> None:
        """Leaves the new release for later: after 1, 2, 4 … looks."""
        self._stamp = None
        self._pause = min(2**self._failures, MOST_LOOKS)
        self._failures += 1
        said = f"could not be made ready ({type(error).__name__}): the last good release stays, it is tried again"
        self.problems = (Problem(".", 1, said),)
        log.error("knowledge release failed, the last good release stays", error=type(error).__name__)


def folder_stamp(root: Path) -> Stamp:
    """Names, sizes, times (nanoseconds) and inodes of all knowledge files: changes when any file does."""
    stamps = []
    try:
        for name, path in knowledge_files(root):
            status = path.lstat()
            stamps.append((name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
    except OSError as error:  # gone, or being swapped: unlike any folder that can be read
        stamps.append((type(error).__name__, -1, 0, 0, 0))
    return tuple(stamps)
