"""`rumbo sheet export` and `rumbo sheet import`: a country as a spreadsheet, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

SHOWN = 40  # lines of each sort that are told on the screen
Fail = Callable[[str], NoReturn]
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]


def sheet_commands(folder: Callable[[Path | None], Path], fail: Fail) -> typer.Typer:
    """The sub-commands. `folder`: where the knowledge lies; `fail`: says why and exits with 2."""
    app = typer.Typer(no_args_is_help=True, help="A country as a spreadsheet, and the way back.")

    @app.command("export")
    def export(
        country: Annotated[str, typer.Option(help="Which country, such as PE (XX: the region)")],
        to: Annotated[Path, typer.Option(help="The file to write, such as peru.xlsx")],
        as_csv: Annotated[bool, typer.Option("--csv", help="A zip of one CSV file a kind")] = False,
        separator: Annotated[Literal[";", ","], typer.Option(help="Between the cells of a CSV line")] = ";",
        knowledge: Knowledge = None,
    ) -> None:
        """Write a country to XLSX (or CSV) for editing in Excel or LibreOffice. See docs/spreadsheets.md."""
        from bot.editing.sheets.exporting import export_country
        from bot.editing.sheets.refusals import SheetRefused
        from bot.knowledge.exchange.merging import put_in_place
        from bot.knowledge.problems import KnowledgeRefused

        try:
            raw = export_country(folder(knowledge), country, _today(), "csv" if as_csv else "xlsx", separator)
            put_in_place(to, raw)
        except (SheetRefused, KnowledgeRefused, OSError) as refused:
            fail(str(refused))
        typer.echo(f"Written to {to}")

    @app.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="The .xlsx, or the zip or folder of CSV files")],
        yes: Annotated[
            bool, typer.Option("--yes", help="Write; without it only show what would change")
        ] = False,
        report: Annotated[
            Path | None, typer.Option(help="Write every change and problem, in full, to this file")
        ] = None,
        knowledge: Knowledge = None,
    ) -> None:
        """Show what an edited spreadsheet would change, row by row, and with --yes write it: all of it or nothing.

        Exit code 1 where something must be mended first.
        """
        from bot.editing.sheets.applying import apply
        from bot.editing.sheets.previewing import preview
        from bot.editing.sheets.reading import read_sheets_at
        from bot.editing.sheets.refusals import SheetRefused
        from bot.editing.sheets.report import report_lines
        from bot.knowledge.problems import KnowledgeRefused

        root = folder(knowledge)
        try:
            found = preview(read_sheets_at(file), root, _today())
            if report:
                report.write_text("\n".join(report_lines(found)) + "\n", encoding="utf-8")
            for line in report_lines(found, SHOWN):
                typer.echo(line)
            if found.problems:
                typer.echo("Nothing was written: mend these first.", err=True)
                raise typer.Exit(1)
            if not found.texts:
                typer.echo("There is nothing to write.")
                return
            if not yes:
                typer.echo("Nothing was written yet. Add --yes to write it.")
                return
            written = apply(found, root)
        except (SheetRefused, KnowledgeRefused, OSError) as refused:
            fail(str(refused))
        typer.echo(f"Written: {', '.join(written)}")

    return app


def _today() -> date:
    return datetime.now(UTC).date()
