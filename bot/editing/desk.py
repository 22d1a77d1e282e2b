"""The editing desk: what a page or a command asks, in one place. It knows neither who may do it nor how it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.editing import confirming, reviewing
from bot.editing.asking_ways import knowledge_test, question_of, with_phrasing
from bot.editing.changes import Asked
from bot.editing.checking import Problems, check_form, is_new_id_taken
from bot.editing.drafts import Drafts
from bot.editing.entries import country_codes, entry_id, find
from bot.editing.forms import bounded, filled
from bot.editing.home import CountryHome, homes
from bot.editing.outlook import Outlook
from bot.editing.publishing import Publishing
from bot.editing.records import (
    OPEN_STATES,
    Draft,
    EntryKind,
    Fields,
    Published,
    Ref,
    Revision,
    Saved,
    Standing,
)
from bot.editing.refusals import IdTaken
from bot.editing.word_diff import FieldChange, field_changes
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import TOPICS, Language, Release, Topic
from bot.knowledge.translations import Ledger, read_ledger
from bot.storage.engine import Database

__all__ = ["Asked", "EditingDesk", "IdTaken"]


class EditingDesk:
    """Over one folder and one database. Methods raise EditingRefused (nothing happened), DatabaseAwayError or OSError."""

    def __init__(
        self, root: Path, database: Database, release: Callable[[], Release], publishing: Publishing
    ) -> None:
        """`release`: the one being served."""
        self._root, self._database, self._release = root, database, release
        self.publishing, self.store = publishing, publishing.store
        self.drafts: Drafts = publishing.drafts

    # ---- one entry --------------------------------------------------------------------------------------

    async def entry(self, ref: Ref) -> Standing:
        """The entry as it stands on disk now. Raises NoSuchEntry, KnowledgeRefused."""
        records: Mapping[str, object] = {
            "answer": self._release().entries,
            "place": self._release().places,
            "line": self._release().lines,
            "question": self._release().questions,
        }.get(ref.kind, {})
        likely = getattr(getattr(records.get(ref.id), "origin", None), "file", None)
        return await asyncio.to_thread(find, self._root, ref, self._codes(), likely)

    def country(self, file: str) -> str:
        """The country of a file: XX for the region, "" for what is asked everywhere."""
        return self._codes().get(file.partition("/")[0], "")

    async def begin(self, ref: Ref, author: str) -> Draft:
        """The author's open draft of an entry. Raises NoSuchEntry, KnowledgeRefused."""
        standing = await self.entry(ref)
        return await self.drafts.begin(standing, self.country(standing.file), author)

    async def begin_new(
        self, kind: EntryKind, country: str, topic: Topic, fields: Fields, author: str
    ) -> Draft:
        """A draft of an entry that does not stand yet. `country`: its code, or "" for a question asked everywhere.

        Raises IdTaken, TooMuchTyped.
        """
        folder = next((f for f, code in self._codes().items() if code == country), None)
        ref = Ref(kind, entry_id(kind, filled(kind, fields).values, country) or "")
        if folder is None or not ref.id or len(ref.id) > 80 or is_new_id_taken(ref, self._release()):
            raise IdTaken(f"'{ref.id[:80]}' is no id for a new {kind} here: choose another one")
        names = {"place": "places", "line": "lines", "test": "tests", "question": f"questions/{topic}"}
        return await self.drafts.begin_new(
            ref, country, f"{folder}/{names.get(kind, topic)}.yaml", author, bounded(fields)
        )

    async def save(
        self,
        id_: str,
        author: str,
        version: int,
        fields: Fields,
        *,
        why: str | None = None,
        english_checked: bool | None = None,
    ) -> Saved:
        """As `Drafts.save`: nothing typed is lost."""
        return await self.drafts.save(id_, author, version, fields, why=why, english_checked=english_checked)

    async def problems(self, draft: Draft) -> Problems:
        """What is wrong in the form of a draft, field by field; an entry to be taken out has nothing wrong."""
        if draft.removes:
            return {}
        stem = Path(draft.file).stem.partition("-")[0]
        topic = next((x for x in TOPICS if x == stem), None)
        return await asyncio.to_thread(
            check_form,
            draft.ref.kind,
            draft.fields,
            self._release(),
            self.country(draft.file),
            topic,
            self._today(),
        )

    def changes(self, draft: Draft) -> tuple[FieldChange, ...]:
        """Every changed field of a draft, word by word, and which are guarded."""
        return field_changes(draft.ref.kind, draft.began_fields, draft.fields)

    async def history(self, ref: Ref) -> tuple[Revision, ...]:
        """The published changes of an entry, newest first."""
        return await self.store.history(ref)

    # ---- review -----------------------------------------------------------------------------------------

    async def submit(self, id_: str, author: str, version: int) -> Draft:
        return await reviewing.submit(self.drafts, id_, author, version)

    async def approve(self, id_: str, reviewer: str, version: int, note: str = "") -> Draft:
        return await reviewing.approve(self.drafts, id_, reviewer, version, note)

    async def send_back(self, id_: str, reviewer: str, version: int, note: str) -> Draft:
        return await reviewing.send_back(self.drafts, id_, reviewer, version, note)

    async def withdraw(self, id_: str, version: int) -> Draft:
        return await reviewing.withdraw(self.drafts, id_, version)

    async def choose(self, id_: str, author: str, version: int, fields: Fields) -> Draft:
        """After a conflict: the draft over the entry as it stands now, with the text that its author chose."""
        draft = await self.drafts.get(id_)
        return await self.drafts.rebase(id_, author, version, await self.entry(draft.ref), fields)

    # ---- daily work -------------------------------------------------------------------------------------

    async def confirm(self, ref: Ref, author: str, by: str, day: date) -> Draft:
        """A draft in review that says "still true, I checked". It has no guarded field: its author may approve it."""
        standing = await self.entry(ref)
        fields = confirming.confirmed(standing, by, day, self._today())
        begun = await self.drafts.begin(standing, self.country(standing.file), author)
        typed = {**begun.fields, **{n: t for n, t in fields.items() if begun.began_fields.get(n) != t}}
        saved = await self.drafts.save(begun.id, author, begun.version, typed, why=f"{by}: {day}")
        return await self.submit(saved.draft.id, author, saved.draft.version)

    async def add_phrasing(
        self,
        entry: str,
        language: Language,
        phrasing: str,
        author: str,
        country: str | None,
        *,
        everywhere: bool = False,
    ) -> tuple[Draft, Draft]:
        """Two drafts: the way to ask, and the test that the entry answers it. Raises NoSuchEntry."""
        release = self._release()
        ref = question_of(entry, release, everywhere=everywhere) or Ref("answer", entry)
        standing = await self.entry(ref)
        begun = await self.drafts.begin(standing, self.country(standing.file), author)
        wanted = with_phrasing(standing, language, phrasing, begun.fields)
        saved = await self.drafts.save(begun.id, author, begun.version, wanted)
        test, file, fields = knowledge_test(phrasing, entry, country, release)
        return saved.draft, await self.drafts.begin_new(test, self.country(file), file, author, fields)

    async def homes(
        self, countries: Sequence[str], closed: Iterable[tuple[str, str, date]] = ()
    ) -> tuple[CountryHome, ...]:
        """What waits in each country. `closed`: place, country and day of each open task."""
        waiting = await self.drafts.listed(OPEN_STATES, countries)
        release, today, ledger = self._release(), self._today(), await asyncio.to_thread(self._ledger)
        return await asyncio.to_thread(homes, release, countries, waiting, ledger, list(closed), today)

    # ---- publishing -------------------------------------------------------------------------------------

    async def outlook(self, ids: Sequence[str]) -> Outlook:
        """What publishing these drafts would come to: problems, and every answer that changes. Some seconds."""
        return await self.publishing.outlook(await self.publishing.plan_drafts(ids))

    async def publish(self, ids: Sequence[str], by: str, why: str = "", explanation: str = "") -> Published:
        return await self.publishing.publish_drafts(ids, by, why, explanation)

    async def take_back(self, number: int, by: str, why: str, explanation: str = "") -> Published:
        """What release `number` changed is as it was before."""
        plan = await self.publishing.plan_take_back(number, by, why)
        return await self.publishing.publish(plan, by, why, explanation, kind="rollback")

    async def take_back_revision(self, id_: str, by: str, why: str, explanation: str = "") -> Published:
        """An entry is as it was before one change of it."""
        plan = await self.publishing.plan_revision_back(id_, by, why)
        return await self.publishing.publish(plan, by, why, explanation, kind="rollback")

    async def releases(self, most: int = 50) -> tuple[Published, ...]:
        """The last releases, newest first."""
        return await self.store.latest(most)

    def _ledger(self) -> Ledger:
        try:
            return read_ledger(self._root)
        except KnowledgeRefused:
            return {}

    def _codes(self) -> dict[str, str]:
        return country_codes(self._release())

    def _today(self) -> date:
        return self._database.clock().date()
