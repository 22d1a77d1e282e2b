"""The command line: one short function a command, no logic of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.knowledge.load import read_release
from bot.settings import PROJECT, Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Rumbo: answers for people on the move.")


@app.command()
def check(
    knowledge: Annotated[
        Path | None, typer.Option(help="the knowledge folder", envvar="RUMBO_KNOWLEDGE")
    ] = None,
) -> None:
    """Check the knowledge base: every problem as file:line: what is wrong, what to do. Exit 0 or 1."""
    root = knowledge or Settings().knowledge
    release, problems = read_release(root, datetime.now(UTC).date())
    for problem in problems:
        typer.echo(str(problem))
    if problems or release is None:
        typer.echo(f"{len(problems)} problems: this would not be served.", err=True)
        raise typer.Exit(1)
    typer.echo(f"ok: release {release.id}, {len(release.entries)} entries, {len(release.places)} places")


def main() -> None:
    """The entry point of the `rumbo` command."""
    app()
