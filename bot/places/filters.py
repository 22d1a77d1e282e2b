"""What a person wants of a place. What is unknown of a place never drops it: it comes after those that surely fit."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.records import Place, PlaceKind
from bot.places.audiences import Audience, is_free, serves
from bot.places.hours import Opening


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Every wish must not be surely unfulfilled. No kinds: every kind."""

    kinds: tuple[PlaceKind, ...] = ()
    open_now: bool = False
    free: bool = False
    audiences: tuple[Audience, ...] = ()


def rank(place: Place, wanted: PlaceFilter, opening: Opening) -> int | None:
    """How many of the wishes are unknown of a place: 0 is best. None where one is surely not fulfilled."""
    if wanted.kinds and place.kind not in wanted.kinds:
        return None
    verdicts = [serves(place, audience) for audience in wanted.audiences]
    if wanted.free:
        verdicts.append(is_free(place))
    if wanted.open_now:
        verdicts.append({"open": True, "closed": False, "unknown": None}[opening.state])
    return None if False in verdicts else verdicts.count(None)
