"""`rumbo options`: what editors need for the options walk: check it, draw it, try it on a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.knowledge.load import load_release
from bot.knowledge.option_records import CountryOptions
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Release
from bot.options.advice import walk_problems
from bot.options.asking import Walk
from bot.options.judging import judge_all
from bot.options.paths import every_step
from bot.options.person import Person
from bot.settings import Settings

options_app = typer.Typer(no_args_is_help=True, help="The options walk: check it, draw it, try it.")
out = Console()
Country = Annotated[str | None, typer.Argument(help="A country code such as PE; without it: all.")]
MARKS = {
    "applies": "[green]applies[/]",
    "may": "[yellow]may[/]",
    "ended": "[dim]ended[/]",
    "no": "[red]no[/]",
}


@options_app.command("check")
def check(country: Country = None) -> None:
    """Walk every path of every country: dead ends, unreachable options, contradictions, examples that come out else."""
    release = _release()
    table = Table("country", "options", "examples", "questions", "paths", "longest", "to mend")
    problems = []
    for options in track(_chosen(release, country), description="Walking", console=Console(stderr=True)):
        steps = list(every_step(Walk.of(release, options, _today())))
        found = walk_problems(release, options, _today())
        problems += found
        ends = [s for s in steps if s.question is None]
        table.add_row(
            options.country,
            str(len(options.options)),
            str(len(options.situations)),
            str(len({s.question for s in steps if s.question})),
            str(len(ends)),
            str(max(s.depth for s in ends)),
            str(len(found)),
        )
    out.print(table)
    for problem in problems:
        out.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if problems else 0)


@options_app.command("draw")
def draw(
    country: Annotated[str, typer.Argument(help="A country code such as PE.")],
    to: Annotated[Path | None, typer.Option("--to", help="The file: .svg or .png.")] = None,
    depth: Annotated[int, typer.Option(help="Questions deep.", min=1, max=6)] = 3,
    language: Annotated[str, typer.Option(help="es or en.")] = "es",
) -> None:
    """Draw a country's walk for fact-checking: the tree of questions, and a table of what each option asks for."""
    from bot.options_drawing import draw_walk  # matplotlib is slow to import

    release = _release()
    (options,) = _chosen(release, country)
    path = to or Path(f"options-{options.country.lower()}.svg")
    if path.suffix not in {".svg", ".png"}:
        out.print(f"'{path.name}' must end with .svg or .png", style="red")
        raise typer.Exit(2)
    draw_walk(release, options, _today(), path, depth, "en" if language == "en" else "es")
    out.print(f"Drawn: {path}")


@options_app.command("try")
def try_person(
    country: Annotated[str, typer.Argument(help="A country code such as PE.")],
    answers: Annotated[
        list[str] | None, typer.Argument(help="Such as nationality=VE entered=2023-05-10.")
    ] = None,
) -> None:
    """Say what every option of a country is for one person, and on which conditions."""
    release = _release()
    (options,) = _chosen(release, country)
    pairs = [a.partition("=") for a in answers or []]
    table = Table("option", "", "holds", "not known", "fails")
    for j in judge_all(options, Person({k: v for k, _, v in pairs}), _today(), release):
        table.add_row(
            j.option.id, MARKS[j.judgement], ", ".join(j.met), ", ".join(j.open), ", ".join(j.failed)
        )
    out.print(table)


def _release() -> Release:
    try:
        return load_release(Settings().knowledge, _today())
    except KnowledgeRefused as refused:
        out.print(str(refused), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


def _chosen(release: Release, country: str | None) -> list[CountryOptions]:
    if country is None:
        return list(release.options.values())
    if found := release.options.get(country.upper()):
        return [found]
    known = ", ".join(sorted(release.options))
    out.print(f"'{country}' has no options. Those that have: {known}", style="red")
    raise typer.Exit(2)


def _today() -> date:
    return datetime.now(UTC).date()
