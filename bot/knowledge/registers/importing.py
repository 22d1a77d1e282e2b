"""Imports a publisher's register for one country: reads, sorts out, holds against what stands; then writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.knowledge.records import Country, PlaceKind, Release
from bot.knowledge.registers.boxes import Box
from bot.knowledge.registers.gathering import gather
from bot.knowledge.registers.header_words import Field
from bot.knowledge.registers.headers import Guess, guess_columns, with_header
from bot.knowledge.registers.mapping import MappingFile, chosen, missing, reading
from bot.knowledge.registers.refresh import Difference, Refresh, refresh
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.register import Register
from bot.knowledge.registers.rows import Found, LeftOut, RowReader
from bot.knowledge.registers.tables import SAMPLE, Table, open_table
from bot.knowledge.registers.writing import About, Cells, row_cells, standing_cells, write_register


@dataclass(frozen=True, slots=True)
class Opened:
    """A register file with its columns as they are going to be read."""

    table: Table
    headers: tuple[str, ...]
    guesses: tuple[Guess, ...]
    mapping: MappingFile | None

    def with_columns(self, columns: dict[Field, str]) -> Opened:
        """With some columns chosen by hand. Raises RegisterRefused for one that does not exist."""
        made = chosen(self.guesses, self.headers, columns, self.table.file)
        return Opened(self.table, self.headers, made, self.mapping)

    @property
    def columns(self) -> dict[Field, str]:
        return {guess.field: guess.header or f"column {guess.column + 1}" for guess in self.guesses}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import would write, and what it left out."""

    refreshed: Refresh
    read: int  # rows
    left_out: Counter[str]  # by reason
    mended: Counter[str]
    standing: Register | None

    @property
    def found(self) -> Sequence[Found]:
        return self.refreshed.found

    @property
    def differences(self) -> Sequence[Difference]:
        return self.refreshed.differences


def open_register(path: Path, country: Country, mapping: MappingFile | None, sheet: str | None) -> Opened:
    """The file with its columns guessed, the mapping's choices before the guesses. Raises RegisterRefused."""
    table, headers = with_header(open_table(path, sheet))
    sample = list(islice(table.body(), SAMPLE))
    if not sample:
        raise RegisterRefused(table.file, "has names of columns but no rows: download it again")
    opened = Opened(table, headers, guess_columns(headers, sample, Box.of(country)), mapping)
    return opened.with_columns(dict(mapping.columns)) if mapping else opened


def import_places(
    opened: Opened,
    release: Release,
    country: Country,
    *,
    default_kind: PlaceKind | None = None,
    private: bool = False,
    add: bool = False,
    on_left_out: Callable[[LeftOut], None] = lambda _: None,
    on_rows: Callable[[int], None] = lambda _: None,
) -> Imported:
    """The places of the file, held against the register that the release has.

    default_kind: for rows that do not tell; private: take private health places too; add: what the file does not say
    of a place stays; on_left_out: called for every row left out, which are counted and not kept; on_rows: called with
    the number of rows read.
    Raises RegisterRefused where columns are missing, nothing is left, or a limit is passed.
    """
    if lacking := missing(opened.guesses):
        said = f"no column for the {lacking} was found: name it in a mapping (docs/places.md)"
        raise RegisterRefused(opened.table.file, said)
    left_out: Counter[str] = Counter()
    rows = 0

    def leave_out(row: LeftOut) -> None:
        left_out[row.reason] += 1
        on_left_out(row)

    def each(count: int) -> None:
        nonlocal rows
        rows = count
        on_rows(count)

    reader = RowReader(reading(opened.guesses, opened.mapping, default_kind), country, private=private)
    found = gather(opened.table, reader, leave_out, each)
    if not found:
        why = ", ".join(f"{reason}: {count}" for reason, count in left_out.most_common(4))
        raise RegisterRefused(
            opened.table.file, f"no place is left of {rows} rows ({why}): check the columns"
        )
    standing = release.facilities.get(country.code)
    return Imported(
        refresh(found, country.code, standing, list(release.places), fill=add),
        rows,
        left_out,
        Counter(place.mend for place in found if place.mend),
        standing,
    )


def common_source(found: Sequence[Found]) -> str:
    """The source that most rows name themselves; empty where they name none."""
    return Counter(place.source for place in found).most_common(1)[0][0]


def common_date(found: Sequence[Found]) -> str:
    """The date that most rows bear themselves; empty where they bear none."""
    return Counter(place.as_of for place in found).most_common(1)[0][0]


def write_import(
    imported: Imported, folder: Path, about: About, columns: dict[Field, str], *, add: bool
) -> tuple[Path, Path]:
    """Writes the register of a country. `add`: places of the register that stands and are not in the file stay.

    Raises what write_register raises.
    """
    return write_register(folder, _rows(imported, about, add=add), about, columns)


def _rows(imported: Imported, about: About, *, add: bool) -> Iterator[Cells]:
    for place_id, place in zip(imported.refreshed.ids, imported.found, strict=True):
        yield row_cells(place_id, place, about)
    if add and imported.standing:
        for row in imported.refreshed.gone:
            yield standing_cells(imported.standing, row)
