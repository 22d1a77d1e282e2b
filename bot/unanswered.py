"""Questions that nobody has answered yet, in known words: what is counted of them, and what the console shows."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date


def wording_mark(language: str, country: str, words: str) -> bytes:
    """The digest of known words of a language and country ("" where not known). 16 bytes."""
    return hashlib.sha256(f"{language}\0{country}\0{words}".encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that three people or more wrote alike. `people`: counted anew each day. `country` "": not known."""

    words: str
    language: str
    country: str
    people: int
    last: date

    @property
    def mark(self) -> bytes:
        """A digest by which the wording is remembered as done when its words are long erased. 16 bytes."""
        return wording_mark(self.language, self.country, self.words)


@dataclass(frozen=True, slots=True)
class Group:
    """Wordings of one question, most people first. `id`: of all its wordings, also of those left out for who reads it."""

    id: str
    wordings: tuple[Wording, ...]

    @classmethod
    def of(cls, wordings: tuple[Wording, ...]) -> Group:
        """The group of all these wordings. Its id names it as it stands; a wording more makes it another."""
        marks = b"".join(sorted(wording.mark for wording in wordings))
        return cls(hashlib.sha256(marks).hexdigest()[:20], wordings)

    @property
    def words(self) -> str:
        """The wording that most people used."""
        return self.wordings[0].words

    @property
    def language(self) -> str:
        """The language of all its wordings."""
        return self.wordings[0].language

    @property
    def people(self) -> int:
        """How many people, counted anew each day and for each wording."""
        return sum(wording.people for wording in self.wordings)

    @property
    def last(self) -> date:
        """The last day on which somebody asked."""
        return max(wording.last for wording in self.wordings)

    @property
    def countries(self) -> tuple[tuple[str, int], ...]:
        """People by country, most first."""
        found: Counter[str] = Counter()
        for wording in self.wordings:
            found[wording.country] += wording.people
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A page of groups, most people first. `total`: on all pages."""

    groups: tuple[Group, ...]
    page: int
    pages: int
    total: int
