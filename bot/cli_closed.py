"""`rumbo places closed`: the places that people found closed, for the editors who check them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

Fail = Callable[[str], NoReturn]
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]
Clear = Annotated[
    str | None, typer.Option(metavar="PLACE_ID", help="It was checked and is open: warn of it no more")
]
By = Annotated[
    str | None, typer.Option(metavar="ORG", help="Which organisation checked; never a person's name")
]


def add_closed(app: typer.Typer, folder: Callable[[Path | None], Path], fail: Fail) -> None:
    """Adds the command to `rumbo places`. `folder`: where the knowledge lies; `fail`: says why and exits with 2."""

    @app.command("closed")
    def closed(clear: Clear = None, by: By = None, knowledge: Knowledge = None) -> None:
        """List the places that three people or more found closed, or clear one that was checked. Exit code 0, 1 or 2."""
        from rich.console import Console

        from bot.closed_report import clear_checked, print_closed
        from bot.settings import Settings
        from bot.usage.place_tasks import NoOrganisation

        if by is not None and clear is None:
            fail("say which place was checked: --clear PLACE_ID")
        if clear is None:
            raise typer.Exit(print_closed(Settings(), folder(knowledge), Console()))
        try:
            raise typer.Exit(clear_checked(Settings(), clear, by, Console()))
        except NoOrganisation as refused:
            fail(str(refused))
