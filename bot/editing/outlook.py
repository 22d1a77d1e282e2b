"""What publishing a plan would come to: the whole check on a copy of the folder, and every answer that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.editing.changes import Asked, Changes
from bot.editing.folder_files import changed_copy, digest, manifest
from bot.editing.planning import Plan
from bot.knowledge.built import BuiltReleases, stamp
from bot.knowledge.load import Reading, read_knowledge
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Release
from bot.knowledge.translations import LEDGER, accepted, ledger_text, read_ledger, translations

KEPT_SECONDS = 600  # time to read what a look shows, and to publish it without looking again
Compare = Callable[[Release, Release, Sequence[Asked]], Changes]  # runs in a thread
Phrasings = Callable[[], Awaitable[Sequence[Asked]]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of a plan. `plan` may have got the ledger of translations beside the files it began with."""

    plan: Plan
    release: Release | None  # None where the files cannot even be read
    problems: tuple[Problem, ...]
    changes: Changes
    built: str | None = None  # the stamp of the folder with the plan in it

    @property
    def checks(self) -> bool:
        """Whether the knowledge would be in order: else it is never published."""
        return self.release is not None and not self.problems


class Outlooks:
    """Looks ahead; the last look is kept, so that publishing what was just seen does not check it all again."""

    def __init__(
        self,
        root: Path,
        today: Callable[[], date],
        serving: Callable[[], Release],
        compare: Compare,
        phrasings: Phrasings | None = None,
        built: BuiltReleases | None = None,
    ) -> None:
        """`serving`: the release people get now; `phrasings`: what people asked lately, scrubbed."""
        self._root, self._today, self._serving = root, today, serving
        self._compare, self._phrasings, self._built = compare, phrasings, built
        self._last: tuple[object, Outlook] | None = None

    async def look(self, plan: Plan) -> Outlook:
        """Takes some seconds, off the event loop. Raises OSError, DatabaseAwayError from the phrasings."""
        phrasings = tuple(await self._phrasings()) if self._phrasings else ()
        files = sorted((name, digest(raw) if raw is not None else "") for name, raw in plan.files.items())
        folder = await asyncio.to_thread(manifest, self._root)
        key = (files, plan.english_checked, folder, phrasings, self._serving().id, self._today())
        last = self._last
        if last is None or last[0] != key:
            last = self._last = (key, await asyncio.to_thread(self._look, plan, phrasings))
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self.forget, key)
        found = last[1]
        return replace(found, plan=replace(found.plan, edits=plan.edits))

    def forget(self, key: object = None) -> None:
        """Lets go of the last look, or of that very one: it holds a whole release."""
        if self._last is not None and (key is None or key == self._last[0]):
            self._last = None

    def _look(self, plan: Plan, phrasings: Sequence[Asked]) -> Outlook:
        with changed_copy(self._root, plan.files) as copy:
            known = self._built.find(copy, self._today()) if self._built else None
            reading = Reading(known, []) if known else read_knowledge(copy, self._today())
            name = stamp(copy)
        if reading.release is None or reading.problems:
            return Outlook(plan, reading.release, tuple(reading.problems), Changes())
        changes = self._compare(self._serving(), reading.release, phrasings)
        return Outlook(_with_ledger(self._root, plan, reading.release), reading.release, (), changes, name)


def _with_ledger(root: Path, plan: Plan, release: Release) -> Plan:
    """The plan with the ledger of translations, where English was compared with its Spanish."""
    known = {x.id for x in translations(release, {})}
    ids = [id_ for id_ in plan.english_checked if id_ in known]
    if not ids or LEDGER in plan.files:
        return plan
    try:
        was, ledger = (root / LEDGER).read_bytes(), read_ledger(root)
    except (
        FileNotFoundError,
        KnowledgeRefused,
    ):  # no ledger is kept here, or it is broken: not this plan's matter
        return plan
    new = ledger_text(accepted(release, ledger, ids)).encode()
    if new == was:
        return plan
    return replace(plan, files={**plan.files, LEDGER: new}, expected={**plan.expected, LEDGER: digest(was)})
