"""What publishing a plan would come to: the whole check on a copy of the folder, and every answer that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.editing.changes import Asked, Changes
from bot.editing.folder_files import digest, manifest
from bot.editing.planning import Plan
from bot.knowledge.problems import Problem
from bot.knowledge.records import Language, Release

KEPT_SECONDS = 600  # time to read what a look shows, and to publish it without looking again
Compare = Callable[[Release, Release, Sequence[Asked]], Changes]  # runs in a thread
Phrasings = Callable[[], Awaitable[Sequence[Asked]]]


@dataclass(frozen=True, slots=True)
class NewNames:
    """What the served release does not have yet: question and country of its entries, titles of its questions, by id."""

    entries: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    titles: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of a plan. `plan` may have got the ledger of translations beside the files it began with."""

    plan: Plan
    release: str | None  # its id; None where the files cannot even be read
    problems: tuple[Problem, ...]
    changes: Changes
    built: str | None = None  # the stamp of the folder with the plan in it
    names: NewNames = field(default_factory=NewNames)

    @property
    def checks(self) -> bool:
        """Whether the knowledge would be in order: else it is never published."""
        return self.release is not None and not self.problems


Look = Callable[
    [Plan, Release, Sequence[Asked], date], Awaitable[Outlook]
]  # against the release being served


class Outlooks:
    """Looks ahead, one plan at a time; the last look is kept, so that publishing what was just seen does not look again."""

    def __init__(
        self,
        root: Path,
        today: Callable[[], date],
        serving: Callable[[], Release],
        look: Look,
        phrasings: Phrasings | None = None,
    ) -> None:
        """`serving`: the release people get now; `phrasings`: what people asked lately, scrubbed."""
        self._root, self._today, self._serving = root, today, serving
        self._look, self._phrasings = look, phrasings
        self._last: tuple[object, Outlook] | None = None
        self._turn = asyncio.Lock()

    async def look(self, plan: Plan) -> Outlook:
        """Takes some seconds, off the event loop. Raises CannotLook, OSError, DatabaseAwayError from the phrasings."""
        phrasings = tuple(await self._phrasings()) if self._phrasings else ()
        files = sorted((name, digest(raw) if raw is not None else "") for name, raw in plan.files.items())
        folder = await asyncio.to_thread(manifest, self._root)
        serving, today = self._serving(), self._today()
        key = (files, plan.english_checked, folder, phrasings, serving.id, today)
        found = self._kept(key)
        if found is None:
            async with self._turn:
                found = self._kept(key) or await self._look(plan, serving, phrasings, today)
            self._last = (key, found)
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self.forget, key)
        return replace(found, plan=replace(found.plan, edits=plan.edits))

    def forget(self, key: object = None) -> None:
        """Lets go of the last look, or of that very one."""
        if self._last is not None and (key is None or key == self._last[0]):
            self._last = None

    def _kept(self, key: object) -> Outlook | None:
        return self._last[1] if self._last is not None and self._last[0] == key else None
