"""What waits for the editors of a country, as plain data: what ages, what is being written, what lags, what was closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.editing.guarding import guarded_changes
from bot.editing.records import Draft, EntryKind, Ref
from bot.knowledge.coverage import Standing, standing
from bot.knowledge.freshness import entry_as_of, line_freshness, months_old, place_freshness
from bot.knowledge.records import Entry, HelpLine, Place, Release
from bot.knowledge.translations import Ledger, TranslationState, translations

DUE: tuple[Standing, ...] = ("expired", "overdue", "undated", "due")  # the worst first


@dataclass(frozen=True, slots=True)
class Aging:
    """An answer, place or line that somebody should look at again. `as_of` None: its date is not known."""

    ref: Ref
    country: str
    standing: Standing
    as_of: str | None
    months: int | None


@dataclass(frozen=True, slots=True)
class Behind:
    """An English text that was not compared with its Spanish since that changed, or never was."""

    ref: Ref
    country: str
    state: TranslationState


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for somebody."""

    draft: Draft
    for_whom: Literal["its author", "a reviewer", "a second person", "publishing"]


@dataclass(frozen=True, slots=True)
class CountryHome:
    """What is due in one country. `closed`: the places that people found closed, with the day of the task."""

    country: str
    aging: tuple[Aging, ...]
    waiting: tuple[Waiting, ...]
    behind: tuple[Behind, ...]
    closed: tuple[tuple[str, date], ...]

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many entries stand how, the worst first."""
        return {s: sum(x.standing == s for x in self.aging) for s in DUE}


def homes(
    release: Release,
    countries: Sequence[str],
    drafts: Iterable[Draft],
    ledger: Ledger,
    closed: Iterable[tuple[str, str, date]],
    today: date,
) -> tuple[CountryHome, ...]:
    """One home a country, in the order asked for ("XX": the region, "": what is asked everywhere).

    `closed`: place, country and day of each open task (bot.usage.place_tasks). About 50 ms for the whole knowledge.
    """
    aging = sorted(_aging(release, today), key=lambda x: (DUE.index(x.standing), -(x.months or 0), x.ref))
    waiting, tasks = [waiting_for(d) for d in drafts], list(closed)
    behind = list(_behind(release, ledger))
    return tuple(
        CountryHome(
            code,
            tuple(x for x in aging if x.country == code),
            tuple(x for x in waiting if x.draft.country == code),
            tuple(x for x in behind if x.country == code),
            tuple((place, day) for place, country, day in tasks if country == code),
        )
        for code in countries
    )


def waiting_for(draft: Draft) -> Waiting:
    """Whose turn it is."""
    if draft.state == "approved":
        return Waiting(draft, "publishing")
    if draft.state == "draft":
        return Waiting(draft, "its author")
    guarded = guarded_changes(draft.ref.kind, draft.began_fields, draft.fields)
    return Waiting(draft, "a second person" if guarded else "a reviewer")


def _aging(release: Release, today: date) -> Iterable[Aging]:
    for entry in release.entries.values():
        if (stands := standing(entry, release, today)) in DUE:
            yield _aged("answer", entry.id, entry.country, stands, entry_as_of(entry), today)
    policy = release.freshness
    for place in release.places.values():
        if (old := place_freshness(place, policy, today)) != "fresh":
            yield _aged("place", place.id, place.country, _undated(old, place.as_of), place.as_of, today)
    for line in release.lines.values():
        if (old := line_freshness(line, policy, today)) != "fresh":
            yield _aged("line", line.id, line.country, _undated(old, line.as_of), line.as_of, today)


def _undated(standing_: Standing, as_of: str | None) -> Standing:
    return "undated" if as_of is None else standing_


def _aged(
    kind: EntryKind, id_: str, country: str, standing_: Standing, as_of: str | None, today: date
) -> Aging:
    return Aging(Ref(kind, id_), country, standing_, as_of, months_old(as_of, today) if as_of else None)


def _behind(release: Release, ledger: Ledger) -> Iterable[Behind]:
    records: dict[str, Entry | Place | HelpLine] = {**release.entries, **release.places, **release.lines}
    for found in translations(release, ledger):
        if found.state != "current":
            kind: EntryKind = found.key.split(" ")[0]  # type: ignore[assignment]  # answer, place or line
            yield Behind(Ref(kind, found.id), records[found.id].country, found.state)
