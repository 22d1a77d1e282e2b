"""From process start to the first answer, and the memory of the running bot, each beside a baseline of the same run.

    python -m benchmarks.starting

Real processes, started as people start them. The first answer: `rumbo ask`, the fit and the built release at hand, beside
the same start without the built release, and with Peru and Ecuador alone. Memory: `rumbo run` by polling after 200 of the
real questions that stand beside the answers, beside a bare python-telegram-bot echo bot after the same. The fit is made
first where there is none: about a minute.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.knowledge import copy_two_countries
from benchmarks.throughput import TOKEN, Connection, Load, all_answered
from bot.knowledge.load import load_release
from bot.settings import PROJECT

QUESTION = "como pido refugio en peru"
ROUNDS = 5
ASKED = 200
KNOWLEDGE = PROJECT / "knowledge"


@dataclass(frozen=True)
class Place:
    """A knowledge folder and the data folder of its bot."""

    knowledge: Path
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path.cwd()),
            "RUMBO_KNOWLEDGE": str(self.knowledge),
            "RUMBO_DATA": str(self.data),
            "RUMBO_KEYS": str(self.data.parent / f"{self.data.name}-keys"),
            "RUMBO_PORT": "0",
            "RUMBO_LOG_LEVEL": "WARNING",
            "RUMBO_MESSAGES_PER_SECOND": "1000",
        }

    def run(self, *command: str) -> None:
        """Runs `rumbo` to its end. Raises CalledProcessError."""
        subprocess.run(
            [sys.executable, "-m", "bot", *command],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def forget_built(self) -> None:
        shutil.rmtree(self.data / "built", ignore_errors=True)


def seconds_to_answer(place: Place, before: Callable[[], None]) -> float:
    """The median of some starts, `before` called ahead of each."""
    times = []
    for _ in range(ROUNDS):
        before()
        started = time.perf_counter()
        place.run("ask", QUESTION)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def prepared(knowledge: Path, data: Path) -> Place:
    """A data folder with the fit and the built release of a knowledge folder; the project's own fits are taken over."""
    place = Place(knowledge, data)
    (data / "fitted").mkdir(parents=True)
    for fit in (PROJECT / "data" / "fitted").glob("*.fit"):
        shutil.copy2(fit, data / "fitted")
    place.run("prepare")
    return place


async def memory(
    command: list[str], environment: dict[str, str], questions: list[str]
) -> tuple[float, float]:
    """MB resident of a bot after its first answer, and after all `questions`, one after the other."""
    load = Load(questions=questions)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(load), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    load.push(1)
    bot = await asyncio.create_subprocess_exec(
        *command,
        env={**environment, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    load.bot = bot
    try:
        await all_answered(load)
        process = psutil.Process(bot.pid)
        first = process.memory_info().rss
        for _ in questions[1:]:
            load.push(1)
            await all_answered(load)
        return first / 2**20, process.memory_info().rss / 2**20
    finally:
        if bot.returncode is None:
            bot.terminate()
            await bot.wait()
        server.close()


def real_questions() -> list[str]:
    """Questions of tests.yaml from every country."""
    tests = load_release(KNOWLEDGE, datetime.now(UTC).date()).tests
    return [test.ask for test in tests[:: max(1, len(tests) // ASKED)]][:ASKED]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        copy_two_countries(Path(scratch) / "two")
        print("making the fits that are not there yet", flush=True)
        whole = prepared(KNOWLEDGE, Path(scratch) / "whole-data")
        two = prepared(Path(scratch) / "two", Path(scratch) / "two-data")
        started = [
            ("baseline: the same start without the built release", whole, whole.forget_built),
            ("Rumbo, twelve countries, built before", whole, lambda: None),
            ("Rumbo, Peru and Ecuador alone, built before", two, lambda: None),
        ]
        times = [(name, seconds_to_answer(place, before)) for name, place, before in started]
        show("Process start to first answer (`rumbo ask`)", "s", [(name, f"{x:.2f}", x) for name, x in times])
        questions = real_questions()
        echo = [sys.executable, "-m", "benchmarks.throughput", "echo"]
        run = [sys.executable, "-m", "bot", "run"]
        bots = [
            ("baseline: echo bot, python-telegram-bot", echo, whole),
            ("Rumbo, twelve countries", run, whole),
            ("Rumbo, Peru and Ecuador alone", run, two),
        ]
        held = [(name, *asyncio.run(memory(c, p.environment, questions))) for name, c, p in bots]
        show(
            f"Memory of `rumbo run` after the first answer, and after {len(questions)} real questions",
            "MB",
            [(name, f"{first:.0f}, {last:.0f}", last) for name, first, last in held],
        )


def show(title: str, unit: str, rows: list[tuple[str, str, float]]) -> None:
    """Prints (name, figures, the one that is compared); the first row is the baseline."""
    table = Table(title=title)
    table.add_column("what")
    table.add_column(unit, justify="right")
    table.add_column("ratio", justify="right")
    for name, shown, value in rows:
        table.add_row(name, shown, f"{value / rows[0][2]:.2f}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
