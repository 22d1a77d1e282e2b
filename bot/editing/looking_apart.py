"""Looks ahead in child processes, one after the other: what the look takes of memory is given back when they end.

The first checks the folder and keeps the release built; the second loads both releases and compares them. Each takes its
work on its standard input and writes what came of it; what people typed goes no other way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from bot.child_process import run_child
from bot.editing.changes import Asked
from bot.editing.folder_files import Changes as FileChanges
from bot.editing.folder_files import changed_copy
from bot.editing.looking import Checked, Compared, ids_for_ledger, looked_at_ahead, outlook
from bot.editing.outlook import Outlook
from bot.editing.planning import Plan
from bot.editing.refusals import CannotLook
from bot.knowledge.built import BuiltReleases
from bot.knowledge.record_codec import Codec
from bot.knowledge.records import Release

CHILD = "bot.looking_child"
SECONDS = 600.0  # for one step; where ways to ask changed, all is asked of both releases: a minute on two free cores
Run = Callable[[str, bytes, float], Awaitable[bytes | None]]
Word = Literal["done", "other release", "refused", "disk", "broken"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One step. Folders: the knowledge `root`, its `copy` with the plan in it, `built` releases, fits; `served`: the release
    that people get, built, where the knowledge says something else."""

    step: Literal["check", "compare"]
    root: str
    copy: str
    built: str
    served: str
    fitted: str
    today: date
    serving: str  # the id of the release that people get
    english_checked: tuple[str, ...] = ()
    phrasings: tuple[Asked, ...] = ()


def packed(record: object) -> bytes:
    """A record of plain values as a line of JSON."""
    return json.dumps(Codec([]).plain(record), separators=(",", ":")).encode()


def unpacked(kind: type[T], raw: bytes) -> T:
    """What `packed` was given. Raises ValueError, TypeError, LookupError."""
    found: T = Codec([]).record(kind, json.loads(raw))
    return found


class Apart:
    """Looks ahead for a running bot."""

    def __init__(
        self, root: Path, built: BuiltReleases, fitted: Path, run: Run = run_child, seconds: float = SECONDS
    ) -> None:
        """`built`: the keeper's; `fitted`: where the fits lie; `run`: gives what a module writes for some bytes in time."""
        self._root, self._built, self._fitted = root, built, fitted
        self._run, self._seconds = run, seconds
        self._known = b""  # what the served release answered so far, as the child packs it

    async def __call__(
        self, plan: Plan, serving: Release, phrasings: Sequence[Asked], today: date
    ) -> Outlook:
        """Raises CannotLook where a child dies or is not done in time; OSError."""
        await asyncio.to_thread(_clear_half_written, looked_at_ahead(self._built).folder)
        async with _copied(self._root, plan.files) as copy:
            job = self._job(plan, copy, serving, today)
            _, written = await self._step(job)
            checked = _told(Checked, written)
            if checked.problems or checked.release is None:
                return outlook(plan, checked, Compared())
            job = replace(job, step="compare", phrasings=tuple(phrasings))
            return outlook(plan, checked, await self._compared(job, serving, checked.built))

    def _job(self, plan: Plan, copy: Path, serving: Release, today: date) -> Job:
        return Job(
            step="check",
            root=str(self._root.absolute()),
            copy=str(copy),
            built=str(self._built.folder.absolute()),
            served=str(copy.parent / "served"),
            fitted=str(self._fitted.absolute()),
            today=today,
            serving=serving.id,
            english_checked=ids_for_ledger(plan),
        )

    async def _compared(self, job: Job, serving: Release, built: str | None) -> Compared:
        word, written = await self._step(job)
        if word == "other release" and built:  # the folder says something else than people get
            await asyncio.to_thread(BuiltReleases(Path(job.served)).keep, serving, built, job.today)
            word, written = await self._step(job)
        if word == "other release":
            msg = "the files changed while they were looked at: look again"
            raise CannotLook(msg)
        line, _, known = written.partition(b"\n")
        compared, self._known = _told(Compared, line), known
        return compared

    async def _step(self, job: Job) -> tuple[Word, bytes]:
        """What a child answers. Raises CannotLook, OSError."""
        known = self._known if job.step == "compare" else b""
        answer = await self._run(CHILD, packed(job) + b"\n" + known, self._seconds)
        word, _, written = (answer or b"").partition(b"\n")
        if word == b"done":
            return "done", written
        if word == b"other release":
            return "other release", b""
        if word == b"disk":
            number, said = json.loads(written)
            raise OSError(number, said)
        if word in {b"refused", b"broken"}:
            raise CannotLook(written.decode("utf-8", "replace"))
        msg = "looking ahead took too long or too much memory, or was stopped: try again"
        raise CannotLook(msg)


def _told(kind: type[T], raw: bytes) -> T:
    """What a child wrote. Raises CannotLook, such as while another version of the program is being put in place."""
    try:
        return unpacked(kind, raw)
    except (ValueError, TypeError, LookupError):
        msg = "the child process is of another version of the program: start the bot again"
        raise CannotLook(msg) from None


@asynccontextmanager
async def _copied(root: Path, changes: FileChanges) -> AsyncIterator[Path]:
    """As `changed_copy`, made off the event loop."""
    with ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, changed_copy(root, changes))


def _clear_half_written(folder: Path) -> None:
    """What a child that was killed while it wrote has left."""
    with suppress(OSError):
        for path in folder.glob(".*"):
            path.unlink(missing_ok=True)


def answer(word: Word, *parts: bytes) -> bytes:
    """What a child writes."""
    return b"\n".join([word.encode(), *parts])


def disk(error: OSError) -> bytes:
    """An OSError for the other side, without the place it speaks of."""
    return answer("disk", json.dumps([error.errno or 5, error.strerror or "the disk refused"]).encode())


def job_of(data: bytes) -> tuple[Job, bytes]:
    """The job that a child was given, and what was known before."""
    head, _, known = data.partition(b"\n")
    return unpacked(Job, head), known
