"""Guesses which column of a register is which of ours: by the names of the columns, held against what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from bot.knowledge.folding import fold
from bot.knowledge.registers.boxes import Box
from bot.knowledge.registers.cleaning import age, both_degrees, degrees, phone, plain
from bot.knowledge.registers.header_words import FIELDS, NAMES, Field
from bot.knowledge.registers.kinds import is_closed, pattern
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.tables import HEAD_ROWS, SAMPLE, Line, Table

FEW = 20  # rows that prove little
SURE = 80  # of 100: from here on a name is taken for a column's
_SPELLED = {field: [name.strip() for name in names.split(",")] for field, names in NAMES.items()}
_CODES = pattern("cod, codigo, id, iso, ubigeo, cve, clave, co, nu, ibge")
_OPEN = pattern(
    "activ*, ativ*, vigente*, abiert*, abert*, operativ*, operand*, funciona*, open, operational, habilitad*, alta"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """One of our fields, the column it is read from, why, and an example of what stands there."""

    field: Field
    column: int  # from 0
    header: str
    why: Literal["name", "values", "mapping"]
    example: str


def with_header(table: Table) -> tuple[Table, tuple[str, ...]]:
    """The table below the names of its columns, and these names. Raises RegisterRefused where it has no rows."""
    lines = table.first(HEAD_ROWS)
    if not lines:
        raise RegisterRefused(table.file, "holds no rows: download the register again")
    best = max(lines, key=lambda line: (_named(line), -line.number))
    if _named(best) < 2:
        best = next((line for line in lines if sum(map(bool, line.cells)) > 1), lines[0])
    return Table(table.file, table.form, table.lines, best.number), tuple(plain(c, 100) for c in best.cells)


def _named(line: Line) -> int:
    """How many cells are names of columns we know."""
    known = {name for names in _SPELLED.values() for name in names}
    return sum(fold(cell[:100]) in known for cell in line.cells)


def guess_columns(headers: Sequence[str], sample: Sequence[Line], box: Box) -> tuple[Guess, ...]:
    """The columns that could be told, in the order of FIELDS. `sample`: rows below the header, at most SAMPLE."""
    columns = [
        [line.cells[i] if i < len(line.cells) else "" for line in sample[:SAMPLE]]
        for i in range(len(headers))
    ]
    filled = [[cell for cell in column if cell.strip()] for column in columns]
    scores = [
        (name_score(field, header), field, i)
        for i, header in enumerate(headers)
        for field in FIELDS
        if filled[i] and _fits(field, filled[i])
    ]
    taken: dict[Field, tuple[int, Literal["name", "values"]]] = {}
    used: set[int] = set()
    for score, field, i in sorted(scores, key=lambda x: (-x[0], x[2])):
        if score >= SURE and field not in taken and i not in used:
            taken[field] = i, "name"
            used.add(i)
    _by_values(filled, box, taken, used)
    return tuple(
        Guess(
            field,
            taken[field][0],
            headers[taken[field][0]],
            taken[field][1],
            plain(filled[taken[field][0]][0], 60),
        )
        for field in FIELDS
        if field in taken
    )


def name_score(field: Field, header: str) -> float:
    """0 to 100: how well the name of a column fits a field. Names earlier in the list go before later ones."""
    folded, best = fold(header), 0.0
    if not folded:
        return 0.0
    words = set(folded.split())
    for rank, name in enumerate(_SPELLED[field]):
        score = 100.0 if folded == name else fuzz.token_sort_ratio(folded, name) * 0.96
        own = set(name.split())
        if len(name) > 3 and own < words and len(words) - len(own) <= 2:
            score = max(score, 88.0 - 3 * (len(words) - len(own)))
        best = max(best, score - rank * 0.2)
    return best - 12 if field in _WORDY and _CODES.search(folded) else best


_WORDY = frozenset({"name", "kind", "city", "region", "owner", "network", "status"})


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def _fits(field: Field, cells: Sequence[str]) -> bool:
    """Whether what stands in a column can be this field."""
    if field in {"latitude", "longitude"}:
        return _share(cells, lambda x: _near_degrees(x, 90 if field == "latitude" else 180)) >= 0.8
    if field == "point":
        return _share(cells, both_degrees) >= 0.6
    if field == "phone":
        return _share(cells, phone) >= 0.3
    if field == "status":
        return _share(cells, lambda x: is_closed(x) or _OPEN.search(fold(x))) >= 0.5
    if field == "as_of":
        return _share(cells, age) >= 0.6
    if field == "id":
        return len(set(cells)) >= (0.9 if len(cells) > FEW else 0.5) * len(cells)
    if field in {"name", "city", "region", "network", "source"}:
        return _share(cells, lambda x: any(map(str.isalpha, x))) >= 0.5
    return True


def _near_degrees(cell: str, most: int) -> bool:
    """Swapped columns are told row by row later: here a latitude may be a longitude."""
    value = degrees(cell)
    return value is not None and abs(value) <= max(most, 120)


def _by_values(
    filled: Sequence[Sequence[str]],
    box: Box,
    taken: dict[Field, tuple[int, Literal["name", "values"]]],
    used: set[int],
) -> None:
    """Finds the point and the telephone in columns whose names say nothing."""
    tests: tuple[tuple[Field, Callable[[str], object], float], ...] = (
        ("latitude", lambda x: "." in x.replace(",", ".") and _between(x, box.south, box.north), 0.8),
        ("longitude", lambda x: "." in x.replace(",", ".") and _between(x, box.west, box.east), 0.8),
        ("point", both_degrees, 0.8),
        ("phone", lambda x: phone(x) and not any(map(str.isalpha, x)) and not x.isdigit(), 0.8),
    )
    for field, test, needed in tests:
        if field in taken or (field == "point" and "latitude" in taken):
            continue
        shares = {i: _share(cells, test) for i, cells in enumerate(filled) if i not in used and cells}
        best = max(shares, key=lambda i: shares[i], default=None)
        if best is not None and shares[best] >= needed:
            taken[field] = best, "values"
            used.add(best)


def _between(cell: str, low: float, high: float) -> bool:
    value = degrees(cell)
    return value is not None and low <= value <= high
