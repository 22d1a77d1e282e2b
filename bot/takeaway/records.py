"""What a takeaway page is made of. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.knowledge.records import Language


@dataclass(frozen=True, slots=True)
class Piece:
    """One claim of a page: a procedure, a line, an answer or a place, with its age."""

    id: str  # of the option, line, entry or place
    label: str  # printed in bold: a number, a name; may be empty
    text: str  # whole sentences as an editor wrote them; may be empty
    short: str  # the same for the phone picture: fewer whole sentences
    as_of: str | None  # the date its sources speak for; None = unknown
    unsure: bool  # old, or to be confirmed: printed with a star
    publisher: str | None  # who says so
    content: tuple[str, ...]  # what the code stands for: a change of it makes a printed page outdated
    withheld: bool = False  # too old to be stated: only where to ask is printed
    dated: bool = True  # False for what bears no date of its own


@dataclass(frozen=True, slots=True)
class Section:
    """Some pieces under a heading. `name` is one of SECTIONS."""

    name: str
    heading: str
    pieces: tuple[Piece, ...]


SECTIONS = ("lines", "health", "lodging", "legal", "options", "other", "places")


@dataclass(frozen=True, slots=True)
class TakeawayPage:
    """One page. Nothing in it tells who carries it: no name, no answer, no reason."""

    country: str  # code
    language: Language
    city: str | None
    day: date
    title: str
    day_line: str
    emergency: str | None  # the number to dial
    emergency_label: str
    sections: tuple[Section, ...]
    more: str | None  # that the bot knows further procedures; None where all are printed
    notes: tuple[str, ...]  # no promise, no fee, what the star means
    check: str  # how to find out if the page still holds
    code: str  # `verify-…`, at most 64 characters of [A-Za-z0-9_-]

    def section(self, name: str) -> Section | None:
        """The section of that name, or None where the page has none."""
        return next((s for s in self.sections if s.name == name), None)


def age(piece: Piece, no_date: str) -> str:
    """The age of a piece as it stands in brackets: "5/2024", "2019", "~2022"; with a star where it must be confirmed."""
    return _short_date(piece.as_of, no_date) + ("*" if piece.unsure else "")


def _short_date(as_of: str | None, no_date: str) -> str:
    if as_of is None:
        return no_date
    if as_of.startswith("about "):
        return "~" + _short_date(as_of.removeprefix("about "), no_date)
    year, *rest = as_of.split("-")
    return f"{int(rest[0])}/{year}" if rest else year


def labelled(section: Section, piece: Piece, said: str) -> str:
    """The label of a piece as it stands before what is said: "105 · Police:", "Pregnancy."."""
    if not piece.label or not said:
        return piece.label
    return piece.label + (":" if section.name == "lines" else "" if piece.label[-1] in ".?!" else ".")
