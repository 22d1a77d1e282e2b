"""Composes the answer of one entry: text, structured parts, contacts, source and age, in that order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.conversation.contacts import line_contact, open_first, place_blocks, usable_places
from bot.conversation.nearest import nearest_places
from bot.conversation.records import Block, Fact, Heading, Items, Link, Note, Paragraph
from bot.knowledge.folding import fold
from bot.knowledge.freshness import (
    Freshness,
    entry_as_of,
    line_freshness,
    part_freshness,
    text_freshness,
)
from bot.knowledge.records import PARTS, REGION, AnswerText, City, Entry, Part, Place, Release
from bot.wording import Wording

Focus = Literal["cost", "time", "papers", "where"]
SENSITIVE = {"protection", "emergency", "asylum"}  # their title stays out of the first line: previews show it
MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is composed for."""

    release: Release
    words: Wording
    today: date
    city: City | None = None
    closed: Mapping[str, date] = field(
        default_factory=dict
    )  # places that people found closed, and since when


def answer_blocks(entry: Entry, asked: Asked) -> list[Block]:
    """The whole answer, ending with its source, its age and, where needed, where to confirm it."""
    text = entry.texts[asked.words.language]
    state = text_freshness(entry, asked.release.freshness, asked.today)
    blocks: list[Block] = [Heading(_heading(entry, asked))]
    if state == "expired":
        blocks.append(Paragraph(asked.words.say("withheld", body=body(text, asked.words))))
    else:
        blocks.append(Paragraph(text.text))
        blocks += _parts(entry, text, asked)
    return blocks + _contacts(entry, asked) + _ending(entry, text, state, asked)


def focused_blocks(entry: Entry, focus: Focus, asked: Asked) -> list[Block]:
    """The part of an answer that a follow-up asks for ("and how much is it?"), or an honest "not confirmed"."""
    words, text = asked.words, entry.texts[asked.words.language]
    current = current_parts(entry, asked)
    found: list[Block] = []
    if focus == "cost":
        found = _facts(entry, text, asked, [p for p in current if p == "cost"])
    elif focus == "time":
        found = _facts(entry, text, asked, [p for p in reversed(current) if p != "cost"])
    elif focus == "papers" and text.requirements:
        found = [Items(words.say("requirements"), text.requirements)]
    elif focus == "where":
        found = _contacts(entry, asked)
    missing = {"cost": "no_cost", "time": "no_duration", "papers": "no_papers", "where": "no_places"}[focus]
    if not found:
        found = [Paragraph(words.say(missing, body=body(text, words)))]
        if entry.official:
            found.append(Link(words.say("official"), entry.official))
    state = text_freshness(entry, asked.release.freshness, asked.today)
    return [Heading(_heading(entry, asked)), *found, *_ending(entry, text, state, asked)]


def _heading(entry: Entry, asked: Asked) -> str:
    title = asked.release.questions[entry.question].texts[asked.words.language].title
    if entry.country == REGION:
        return "Rumbo" if entry.topic in SENSITIVE else title
    country = asked.release.countries[entry.country]
    name = f"{country.flag} {country.names[asked.words.language]}"
    return name if entry.topic in SENSITIVE else f"{name} · {title}"


def body(text: AnswerText, words: Wording) -> str:
    """The name of the body to ask."""
    return text.confirm_at or words.say("no_body")


def _parts(entry: Entry, text: AnswerText, asked: Asked) -> list[Block]:
    words = asked.words
    blocks: list[Block] = [Fact(words.say("who"), text.who)] if text.who else []
    if text.requirements:
        blocks.append(Items(words.say("requirements"), text.requirements))
    if text.steps:
        blocks.append(Items(words.say("steps"), text.steps, numbered=True))
    current = current_parts(entry, asked)
    blocks += _facts(entry, text, asked, current)
    if any(getattr(text, part) for part in PARTS if part not in current):
        blocks.append(Note(words.say("withheld_part", body=body(text, words)), warning=True))
    return blocks


