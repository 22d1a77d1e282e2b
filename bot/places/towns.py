"""Towns by the names people type: the knowledge's own cities and border towns first, then every town of 5,000 people.

Towns of the same name in several countries are all found: which one is meant is for the person to say.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from bot.knowledge.folding import fold
from bot.knowledge.once import once_a_release
from bot.knowledge.records import Country, Point, Release

MOST_WORDS = 5  # of a name
ALIKE = 80  # of 100, how near a misspelt name must be
SHORTEST_MISSPELT = 5  # letters
KNOWN = 10**9  # people: towns of the knowledge itself go before all others
_BEFORE_A_TOWN = frozenset(
    ("en", "de", "a", "por", "desde", "hacia", "cerca", "toy", "estoy", "estamos", "tamos", "vivo", "vivimos", "llegue",
     "llegamos", "in", "at", "near", "from", "to", "am", "are", "i", "we")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """A town of one country; its point is the middle of it."""

    country: str
    name: str
    point: Point
    people: int

    @property
    def slug(self) -> str:
        """Its name for a button: at most 24 characters."""
        return fold(self.name).replace(" ", "-")[:24]


@dataclass(frozen=True)
class Towns:
    """All towns of the countries with answers."""

    release: Release

    @classmethod
    def of(cls, release: Release) -> Towns:
        """Made once a release."""
        return _towns_of(release)

    @cached_property
    def names(self) -> Mapping[str, tuple[Town, ...]]:
        """Folded name -> the towns called so, one a country, the best known first."""
        best: dict[str, dict[str, Town]] = {}
        for name, town in self._named():
            here = best.setdefault(name, {})
            if town.country not in here or here[town.country].people < town.people:
                here[town.country] = town
        return {
            name: tuple(sorted(found.values(), key=lambda t: -t.people))
            for name, found in best.items()
            if name
        }

    def _named(self) -> Iterator[tuple[str, Town]]:
        for country in _with_answers(self.release):
            for city in country.cities:
                town = Town(country.code, city.name, _city_point(city.point), KNOWN)
                yield from ((fold(name), town) for name in (city.name, *city.aliases))
        yield from self._on_borders()
        codes = {country.code for country in _with_answers(self.release)}
        yield from ((fold(town.name), town) for town in _all_towns() if town.country in codes)

    def _on_borders(self) -> Iterator[tuple[str, Town]]:
        """A crossing that two countries share is a town of each, at the city it lies by."""
        for shared in self.release.shared_names:
            for code, name in shared.cities.items():
                country = self.release.countries.get(code)
                city = next((c for c in country.cities if c.name == name), None) if country else None
                if city:
                    town = Town(code, shared.name, _city_point(city.point), KNOWN)
                    yield from ((fold(alias), town) for alias in (shared.name, *shared.aliases))

    def named_in(self, text: str, country: str | None) -> tuple[Town, ...]:
        """The towns that a text names, those of `country` alone where it has one; () where it names none.

        The longest name counts; a misspelt one only where nothing is spelt right.
        """
        words = fold(text).split()
        found = self._exact(words) or self._misspelt(words, country)
        here = tuple(t for t in found if t.country == country)
        return here or found

    def alone_in(self, text: str, country: str | None) -> tuple[Town, ...]:
        """The towns of a text that says nothing else ("toy en tumbes"); () where it says more, or names a country."""
        words = fold(text).split()
        while words and words[0] in _BEFORE_A_TOWN:
            words = words[1:]
        name = " ".join(words)
        if name in self._countries:
            return ()
        found = self.names.get(name, ())
        return tuple(t for t in found if t.country == country) or found

    @cached_property
    def _countries(self) -> frozenset[str]:
        return frozenset(
            fold(n)
            for c in self.release.countries.values()
            for n in (*c.names.values(), *c.aliases, *c.demonyms)
        )

    def _exact(self, words: list[str]) -> tuple[Town, ...]:
        for size in range(min(MOST_WORDS, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                name = " ".join(words[at : at + size])
                if name in self.names and not (size == 1 and len(name) < 3):
                    return self.names[name]
        return ()

    def _misspelt(self, words: list[str], country: str | None) -> tuple[Town, ...]:
        """The nearest name, in the person's country first, then among the towns of the knowledge itself."""
        rest = [w for w in words if w not in _BEFORE_A_TOWN]
        said = " ".join(rest)
        if len(said) < SHORTEST_MISSPELT or len(rest) > MOST_WORDS:
            return ()
        own = [n for n, towns in self.names.items() if any(t.country == country for t in towns)]
        known = [n for n, towns in self.names.items() if towns[0].people == KNOWN]
        for choices in (known, own):
            if found := process.extractOne(said, choices, scorer=fuzz.ratio, score_cutoff=ALIKE):
                return self.names[found[0]]
        return ()

    def called(self, country: str, slug: str) -> Town | None:
        """The town that a button names, or None."""
        return next(
            (t for t in self.names.get(slug.replace("-", " "), ()) if t.country == country), None
        ) or next(
            (t for towns in self.names.values() for t in towns if t.country == country and t.slug == slug),
            None,
        )


def _with_answers(release: Release) -> Iterable[Country]:
    codes = {country for _, country in release.by_question}
    return (c for c in release.countries.values() if c.covered or c.code in codes)


def _city_point(point: Point) -> Point:
    return Point(point.latitude, point.longitude, "city")


@lru_cache(maxsize=1)
def _all_towns() -> tuple[Town, ...]:
    with (files(__package__) / "cities.csv").open(encoding="utf-8") as file:
        return tuple(
            Town(
                r["country"],
                r["name"],
                Point(float(r["latitude"]), float(r["longitude"]), "city"),
                int(r["people"]),
            )
            for r in csv.DictReader(file)
        )


_towns_of = once_a_release(Towns)
