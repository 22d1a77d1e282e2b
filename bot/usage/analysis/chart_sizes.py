"""How large a chart is drawn: wide for a desk, narrow for a phone, so that its letters are never shrunk."""

from __future__ import annotations

WIDE, NARROW = 7.2, 3.6  # inches
POINTS = 72  # to the inch; an SVG counts in points


def size_of(kind: str, rows: int, *, narrow: bool) -> tuple[float, float]:
    """Width and height in inches. `rows`: how many bars a chart of bars has."""
    width = NARROW if narrow else WIDE
    if kind != "bars":
        return width, 2.6 if narrow else 3.0
    return width, 0.3 + 0.46 * max(rows, 1) if narrow else max(0.8, 0.4 + 0.3 * rows)
