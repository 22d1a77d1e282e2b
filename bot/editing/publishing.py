"""Puts a release in place: checked as a whole, its changes seen, all files or none, recorded, and taken back with one call.

What a failure in the middle comes to: the plan is checked on a copy (nothing has happened yet); the files are swapped in
with a journal (a failure undoes them); the release is recorded in one transaction (a failure undoes the files); only then is
the way back thrown away. A crash between the two is made good by `mend`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from bot.editing.drafts import Drafts
from bot.editing.entries import country_codes
from bot.editing.folder_files import digest, manifest
from bot.editing.looking import looked_at_ahead
from bot.editing.outlook import Look, Outlook, Outlooks, Phrasings
from bot.editing.planning import Plan, plan_back, plan_drafts, plan_files
from bot.editing.recording import Ready, record
from bot.editing.records import Draft, Published
from bot.editing.refusals import (
    FEWEST_WORDS,
    NoSuchRelease,
    NotApproved,
    NothingToDo,
    NotInOrder,
    WordsNeeded,
)
from bot.editing.release_store import ReleaseStore
from bot.editing.reviewing import may_be_published
from bot.editing.served import read_served, write_served
from bot.editing.swapping import Step, mend, one_at_a_time, swap, unfinished
from bot.knowledge.built import BuiltReleases
from bot.knowledge.records import Release
from bot.storage.engine import Database, DatabaseAwayError

Kind = Literal["publish", "rollback"]


class Publishing:
    """Publishes into one knowledge folder.

    Every method that publishes raises NotInOrder, WordsNeeded, NothingToDo, BehindTheOthers, FileMoved, CannotPublish,
    CannotLook, DatabaseAwayError or OSError, and then nothing is published and no draft is lost.
    """

    def __init__(
        self,
        root: Path,
        database: Database,
        serving: Callable[[], Release],
        look: Look,
        phrasings: Phrasings | None = None,
        built: BuiltReleases | None = None,
    ) -> None:
        """`serving`: the release people get now; `look`: how plans are looked ahead, with the same `built`, the keeper's;
        `phrasings`: what people asked lately, scrubbed."""
        self._root, self._database, self._serving, self._built = root, database, serving, built
        self.store, self.drafts = ReleaseStore(database), Drafts(database)
        self._outlooks = Outlooks(root, lambda: database.clock().date(), serving, look, phrasings)
        self._alone = asyncio.Lock()

    async def mend(self) -> str | None:
        """Finishes or undoes what a crash left; for the start. Raises DatabaseAwayError, CannotPublish, OSError."""
        if await asyncio.to_thread(unfinished, self._root) is None:
            return None
        head = await self.store.head()
        files = head.files if head else {}

        def recorded(steps: Iterable[Step]) -> bool:
            return head is not None and all(files.get(step.name) == step.after for step in steps)

        return await asyncio.to_thread(mend, self._root, recorded)

    # ---- looking ahead ----------------------------------------------------------------------------------

    async def outlook(self, plan: Plan) -> Outlook:
        """The whole check and every answer that changes; some seconds. Raises CannotLook, OSError, DatabaseAwayError."""
        return await self._outlooks.look(plan)

    async def plan_drafts(self, ids: Sequence[str]) -> Plan:
        """The plan of drafts, approved or not. Raises EntryChanged, CannotEdit, NoSuchDraft, KnowledgeRefused, OSError."""
        return await asyncio.to_thread(plan_drafts, self._root, await self._drafts(ids), self._codes())

    async def plan_files(self, files: Mapping[str, bytes | None], by: str, why: str) -> Plan:
        """The plan of whole files, such as a spreadsheet gives. Raises KnowledgeRefused, UnicodeDecodeError, OSError."""
        return await asyncio.to_thread(plan_files, self._root, files, self._codes(), by, why)

    async def plan_take_back(self, number: int, by: str, why: str) -> Plan:
        """The plan that makes what release `number` changed as it was before; what came later stays.

        Raises EntryChanged where an entry was changed again since, NoSuchRelease.
        """
        taken = await self.store.get(number)
        if taken.parent is None:
            raise NoSuchRelease(f"release {number} is the first: there is nothing before it")
        before = (await self.store.get(taken.parent)).files
        names = [n for n in {*taken.files, *before} if taken.files.get(n) != before.get(n)]
        now = await asyncio.to_thread(manifest, self._root)
        if all(now.get(name) == taken.files.get(name) for name in names):
            return await self._plan_digests({name: before.get(name) for name in names}, by, why)
        changed = await self.store.revisions_of(number)
        return await asyncio.to_thread(plan_back, self._root, changed, self._codes(), by, why)

    async def plan_back_to(self, number: int, by: str, why: str) -> Plan:
        """The plan that makes the whole folder what it was in release `number`. Raises NoSuchRelease."""
        wanted = (await self.store.get(number)).files
        now = await asyncio.to_thread(manifest, self._root)
        differ = {n: wanted.get(n) for n in {*wanted, *now} if wanted.get(n) != now.get(n)}
        return await self._plan_digests(differ, by, why)

    async def plan_revision_back(self, id_: str, by: str, why: str) -> Plan:
        """The plan that makes an entry what it was before one change. Raises EntryChanged, NoSuchRelease."""
        revision = await self.store.revision(id_)
        return await asyncio.to_thread(plan_back, self._root, [revision], self._codes(), by, why)

    # ---- publishing -------------------------------------------------------------------------------------

    async def publish_drafts(
        self, ids: Sequence[str], by: str, why: str = "", explanation: str = ""
    ) -> Published:
        """Publishes approved drafts together. Raises NotApproved and what `plan_drafts` raises, beside the class's."""
        found = await self._drafts(ids)
        for draft in found:
            if not may_be_published(draft):
                raise NotApproved(f"{draft.ref} is not approved yet")
        plan = await asyncio.to_thread(plan_drafts, self._root, found, self._codes())
        why = why or "; ".join(dict.fromkeys(d.why for d in found if d.why))
        return await self.publish(plan, by, why, explanation, drafts=found)

    async def publish(
        self,
        plan: Plan,
        by: str,
        why: str,
        explanation: str = "",
        *,
        kind: Kind = "publish",
        drafts: tuple[Draft, ...] = (),
    ) -> Published:
        """Publishes any plan. What takes something back is a "rollback". Who may do so is the caller's to know."""
        if plan.empty:
            raise NothingToDo("the files say all of this already: nothing would change")
        async with self._alone:
            outlook = await self.outlook(plan)
            if not outlook.checks or outlook.release is None:
                raise NotInOrder(outlook.problems)
            if outlook.changes.needs_words and len(explanation.split()) < FEWEST_WORDS:
                raise WordsNeeded(outlook.changes)
            # who closes the page in the middle does not stop it half way
            step = self._put_in_place(outlook, outlook.release, by, why, explanation, kind, drafts)
            published = await asyncio.shield(asyncio.create_task(step))
            self._outlooks.forget()  # it was of what was served until now
            return published

    async def _put_in_place(
        self,
        outlook: Outlook,
        release: str,
        by: str,
        why: str,
        explanation: str,
        kind: Kind,
        drafts: tuple[Draft, ...],
    ) -> Published:
        plan = outlook.plan
        built = await asyncio.to_thread(self._keep_built, outlook.built)
        before = await asyncio.to_thread(manifest, self._root)
        new = {name: digest(raw) for name, raw in plan.files.items() if raw is not None}
        after = {name: d for name, d in before.items() if name not in plan.files} | new
        old = await asyncio.to_thread(_contents, self._root, plan.files)
        contents = old | {digest(raw): raw for raw in plan.files.values() if raw is not None}
        served = await asyncio.to_thread(read_served, self._root)
        ready = Ready(
            release, plan.edits, before, after, contents, served, by, why, kind, explanation, drafts, built
        )  # fmt: skip
        with one_at_a_time(self._root):
            swapped = await asyncio.to_thread(swap, self._root, plan.files, plan.expected)
            try:
                published = await self._recorded(ready)
            except BaseException:
                await asyncio.to_thread(swapped.undo)
                raise
            await asyncio.to_thread(write_served, self._root, published.number)
            await asyncio.to_thread(swapped.keep)
        return published

    async def _recorded(self, ready: Ready) -> Published:
        """Records the release. Where the answer of the database was lost on the way, it is asked once more."""
        try:
            return await record(self._database, self._root, ready, self._codes())
        except DatabaseAwayError:
            self._database.try_now()
            try:
                head = await self.store.head()
            except DatabaseAwayError:
                head = None
            if head is not None and dict(head.files) == dict(ready.after) and head.release == ready.release:
                return head
            raise

    def _keep_built(self, name: str | None) -> tuple[str, bytes] | None:
        """Puts the checked release where the keeper looks for it, before the files are there: it reads nothing again."""
        if self._built is None or name is None:
            return None
        raw = looked_at_ahead(self._built).read(name) or self._built.read(name)
        if raw is None:
            return None
        self._built.write(name, raw)
        return name, raw

    async def _drafts(self, ids: Sequence[str]) -> tuple[Draft, ...]:
        return tuple([await self.drafts.get(id_) for id_ in ids])

    async def _plan_digests(self, digests: Mapping[str, str | None], by: str, why: str) -> Plan:
        contents = await self.store.contents(d for d in digests.values() if d)
        if any(d not in contents for d in digests.values() if d):
            raise NoSuchRelease("the files of that release are not kept any more")
        return await self.plan_files(
            {name: contents[d] if d else None for name, d in digests.items()}, by, why
        )

    def _codes(self) -> dict[str, str]:
        return country_codes(self._serving())


def _contents(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The files as they are now, by digest. Raises OSError."""
    found = [(root / name).read_bytes() for name in names if (root / name).is_file()]
    return {digest(raw): raw for raw in found}
