"""What people asked and nobody has written yet, as the pages ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.knowledge.records import Language

MOST_MARKED = 150  # wordings that are set aside in one step


@dataclass(frozen=True, slots=True)
class Wording:
    """Known words that three people or more wrote alike. `country` "": not known; `mark`: its digest, 16 bytes."""

    words: str
    language: str
    country: str
    people: int
    last: date
    mark: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """Wordings of one question, most people first. `id`: of all its wordings, also of those not shown here."""

    id: str
    wordings: tuple[Wording, ...]

    @property
    def words(self) -> str:
        """The wording that most people used."""
        return self.wordings[0].words

    @property
    def language(self) -> str:
        return self.wordings[0].language

    @property
    def people(self) -> int:
        return sum(wording.people for wording in self.wordings)

    @property
    def last(self) -> date:
        return max(wording.last for wording in self.wordings)

    @property
    def countries(self) -> tuple[tuple[str, int], ...]:
        """People by country, most first."""
        found: dict[str, int] = {}
        for wording in self.wordings:
            found[wording.country] = found.get(wording.country, 0) + wording.people
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A page of groups. `total`: on all pages."""

    groups: tuple[Group, ...]
    page: int
    pages: int
    total: int


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