def current_parts(entry: Entry, asked: Asked) -> list[Part]:
    """The parts that may still be shown: what has ended does not age, what is too old is withheld."""
    policy, today = asked.release.freshness, asked.today
    return [
        part
        for part in PARTS
        if entry.status == "ended" or part_freshness(entry, part, policy, today) != "expired"
    ]


def _facts(entry: Entry, text: AnswerText, asked: Asked, parts: Sequence[Part]) -> list[Block]:
    """The parts that the answer has; one with a date of its own says it."""
    words, blocks = asked.words, []
    for part in parts:
        if value := getattr(text, part):
            own = entry.part_as_of.get(part)
            dated = f"{value} ({words.date(own)})" if own and own != entry_as_of(entry) else value
            blocks.append(Fact(words.say(part), dated))
    return list[Block](blocks)


def _contacts(entry: Entry, asked: Asked) -> list[Block]:
    """Lines, then places; a place in the person's city first."""
    release, words = asked.release, asked.words
    lines = [release.lines[x] for x in entry.lines if x in release.lines]
    usable = [x for x in lines if line_freshness(x, release.freshness, asked.today) != "expired"]
    blocks: list[Block] = [line_contact(x, words) for x in usable]
    places = entry_places(entry, asked)
    if places:
        blocks.append(Paragraph(words.say("places")))
        for place in places:
            blocks += place_blocks(place, words, closed=asked.closed.get(place.id))
        blocks.append(Note(words.say("place_call_first")))
    if entry.official:
        blocks.append(Link(words.say("official"), entry.official))
    return blocks


def entry_places(entry: Entry, asked: Asked) -> list[Place]:
    """The places of an answer: those it names, and those of the kinds it asks for in or near the person's city."""
    release = asked.release
    named = [release.places[x] for x in entry.places if x in release.places]
    of_kind = [
        p
        for p in release.places.values()
        if p.country == entry.country and p.kind in entry.place_kinds and p not in named
    ]
    if asked.city is None:
        return open_first(usable_places(release, named + of_kind, asked.today), asked.closed)[:MOST_PLACES]
    candidates = usable_places(release, [*named, *of_kind], asked.today)
    here = [p for p in candidates if fold(p.city) == fold(asked.city.name)]
    near = [p for _, p in nearest_places(candidates, asked.city.point, MOST_PLACES) if p not in here]
    found = here + near or usable_places(release, named, asked.today)
    return open_first(found, asked.closed)[:MOST_PLACES]


def ending_blocks(entry: Entry, asked: Asked) -> list[Block]:
    """Source, age and warning of an entry, as below its answer."""
    state = text_freshness(entry, asked.release.freshness, asked.today)
    return _ending(entry, entry.texts[asked.words.language], state, asked)


def _ending(entry: Entry, text: AnswerText, state: Freshness, asked: Asked) -> list[Block]:
    """One line of source and age; one short warning where the claim is unconfirmed or old."""
    words = asked.words
    blocks: list[Block] = []
    as_of = entry_as_of(entry)
    if entry.confirmed:
        blocks.append(
            Note(words.say("confirmed_by", by=entry.confirmed.by, date=words.date(entry.confirmed.date)))
        )
    if entry.sources:
        publishers = list(dict.fromkeys(s.publisher for s in entry.sources))
        many = len(publishers) > 1
        key = ("source_many" if many else "source") + ("" if as_of else "_no_date")
        named = {
            "publishers": "; ".join(publishers[:3]),
            "publisher": publishers[0],
            "date": words.date(as_of),
        }
        blocks.append(Note(words.say(key, **named)))
    if entry.status == "not confirmed" or state == "expired":
        return blocks
    if state == "overdue" or (entry.certainty == "confirm" and entry.status != "ended"):
        key = "confirm" if state != "overdue" else "confirm_old" if as_of else "confirm_undated"
        said = words.say(key, body=text.confirm_at) if text.confirm_at else words.say("confirm_plain")
        blocks.append(Note(said, warning=True))
    return blocks
