"""The names of countries and cities in a release, and where they stand in a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.folding import fold
from bot.knowledge.records import City, Country, SharedName
from bot.matching.memory import WordMemory
from bot.matching.normalise import NUMBER

NameKind = Literal["country", "demonym", "city", "hint", "town", "paper"]
_ORDER: Mapping[NameKind, int] = {"country": 0, "demonym": 1, "city": 2, "hint": 3, "town": 4, "paper": 5}
_FUZZY_FROM = 6  # letters; shorter names are matched exactly
_TWO_SLIPS_FROM = 9


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place: what kind of name, of which country, and of which city if it is one's.

    A "town" on a border and a "paper" may be of several countries.
    """

    kind: NameKind
    country: str
    city: City | None = None
    also: tuple[str, ...] = ()  # the other countries of a town or a paper
    usual: str | None = None  # the country that a paper means where nothing else tells

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country the name is of."""
        return (self.country, *self.also)


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a message: its words stand at [start, end)."""

    name: Name
    start: int
    end: int


class Gazetteer:
    """Finds names of places among words, the longest first; forgives a slip in long single words."""

    def __init__(
        self,
        countries: Iterable[Country],
        protected: Iterable[str],
        knows: Callable[[str], bool],
        shared: Iterable[SharedName] = (),
    ) -> None:
        """`knows` tells words that are no misspelt place: everyday words and words of the knowledge.

        `shared`: the names that several countries use.
        """
        self._names: dict[str, list[tuple[tuple[str, ...], Name]]] = {}
        self._single: dict[str, Name] = {}
        self._shielded: dict[str, list[tuple[str, ...]]] = {}  # by their first words
        for phrase in (tuple(fold(x).split()) for x in protected):
            if len(phrase) > 1:
                self._shielded.setdefault(phrase[0], []).append(phrase)
        self._knows = knows
        for country in countries:
            self._add_country(country)
        for name in shared:
            self._add_shared(name)
        for phrases in self._names.values():
            phrases.sort(key=lambda x: -len(x[0]))
        self._by_size: dict[int, list[str]] = {}
        for word in self._single:
            if len(word) >= _FUZZY_FROM:
                self._by_size.setdefault(len(word), []).append(word)
        self._misspelt_names = WordMemory(lambda words: [self._nearest(word) for word in words])

    def _add_country(self, country: Country) -> None:
        for text in (*country.names.values(), *country.aliases):
            self._add(text, Name("country", country.code))
        for text in country.demonyms:
            self._add(text, Name("demonym", country.code))
        for city in country.cities:
            for text in (city.name, *city.aliases):
                self._add(text, Name("city", country.code, city))
        for text in country.hints:
            self._add(text, Name("hint", country.code))

    def _add_shared(self, shared: SharedName) -> None:
        kind: NameKind = "town" if shared.town else "paper"
        first, *also = shared.countries
        for text in (shared.name, *shared.aliases):
            self._add(text, Name(kind, first, also=tuple(also), usual=shared.usual))

    def _add(self, text: str, name: Name) -> None:
        words = tuple(NUMBER if word.isdigit() else word for word in fold(text).split())
        if not words:
            return
        known = self._names.setdefault(words[0], [])
        same = [x for x in known if x[0] == words]
        if same and _ORDER[same[0][1].kind] <= _ORDER[name.kind]:
            return
        known[:] = [x for x in known if x[0] != words]
        known.append((words, name))
        if len(words) == 1:
            self._single[words[0]] = name

    def find(self, words: Sequence[str]) -> list[Found]:
        """The names among `words`, from left to right, never overlapping."""
        found: list[Found] = []
        at = 0
        while at < len(words):
            hit = self._at(words, at)
            if hit is None:
                at += 1
                continue
            found.append(hit)
            at = hit.end
        return found

    def shielded(self, words: Sequence[str]) -> set[int]:
        """Where the words of protected names of two or more words stand: their places are not masked."""
        return {
            at + i
            for at in range(len(words))
            for phrase in self._shielded.get(words[at], ())
            if tuple(words[at : at + len(phrase)]) == phrase
            for i in range(len(phrase))
        }

    def _at(self, words: Sequence[str], at: int) -> Found | None:
        for phrase, name in self._names.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return Found(name, at, at + len(phrase))
        name_of = self._misspelt(words[at])
        return Found(name_of, at, at + 1) if name_of else None

    def _misspelt(self, word: str) -> Name | None:
        if len(word) < _FUZZY_FROM or not word.isalpha() or self._knows(word):
            return None
        return self._misspelt_names.one(word)

    def _nearest(self, word: str) -> Name | None:
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        pool = [x for n in range(len(word) - slips, len(word) + slips + 1) for x in self._by_size.get(n, ())]
        hits = process.extract(word, pool, scorer=OSA.distance, score_cutoff=slips, limit=5)
        hits = [h for h in hits if h[0][0] == word[0] or (h[1] == 1 and len(word) > _FUZZY_FROM)]
        best = min(hits, key=lambda h: (h[1], _ORDER[self._single[h[0]].kind], h[0]), default=None)
        return self._single[best[0]] if best else None
