"""What an entry says now, in lines short enough to check it on the phone with the office."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.console.app.pages.names import title_of
from bot.console.app.words import Words, words_of
from bot.conversation.contacts import hours_words
from bot.editing.records import Ref
from bot.knowledge.freshness import earliest_day
from bot.knowledge.records import LANGUAGES, Entry, HelpLine, Language, Place, Release, Source
from bot.wording import wording

Record: TypeAlias = Entry | Place | HelpLine
_AGE_ONLY = frozenset({"sources", "confirmed", "as_of"})  # what a confirmation itself changes


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a fact. `href`: where a tap leads (a call, a message, a page); None: nowhere."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an entry says. key: "cost" is headed by the phrase "confirm_fact_cost". first: seen at once."""

    key: str
    parts: tuple[Part, ...]
    first: bool = True


def record_of(release: Release, ref: Ref) -> Record | None:
    """The answer, place or line as it is served; None where it is not, or is of another kind."""
    if ref.kind == "answer":
        return release.entries.get(ref.id)
    if ref.kind == "place":
        return release.places.get(ref.id)
    return release.lines.get(ref.id) if ref.kind == "line" else None


def title_with_city(release: Release, ref: Ref, language: Language) -> str:
    """How people call the entry, a place with its city; its id where nothing better is known."""
    record = record_of(release, ref)
    if isinstance(record, Place):
        return f"{record.name}, {record.city}"
    return title_of(release, ref, language)


def facts(release: Release, record: Record, words: Words) -> tuple[Fact, ...]:
    """Everything that the entry tells people, what to ask the office first."""
    if isinstance(record, Entry):
        found = _answer(release, record, words)
    elif isinstance(record, Place):
        found = _place(record, words)
    else:
        found = _line(record, words)
    return tuple(fact for fact in found if fact.parts)


def seen_of(release: Release, record: Record) -> str:
    """A fingerprint of what the entry tells, in both languages; a newer date or source alone leaves it the same."""
    told = [
        (fact.key, [part.text for part in fact.parts])
        for language in LANGUAGES
        for fact in facts(release, record, words_of(language))
        if fact.key not in _AGE_ONLY
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def moment(text: str | None, words: Words) -> str:
    """ "2024-03" as "mar 2024"; a date that nobody knows in words."""
    if text is None:
        return words.say("confirm_fact_no_date")
    try:
        day = earliest_day(text)
    except ValueError:
        return text
    months = words.phrases["months_short"].split()
    shape = text.removeprefix("about ").count("-")
    said = (str(day.year), f"{months[day.month - 1]} {day.year}", words.day(day))[shape]
    return words.say("confirm_fact_about", when=said) if text.startswith("about ") else said


def _answer(release: Release, entry: Entry, words: Words) -> Iterator[Fact]:
    said = entry.texts[words.language] if words.language in entry.texts else entry.texts["es"]
    yield _fact("text", said.text)
    for part in ("cost", "deadline", "duration"):
        if text := getattr(said, part):
            own = entry.part_as_of.get(part) if part in entry.part_as_of else None
            dated = f" ({moment(own, words)})" if own else ""
            yield _fact(part, f"{text}{dated}")
    for key, ids in (("lines", entry.lines), ("places", entry.places)):
        records = [release.lines.get(x) if key == "lines" else release.places.get(x) for x in ids]
        yield Fact(key, tuple(part for x in records if x for part in _contact_of(x, words)))
    yield _fact("confirm_at", said.confirm_at)
    yield _fact("as_of", moment(entry.as_of, words))
    if entry.confirmed:
        yield _fact("confirmed", f"{entry.confirmed.by}, {moment(entry.confirmed.date, words)}")
    yield _fact("who", said.who, first=False)
    yield Fact("requirements", tuple(map(Part, said.requirements)), first=False)
    yield Fact("steps", tuple(Part(f"{n}. {x}") for n, x in enumerate(said.steps, 1)), first=False)
    yield Fact("official", _web(entry.official), first=False)
    yield _sources(entry.sources, words)


def _place(place: Place, words: Words) -> Iterator[Fact]:
    yield _fact("address", ", ".join(filter(None, (place.address, place.city, place.region))))
    yield from _ways(place)
    yield _fact("hours", hours_words(place, wording(words.language)))
    if place.appointment is not None:
        yield _fact("appointment", words.say("yes" if place.appointment else "no"))
    if place.free is not None:
        yield _fact("free", words.say("yes" if place.free else "no"))
    text = place.texts.get(words.language) or place.texts.get("es")
    yield _fact("services", text.services if text else None)
    yield _fact("serves", text.serves if text else None)
    yield _fact("as_of", moment(place.as_of, words))
    yield Fact("web", _web(place.web), first=False)
    yield _sources(place.sources, words)


def _line(line: HelpLine, words: Words) -> Iterator[Fact]:
    yield from _ways(line)
    yield _fact("notes", line.notes.get(words.language) or line.notes.get("es"))
    if line.free is not None:
        yield _fact("free", words.say("yes" if line.free else "no"))
    yield _fact("as_of", moment(line.as_of, words))
    yield _sources(line.sources, words)


def _ways(record: Place | HelpLine) -> Iterator[Fact]:
    yield Fact("phone", _call(record.phone))
    if record.whatsapp:
        yield Fact(
            "whatsapp", (Part(record.whatsapp, f"https://wa.me/{_digits(record.whatsapp).lstrip('+')}"),)
        )
    if record.email:
        yield Fact("email", (Part(record.email, f"mailto:{record.email}"),))


def _contact_of(record: Place | HelpLine, words: Words) -> Iterator[Part]:
    name = record.name if isinstance(record, Place) else record.names.get(words.language, record.id)
    where = f", {record.address}" if isinstance(record, Place) and record.address else ""
    yield Part(f"{name}{where}")
    yield from _call(record.phone or record.whatsapp)


def _call(phone: str | None) -> tuple[Part, ...]:
    return (Part(phone, f"tel:{_digits(phone)}"),) if phone else ()


def _digits(phone: str) -> str:
    return re.sub(r"[^\d+]", "", phone)


def _web(address: str | None) -> tuple[Part, ...]:
    if not address:
        return ()
    return (Part(address, address if address.startswith(("https://", "http://")) else None),)


def _sources(sources: Iterable[Source], words: Words) -> Fact:
    said = [f"{x.publisher}: {x.title} ({moment(x.date, words)})" for x in sources]
    return Fact("sources", tuple(map(Part, said)), first=False)


def _fact(key: str, text: str | None, *, first: bool = True) -> Fact:
    return Fact(key, (Part(text),) if text else (), first)
