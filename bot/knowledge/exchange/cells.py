"""Cells that no spreadsheet takes for a formula, and their way back."""

from __future__ import annotations

import re

_FORMULA = re.compile(
    r"'*[=+\-@\t\r]"
)  # what OWASP names, and what is already guarded, so that the way back is exact
_MACHINE = re.compile(r"'*(?:[=@\t\r]|[+-](?![0-9 ().,;/*#+\-]*\Z))")  # +51 1 200 and -12.05 cannot do harm


def guarded(text: str) -> str:
    """`text` with a ' before it where a spreadsheet would read a formula (= + - @ tab CR)."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that was guarded: the first ' taken off where the rest would need it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def guarded_for_machines(text: str) -> str:
    """As `guarded`, but telephone and plain negative numbers stay as they are: other programs read these files."""
    return f"'{text}" if _MACHINE.match(text) else text


def unguarded_for_machines(cell: str) -> str:
    """The way back of `guarded_for_machines`."""
    return cell[1:] if cell.startswith("'") and _MACHINE.match(cell[1:]) else cell


def looks_like_formula(text: str) -> bool:
    """Whether a text that came from outside would act in a spreadsheet; telephone numbers would not."""
    return bool(_MACHINE.match(text))
