"""The commands about places: import, closed. bot/cli.py adds them as `rumbo places …`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from bot.cli_closed import add_closed
from bot.cli_exchange import add_exchange

if TYPE_CHECKING:
    from rich.console import Console

    from bot.knowledge.records import Country, PlaceKind, Release
    from bot.knowledge.registers.importing import Imported, Opened
    from bot.knowledge.registers.writing import About

GONE_AT_MOST = 0.5  # of the places that stand; more than these hint at half a file
Fail = Callable[[str], NoReturn]
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]


def places_commands(folder: Callable[[Path | None], Path], fail: Fail) -> typer.Typer:
    """The sub-commands. `folder`: where the knowledge lies; `fail`: says why and exits with 2."""
    app = typer.Typer(no_args_is_help=True, help="Bulk registers of public places.")

    @app.callback()
    def places() -> None:
        """Bulk registers of public health posts, shelters and offices."""

    @app.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="The publisher's file: .csv, .xlsx or .geojson")],
        country: Annotated[str, typer.Option(help="Whose register it is, such as CL")],
        mapping: Annotated[
            Path | None, typer.Option(help="A YAML file that says which column is what")
        ] = None,
        sheet: Annotated[str | None, typer.Option(help="The sheet of an .xlsx [default: the first]")] = None,
        source: Annotated[
            str | None, typer.Option(help="Who publishes it [default: as the rows say]")
        ] = None,
        title: Annotated[str | None, typer.Option(help="Its title [default: the name of the file]")] = None,
        url: Annotated[str | None, typer.Option(help="The address of its page")] = None,
        date: Annotated[
            str | None, typer.Option(help="The date it speaks for [default: as the rows say]")
        ] = None,
        licence: Annotated[str, typer.Option(help="Its licence, as the publisher states it")] = "not stated",
        kind: Annotated[str | None, typer.Option(help="The kind of places whose row tells none")] = None,
        private: Annotated[bool, typer.Option("--private", help="Take private health places too")] = False,
        add: Annotated[bool, typer.Option("--add", help="Keep standing places that the file lacks")] = False,
        replace: Annotated[bool, typer.Option("--replace", help="Let more than half of them go")] = False,
        report: Annotated[
            Path | None, typer.Option(help="Write every row left out and every change here")
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether the columns are right")] = False,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Show everything, write nothing")] = False,
        knowledge: Knowledge = None,
    ) -> None:
        """Bring a register of places into the knowledge, or bring a newer one. Exit code 0, 1 or 2."""
        from rich.console import Console

        from bot.knowledge.problems import KnowledgeRefused
        from bot.knowledge.registers.importing import open_register, write_import
        from bot.knowledge.registers.mapping import read_mapping
        from bot.knowledge.registers.refusals import RegisterRefused
        from bot.register_report import columns_table, import_report

        console = Console()
        root = folder(knowledge)
        release, its = _release_and_country(root, country, fail)
        try:
            opened = open_register(file, its, read_mapping(mapping) if mapping else None, sheet)
            console.print(columns_table(opened))
            if not (yes or dry_run):
                opened = _confirmed(opened, console)
            imported = _imported(opened, release, its, _kind(kind, fail), report, private=private, add=add)
            console.print(*import_report(imported, add=add), sep="\n")
            if dry_run:
                console.print("Nothing was written (--dry-run).")
                return
            _check_gone(imported, add or replace, fail)
            about = _about(imported, source, title or file.name, url, date, licence, fail)
            written = write_import(imported, root / (its.folder or ""), about, opened.columns, add=add)
        except (RegisterRefused, KnowledgeRefused, OSError) as refused:
            fail(str(refused))
        console.print(f"Written: {written[0]}\n         {written[1]}\nNow run `rumbo check`.", soft_wrap=True)

    add_closed(app, folder, fail)
    add_exchange(app, folder, fail)
    return app


def _release_and_country(root: Path, code: str, fail: Fail) -> tuple[Release, Country]:
    from bot.knowledge.load import read_knowledge

    reading = read_knowledge(root, datetime.now(UTC).date())
    if reading.release is None:
        fail("\n".join(map(str, reading.problems)))
    country = reading.release.countries.get(code.upper())
    if country is None:
        fail(f"'{code}' is no country: write its two letters, such as CL")
    if not country.folder or not (root / country.folder).is_dir():
        fail(f"{country.code} has no folder in {root}: give it one in shared/countries.yaml")
    return reading.release, country


def _kind(kind: str | None, fail: Fail) -> PlaceKind | None:
    from typing import get_args

    from bot.knowledge.records import PlaceKind

    if kind is not None and kind not in get_args(PlaceKind):
        fail(f"'{kind}' is no kind of place: write one of {', '.join(get_args(PlaceKind))}")
    return cast("PlaceKind | None", kind)


def _confirmed(opened: Opened, console: Console) -> Opened:
    """The columns as the person wants them: asked until they are right."""
    from bot.knowledge.registers.header_words import FIELDS, Field
    from bot.knowledge.registers.refusals import RegisterRefused
    from bot.register_report import columns_table

    while not typer.confirm("Are these columns right?", default=True):
        said = typer.prompt("Write OURS=COLUMN, such as name=NOMBRE (or phone=none)")
        ours, _, column = str(said).partition("=")
        if ours.strip() not in FIELDS or not column.strip():
            console.print(f"Ours are: {', '.join(FIELDS)}.")
            continue
        try:
            opened = opened.with_columns({cast("Field", ours.strip()): column.strip()})
        except RegisterRefused as refused:
            console.print(str(refused), markup=False)
        console.print(columns_table(opened))
    return opened


def _imported(
    opened: Opened,
    release: Release,
    country: Country,
    kind: PlaceKind | None,
    report: Path | None,
    *,
    private: bool,
    add: bool,
) -> Imported:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from bot.knowledge.registers.importing import import_places
    from bot.knowledge.registers.report import ReportFile

    shown = (SpinnerColumn(), TextColumn("{task.completed:,} rows"), TimeElapsedColumn())
    with (
        ReportFile(report) if report else nullcontext() as told,
        Progress(*shown, console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task("reading", total=None)
        imported = import_places(
            opened,
            release,
            country,
            default_kind=kind,
            private=private,
            add=add,
            on_left_out=told.left_out if told else lambda _: None,
            on_rows=lambda count: progress.update(task, completed=count),
        )
        if told:
            for difference in imported.differences:
                told.differs(difference)
    return imported


def _check_gone(imported: Imported, allowed: bool, fail: Fail) -> None:
    gone = len(imported.refreshed.gone)
    standing = len(imported.standing) if imported.standing else 0
    if gone > standing * GONE_AT_MOST and not allowed:
        fail(
            f"{gone:,} of the {standing:,} places that stand are not in this file. Is it a part of the register? "
            "--add keeps them, --replace lets them go."
        )


def _about(
    imported: Imported,
    source: str | None,
    title: str,
    url: str | None,
    date: str | None,
    licence: str,
    fail: Fail,
) -> About:
    """Where the register comes from; what is not said on the command line is what most rows say."""
    from pydantic import TypeAdapter, ValidationError

    from bot.knowledge.fields import AsOf, Url
    from bot.knowledge.registers.cleaning import plain
    from bot.knowledge.registers.importing import common_date, common_source
    from bot.knowledge.registers.writing import About

    publisher = plain(source or common_source(imported.found), 240)
    if not publisher:
        fail(
            "who publishes this register? Say it with --source: no place stands in the knowledge without its source"
        )
    try:
        as_of = TypeAdapter(AsOf).validate_python(date or common_date(imported.found) or "unknown")
        address = TypeAdapter(Url).validate_python(url) if url else None
    except ValidationError as wrong:
        fail(str(wrong.errors()[0]["msg"]).removeprefix("Value error, "))
    if as_of == "unknown" and date is None:
        fail("which date does this register speak for? Say it with --date 2026-03-10, or --date unknown")
    return About(
        publisher, plain(title, 240) or "register", address, as_of, plain(licence, 240) or "not stated"
    )
