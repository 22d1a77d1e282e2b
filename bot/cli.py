"""The command line: one short function a command, no logic of its own."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pydantic import ValidationError

from bot.cli_console import add_console
from bot.cli_editing import add_editing
from bot.cli_measuring import add_measuring
from bot.cli_options import options_app
from bot.cli_places import places_commands
from bot.cli_sheets import sheet_commands
from bot.cli_takeaway import add_takeaway
from bot.cli_usage import add_usage
from bot.knowledge.load import Reading, read_knowledge
from bot.knowledge.problems import KnowledgeRefused
from bot.settings import PROJECT, Settings, what_is_wrong

if TYPE_CHECKING:
    from bot.conversation.talk import Conversation
    from bot.knowledge.check_texts import Within
    from bot.knowledge.records import Release
    from bot.knowledge.translations import Ledger

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rumbo tells people on the move their options, from a knowledge base that NGOs keep.",
)
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]


app.add_typer(options_app, name="options")


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
    confusions: Annotated[
        bool, typer.Option("--confusions", help="Also name ways to ask that are taken for another question")
    ] = False,
    advice: Annotated[
        bool, typer.Option("--advice", help="Also name what is no mistake but looks like one")
    ] = False,
) -> None:
    """Check the knowledge base: every problem as file:line: what is wrong, what to do. Exit code 0 or 1."""
    reading = read_knowledge(knowledge or _settings().knowledge, datetime.now(UTC).date())
    release, problems = reading.release, reading.problems
    for problem in problems:
        typer.echo(str(problem))
    if problems or release is None:
        typer.echo(f"{len(problems)} to mend: this would not be served.", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"The knowledge is in order: release {release.id}, {len(release.entries)} entries, {len(release.places)} places, "
        f"{len(release.lines)} lines."
    )
    if advice:
        _give_advice(reading)
    if confusions:
        _name_confusions(knowledge)
    if tests:
        _check_tests(knowledge)


def _name_confusions(knowledge: Path | None) -> None:
    from bot.matching.explaining import confusions
    from bot.matching.matcher import Matcher

    matcher = _conversation(knowledge).matcher
    found = confusions(matcher) if isinstance(matcher, Matcher) else ()
    for x in found:
        typer.echo(f"{x.question}: '{x.words}' is taken for {x.taken_for} ({x.probability:.0%} sure)")
    typer.echo(f"{len(found)} ways to ask, left out of the fit, are taken for another question.")


def _give_advice(reading: Reading) -> None:
    from bot.knowledge.advice import advice

    if reading.release:
        found = advice(reading.release, reading.within)
        for problem in found:
            typer.echo(str(problem))
        typer.echo(f"Advice: {len(found)}. None of it keeps the knowledge from being served.")


def _check_tests(knowledge: Path | None) -> None:
    from bot.trials import run_trials

    trials = list(run_trials(_conversation(knowledge), datetime.now(UTC)))
    wrong = [t for t in trials if t.verdict in {"missed", "forbidden"}]
    for trial in wrong:
        typer.echo(str(trial.problem()))
    counts = ", ".join(
        f"{sum(t.verdict == v for t in trials)} {v}"
        for v in ("right", "offered", "open", "missed", "forbidden")
    )
    typer.echo(f"{len(trials)} tests: {counts}")
    for trial in trials:
        if trial.test.open and trial.verdict in {"right", "offered"}:
            typer.echo(f"{trial.test.origin}: '{trial.test.ask}' is understood now: take `open` out")
    if wrong:
        raise typer.Exit(1)


@app.command()
def coverage(
    country: Annotated[str | None, typer.Option(help="One country only, such as PE (XX: the region)")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the table as one HTML page to this file")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON")] = False,
    worst: Annotated[int, typer.Option(min=0, help="How many of the weakest topics to name")] = 15,
    knowledge: Knowledge = None,
) -> None:
    """Show what is answered where and how old it is: country by topic, language and age."""
    from rich.console import Console

    from bot.coverage_report import coverage_report
    from bot.knowledge.coverage import coverage
    from bot.knowledge.coverage_export import coverage_html, coverage_json

    (release, _), ledger = _reading(knowledge), _ledger(knowledge)
    found = coverage(release, datetime.now(UTC).date(), ledger, _country(release, country))
    if html:
        html.write_text(coverage_html(found), encoding="utf-8")
        typer.echo(f"Written to {html}", err=True)
    elif as_json:
        typer.echo(json.dumps(coverage_json(found), ensure_ascii=False, indent=1))
    else:
        console = Console()
        console.print(*coverage_report(found, console.width, worst), sep="\n")


@app.command()
def translations(
    entries: Annotated[list[str] | None, typer.Argument(help="Ids of answers, places or lines")] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Their English says what the Spanish says now")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="With --accept: all of them")] = False,
    knowledge: Knowledge = None,
) -> None:
    """List the English texts whose Spanish changed after they were reviewed. Exit code 0 or 1."""
    from bot.editing_report import translations_summary
    from bot.knowledge.translations import UnknownRecord, accepted, outdated, translations, write_ledger

    (release, _), ledger = _reading(knowledge), _ledger(knowledge)
    if accept != bool(entries or everything):
        _fail("say which English you compared: --accept ENTRY …, or --accept --all")
    if accept:
        try:
            ledger = accepted(release, ledger, None if everything else entries)
        except UnknownRecord as unknown:
            _fail(str(unknown))
        typer.echo(f"Written to {write_ledger(_folder(knowledge), ledger)}")
    found = translations(release, ledger)
    for translation in outdated(found):
        typer.echo(str(translation.problem()))
    typer.echo(translations_summary(found))
    if outdated(found):
        raise typer.Exit(1)


@app.command()
def readability(
    country: Annotated[str | None, typer.Option(help="One country only, such as PE (XX: the region)")] = None,
    worst: Annotated[int, typer.Option(min=0, help="How many of the hardest texts to show")] = 20,
    knowledge: Knowledge = None,
) -> None:
    """Show which texts are hard to read: INFLESZ for Spanish, Flesch-Kincaid for English. Advice only."""
    from rich.console import Console

    from bot.editing_report import readability_report
    from bot.knowledge.readability import readability

    release, within = _reading(knowledge)
    only = _country(release, country)
    judged = [x for x in readability(release, within) if only in {None, x.country}]
    Console().print(*readability_report(judged, worst), sep="\n")


@app.command()
def origins(
    facts: Annotated[Path, typer.Argument(help="The folder of the research facts (YAML)")],
    knowledge: Knowledge = None,
) -> None:
    """Compare every figure, phone and link with the research it was written from. Exit code 0 or 1."""
    from bot.knowledge.facts import read_facts
    from bot.knowledge.origins import without_origin

    release, within = _reading(knowledge)
    try:
        said = read_facts(facts)
    except KnowledgeRefused as refused:
        _fail(str(refused))
    found = without_origin(release, said, within)
    for problem in found:
        typer.echo(str(problem))
    typer.echo(f"{len(found)} without an origin, over {len(said.said)} facts.")
    if found:
        raise typer.Exit(1)


@app.command()
def prepare(knowledge: Knowledge = None) -> None:
    """Fit the matcher of the knowledge base once, so that the bot starts in a moment. The bot does so itself too."""
    conversation = _conversation(knowledge)
    accuracy = conversation.matcher.loo_accuracy
    typer.echo(f"Ready: release {conversation.release.id}, own phrasings found again {accuracy:.0%}.")


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
        typer.echo("\n".join(what_is_wrong(wrong)), err=True)
        raise typer.Exit(2) from None


def _folder(knowledge: Path | None) -> Path:
    return knowledge or _settings().knowledge


def _reading(knowledge: Path | None) -> tuple[Release, Within]:
    """The knowledge for a look at it: its mistakes are counted, and only what cannot be read at all stops here."""
    reading = read_knowledge(_folder(knowledge), datetime.now(UTC).date())
    if reading.release is None:
        _fail("\n".join(map(str, reading.problems)), code=1)
    if reading.problems:
        typer.echo(f"Mistakes in the knowledge: {len(reading.problems)}, see `rumbo check`.", err=True)
    return reading.release, reading.within


def _country(release: Release, code: str | None) -> str | None:
    """A country that was named on the command line, in capitals; None where none was."""
    from bot.knowledge.records import REGION

    if code and code.upper() not in {*release.countries, REGION}:
        _fail(f"'{code}' is no country: write its two letters, such as PE (XX for the region)")
    return code.upper() if code else None


def _ledger(knowledge: Path | None) -> Ledger:
    from bot.knowledge.translations import read_ledger

    try:
        return read_ledger(_folder(knowledge))
    except KnowledgeRefused as refused:
        _fail(str(refused))


def _conversation(knowledge: Path | None) -> Conversation:
    from bot.running import ready_conversation

    settings = _settings()
    try:
        return ready_conversation(settings, knowledge or settings.knowledge)
    except KnowledgeRefused as refused:
        _fail(str(refused))


def _fail(message: str, code: int = 2) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


add_measuring(app, _conversation, _fail)
add_takeaway(app, _settings, _fail)
add_usage(app, _settings, _fail)
add_console(app, _settings, _fail)
add_editing(app, _settings, _conversation, _fail)
app.add_typer(places_commands(_folder, _fail), name="places")
app.add_typer(sheet_commands(_folder, _fail), name="sheet")


def main() -> None:
    """Every command of `rumbo`."""
    app()
