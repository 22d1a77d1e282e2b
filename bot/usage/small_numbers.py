"""Small numbers are not shown: a count of 1 to 10 could be about somebody in particular.

After the cell rule of the US health statistics (CMS): no cell of 1–10, and nothing from which one could be worked out,
also by a reader who knows this rule and the sum of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

SMALL = 11  # the smallest count that is shown
STEP = 5  # guarded counts are rounded to this, so that the difference of two reports tells nothing
OTHERS = "(others)"  # the name of the cell in which small counts are put together


@dataclass(frozen=True, slots=True)
class Cell:
    """One named count. `count` is None where it is not shown; `below` then says what it is less than."""

    name: str
    count: int | None
    below: int | None = None
    rounded: bool = False

    @property
    def shown(self) -> str:
        """The count as people read it: "57", "~55" or "<11"."""
        if self.count is None:
            return f"<{self.below}"
        return f"~{self.count}" if self.rounded else str(self.count)


def plain(counts: Mapping[str, int]) -> tuple[Cell, ...]:
    """Cells that need no guard, greatest first."""
    return tuple(Cell(name, count) for name, count in _by_size(counts) if count)


def guarded(
    counts: Mapping[str, int], small: int | None, sensitive: Callable[[str], bool] = lambda _: True
) -> tuple[Cell, ...]:
    """Cells whose sum everybody may know, greatest first, with the sensitive ones guarded.

    Sensitive counts below `small` are put together, unnamed, with as many of the least others as it takes to reach
    `small`; sensitive counts that are shown are rounded. Nothing is given where a hidden count could still be worked
    out. `small` None: no guard. Names that could have been counted but were not may be given with a count of 0: they
    help to hide.
    """
    if small is None:
        return plain(counts)
    present = {name: count for name, count in counts.items() if count > 0}
    hidden = _together(present, small, sensitive)
    shown = {name: count for name, count in present.items() if name not in hidden}
    if hidden and (not shown or not _safe(counts, shown.keys(), small, sensitive)):
        return ()
    cells = [
        _rounded(name, count) if sensitive(name) else Cell(name, count) for name, count in _by_size(shown)
    ]
    if hidden:
        cells.append(_rounded(OTHERS, sum(present[name] for name in hidden)))
    return tuple(cells)


def guarded_alone(name: str, count: int, small: int | None) -> Cell:
    """One guarded cell whose sum with others is nowhere shown."""
    if small is None or count == 0:
        return Cell(name, count)
    return Cell(name, None, below=small) if count < small else _rounded(name, count)


def _rounded(name: str, count: int) -> Cell:
    return Cell(name, STEP * round(count / STEP), rounded=True)


def _by_size(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _together(counts: Mapping[str, int], small: int, sensitive: Callable[[str], bool]) -> frozenset[str]:
    """The names that are put together: two or more that make up `small`, equal counts always alike."""
    hidden = {name for name, count in counts.items() if 0 < count < small and sensitive(name)}
    while hidden and (len(hidden) < 2 or sum(counts[name] for name in hidden) < small):
        rest = {name: count for name, count in counts.items() if count > 0 and name not in hidden}
        if not rest:
            break
        hidden |= {name for name, count in rest.items() if count == min(rest.values())}
    return frozenset(hidden)


def _safe(counts: Mapping[str, int], shown: Set[str], small: int, sensitive: Callable[[str], bool]) -> bool:
    """Whether each hidden small count could as well be another: a table that differs there would look just the same."""
    unseen = counts.keys() - shown

    def looks_the_same(changed: dict[str, int]) -> bool:
        apart = changed.keys() - _together(changed, small, sensitive)
        return {name for name in apart if changed[name] > 0} == shown

    return all(
        any(
            looks_the_same({**counts, name: counts[name] - step, other: counts[other] + step})
            for other in unseen - {name}
            for step in (1, -1)
            if counts[other] + step >= 0
        )
        for name in unseen
        if 0 < counts[name] < small and sensitive(name)
    )
