"""The command line: one short function a command, no logic of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from pydantic import ValidationError

from bot.knowledge.load import read_release
from bot.knowledge.problems import KnowledgeRefused
from bot.settings import PROJECT, Settings

if TYPE_CHECKING:
    from bot.conversation.talk import Conversation

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rumbo tells people on the move their options, from a knowledge base that NGOs keep.",
)
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]


@app.command()
def run() -> None:
    """Start the bot: the try-it chat in the browser, and Telegram where TELEGRAM_BOT_TOKEN is set."""
    from bot.running import run_app  # the heavy rooms are imported only where they are needed

    raise typer.Exit(run_app(_settings()))


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="The question, as a person would type it")] = None,
    country: Annotated[str | None, typer.Option(help="Where the person is, such as PE")] = None,
    language: Annotated[str | None, typer.Option(help="The language the person chose: es or en")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything that was understood")] = False,
    batch: Annotated[Path | None, typer.Option(help="A JSON-lines file: id, text, country, language")] = None,
    knowledge: Knowledge = None,
) -> None:
    """Ask one question, or a batch; each is a fresh conversation and nothing is recorded."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.asking import BadQuestion, Question, ask, ask_batch, country_code, language_code

    now = datetime.now(UTC)
    if (text is None) == (batch is None):
        _fail('say what to ask: rumbo ask "¿Cómo pido refugio?", or --batch FILE.jsonl')
    try:
        if batch is not None:
            if not batch.is_file():
                _fail(f"{batch} is not a file")
            conversation = _conversation(knowledge)
            with Progress(console=Console(stderr=True), transient=True) as progress:
                task = progress.add_task("asking", total=sum(1 for x in batch.open("rb") if x.strip()))
                for done in ask_batch(conversation, batch, sys.stdout, now):
                    progress.update(task, completed=done)
            return
        question = Question(None, text or "", country_code(country), language_code(language))
        answer = ask(_conversation(knowledge), question, now)
    except BadQuestion as bad:
        _fail(str(bad))
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else answer["reply"])


@app.command()
def chat(knowledge: Knowledge = None) -> None:
    """Chat with the bot in the terminal. Buttons are numbered: type the number to press one."""
    from rich.console import Console

    from bot.terminal import chat_in_terminal

    chat_in_terminal(_conversation(knowledge), Console())


@app.command()
def check(
    knowledge: Knowledge = None,
    tests: Annotated[
        bool, typer.Option("--tests", help="Also ask the questions of every tests.yaml")
    ] = False,
) -> None:
    """Check the knowledge base: every problem as file:line: what is wrong, what to do. Exit code 0 or 1."""
    release, problems = read_release(knowledge or _settings().knowledge, datetime.now(UTC).date())
    for problem in problems:
        typer.echo(str(problem))
    if problems or release is None:
        typer.echo(f"{len(problems)} to mend: this would not be served.", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"The knowledge is in order: release {release.id}, {len(release.entries)} entries, {len(release.places)} places, "
        f"{len(release.lines)} lines."
    )
    if tests:
        _check_tests(knowledge)


def _check_tests(knowledge: Path | None) -> None:
    from bot.trials import run_trials

    trials = list(run_trials(_conversation(knowledge), datetime.now(UTC)))
    wrong = [t for t in trials if t.verdict in {"missed", "forbidden"}]
    for trial in wrong:
        typer.echo(str(trial.problem()))
    counts = ", ".join(
        f"{sum(t.verdict == v for t in trials)} {v}" for v in ("right", "offered", "missed", "forbidden")
    )
    typer.echo(f"{len(trials)} tests: {counts}")
    if wrong:
        raise typer.Exit(1)


@app.command()
def prepare(knowledge: Knowledge = None) -> None:
    """Fit the matcher of the knowledge base once, so that the bot starts in a moment. The bot does so itself too."""
    conversation = _conversation(knowledge)
    accuracy = conversation.matcher.loo_accuracy
    typer.echo(f"Ready: release {conversation.release.id}, own phrasings found again {accuracy:.0%}.")


@app.command()
def usage(
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days back, today included")] = 7,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day")] = None,
    small: Annotated[int, typer.Option(min=1, max=100, help="Counts below this are shown as <N")] = 11,
    chart: Annotated[Path | None, typer.Option(help="Also write the chart as a PNG file")] = None,
    language: Annotated[Literal["es", "en"], typer.Option(help="The language of the chart")] = "en",
) -> None:
    """Show what people needed: a report over the usage log, which holds no names and no messages."""
    from rich.console import Console

    from bot.reporting import print_usage

    last: date = until.date() if until else datetime.now(UTC).date()
    raise typer.Exit(
        asyncio.run(
            print_usage(_settings(), last - timedelta(days=days - 1), last, small, chart, language, Console())
        )
    )


@app.command()
def schema() -> None:
    """Write the JSON Schemas by which editors such as VS Code check the knowledge files while one types."""
    from bot.knowledge.json_schema import vscode_settings, write_json_schemas

    for path in write_json_schemas(PROJECT / "knowledge" / "schema"):
        typer.echo(str(path.relative_to(PROJECT)))
    target = PROJECT / ".vscode" / "settings.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        json.dumps(vscode_settings("knowledge/schema", "knowledge"), indent=1) + "\n", encoding="utf-8"
    )
    typer.echo(str(target.relative_to(PROJECT)))


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in error["loc"])
            typer.echo(f"{name + ': ' if name else ''}{error['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None


def _conversation(knowledge: Path | None) -> Conversation:
    from bot.running import ready_conversation

    settings = _settings()
    try:
        return ready_conversation(settings, knowledge or settings.knowledge)
    except KnowledgeRefused as refused:
        _fail(str(refused))


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def main() -> None:
    """The entry point of the `rumbo` command."""
    app()
