"""What was published, what it changed, and what taking it back would come to, as the pages ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.editing.outlook import Outlook
from bot.editing.records import EntryKind, Fields, Published, Revision


class Releases(Protocol):
    """bot.console_parts.releases. Raises EditingRefused, one of `Services.away`, or OSError."""

    async def newest(self) -> int | None: ...
    async def get(self, number: int) -> Published: ...
    async def counts(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        """How many entries of each country every release changed."""
        ...

    async def changes_of(self, number: int) -> tuple[Revision, ...]: ...
    async def change(self, id_: str) -> Revision: ...
    async def outlook_back(self, number: int, by: str) -> Outlook: ...
    async def outlook_change_back(self, id_: str, by: str) -> Outlook: ...
    def fields(self, kind: EntryKind, file: str, lines: str) -> Fields:
        """The form of an entry's lines; one field "" that holds them where they cannot be read."""
        ...
