"""The commands `rumbo evaluate` and `rumbo gate`: reads files, shows progress, prints and writes what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.conversation.talk import Conversation
from bot.evaluation.cases import check_needs, drawn, read_cases, read_needs
from bot.evaluation.evaluate import Evaluation, evaluate, steps
from bot.evaluation.gate import NAMES, Gate, fallen, measured, read_gate, write_gate
from bot.evaluation.plots import plots
from bot.evaluation.reading import BadFile
from bot.evaluation.report import report
from bot.evaluation.report_html import as_html
from bot.evaluation.report_markdown import as_markdown
from bot.evaluation.summary import print_summary
from bot.matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Wishes:
    """What to evaluate with, and where the report goes."""

    file: Path
    needs: Path
    html: Path | None = None
    markdown: Path | None = None
    baselines: bool = True
    limit: int | None = None
    seed: int = 7


def evaluate_file(
    conversation: Callable[[], Conversation], wishes: Wishes, now: datetime, console: Console
) -> None:
    """Evaluates a file of messages, prints the figures, writes the reports. Raises BadFile before anything slow."""
    cases, needs = drawn(read_cases(wishes.file), wishes.limit, wishes.seed), read_needs(wishes.needs)
    for target in (wishes.html, wishes.markdown):
        if target is not None and (target.is_dir() or not target.parent.is_dir()):
            raise BadFile(f"{target} cannot be written: name a file in a folder that exists")
    talk = conversation()
    check_needs(wishes.file.name, cases, needs, talk.release)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("asking", total=steps(len(cases)))

        def told(what: str, _done: int) -> None:
            progress.update(task, advance=1, description=what)

        evaluation = evaluate(
            talk,
            cases,
            needs,
            file=wishes.file.name,
            now=now,
            seed=wishes.seed,
            baselines=wishes.baselines,
            progress=told,
        )
    written = [*_reports(evaluation, wishes, console)]  # before anything that a closed pipe could end
    print_summary(evaluation, console)
    for path in written:
        console.print(f"Written: {path}", highlight=False, soft_wrap=True)


def _reports(evaluation: Evaluation, wishes: Wishes, console: Console) -> Iterator[Path]:
    """Writes the reports that were asked for, giving their files."""
    whole = report(evaluation)
    if wishes.markdown is not None:
        yield _written(wishes.markdown, as_markdown(whole))
    if wishes.html is not None:
        pictures = plots(evaluation)
        if not pictures:
            console.print("The plots could not be drawn: the page has its tables only.", style="red")
        yield _written(wishes.html, as_html(whole, pictures))


def _written(path: Path, text: str) -> Path:
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise BadFile(f"{path} cannot be written ({(error.strerror or 'no reason given').lower()})") from None
    return path


def pass_gate(conversation: Conversation, file: Path, console: Console, *, record: bool) -> bool:
    """Whether the knowledge holds its recorded figures; `record`: writes those it has now. Raises BadFile."""
    if not isinstance(conversation.matcher, Matcher):
        msg = "only a fitted matcher has figures of its own"
        raise TypeError(msg)
    now = measured(conversation.matcher)
    if record:
        write_gate(file, now)
        console.print(f"Recorded in {file}", highlight=False, soft_wrap=True)
    _print_figures(now, console)
    lines = fallen(read_gate(file), now)
    for line in lines:
        console.print(line, style="red", highlight=False, soft_wrap=True)
    return not lines


def _print_figures(gate: Gate, console: Console) -> None:
    for name, value in gate.figures.items():
        console.print(f"{value:6.1%}  {NAMES.get(name, name)}", highlight=False)
    if gate.questions:
        console.print(f"{len(gate.questions)} questions measured one by one", highlight=False)
