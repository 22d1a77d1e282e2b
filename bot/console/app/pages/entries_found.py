"""Finds entries: over ids, titles, ways to ask and texts in both languages, accents and capitals apart, with filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from bot.editing.records import Draft, Ref
from bot.knowledge.coverage import Standing, standing
from bot.knowledge.folding import fold
from bot.knowledge.freshness import entry_as_of, line_freshness, months_old, place_freshness
from bot.knowledge.records import LANGUAGES, Entry, HelpLine, Place, Question, Release
from bot.knowledge.translations import Ledger, translations

STANDINGS: tuple[Standing, ...] = ("fresh", "due", "overdue", "undated", "expired", "not confirmed")
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the list. `said`: everything it is found by, folded."""

    ref: Ref
    country: str  # "" for what is asked everywhere
    topic: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    standing: Standing | None  # None: a question does not age
    as_of: str | None
    behind: bool
    said: str = field(repr=False)

    def months(self, today: date) -> int | None:
        """How old it is."""
        return months_old(self.as_of, today) if self.as_of else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list was asked for; "" and False ask for nothing."""

    words: tuple[str, ...] = ()
    countries: tuple[str, ...] | None = None  # None: all
    topic: str = ""
    kind: str = ""
    language: str = ""
    standing: str = ""
    status: str = ""  # of a draft
    behind: bool = False


class _Kept:
    """The rows of the last release, day and ledger that were asked for: made once, under a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: tuple[Release, date, Ledger] | None = None
        self._rows: tuple[Row, ...] = ()

    def rows(self, release: Release, today: date, ledger: Ledger) -> tuple[Row, ...]:
        with self._lock:
            known = self._of
            if known is None or known[0] is not release or known[1] != today or known[2] != ledger:
                self._rows = tuple(_rows(release, today, ledger))
                self._of = (release, today, ledger)
            return self._rows


_kept = _Kept()


def rows_of(release: Release, today: date, ledger: Ledger) -> tuple[Row, ...]:
    """Every entry of the release."""
    return _kept.rows(release, today, ledger)


def found(
    rows: Iterable[Row], wanted: Wanted, drafts: Mapping[Ref, Sequence[Draft]], first: Sequence[str] = ()
) -> list[Row]:
    """The rows that are wanted: those of the countries `first` before the others, whose title has the words before texts."""
    kept = [row for row in rows if _fits(row, wanted, drafts.get(row.ref, ()))]
    if not wanted.words and not first:
        return kept
    folded = (
        {row.ref: fold(" ".join((row.ref.id, *row.titles.values()))) for row in kept} if wanted.words else {}
    )
    return sorted(
        kept,
        key=lambda row: (
            row.country not in first if first else False,
            not all(word in folded[row.ref] for word in wanted.words) if wanted.words else False,
        ),
    )


def words_in(text: str) -> tuple[str, ...]:
    """The words to look for."""
    return tuple(dict.fromkeys(fold(text[:200]).split()))[:MOST_WORDS]


def _fits(row: Row, wanted: Wanted, drafts: Sequence[Draft]) -> bool:
    return (
        (wanted.countries is None or row.country in wanted.countries)
        and wanted.topic in {"", row.topic}
        and wanted.kind in {"", row.ref.kind}
        and (not wanted.language or wanted.language in row.languages)
        and wanted.standing in {"", row.standing}
        and (not wanted.behind or row.behind)
        and (not wanted.status or any(draft.state == wanted.status for draft in drafts))
        and all(word in row.said for word in wanted.words)
    )


def _rows(release: Release, today: date, ledger: Ledger) -> Iterator[Row]:
    behind = {x.key.rpartition(" ")[0] for x in translations(release, ledger) if x.state == "stale"}
    for entry in release.entries.values():
        yield _answer(release, entry, today, behind)
    for place in release.places.values():
        yield _place(release, place, today, behind)
    for line in release.lines.values():
        yield _line(release, line, today, behind)
    for question in release.questions.values():
        if question.country is None or question.id not in release.entries:
            yield _question(question)


def _answer(release: Release, entry: Entry, today: date, behind: set[str]) -> Row:
    question = release.questions.get(entry.question)
    titles: dict[str, str] = {x: t.title for x, t in question.texts.items()} if question else {}
    asked = [text for t in question.texts.values() for text in t.ask] if question and question.country else []
    asked += [text for texts in entry.also_asked.values() for text in texts]
    parts = [
        part
        for t in entry.texts.values()
        for part in (t.text, t.who, *t.requirements, *t.steps, t.cost, t.deadline, t.duration, t.confirm_at)
        if part
    ]
    return Row(
        Ref("answer", entry.id), entry.country, entry.topic, titles or {"es": entry.id}, tuple(entry.texts),
        standing(entry, release, today), entry_as_of(entry), f"answer {entry.id}" in behind,
        _folded(entry.id, *titles.values(), *asked, *parts),
    )  # fmt: skip


def _place(release: Release, place: Place, today: date, behind: set[str]) -> Row:
    texts = [part for t in place.texts.values() for part in (t.services, t.serves)]
    return Row(
        Ref("place", place.id), place.country, "", {"es": place.name}, ("es", "en"),
        _aged(place_freshness(place, release.freshness, today), place.as_of), place.as_of, f"place {place.id}" in behind,
        _folded(place.id, place.name, place.city, place.region, place.address, place.phone, place.kind, *texts),
    )  # fmt: skip


def _line(release: Release, line: HelpLine, today: date, behind: set[str]) -> Row:
    titles: dict[str, str] = {x: line.names[x] for x in LANGUAGES}
    said = (line.phone, line.whatsapp, line.email, *line.names.values(), *line.notes.values())
    return Row(
        Ref("line", line.id), line.country, "", titles, ("es", "en"),
        _aged(line_freshness(line, release.freshness, today), line.as_of), line.as_of, f"line {line.id}" in behind,
        _folded(line.id, *said),
    )  # fmt: skip


def _question(question: Question) -> Row:
    said = [text for t in question.texts.values() for text in (t.title, *t.ask)]
    titles: dict[str, str] = {x: t.title for x, t in question.texts.items()}
    return Row(
        Ref("question", question.id), question.country or "", question.topic, titles, tuple(titles), None, None, False,
        _folded(question.id, *said),
    )  # fmt: skip


def _aged(standing_: Standing, as_of: str | None) -> Standing:
    return "undated" if as_of is None else standing_


def _folded(*texts: str | None) -> str:
    return fold(" | ".join(filter(None, texts)))
