"""What is looked for and where, and its short text in buttons: a location travels there, rounded, and is stored nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversation.actions import NEAR, action
from bot.knowledge.records import PlaceKind, Point
from bot.places.audiences import Audience
from bot.places.filters import PlaceFilter

RESULTS = "p"  # p: where? | p:<where>: which kind? | p:<where>:<kinds>:<filters>:<offset>
WHERE = NEAR  # pw:<kinds>: where?
FILTERS = "pf"  # pf:<where>:<kinds>:<filters>
VERBS = (RESULTS, WHERE, FILTERS)
KINDS: Mapping[str, PlaceKind] = {
    "c": "health post", "h": "hospital", "s": "shelter", "f": "food", "e": "support space", "l": "legal aid",
    "m": "migration office", "r": "asylum office", "k": "consulate", "o": "school office",
}  # fmt: skip
EVERY = "a"  # every kind that helps on the road
EVERY_KINDS = "chsfelmr"
WISHES: Mapping[str, Audience | str] = {
    "o": "open_now", "g": "free", "n": "children", "w": "women", "l": "lgbti", "p": "no papers",
}  # fmt: skip
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_POINT = re.compile(r"@([0-9a-z]{4})([0-9a-z]{4})")
_TOWN = re.compile(r"([A-Z]{2})(?:\.([a-z0-9-]{1,24}))?")
MOST_OFFSET = 3000


@dataclass(frozen=True, slots=True)
class Where:
    """A point that a person shared (rounded to 0.001 degrees), or a country, perhaps with a town."""

    point: Point | None = None
    country: str | None = None
    town: str | None = None  # its slug


@dataclass(frozen=True, slots=True)
class Search:
    """A search as buttons carry it."""

    where: Where
    kinds: str = EVERY  # letters of KINDS, or EVERY
    wishes: str = ""  # letters of WISHES
    offset: int = 0

    @property
    def wanted(self) -> PlaceFilter:
        """The same as the places room wants it."""
        letters = EVERY_KINDS if EVERY in self.kinds else self.kinds
        audiences = tuple(WISHES[x] for x in self.wishes if x in "nwlp")
        return PlaceFilter(
            kinds=tuple(KINDS[x] for x in letters),
            open_now="o" in self.wishes,
            free="g" in self.wishes,
            audiences=audiences,  # type: ignore[arg-type]  # the letters above name audiences
        )

    def action(self, verb: str = RESULTS) -> str:
        """The search as a button carries it."""
        if verb == FILTERS:
            return action(verb, where_code(self.where), self.kinds, self.wishes)
        return action(verb, where_code(self.where), self.kinds, self.wishes, str(self.offset))

    def wishing(self, letter: str) -> Search:
        """With one wish more, or less where it was there."""
        kept = self.wishes.replace(letter, "") if letter in self.wishes else self.wishes + letter
        return replace(self, wishes=kept, offset=0)


def where_code(where: Where) -> str:
    """At most 27 characters."""
    if where.point is not None:
        return (
            f"@{_base36((where.point.latitude + 90) * 1000)}{_base36((where.point.longitude + 180) * 1000)}"
        )
    return (where.country or "") + (f".{where.town}" if where.town else "")


def read_where(code: str) -> Where | None:
    """What a button carries; None for what no release of ours wrote."""
    if point := _POINT.fullmatch(code):
        latitude, longitude = (int(part, 36) / 1000 for part in point.groups())
        if latitude > 180 or longitude > 360:
            return None
        return Where(Point(round(latitude - 90, 3), round(longitude - 180, 3), "building"))
    if town := _TOWN.fullmatch(code):
        return Where(country=town[1], town=town[2])
    return None


def read_search(parts: tuple[str, ...]) -> Search | None:
    """The search in a button's parts; None where they are none. What it names is looked up, never trusted."""
    where = read_where(parts[0]) if parts else None
    kinds = parts[1] if len(parts) > 1 else ""
    wishes = parts[2] if len(parts) > 2 else ""
    offset = parts[3] if len(parts) > 3 and parts[3] else "0"
    known = set(kinds) <= {*KINDS, EVERY} and set(wishes) <= set(WISHES) and offset.isdecimal()
    if where is None or not known or int(offset[:6]) > MOST_OFFSET:
        return None
    return Search(where, kinds, wishes, int(offset))


def letters_of(kinds: tuple[PlaceKind, ...]) -> str:
    """The letters of some kinds; EVERY for none."""
    return "".join(letter for letter, kind in KINDS.items() if kind in kinds) or EVERY


def _base36(number: float) -> str:
    whole, digits = round(number), ""
    for _ in range(4):
        whole, digit = divmod(whole, 36)
        digits = _DIGITS[digit] + digits
    return digits
