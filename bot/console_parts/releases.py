"""The releases for the console's pages: read from the store, and looked ahead before one is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from bot.console_parts.running import Running
from bot.editing.desk import EditingDesk
from bot.editing.entries import restored, standings
from bot.editing.forms import fields_of
from bot.editing.outlook import Outlook
from bot.editing.records import EntryKind, Fields, Published, Revision
from bot.editing.refusals import EditingRefused
from bot.knowledge.problems import KnowledgeRefused
from bot.storage.engine import Database
from bot.storage.tables import revisions


class ReleasesPart:
    """Over one editing desk. Raises what bot.editing.publishing raises."""

    def __init__(self, desk: EditingDesk, database: Database) -> None:
        self._desk, self._database = desk, database
        self._publishing, self._store = desk.publishing, desk.store

    async def newest(self) -> int | None:
        return await self._store.head_number()

    async def get(self, number: int) -> Published:
        return await self._store.get(number)

    async def counts(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        columns = revisions.c.release, revisions.c.country
        wanted = select(*columns, func.count()).where(revisions.c.release.in_(numbers)).group_by(*columns)

        async def work(connection: Any) -> list[tuple[int, str, int]]:
            return [tuple(row) for row in await connection.execute(wanted)]

        found: dict[int, dict[str, int]] = {number: {} for number in numbers}
        for number, country, count in await self._database.look_up(work):
            found[number][country] = count
        return found

    async def changes_of(self, number: int) -> tuple[Revision, ...]:
        return await self._store.revisions_of(number)

    async def change(self, id_: str) -> Revision:
        return await self._store.revision(id_[:24])

    async def outlook_back(self, number: int, by: str) -> Outlook:
        return await self._publishing.outlook(await self._publishing.plan_take_back(number, by, ""))

    async def outlook_change_back(self, id_: str, by: str) -> Outlook:
        return await self._publishing.outlook(await self._publishing.plan_revision_back(id_, by, ""))

    def fields(self, kind: EntryKind, file: str, lines: str) -> Fields:
        if not lines.strip():
            return {}
        try:
            text = restored(None, file, kind, lines) or ""
            found = next(standings(text, file, "xx"), None)
        except (EditingRefused, KnowledgeRefused, ValueError):
            found = None
        return fields_of(found.values) if found else {"": lines}


def releases_part(running: Running) -> ReleasesPart | None:
    """None where nothing can be edited here."""
    return ReleasesPart(running.editing, running.database) if running.editing else None
