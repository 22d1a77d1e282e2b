"""Keeps the release that is being served: loads it, watches the folder, swaps a good edit in, refuses a bad one.

The last good release stays whatever happens to the files. Watching polls sizes and times (every 0.5 s), which works on
every file system, container volumes and network shares included.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import structlog

from bot.knowledge.files import knowledge_files
from bot.knowledge.load import load_release
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Release

POLL_SECONDS = 0.5
Stamp = tuple[tuple[str, int, int], ...]
log = structlog.get_logger()


class Keeper:
    """The current release of one knowledge folder.

    `on_release` is awaited with every new good release before it is served, so that what depends on it (the matcher) is
    ready when people meet it.
    """

    def __init__(
        self, root: Path, today: Callable[[], date], on_release: Callable[[Release], Awaitable[None]]
    ) -> None:
        self._root, self._today, self._on_release = root, today, on_release
        self._release: Release | None = None
        self._stamp: Stamp = ()
        self.problems: tuple[Problem, ...] = ()  # of the last refused edit; empty when the files are good

    @property
    def release(self) -> Release:
        """The release being served. Raises LookupError before the first load."""
        if self._release is None:
            msg = "no release is loaded yet"
            raise LookupError(msg)
        return self._release

    async def start(self) -> None:
        """Loads the first release. Raises KnowledgeRefused: without any good release there is nothing to serve."""
        self._stamp = await asyncio.to_thread(folder_stamp, self._root)
        release = await asyncio.to_thread(load_release, self._root, self._today())
        await self._serve(release)

    async def watch(self) -> None:
        """Looks for edits until cancelled."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.look()

    async def look(self) -> bool:
        """Loads the folder again if a file changed. True when a new release is served."""
        stamp = await asyncio.to_thread(folder_stamp, self._root)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            release = await asyncio.to_thread(load_release, self._root, self._today())
        except KnowledgeRefused as refused:
            self._refuse(refused)
            return False
        except OSError as error:  # the folder is being swapped under us: look again at the next turn
            log.warning("knowledge folder could not be read, trying again", reason=error.strerror)
            self._stamp = ()
            return False
        self.problems = ()
        if self._release is not None and release.id == self._release.id:
            log.info("knowledge unchanged", release=release.id)
            return False
        await self._serve(release)
        return True

    async def _serve(self, release: Release) -> None:
        await self._on_release(release)
        self._release = release
        log.info("knowledge release served", release=release.id, entries=len(release.entries))

    def _refuse(self, refused: KnowledgeRefused) -> None:
        self.problems = tuple(refused.problems)
        serving = self._release.id if self._release else None
        log.error(
            "knowledge edit refused, the last good release stays",
            serving=serving,
            problems=len(self.problems),
        )
        for problem in refused.problems[:20]:
            log.error("knowledge problem", problem=str(problem))


def folder_stamp(root: Path) -> Stamp:
    """Names, sizes and times (nanoseconds) of all knowledge files: changes when any file does."""
    stamps = []
    for name, path in knowledge_files(root):
        try:
            status = path.stat()
        except OSError:
            continue
        stamps.append((name, status.st_size, status.st_mtime_ns))
    return tuple(stamps)
