"""The commands that measure how messages are understood: evaluate, explain, gate. bot/cli.py adds them to its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.settings import PROJECT

if TYPE_CHECKING:
    from bot.conversation.talk import Conversation

NEEDS = PROJECT / "tests/matching/needs.yaml"
GATE = PROJECT / "tests/matching/gate.yaml"
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]


def add_measuring(
    app: typer.Typer, conversation: Callable[[Path | None], Conversation], fail: Callable[[str], NoReturn]
) -> None:
    """Adds the commands. `conversation`: over a knowledge folder; `fail`: says why and exits with 2."""

    @app.command()
    def evaluate(
        file: Annotated[
            Path, typer.Argument(help="Labelled messages (YAML): id, lang, text, need, in_scope, …")
        ],
        needs: Annotated[
            Path | None,
            typer.Option(help="Which questions serve a need [default: tests/matching/needs.yaml]"),
        ] = None,
        html: Annotated[Path | None, typer.Option(help="Write the report as a page with plots")] = None,
        markdown: Annotated[Path | None, typer.Option(help="Write the report as Markdown")] = None,
        baselines: Annotated[bool, typer.Option(help="Also measure plain methods: a minute or two")] = True,
        limit: Annotated[
            int | None, typer.Option(min=1, help="Only so many messages, drawn by the seed")
        ] = None,
        seed: Annotated[int, typer.Option(help="Of the noise, of --limit and of ties")] = 7,
        knowledge: Knowledge = None,
    ) -> None:
        """Measure how labelled messages are understood, beside plain methods. Nothing is recorded."""
        from rich.console import Console

        from bot.evaluation.reading import BadFile
        from bot.evaluation.running import Wishes, evaluate_file

        wishes = Wishes(file, needs or NEEDS, html, markdown, baselines, limit, seed)
        try:
            evaluate_file(lambda: conversation(knowledge), wishes, datetime.now(UTC), Console())
        except BadFile as bad:
            fail(str(bad))

    @app.command()
    def explain(
        text: Annotated[str, typer.Argument(help="The message, as a person would type it")],
        country: Annotated[str | None, typer.Option(help="Where the person is, such as PE")] = None,
        language: Annotated[str | None, typer.Option(help="The language the person chose: es or en")] = None,
        knowledge: Knowledge = None,
    ) -> None:
        """Show step by step why a message gets its reply. Nothing is recorded."""
        from rich.console import Console

        from bot.asking import BadQuestion, country_code, language_code
        from bot.evaluation.explain import explain, print_explanation

        try:
            where, chosen = country_code(country), language_code(language)
        except BadQuestion as bad:
            fail(str(bad))
        why = explain(conversation(knowledge), text, language=chosen, country=where, now=datetime.now(UTC))
        print_explanation(why, Console())

    @app.command()
    def gate(
        record: Annotated[bool, typer.Option("--record", help="Write the figures that hold now")] = False,
        file: Annotated[Path | None, typer.Option(help="[default: tests/matching/gate.yaml]")] = None,
        knowledge: Knowledge = None,
    ) -> None:
        """Hold the knowledge's figures against the recorded ones: exit code 1 where one fell, with the questions."""
        from rich.console import Console

        from bot.evaluation.reading import BadFile
        from bot.evaluation.running import pass_gate

        try:
            held = pass_gate(conversation(knowledge), file or GATE, Console(), record=record)
        except BadFile as bad:
            fail(str(bad))
        raise typer.Exit(0 if held else 1)
