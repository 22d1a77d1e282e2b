"""Spreadsheets for the console: a child process writes and reads them, and what they change becomes drafts in review."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot.console.app.asks.sheets import DraftsInTheWay, EntriesMoved, Form, LookGone
from bot.console_parts.running import Running
from bot.console_parts.sheet_store import SheetStore
from bot.drawing_child import drawn_by
from bot.editing.desk import EditingDesk
from bot.editing.entries import FileText, standings
from bot.editing.records import Draft, Ref
from bot.editing.sheets.child import Job
from bot.editing.sheets.looked import Looked, Wanted, unpacked
from bot.editing.sheets.opening import NAME
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.told import Cell
from bot.knowledge.problems import KnowledgeRefused

Run = Callable[[str, bytes, float], Awaitable[bytes | None]]
CHILD = "bot.editing.sheets.child"
SECONDS = 90.0  # a large country takes three
FOLDER = "sheets"  # in the data folder


class CountrySheets:
    """One file at a time is read or written; whoever comes meanwhile waits."""

    def __init__(
        self,
        knowledge: Path,
        store: SheetStore,
        desk: EditingDesk,
        clock: Callable[[], datetime],
        run: Run = drawn_by,
    ) -> None:
        """`run`: gives what a module writes for some bytes within some seconds; None where it fails."""
        self._knowledge, self._store, self._desk, self._clock = knowledge, store, desk, clock
        self._run = run

    @classmethod
    def of(cls, running: Running) -> CountrySheets | None:
        """That of the running bot; None where it edits nothing."""
        if running.editing is None:
            return None
        store = SheetStore(running.settings.data / FOLDER, running.keys, running.clock)
        return cls(running.settings.knowledge, store, running.editing, running.clock)

    async def file(self, country: str, form: Form) -> bytes:
        return await self._child(Job(str(self._knowledge), country, self._today(), form), b"", "file")

    async def look(self, country: str, raw: bytes, by: str) -> str:
        return await self._look(country, raw, by, ())

    async def settle(self, handle: str, country: str, by: str, wins: Sequence[Cell]) -> str:
        _, raw = await self._kept(handle, country, by)
        if not raw:
            raise LookGone
        return await self._look(country, raw, by, wins)

    async def seen(self, handle: str, country: str, by: str) -> Looked:
        looked, _ = await self._kept(handle, country, by)
        return looked

    async def take(self, handle: str, country: str, by: str, why: str) -> int:
        looked, _ = await self._kept(handle, country, by)
        if looked.problems or not looked.wanted:
            raise LookGone
        if moved := await asyncio.to_thread(_moved, self._knowledge, looked, country):
            raise EntriesMoved(moved)
        drafts = [_draft(one, country, by, why) for one in looked.wanted]
        if standing := await self._desk.drafts.propose(drafts):
            raise DraftsInTheWay(standing)
        await asyncio.to_thread(self._store.drop, handle, by)
        return len(drafts)

    async def _look(self, country: str, raw: bytes, by: str, wins: Sequence[Cell]) -> str:
        job = Job(str(self._knowledge), country, self._today(), "look", tuple(wins))
        looked = unpacked(await self._child(job, raw, "looked"))
        return await asyncio.to_thread(self._store.keep, looked, raw if looked.has_conflicts else b"", by)

    async def _kept(self, handle: str, country: str, by: str) -> tuple[Looked, bytes]:
        found = await asyncio.to_thread(self._store.get, handle, country, by)
        if found is None:
            raise LookGone
        return found

    async def _child(self, job: Job, raw: bytes, wanted: str) -> bytes:
        written = await self._run(CHILD, job.bytes() + raw, SECONDS)
        word, _, content = (written or b"").partition(b"\n")
        if word.decode("ascii", "replace") == wanted:
            return content
        if word == b"failed":
            msg = "the disk refused"
            raise OSError(msg)
        refused = content.decode("utf-8", "replace") if word == b"refused" else ""
        raise SheetRefused(NAME, refused or "takes too long or too much memory to read")

    def _today(self) -> str:
        return self._clock().date().isoformat()


def _draft(one: Wanted, country: str, by: str, why: str) -> Draft:
    return Draft(
        "",
        one.ref,
        country,
        one.file,
        "in review",
        by,
        why,
        one.began_with,
        one.began_fields,
        one.fields,
        1,
        0,
        0,
    )


def _moved(root: Path, looked: Looked, country: str) -> list[Ref]:
    """The entries that are not what they were when the file was looked at."""
    moved = []
    for name in dict.fromkeys(one.file for one in looked.wanted):
        path = root / name
        raw = path.read_bytes() if path.is_file() else None
        digest = hashlib.sha256(raw).hexdigest() if raw is not None else None
        if digest != looked.files.get(name):
            now = _texts(raw, name, country)
            mine = (one for one in looked.wanted if one.file == name)
            moved += [one.ref for one in mine if now.get(one.ref, "") != one.began_with]
    return moved


def _texts(raw: bytes | None, name: str, country: str) -> Mapping[Ref, str]:
    """The lines of every entry of a file; none where it cannot be read."""
    try:
        text = FileText.of(raw or b"").text
        return {x.ref: x.text for x in standings(text, name, country)} if text else {}
    except (UnicodeDecodeError, KnowledgeRefused):
        return {}
