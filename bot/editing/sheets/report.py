"""A preview as lines for people: what must be mended first, then what would change, then what to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.editing.sheets.told import Change, Preview, Remark


def summary(preview: Preview) -> str:
    """One line that says how much there is of each."""
    rows = len({(change.sheet, change.row) for change in preview.changes})
    return (
        f"{preview.name} ({preview.country}): {len(preview.changes)} changes in {rows} rows, "
        f"{len(preview.problems)} to mend, {len(preview.notes)} notes."
    )


def report_lines(preview: Preview, most: int | None = None) -> Iterator[str]:
    """The preview, at most `most` lines of each sort (None: all of them, with the whole texts)."""
    whole = most is None
    yield from _section("To mend first", [*map(_problem if whole else str, preview.problems)], most)
    yield from _section("Changes", [*map(_change if whole else str, preview.changes)], most)
    yield from _section("Notes", [*map(str, preview.notes)], most)
    yield summary(preview)


def _section(title: str, lines: Sequence[str], most: int | None) -> Iterator[str]:
    if not lines:
        return
    yield f"{title}: {len(lines)}"
    yield from (f"  {line}" for line in lines[:most])
    if most is not None and len(lines) > most:
        yield f"  … and {len(lines) - most} more: --report FILE tells them all"


def _change(change: Change) -> str:
    if change.sort != "changed":
        return (
            f"{change.sheet}, row {change.row}: {change.id} {change.sort}: {_flat(change.new or change.old)}"
        )
    where = f"{change.sheet}, row {change.row}, column {change.column} ({change.id}, {change.field})"
    return f"{where}\n    old: {_flat(change.old)}\n    new: {_flat(change.new)}"


def _problem(problem: Remark) -> str:
    if problem.here is None:
        return str(problem)
    return f"{problem}\n    here: {_flat(problem.here)}\n    files: {_flat(problem.files or '')}"


def _flat(text: str) -> str:
    return " / ".join("".join(c for c in line if c.isprintable()) for line in text.splitlines()) or "nothing"
