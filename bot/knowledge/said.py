"""Everything in words that people get of an answer, a place or a line, with where it stands in its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from bot.knowledge.check_texts import Within
from bot.knowledge.records import LANGUAGES, Entry, HelpLine, Language, Origin, Place, Release
from bot.knowledge.yaml_reader import Path_

Record = Entry | Place | HelpLine


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a record. `language` is None where it is the same in all: a name, an address, opening hours."""

    language: Language | None
    path: Path_  # where it stands inside the record
    text: str

    def origin(self, record: Record, within: Within) -> Origin:
        """Its line, or that of the nearest part that has one."""
        return within(record.origin, self.path, self.path[:-1], self.path[:1])


def records(release: Release) -> Iterator[Record]:
    """Every answer, place and line, in the order of the files."""
    return chain(release.entries.values(), release.places.values(), release.lines.values())


def said(record: Record) -> Iterator[Said]:
    """Every text of a record but its telephone numbers and links."""
    if isinstance(record, Entry):
        return _of_answer(record)
    return _of_place(record) if isinstance(record, Place) else _of_line(record)


def _of_answer(entry: Entry) -> Iterator[Said]:
    for language in LANGUAGES:
        text = entry.texts[language]
        for part in ("text", "who", "cost", "deadline", "duration", "confirm_at"):
            if value := getattr(text, part):
                yield Said(language, (language, part), value)
        for part in ("requirements", "steps"):
            for i, value in enumerate(getattr(text, part)):
                yield Said(language, (language, part, i), value)


def _of_place(place: Place) -> Iterator[Said]:
    yield Said(None, ("name",), place.name)
    if place.address:
        yield Said(None, ("address",), place.address)
    for day, times in place.hours.items():
        yield Said(None, ("hours", day), times)
    for language in LANGUAGES:
        for part in ("services", "serves"):
            if value := getattr(place.texts[language], part):
                yield Said(language, (language, part), value)


def _of_line(line: HelpLine) -> Iterator[Said]:
    for language in LANGUAGES:
        yield Said(language, (language, "name"), line.names[language])
        if note := line.notes.get(language):
            yield Said(language, (language, "note"), note)
