"""Brings the files of this machine to the release that another replica published, and lets hand edits live beside it.

A file is replaced only where its content is kept in the database, so that nothing is ever lost. Where somebody edited a
file by hand, it stays if the release left that file alone; if both changed it, nothing is replaced and the file is named.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.editing.folder_files import manifest
from bot.editing.records import Published
from bot.editing.refusals import CannotPublish, FileMoved, NoSuchRelease
from bot.editing.release_store import ReleaseStore
from bot.editing.served import read_served, write_served
from bot.editing.swapping import one_at_a_time, swap
from bot.knowledge.built import BuiltReleases
from bot.storage.engine import Database, DatabaseAwayError

LOOK_SECONDS = 1.0
TROUBLE = "knowledge release"  # its name in the database's health
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taking:
    """What is to be done with the files: replace these, and ask a person about those; the others stay."""

    take: Mapping[str, str | None]  # name -> digest of the new content; None: the file goes
    conflicts: tuple[str, ...]


class Follower:
    """Looks for a newer release every second and takes it in. It needs the folder to be its own to write."""

    def __init__(
        self,
        root: Path,
        database: Database,
        built: BuiltReleases | None = None,
        seconds: float = LOOK_SECONDS,
    ) -> None:
        """`built`: the keeper's, so that what was checked where it was published is not read and checked again."""
        self._root, self._database, self._built, self._seconds = root, database, built, seconds
        self._store = ReleaseStore(database)
        self.conflicts: tuple[str, ...] = ()  # files that were edited here and published elsewhere

    async def watch(self) -> None:
        """Looks until cancelled."""
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self.look()
            except DatabaseAwayError:
                continue  # what is being served goes on; the database's health says why
            except (CannotPublish, FileMoved, NoSuchRelease, OSError) as error:
                self._database.health.trouble(TROUBLE, str(error))

    async def look(self) -> bool:
        """Takes the newest release in, if this folder has not. True where files changed.

        Raises DatabaseAwayError, CannotPublish, FileMoved, OSError, NoSuchRelease where a file is not kept any more.
        """
        number = await self._store.head_number()
        served = await asyncio.to_thread(read_served, self._root)
        if number is None or number == served:
            return False
        head = await self._store.get(number)
        base = await self._store.get(served) if served is not None else None
        disk = await asyncio.to_thread(manifest, self._root)
        known = await self._store.known(set(disk.values()))
        taking = taken(head, base, disk, known)
        self.conflicts = taking.conflicts
        if taking.conflicts:
            names = ", ".join(taking.conflicts[:5])
            self._database.health.trouble(TROUBLE, f"edited here by hand and published elsewhere: {names}")
            return False
        await self._put(head, taking, disk)
        self._database.health.well(TROUBLE)
        return bool(taking.take)

    async def take_published(self, file: str) -> None:
        """Ends a conflict over one file: the published text replaces the one edited here. Raises as `look`."""
        head = await self._store.head()
        if head is None:
            return
        disk = await asyncio.to_thread(manifest, self._root)
        await self._put(head, Taking({file: head.files.get(file)}, ()), disk, whole=False)
        self.conflicts = ()

    async def _put(
        self, head: Published, taking: Taking, disk: Mapping[str, str], *, whole: bool = True
    ) -> None:
        contents = await self._store.contents(d for d in taking.take.values() if d)
        if missing := [n for n, d in taking.take.items() if d and d not in contents]:
            raise NoSuchRelease(f"release {head.number} cannot be taken in: {missing[0]} is not kept")
        files = {name: contents[d] if d else None for name, d in taking.take.items()}
        if self._built is not None and head.built and (raw := await self._store.built(head)):
            await asyncio.to_thread(self._built.write, head.built, raw)  # before the files are there
        with one_at_a_time(self._root):
            if files:
                swapped = await asyncio.to_thread(swap, self._root, files, {n: disk.get(n) for n in files})
                await asyncio.to_thread(swapped.keep)
            if whole:
                await asyncio.to_thread(write_served, self._root, head.number)
        log.info("knowledge release taken in", number=head.number, release=head.release, files=len(files))


def taken(head: Published, base: Published | None, disk: Mapping[str, str], known: frozenset[str]) -> Taking:
    """What to do with each file.

    `base`: the release this folder was last made to be; `known`: digests whose content is kept.
    """
    take: dict[str, str | None] = {}
    conflicts = []
    for name in sorted({*head.files, *disk}):
        want, have = head.files.get(name), disk.get(name)
        if want == have:
            continue
        if base is not None and want == base.files.get(name):
            continue  # edited here by hand, and the release left it alone
        if have is None or have in known:
            take[name] = want
        elif base is not None:
            conflicts.append(name)
        # else: a folder that comes with texts of its own, newer than any release: they stay
    return Taking(take, tuple(conflicts))
