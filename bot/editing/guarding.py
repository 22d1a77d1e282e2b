"""Which changes need a second person: phones, links, addresses, emergency lines, deadlines and costs, wherever told."""

from __future__ import annotations

import re

from bot.editing.form_fields import is_guarded
from bot.editing.records import EntryKind, Fields

_NUMBERS = re.compile(
    r"\+?\d[\d ().-]{5,}\d"  # a telephone number
    r"|\b1\d\d\b|\b9\d\d\b"  # 105, 911
    r"|(?:S/|R\$|US\$|\$|€|₡|Bs\.?|USD|UVT|UF)\s?\d[\d.,]*"  # a price
    r"|\b\d[\d.,]*\s?(?:soles?|pesos?|d[oó]lar(?:es)?|dollars?|USD|reais|bolivianos|colones|guaran[ií]es)\b",
    re.IGNORECASE,
)


def changed_fields(before: Fields, after: Fields) -> tuple[str, ...]:
    """The fields that differ, spaces apart, in the order of the form."""
    names = dict.fromkeys((*after, *before))
    return tuple(name for name in names if _said(before, name) != _said(after, name))


def guarded_changes(kind: EntryKind, before: Fields, after: Fields) -> tuple[str, ...]:
    """The changed fields that the author may not publish alone."""
    return tuple(
        name
        for name in changed_fields(before, after)
        if is_guarded(kind, name) or _numbers(before, name) != _numbers(after, name)
    )


def _said(fields: Fields, name: str) -> str:
    return " ".join(fields.get(name, "").split())


def _numbers(fields: Fields, name: str) -> list[str]:
    """The telephone numbers and prices that a text tells; years and counts are none."""
    if name.split(".")[-1] in {"as_of", "date", "latitude", "longitude"} or ".ask." in f".{name}":
        return []
    return sorted(" ".join(x.split()) for x in _NUMBERS.findall(_said(fields, name)))
