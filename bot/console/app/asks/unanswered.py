"""What people asked and nobody has written yet, as the pages ask it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.knowledge.records import Language
from bot.unanswered import Group, GroupPage, Wording

__all__ = ["MOST_MARKED", "Group", "GroupPage", "Unanswered", "Wording"]

MOST_MARKED = 150  # wordings that are set aside in one step


class Unanswered(Protocol):
    """bot.console_parts.unanswered. Raises one of `Services.away`. `countries` None: of all; "" is seen by everybody."""

    async def groups(
        self,
        *,
        country: str | None = None,
        language: str | None = None,
        countries: Sequence[str] | None = None,
        page: int = 1,
    ) -> GroupPage:
        """A page of the groups that wait, most people first."""
        ...

    async def find(self, id_: str, countries: Sequence[str] | None = None) -> Group | None:
        """The group as these countries' people may see it; None where it is not there any more."""
        ...

    async def count(self, countries: Sequence[str] | None = None) -> int:
        """How many groups wait in these countries. Some minutes old at most."""
        ...

    async def suggestions(self, words: str, language: Language, country: str | None) -> tuple[str, ...]:
        """The nearest questions of the knowledge, the likeliest first."""
        ...

    async def done(self, wordings: Sequence[Wording], by: str) -> str:
        """Shows these wordings no more; a text with which the same account may take that back."""
        ...

    async def undone(self, token: str, by: str) -> bool:
        """Takes it back; False where the text is none that `done` gave to this account."""
        ...
