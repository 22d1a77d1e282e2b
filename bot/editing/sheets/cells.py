"""A value of the files as the text of a cell, and the text of a cell as a value again. Spaces count as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from bot.editing.sheets.columns import YES_NO, Column, Sort
from bot.knowledge.folding import fold
from bot.knowledge.problems import short

SOURCE_PARTS = ("publisher", "title", "url", "date")
_TYPED_BY_MACHINE = re.compile("[\u2018\u2019\u201a\u201c\u201d\u201e\u2010-\u2015\u2212\u2026]")
_STRICT: frozenset[Sort] = frozenset(
    {"words", "ids", "id", "choice", "date", "phone", "link", "degrees", "hours"}
)
_SEPARATOR = re.compile(r"(?<!\\)\|")
_YES = {"yes", "si", "x", "true", "verdadero"}
_NO = {"no", "false", "falso"}


class CellWrong(Exception):
    """The text of a cell is no value of its column. The message says what to do."""


def tidy(text: str) -> str:
    """A cell without what nobody sees: accents composed, spaces single, no empty lines. So cells are compared."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def cell_of(value: object, sort: Sort) -> str:
    """A value of the files as the text of a cell of its sort; empty where it says nothing."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        pairs = (f"{name}: {_one_line(said)}" for name, said in value.items())
        return "\n".join(pairs)
    if isinstance(value, Sequence) and not isinstance(value, str):
        write = _source_line if sort == "sources" else _one_line
        return "\n".join(write(item) for item in value)
    return _one_line(value)


def value_of(cell: str, column: Column) -> object:
    """The value that a cell means; None where it is empty. Raises CellWrong."""
    text = tidy(cell)
    if not text:
        return None
    if column.sort in _STRICT and (odd := _TYPED_BY_MACHINE.search(text)):
        said = f"holds '{odd[0]}', which the spreadsheet put in by itself: type the plain sign (' \" or -)"
        raise CellWrong(said)
    read = _READERS.get(column.sort)
    if read:
        return read(text) or None
    if column.sort == "choice":
        return _choice(text, column)
    return " ".join(text.split())


def is_yes(cell: str) -> bool:
    """Whether a cell says yes, in any of the ways in which people and spreadsheets say it."""
    return fold(cell) in _YES


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def _source_line(value: object) -> str:
    if not isinstance(value, Mapping):
        return _one_line(value)
    parts = [_one_line(value.get(name) or "").replace("|", r"\|") for name in SOURCE_PARTS]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def _sources(text: str) -> list[dict[str, str]]:
    return [_source(line) for line in text.split("\n")]


def _source(line: str) -> dict[str, str]:
    parts = [part.strip().replace(r"\|", "|") for part in _SEPARATOR.split(line)]
    if not 2 <= len(parts) <= len(SOURCE_PARTS) or not parts[0] or not parts[1]:
        said = f"'{short(line)}' is no source: write publisher | title | https://… | date, one source a line"
        raise CellWrong(said)
    return {name: part for name, part in zip(SOURCE_PARTS, parts, strict=False) if part}


def _hours(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.split("\n"):
        days, colon, times = line.partition(":")
        if not colon or days.strip().isdigit():
            said = f"'{short(line)}' are no hours: write one line a day, such as mon-fri: 08:00-17:00"
            raise CellWrong(said)
        if days.strip() in found:
            raise CellWrong(f"'{short(days)}' stands twice: write several hours of a day with a comma")
        found[days.strip()] = times.strip()
    return found


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _words(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;\n]", text) if word.strip()]


def _ids(text: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]", text) if word]


def _choice(text: str, column: Column) -> str:
    if column.choices == YES_NO:
        said = "yes" if is_yes(text) else "no" if fold(text) in _NO else None
    else:
        said = next((word for word in column.choices if fold(word) == fold(text)), None)
    if said is None:
        raise CellWrong(f"cannot be '{short(text)}': choose one of {', '.join(column.choices)}")
    return said


_READERS: Mapping[Sort, Callable[[str], object]] = {
    "lines": _lines,
    "words": _words,
    "ids": _ids,
    "hours": _hours,
    "sources": _sources,
}
