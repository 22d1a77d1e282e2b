"""What is answered where, in which languages, and how old it is: computed from a release and a day, never typed.

A question that is asked everywhere counts as answered in a country when a sourced answer is given there, its own or the
region's. `not confirmed` is not an answer. An answer stands as the oldest of its parts does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from bot.knowledge.freshness import entry_as_of, part_freshness, text_freshness
from bot.knowledge.records import LANGUAGES, PARTS, REGION, TOPICS, Entry, Language, Question, Release, Topic
from bot.knowledge.translations import Ledger, TranslationState, translations

Standing = Literal["fresh", "due", "overdue", "undated", "expired", "not confirmed"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)  # from the best to the worst
OPEN: frozenset[Standing] = frozenset({"not confirmed", "expired"})  # the person gets no claim
OLD: frozenset[Standing] = frozenset({"overdue", "undated"})  # the person gets a warning


@dataclass(frozen=True, slots=True)
class Item:
    """How one question stands in one country."""

    question: Question
    entry: Entry | None  # None: the country has nothing on it
    standing: Standing | None
    english: TranslationState | None

    @property
    def answered(self) -> bool:
        return self.standing is not None and self.standing != "not confirmed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One topic in one country: the questions asked everywhere, and the country's own."""

    country: str
    topic: Topic
    shared: tuple[Item, ...]
    own: tuple[Item, ...]

    @property
    def answered(self) -> int:
        """How many of the questions asked everywhere are answered."""
        return sum(x.answered for x in self.shared)

    @property
    def worst(self) -> Standing | None:
        """The worst standing among all answers given here; None where there is none."""
        given = [x.standing for x in (*self.shared, *self.own) if x.answered and x.standing]
        return max(given, key=STANDINGS.index, default=None)

    def standing(self, *standings: Standing) -> tuple[Item, ...]:
        """The questions, shared and own, that stand so."""
        return tuple(x for x in (*self.shared, *self.own) if x.standing in standings)

    def answered_in(self, language: Language) -> int:
        """How many of the questions asked everywhere are answered in a language; a stale English counts, it is shown."""
        return sum(x.answered and x.entry is not None and language in x.entry.texts for x in self.shared)


@dataclass(frozen=True, slots=True)
class CountryCoverage:
    """One country: its cells by topic, and the figures over what stands in its own folder."""

    code: str
    name: str
    covered: bool  # people can choose it; then every shared question must be answered or be `not confirmed`
    cells: tuple[Cell, ...]
    entries: int
    standings: Mapping[Standing, int]  # of its own entries
    english: Mapping[TranslationState, int]  # of its own entries
    places: int
    lines: int
    own_questions: int
    leads: int

    @property
    def sourced(self) -> float:
        """The share of its entries that state something, with a source."""
        return 1 - self.standings["not confirmed"] / self.entries if self.entries else 0.0

    @property
    def answered(self) -> int:
        return sum(cell.answered for cell in self.cells)

    @property
    def total(self) -> int:
        return sum(len(cell.shared) for cell in self.cells)

    def answered_in(self, language: Language) -> int:
        return sum(cell.answered_in(language) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table."""

    release: str
    today: date
    topics: tuple[Topic, ...]
    countries: tuple[CountryCoverage, ...]

    def worst_cells(self) -> list[Cell]:
        """The cells of the covered countries, those with the most open questions first, then those with the oldest."""
        cells = [cell for country in self.countries if country.covered for cell in country.cells]
        return sorted((c for c in cells if _weight(c) > (0, 0)), key=_weight, reverse=True)


def coverage(release: Release, today: date, ledger: Ledger, only: str | None = None) -> Coverage:
    """How the release stands on `today`. `only`: the code of the one country to look at."""
    english = {
        x.key.split(" ")[1]: x.state for x in translations(release, ledger) if x.key.startswith("answer ")
    }
    topics = tuple(t for t in TOPICS if any(q.topic == t for q in release.questions.values()))
    return Coverage(
        release=release.id,
        today=today,
        topics=topics,
        countries=tuple(
            _country(release, code, today, topics, english)
            for code in _codes(release)
            if only in {None, code}
        ),
    )


def _codes(release: Release) -> list[str]:
    """The countries that have answers of their own or should, the covered ones first and the region last."""
    written = {entry.country for entry in release.entries.values()}
    known = [c for c in release.countries.values() if c.covered or c.code in written]
    codes = [c.code for c in sorted(known, key=lambda c: not c.covered)]
    return [*codes, *({REGION} & written)]


def _country(
    release: Release,
    code: str,
    today: date,
    topics: Iterable[Topic],
    english: Mapping[str, TranslationState],
) -> CountryCoverage:
    country = release.countries.get(code)
    entries = [x for x in release.entries.values() if x.country == code]
    return CountryCoverage(
        code=code,
        name=country.names["en"] if country else "Region",
        covered=bool(country and country.covered),
        cells=tuple(_cell(release, code, topic, today, english) for topic in topics),
        entries=len(entries),
        standings=Counter(standing(x, release, today) for x in entries),
        english=Counter(english[x.id] for x in entries),
        places=sum(x.country == code for x in release.places.values()),
        lines=sum(x.country == code for x in release.lines.values()),
        own_questions=sum(q.country == code for q in release.questions.values()),
        leads=sum(x.country == code for x in release.leads),
    )


def _cell(
    release: Release, code: str, topic: Topic, today: date, english: Mapping[str, TranslationState]
) -> Cell:
    def item(question: Question) -> Item:
        entry = release.answer(question.id, code)
        if entry is None:
            return Item(question, None, None, None)
        return Item(question, entry, standing(entry, release, today), english[entry.id])

    questions = release.topic_questions(topic, code)
    shared = tuple(item(q) for q in questions if q.country is None)
    return Cell(code, topic, shared, tuple(item(q) for q in questions if q.country is not None))


def standing(entry: Entry, release: Release, today: date) -> Standing:
    """How an answer stands: the worst of its text and of the cost, deadline and duration that it has."""
    if entry.status == "not confirmed":
        return "not confirmed"
    if entry.status == "ended":
        return "fresh"
    parts = [p for p in PARTS if any(getattr(entry.texts[x], p) for x in LANGUAGES)]
    ages: list[Standing] = [text_freshness(entry, release.freshness, today)]
    ages += [part_freshness(entry, p, release.freshness, today) for p in parts]
    worst = max(ages, key=STANDINGS.index)
    return "undated" if worst == "overdue" and entry_as_of(entry) is None else worst


def _weight(cell: Cell) -> tuple[float, float]:
    """The shares of questions without a claim, and with an old one."""
    total = len(cell.shared) + len(cell.own)
    if not total:
        return 0, 0
    return len(cell.standing(*OPEN)) / total, len(cell.standing(*OLD)) / total
