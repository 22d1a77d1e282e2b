"""`rumbo changes`, `rumbo history` and `rumbo rollback`: what an edit changes for people, who did what, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Protocol

import typer

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.conversation.talk import Conversation

Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]
Conversing = Callable[[Path | None], "Conversation"]


class Fail(Protocol):
    """Prints what is wrong and ends the command."""

    def __call__(self, message: str, code: int = 2) -> NoReturn: ...


def add_editing(
    app: typer.Typer, settings: Callable[[], Settings], conversation: Conversing, fail: Fail
) -> None:
    """Adds the three commands. `conversation`: the one over a folder, fitted or read from where it was fitted."""
    _add_changes(app, conversation, fail)
    _add_history(app, settings, fail)
    _add_rollback(app, settings, fail)


def _add_changes(app: typer.Typer, conversation: Conversing, fail: Fail) -> None:
    @app.command()
    def changes(
        old: Annotated[Path, typer.Argument(help="The knowledge folder as it was")],
        new: Annotated[Path, typer.Argument(help="The knowledge folder as it would be")],
    ) -> None:
        """Show which answers change between two folders: all tests are asked of both. Exit code 1 where one is lost."""
        from rich.console import Console

        from bot.knowledge.problems import KnowledgeRefused
        from bot.matching.matcher import Matcher
        from bot.publishing_report import changes_report
        from bot.taking_back import changes_of_folders

        matcher = conversation(old).matcher
        if not isinstance(matcher, Matcher):
            fail("the matcher of the old folder cannot be used to compare")
        try:
            found = changes_of_folders(old, new, matcher)
        except KnowledgeRefused as refused:
            fail(str(refused))
        Console().print(*changes_report(found), sep="\n")
        raise typer.Exit(1 if found.needs_words else 0)


def _add_history(app: typer.Typer, settings: Callable[[], Settings], fail: Fail) -> None:
    @app.command()
    def history(
        entry: Annotated[
            str | None, typer.Argument(help="The id of an entry, such as pe-cpp; left out: the last releases")
        ] = None,
    ) -> None:
        """Show who changed an entry with the console, when and why, word by word. Exit code 1 where nobody did."""
        from rich.console import Console

        from bot.publishing_report import history_report, releases_report
        from bot.storage.address import AddressRefusedError
        from bot.storage.engine import DatabaseAwayError
        from bot.taking_back import history_of, last_releases

        try:
            if entry is None:
                Console().print(releases_report(last_releases(settings())))
                return
            found = history_of(settings(), entry)
        except (DatabaseAwayError, AddressRefusedError) as away:
            fail(f"The database cannot be used: {away}.", code=1)
        Console().print(*history_report(found), sep="\n")
        raise typer.Exit(0 if found else 1)


def _add_rollback(app: typer.Typer, settings: Callable[[], Settings], fail: Fail) -> None:
    @app.command()
    def rollback(
        release: Annotated[
            str, typer.Argument(help="Its number or how its id begins, as `rumbo history` tells")
        ],
        why: Annotated[str, typer.Option(help="Why, in words: it stands in the history")],
        whole: Annotated[
            bool, typer.Option("--whole", help="Make the whole folder what it was in RELEASE")
        ] = False,
        explain: Annotated[
            str, typer.Option(help="Why a lost answer or a failing test is right, where one is named")
        ] = "",
        knowledge: Knowledge = None,
    ) -> None:
        """Take back what one release changed; what came later stays. Every replica serves it within seconds."""
        from rich.console import Console

        from bot.editing.refusals import EditingRefused, WordsNeeded
        from bot.knowledge.problems import KnowledgeRefused
        from bot.publishing_report import changes_report
        from bot.storage.address import AddressRefusedError
        from bot.storage.engine import DatabaseAwayError
        from bot.taking_back import roll_back

        try:
            found = settings()
            done = roll_back(found, knowledge or found.knowledge, release, why, explain, whole=whole)
        except WordsNeeded as needed:
            Console().print(*changes_report(needed.changes), sep="\n")
            fail(f"{needed}: --explain", code=1)
        except (DatabaseAwayError, AddressRefusedError) as away:
            fail(f"The database cannot be used: {away}. Nothing was changed.", code=1)
        except (EditingRefused, KnowledgeRefused, OSError) as refused:
            fail(str(refused), code=1)
        typer.echo(f"Release {done.number} ({done.release}) is in place.")
