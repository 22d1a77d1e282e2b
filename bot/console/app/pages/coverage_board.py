"""The coverage board as plain values, computed once for each release and day: what is answered, how old, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.knowledge.coverage import (
    OLD,
    OPEN,
    STANDINGS,
    Cell,
    CountryCoverage,
    Coverage,
    Standing,
    coverage,
    standing,
)
from bot.knowledge.freshness import entry_as_of
from bot.knowledge.records import Entry, Language, Release
from bot.knowledge.translations import Ledger, translations

State = Literal["good", "old", "open", "none"]


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of the board as it is shown. share: percent; None where not all questions need to be answered."""

    country: str
    topic: str
    answered: int
    total: int
    share: int | None
    state: State
    counts: tuple[int, ...]  # one for each of STANDINGS
    behind: int  # English texts that are older than their Spanish


@dataclass(frozen=True, slots=True)
class Work:
    """An entry that somebody must look at."""

    entry: Entry
    title: str
    standing: Standing
    as_of: str | None
    behind: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board of one release on one day, whoever looks."""

    coverage: Coverage
    works: tuple[Work, ...]  # of all countries and languages, the worst first


class Boards:
    """Computes a board once for a release, a day and a ledger, and holds the last one."""

    def __init__(self) -> None:
        self._held: tuple[object, Board] | None = None

    def board(self, release: Release, today: date, ledger: Ledger) -> Board:
        """About a tenth of a second where it is not held; ask in a thread."""
        key = (release.id, today, frozenset(ledger.items()))
        held = self._held
        if held is not None and held[0] == key:
            return held[1]
        made = Board(coverage(release, today, ledger), tuple(_works(release, ledger, today)))
        self._held = (key, made)
        return made


def fields_of(
    whole: Coverage, countries: Iterable[CountryCoverage], language: Language | None
) -> list[Field]:
    """The cells with any question or answer in them, in the order of `rumbo coverage`: the worst first."""
    shown = {country.code: country for country in countries}
    worst = whole.worst_cells()
    ranked = {(cell.country, cell.topic) for cell in worst}
    others = [
        cell
        for country in whole.countries
        for cell in country.cells
        if (cell.country, cell.topic) not in ranked
    ]
    found = [
        field(cell, shown[cell.country], language) for cell in (*worst, *others) if cell.country in shown
    ]
    return [x for x in found if x.state != "none"]


def rows_of(
    countries: Iterable[CountryCoverage], language: Language | None
) -> list[tuple[str, Field, list[Field]]]:
    """The board: a row a country with its total; those with the smallest share first, the uncovered ones last."""
    rows = [(x.code, _total(x, language), [field(c, x, language) for c in x.cells]) for x in countries]
    return sorted(rows, key=lambda row: 101 if row[1].share is None else row[1].share)


def field(cell: Cell, country: CountryCoverage, language: Language | None) -> Field:
    """How the cell is shown. `language`: count only what is said in it."""
    answered = cell.answered if language is None else cell.answered_in(language)
    items = (*cell.shared, *cell.own)
    needed = country.covered and bool(cell.shared)
    return Field(
        country=cell.country,
        topic=cell.topic,
        answered=answered,
        total=len(cell.shared),
        share=_percent(answered, len(cell.shared)) if needed else None,
        state=_state(cell, missing=needed and answered < len(cell.shared)),
        counts=tuple(len(cell.standing(x)) for x in STANDINGS),
        behind=sum(x.english == "stale" for x in items),
    )


def _total(country: CountryCoverage, language: Language | None) -> Field:
    answered = country.answered if language is None else country.answered_in(language)
    share = _percent(answered, country.total) if country.covered and country.total else None
    counts = tuple(country.standings[x] for x in STANDINGS)
    state: State = "good" if share in {None, 100} else "open"
    return Field(country.code, "", answered, country.total, share, state, counts, country.english["stale"])


def _state(cell: Cell, *, missing: bool) -> State:
    """The one sign of a cell: something is open, something is old, all is well, or there is nothing here."""
    if missing or cell.standing(*OPEN):
        return "open"
    if cell.standing(*OLD):
        return "old"
    return "good" if cell.standing(*STANDINGS) else "none"


def _percent(part: int, whole: int) -> int:
    """Rounded down: 100 only where nothing is missing."""
    return 100 * part // whole


def works_of(
    board: Board,
    countries: Sequence[CountryCoverage],
    release: Release,
    spoken: Language,
    language: Language | None,
) -> list[Work]:
    """The entries of these countries that are old or not confirmed, titled; in English also those behind."""
    order = {country.code: place for place, country in enumerate(countries)}
    found = [
        x
        for x in board.works
        if x.entry.country in order
        and (language is None or language in x.entry.texts)
        and (x.standing in OPEN | OLD or language == "en")
    ]
    found.sort(key=lambda x: order[x.entry.country])
    return [replace(x, title=_title(release, x.entry, spoken)) for x in found]


def _works(release: Release, ledger: Ledger, today: date) -> list[Work]:
    """All that are old, not confirmed or behind in English; the worst first."""
    behind = {
        x.id for x in translations(release, ledger) if x.state == "stale" and x.key.startswith("answer ")
    }
    found = [
        Work(x, "", standing(x, release, today), entry_as_of(x), x.id in behind)
        for x in release.entries.values()
    ]
    wanted = [x for x in found if x.standing in OPEN | OLD or x.behind]
    return sorted(wanted, key=lambda x: (-STANDINGS.index(x.standing), x.as_of or "", x.entry.id))


def _title(release: Release, entry: Entry, spoken: Language) -> str:
    question = release.questions.get(entry.question)
    return question.texts[spoken].title if question else entry.id
