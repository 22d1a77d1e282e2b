"""Which country a message asks about, where its writer comes from, and the city they are in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.knowledge.records import City
from bot.matching import cues
from bot.matching.cues import Role
from bot.matching.gazetteer import Found, Gazetteer
from bot.matching.records import Mention
from bot.matching.roles import Placed, placed

_WEIGHT: Mapping[Role, float] = {
    "entry": 5.0, "here": 4.0, "host": 3.3, "goal": 2.6, "status": 2.6, "there": 2.4, "toward": 2.0, "named": 1.6,
    "born": 1.5, "leaving": 1.5, "family": 1.2, "consulate": 1.2, "expelled": 1.1,
    "past": 0.0, "abroad": 0.0, "origin": 0.0,
}  # fmt: skip
_HINT = 2.2  # a paper or office of the country
_ENTRY_WITH_FINE = 3.6  # the fine is settled in one country, the entry asked of the other
_HOST_IN_SEARCH = 2.2  # who is missing is looked for where they were, not where the writer is
_LEAVING_FOR = 2.7  # left for another country that is named
_CLEAR = 1.0  # less lead than this leaves several countries open


@dataclass(frozen=True, slots=True)
class Places:
    """What `read_places` found: the mention, and the words that name places and so say nothing of the question."""

    mention: Mention
    masked: frozenset[int]


def read_places(words: Sequence[str], gazetteer: Gazetteer, covered: Collection[str]) -> Places:
    """The countries and city among `words`. `covered`: codes of the countries with answers of their own."""
    found = _own_cities([hit for hit in gazetteer.find(words) if not _is_no_place(hit, words)])
    shielded = gazetteer.shielded(words)
    masked = frozenset(
        i
        for hit in found
        if hit.name.kind in {"country", "demonym", "city"}
        for i in range(hit.start, hit.end)
        if i not in shielded
    )
    named = placed(found, words, covered)
    score = _scores(named, words)
    asked, others = _asked(score, covered)
    shared, likely = _shared(named, asked, score)
    going = asked is not None and _WEIGHT["named"] < score[asked] <= _WEIGHT["goal"] and _goal(named, asked)
    mention = Mention(asked, others, _origin(named), _city(named, asked), shared, likely, going=going)
    return Places(mention, masked)


def _goal(named: Sequence[Placed], asked: str) -> bool:
    """Whether the country is named only as where the writer goes."""
    return {p.role for p in named if p.hit.name.country == asked} <= {"goal", "toward", "origin"}


def _own_cities(found: Sequence[Found]) -> list[Found]:
    """Without cities whose next word names another country: "Trujillo, Venezuela" is not in Peru."""
    elsewhere = {
        city
        for city, country in pairwise(found)
        if city.name.kind == "city" and country.name.kind == "country" and city.end == country.start
        if city.name.country != country.name.country
    }
    return [hit for hit in found if hit not in elsewhere]


def _is_no_place(hit: Found, words: Sequence[str]) -> bool:
    return (
        hit.end - hit.start == 1
        and words[hit.start] in cues.NO_PLACE
        and hit.start > 0
        and words[hit.start - 1] in cues.NO_PLACE_AFTER
    )


def _scores(named: Sequence[Placed], words: Sequence[str]) -> dict[str, float]:
    """How much speaks for each country, by the best that is said of it. Countries that only left or family live in: none."""
    score: dict[str, float] = {}
    said = _Said.of(named, words)
    for name in named:
        worth = _worth(name, said)
        for country in _countries(name, named) if worth else ():
            score[country] = max(score.get(country, 0.0), worth)
    return score


@dataclass(frozen=True, slots=True)
class _Said:
    """What the rest of the message says about the places in it."""

    entry: bool  # asks what it takes to enter
    fine: bool  # speaks of a fine, or of leaving
    search: bool  # somebody is missing
    onward: bool  # names where the writer is going
    here: bool  # "acá", without saying where that is

    @classmethod
    def of(cls, named: Sequence[Placed], words: Sequence[str]) -> _Said:
        pairs = {" ".join(pair) for pair in pairwise(words)}
        return cls(
            entry=not cues.REQUIREMENTS.isdisjoint(words) or not cues.REQUIREMENT_PHRASES.isdisjoint(pairs),
            fine=not cues.FINES.isdisjoint(words),
            search=not cues.SEARCH.isdisjoint(words),
            onward=any(name.role in {"goal", "entry", "toward"} for name in named),
            here=any(
                word in cues.HERE and after not in cues.PREPOSITIONS for word, after in pairwise([*words, ""])
            ),
        )


def _countries(name: Placed, named: Sequence[Placed]) -> set[str]:
    """The countries a name speaks for: of a town on a border, the one that is named beside it, else both."""
    own = set(name.hit.name.countries)
    roles = {"here", "host", "there", "named"}
    beside = {p.hit.name.country for p in named if not p.hit.name.also and p.role in roles}
    return own & beside if len(own & beside) == 1 else own


def _worth(name: Placed, said: _Said) -> float:
    role = name.role
    if name.hit.name.kind == "paper":
        return 0.0
    if name.hit.name.kind == "hint":
        return _HINT if role == "named" else 0.0
    if role in {"goal", "toward"} and said.entry:
        role = "entry"
    if role == "entry" and said.fine:
        return _ENTRY_WITH_FINE
    if role in {"here", "host"} and said.search:
        return _HOST_IN_SEARCH
    if said.here and role in {"leaving", "born"}:
        return 0.0
    return _LEAVING_FOR if said.onward and role == "leaving" else _WEIGHT[role]


def _asked(score: Mapping[str, float], covered: Collection[str]) -> tuple[str | None, tuple[str, ...]]:
    """The country that clearly leads, else None and the covered ones that are left to choose from."""
    if not score:
        return None, ()
    order = sorted(score, key=lambda code: (-score[code], code))
    best = score[order[0]]
    near = tuple(code for code in order if code in covered and best - score[code] < _CLEAR)
    if order[0] in covered:
        return (order[0], ()) if len(near) == 1 else (None, near)
    gone_to = [code for code in near if score[code] >= _WEIGHT["goal"]]
    if len(gone_to) == 1:  # "estoy en Guatemala y quiero ir a Chile"
        return gone_to[0], ()
    near = tuple(code for code in near if score[code] >= _WEIGHT["toward"])
    if not near and best <= _WEIGHT["leaving"]:
        return None, ()  # "deported from Texas", "money from Texas": asked of wherever the writer is now
    return (None, near) if near else (order[0], ())


def _shared(
    named: Sequence[Placed], asked: str | None, score: Mapping[str, float]
) -> tuple[tuple[str, ...], str | None]:
    """Where nothing tells the country: those that share a name that stands there, and the one it usually means."""
    kind = "town" if score else "paper"
    hits = [p.hit for p in named if p.hit.name.kind == kind]
    if asked or not hits:
        return (), None
    names = [hit.name for hit in hits]
    left = [c for c in names[0].countries if all(c in name.countries for name in names)]
    right_after = {p.hit.name.country for p in named for hit in hits if p.hit.start == hit.end}
    left = [c for c in left if c in right_after] or left  # "precaria paraguaya"
    usual = {name.usual for name in names if name.usual}
    likely = next(iter(usual)) if len(usual) == 1 and usual <= set(left) else None
    if kind == "town":
        return tuple(left), None
    return tuple(left), left[0] if len(left) == 1 else likely


def _origin(named: Sequence[Placed]) -> str | None:
    return next((p.hit.name.country for p in named if p.role == "origin"), None)


def _city(named: Sequence[Placed], asked: str | None) -> City | None:
    away = {"origin", "abroad", "past"}
    cities = [
        p.hit.name.city
        for p in named
        if p.hit.name.city and p.role not in away and p.hit.name.country == asked
    ]
    return cities[0] if cities else None
