"""A country's knowledge as a spreadsheet, out and in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from bot.editing.records import Draft, Ref
from bot.editing.refusals import EditingRefused
from bot.editing.sheets.looked import Looked
from bot.editing.sheets.told import Cell

Form = Literal["xlsx", "csv"]
HOURS_KEPT = 1


class LookGone(EditingRefused):
    """What was seen of a file is kept no longer: it was taken already, or an hour has passed."""


class EntriesMoved(EditingRefused):
    """Entries of the file were changed since it was looked at; nothing was kept."""

    def __init__(self, refs: Sequence[Ref]) -> None:
        self.refs = tuple(refs)
        super().__init__("changed since: " + ", ".join(map(str, refs)))


class DraftsInTheWay(EditingRefused):
    """The account has open drafts of the same entries; nothing was kept."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = tuple(drafts)
        super().__init__("open drafts: " + ", ".join(str(draft.ref) for draft in drafts))


class Sheets(Protocol):
    """bot.console_parts.sheets. Every method may raise OSError; a look is bound to an account and a country."""

    async def file(self, country: str, form: Form) -> bytes:
        """The country as a file. Raises SheetRefused."""
        ...

    async def look(self, country: str, raw: bytes, by: str) -> str:
        """Looks at a file that came back; the handle of what was seen. Raises SheetRefused with what to do."""
        ...

    async def settle(self, handle: str, country: str, by: str, wins: Sequence[Cell]) -> str:
        """Looks again, the sheet winning the conflicts in these cells. Raises SheetRefused, LookGone."""
        ...

    async def seen(self, handle: str, country: str, by: str) -> Looked:
        """What was seen. Raises LookGone."""
        ...

    async def take(self, handle: str, country: str, by: str, why: str) -> int:
        """Makes a draft in review of every changed entry, or none; how many.

        Raises LookGone, EntriesMoved, DraftsInTheWay, TooMuchTyped, one of `Services.away`.
        """
        ...
