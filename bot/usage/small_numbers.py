"""Small numbers are not shown: a count of 1 to 10 could be about somebody in particular.

After the cell rule of the US health statistics (CMS): no cell of 1–10, and nothing from which one could be worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

SMALL = 11  # the smallest count that is shown
STEP = 5  # guarded counts are rounded to this, so that the difference of two reports tells nothing


@dataclass(frozen=True, slots=True)
class Cell:
    """One named count. `count` is None where it is not shown, and then `below` says what it is less than, if anything."""

    name: str
    count: int | None
    below: int | None = None
    rounded: bool = False

    @property
    def shown(self) -> str:
        """The count as people read it: "57", "~55", "<11", or "hidden" where another count hides behind it."""
        if self.count is None:
            return f"<{self.below}" if self.below else "hidden"
        return f"~{self.count}" if self.rounded else str(self.count)


def plain(counts: Mapping[str, int]) -> tuple[Cell, ...]:
    """Cells that need no guard, greatest first."""
    return tuple(Cell(name, count) for name, count in _by_size(counts))


def guarded(
    counts: Mapping[str, int], small: int | None, sensitive: Callable[[str], bool] = lambda _: True
) -> tuple[Cell, ...]:
    """Cells whose sum everybody may know, greatest first, the sensitive ones guarded.

    A sensitive count below `small` is hidden, and with it as many others as it takes that nobody can work it out from
    the sum; a sensitive count that is shown is rounded. Nothing at all is given where that does not suffice. `small`
    None: no guard.
    """
    if small is None:
        return plain(counts)
    present = {name: count for name, count in counts.items() if count > 0}
    guarded_names = {name for name in present if sensitive(name)}
    primary = {name for name in guarded_names if present[name] < small}
    behind: set[str] = set()
    while primary and _pinned(present, primary, behind, guarded_names, small):
        visible = [name for name, _ in _by_size(present) if name not in primary | behind]
        if not visible:
            return ()
        behind.add(visible[-1])
    shown = {name: count for name, count in present.items() if name not in primary | behind}
    cells = [_rounded(n, count) if n in guarded_names else Cell(n, count) for n, count in _by_size(shown)]
    # By name, as their order by size would tell of them.
    return (*cells, *(Cell(n, None, below=small if n in primary else None) for n in sorted(primary | behind)))


def guarded_alone(name: str, count: int, small: int | None) -> Cell:
    """One guarded cell whose sum with others is nowhere shown."""
    if small is None or count == 0:
        return Cell(name, count)
    return Cell(name, None, below=small) if count < small else _rounded(name, count)


def _rounded(name: str, count: int) -> Cell:
    return Cell(name, STEP * round(count / STEP), rounded=True)


def _by_size(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _pinned(
    counts: Mapping[str, int], primary: set[str], behind: set[str], guarded_names: set[str], small: int
) -> bool:
    """Whether a reader who knows the sum, the cells shown and this rule can work out a hidden small count.

    Rounded cells are taken as exact here: the reader is given more than the report gives.
    """
    hidden = sum(counts[name] for name in primary | behind)
    shown = [count for name, count in counts.items() if name not in primary | behind]
    most_behind = min(
        shown, default=hidden
    )  # what stands behind is never more than the least of what is shown
    least = len(primary) - 1 + sum(small if name in guarded_names else 1 for name in behind)
    most = (small - 1) * (len(primary) - 1) + most_behind * len(behind)
    return max(1, hidden - most) >= min(small - 1, hidden - least)
