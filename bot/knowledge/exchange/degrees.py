"""Degrees as the knowledge files have them."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"-?[0-9]{1,3}\.[0-9]{1,10}")


def degrees_written(value: float) -> str:
    """With a point, never 1e-06, at most ten digits behind the point (a hundredth of a millimetre)."""
    plain = repr(float(value))
    return plain if _PLAIN.fullmatch(plain) else f"{value:.10f}"


def degrees_of_cell(cell: str) -> str:
    """A spreadsheet's number (-12, 1e-06) as degrees; whatever is no number stays, to be told."""
    try:
        return degrees_written(float(cell))
    except ValueError:
        return cell
