"""Checks that nothing is stated which the second reader held back: answers, places and lines against research.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.knowledge.check_texts import Within, known_hint
from bot.knowledge.folding import fold
from bot.knowledge.problems import Kept, Problem
from bot.knowledge.records import Entry, HelpLine, Place, Release

_HIDDEN_HOUSE = re.compile(
    r"\b(confidencial|confidential|secret[ao]?|casa refugio|safe house|ubicacion reservada)\b"
)


def check_research(release: Release, within: Within) -> Iterator[Problem]:
    """Every record that cites a note which may not be stated, or is surer than its notes."""
    records: Iterator[Entry | Place | HelpLine] = chain(
        release.entries.values(), release.places.values(), release.lines.values()
    )
    for record in records:
        yield from _cited(release, record, within)
    for place in release.places.values():
        yield from _hidden(place, within)


def _cited(release: Release, record: Entry | Place | HelpLine, within: Within) -> Iterator[Problem]:
    if isinstance(record, Entry) and record.status == "not confirmed":
        return  # it states nothing: its notes are what is missing
    for i, note in enumerate(record.research):
        at = within(record.origin, ("research", i), ("research",))
        verdict = release.verdicts.get(note)
        if verdict is None and release.verdicts:
            said = f"'{record.id}' cites '{note}', which no research.yaml has{known_hint(note, list(release.verdicts))}"
            yield Problem.at(at, said, Kept("research"))
        elif verdict in {"lead", "drop"}:
            said = f"'{record.id}' cites '{note}', which must not be stated ({verdict}): take it out, or to leads.yaml"
            yield Problem.at(at, said)
        elif verdict == "warn" and record.certainty == "sure":
            said = f"'{record.id}' is 'sure', but '{note}' must be confirmed: write `certainty: confirm`"
            yield Problem.at(within(record.origin, ("certainty",)), said)


def _hidden(place: Place, within: Within) -> Iterator[Problem]:
    """A refuge whose address is kept secret is never a place: people get its telephone line only."""
    texts = (place.name, *(t for x in place.texts.values() for t in (x.services, x.serves)))
    if _HIDDEN_HOUSE.search(" ".join(fold(t) for t in texts if t)):
        said = (
            f"'{place.id}' is a refuge whose address is secret: take it out and keep its telephone line only"
        )
        yield Problem.at(within(place.origin, ("name",)), said)
