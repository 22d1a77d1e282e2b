"""Whether a printed page still holds: its claims are built again from the release of today and compared with its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.knowledge.records import Language, Release
from bot.takeaway.code import (
    ABSENT,
    CONTENT_BITS,
    DAY_ZERO,
    Printed,
    item_digest,
    known_by,
    read_code,
    slot_digest,
    whole_digest,
)
from bot.takeaway.pieces import Facts, Known
from bot.takeaway.records import Piece
from bot.takeaway.slots import LINES, QUESTIONS

State = Literal["current", "changed", "withdrawn", "not ours"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a printed page. The rest is empty for a code that is not ours."""

    state: State
    country: str = ""
    language: Language = "es"
    day: date = DAY_ZERO
    changed: tuple[str, ...] = ()  # titles
    withdrawn: tuple[str, ...] = ()  # titles, as far as they are still known
    withdrawn_unnamed: int = 0  # claims that are gone with their title


def check_code(release: Release, said: str, today: date, closed: Iterable[str] = ()) -> Checked:
    """Whether the page with this code still holds: nothing is trusted, everything is looked up again.

    `said` may be any text; `closed`: ids of places that people found closed. "withdrawn" goes before "changed".
    """
    printed = read_code(said.strip())
    record = release.countries.get(printed.country) if printed else None
    if printed is None or record is None or not record.covered or printed.day > today + timedelta(days=1):
        return Checked("not ours")
    facts = Facts(release, printed.country, printed.language, today, frozenset(closed))
    found = _Found()
    slots = _check_slots(printed, facts, found)
    options = _check_items(printed.options, "option", printed.salt, facts.known_options, found)
    places = _check_items(printed.places, "place", printed.salt, facts.known_places, found)
    whole = whole_digest(slots, options, places)
    if found.nothing and whole != printed.whole:
        found.changed.append(facts.words.say("takeaway_something"))
    state: State = "withdrawn" if found.gone else "changed" if found.changed else "current"
    return Checked(
        state,
        printed.country,
        printed.language,
        printed.day,
        tuple(dict.fromkeys(found.changed)),
        tuple(dict.fromkeys(found.withdrawn)),
        found.unnamed,
    )


class _Found:
    """What was found so far."""

    def __init__(self) -> None:
        self.changed: list[str] = []
        self.withdrawn: list[str] = []
        self.unnamed = 0

    @property
    def gone(self) -> bool:
        return bool(self.withdrawn or self.unnamed)

    @property
    def nothing(self) -> bool:
        return not self.changed and not self.gone


def _check_slots(printed: Printed, facts: Facts, found: _Found) -> list[Piece | None]:
    """The answers and lines as they are today, for the slots that were printed."""
    answers = [(facts.answer(slot), facts.answer_title(slot)) for slot in QUESTIONS]
    lines = [(facts.line(purpose, n), facts.words.say(key or "takeaway_line")) for purpose, n, key in LINES]
    now: list[Piece | None] = []
    for digit, (piece, title) in zip(printed.slots, [*answers, *lines], strict=True):
        now.append(None if digit == ABSENT else piece)
        if digit == ABSENT or (piece is not None and slot_digest(piece) == digit):
            continue
        if piece is None or piece.withheld:
            found.withdrawn.append(title)
        else:
            found.changed.append(title if piece.label in {title, ""} else f"{title}: {piece.label}")
    return now


def _check_items(
    items: Sequence[int], kind: str, salt: int, known: Sequence[Known], found: _Found
) -> list[Piece]:
    """The options or places that were printed, as they are today."""
    now: list[Piece] = []
    for item in items:
        alike = [x for x in known if known_by(x.id, kind, salt) == item >> CONTENT_BITS]
        same = next((x.piece for x in alike if x.piece and item_digest(x.piece, kind, salt) == item), None)
        if same is not None:
            now.append(same)
        elif not alike:
            found.unnamed += 1
        for one in alike if same is None else ():
            gone = one.piece is None or one.piece.withheld
            (found.withdrawn if gone else found.changed).append(one.title)
    return now
