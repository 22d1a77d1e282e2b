"""An import of a register as tables for the terminal: the columns, what is taken, what is left out, what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from bot.knowledge.registers.importing import Imported, Opened
from bot.knowledge.registers.refresh import CHANGES

_EXAMPLES = 3  # of each kind of change


def columns_table(opened: Opened) -> Table:
    """Which column is read as what, why, and what stands in it."""
    table = Table(title=f"{escape(opened.table.file)}: {escape(opened.table.form)}", title_justify="left")
    for name in ("ours", "the register's column", "told by", "for example"):
        table.add_column(name)
    for guess in opened.guesses:
        table.add_row(guess.field, escape(guess.header), guess.why, escape(guess.example))
    left = [
        name for i, name in enumerate(opened.headers) if name and i not in {g.column for g in opened.guesses}
    ]
    if left:
        table.caption = f"not read: {escape(', '.join(left[:20]))}{' …' if len(left) > 20 else ''}"
    return table


def import_report(imported: Imported, *, add: bool) -> Iterator[Table]:
    """What an import gives: the places taken by kind, the rows left out by reason, the differences."""
    yield _taken(imported)
    if imported.left_out:
        yield _left_out(imported)
    if imported.standing:
        yield _differing(imported, add=add)


def _taken(imported: Imported) -> Table:
    table = Table(title=f"Taken: {len(imported.found):,} of {imported.read:,} rows", title_justify="left")
    table.add_column("kind")
    table.add_column("places", justify="right")
    table.add_column("with a point", justify="right")
    table.add_column("exact as a city", justify="right")
    table.add_column("with a phone", justify="right")
    table.add_column("with hours", justify="right")
    for kind, count in Counter(place.kind for place in imported.found).most_common():
        of_kind = [place for place in imported.found if place.kind == kind]
        points = sum(place.latitude is not None for place in of_kind)
        vague = sum(place.exact == "city" for place in of_kind)
        phones, hours = sum(bool(p.phone) for p in of_kind), sum(bool(p.hours) for p in of_kind)
        table.add_row(kind, f"{count:,}", f"{points:,}", f"{vague:,}", f"{phones:,}", f"{hours:,}")
    if imported.mended:
        table.caption = "mended: " + ", ".join(f"{mend} {count:,}" for mend, count in imported.mended.items())
    return table


def _left_out(imported: Imported) -> Table:
    table = Table(title=f"Left out: {sum(imported.left_out.values()):,} rows", title_justify="left")
    table.add_column("why")
    table.add_column("rows", justify="right")
    for reason, count in imported.left_out.most_common():
        table.add_row(reason, f"{count:,}")
    return table


def _differing(imported: Imported, *, add: bool) -> Table:
    standing = len(imported.standing) if imported.standing else 0
    table = Table(title=f"Against the {standing:,} places that stand", title_justify="left")
    table.add_column("what")
    table.add_column("places", justify="right")
    table.add_column("for example")
    for change in CHANGES:
        of_it = [d for d in imported.differences if d.change == change]
        shown = "; ".join(
            f"{d.name} {f'({d.detail})' if d.detail else ''}".strip() for d in of_it[:_EXAMPLES]
        )
        kept = ", but stays" if change == "gone" and add else ""
        table.add_row(change + kept, f"{len(of_it):,}", escape(shown))
    return table
