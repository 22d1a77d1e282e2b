"""How many people a second the real bot answers, how fast, beside a bare python-telegram-bot echo bot in the same run.

Both run as processes of their own against the load server below, by polling, without network delay and with a round
trip of 50 ms as to Telegram. The echo bot is the default one of python-telegram-bot (sequential, httpx): it sends back
what it got. Rumbo understands a question, keeps its ledger and memory in SQLite and answers from the knowledge base.

    python -m benchmarks.throughput
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

TOKEN = "123456789:AAFakeTokenForBenchmarksOnly_0123456789ab"
QUESTIONS = (
    "como pido refugio en peru", "donde puedo ver a un medico sin papeles en lima", "se me vencio el pasaporte",
    "how do I ask for asylum in Peru?", "donde duermo hoy en quito", "cuanto cuesta el carnet de extranjeria",
)  # fmt: skip
BACKLOGS = {0.0: 600, 0.05: 200}  # round trip in seconds -> updates waiting at once
STEADY = (20, 5.0)  # arrivals a second, seconds
_numbers = itertools.count(1001)  # never the same twice: Rumbo's ledger knows the updates of an earlier run
_CHAT = re.compile(rb'chat_id"?\s*[=:]\s*"?(\d+)')
_OFFSET = re.compile(rb'offset"?\s*[=:]\s*"?(\d+)')
_HOLD = re.compile(rb'timeout"?\s*[=:]\s*"?(\d+)')
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_ME = {"id": 123456789, "is_bot": True, "first_name": "Load", "username": "load_bot"}
_EMPTY = {
    "getMe": _ME, "getMyCommands": [], "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}  # fmt: skip


@dataclass
class Load:
    """The queue of updates and the times at which each chat was answered. A chat asks one question only."""

    round_trip: float = 0.0
    questions: Sequence[str] = QUESTIONS
    pending: list[tuple[int, bytes]] = field(default_factory=list)
    arrived: dict[int, float] = field(default_factory=dict)
    answered: dict[int, float] = field(default_factory=dict)
    polled: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)
    bot: asyncio.subprocess.Process | None = None

    def push(self, count: int) -> None:
        """So many people write at this moment."""
        for _ in range(count):
            number = next(_numbers)
            chat, text = 10_000_000 + number, self.questions[number % len(self.questions)]
            message = {
                "message_id": number,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private", "first_name": "A"},
                "from": {"id": chat, "is_bot": False, "first_name": "A", "language_code": "es"},
                "text": text,
            }
            update = {"update_id": number, "message": message}
            self.arrived[chat] = time.perf_counter()
            self.pending.append((number, json.dumps(update).encode()))
        self.news.set()

    async def answer(self, method: str, body: bytes) -> bytes:
        """The Bot API's answer to one call."""
        await asyncio.sleep(self.round_trip / 2)
        if method == "getUpdates":
            result = await self._updates(body)
        elif method.startswith("send"):
            result = self._sent(body)
        else:
            result = json.dumps(_EMPTY.get(method, True)).encode()
        await asyncio.sleep(self.round_trip / 2)
        return b'{"ok":true,"result":' + result + b"}"

    def _sent(self, body: bytes) -> bytes:
        found = _CHAT.search(body)
        chat = int(found[1]) if found else 0
        self.answered.setdefault(chat, time.perf_counter() + self.round_trip / 2)
        return b'{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"},"text":"x"}' % chat

    async def _updates(self, body: bytes) -> bytes:
        offset, hold = _OFFSET.search(body), _HOLD.search(body)
        if offset:
            self.pending = [(n, raw) for n, raw in self.pending if n >= int(offset[1])]
        self.polled = self.polled or bool(hold and int(hold[1]))
        end = time.monotonic() + (int(hold[1]) if hold else 0)
        while not self.pending and time.monotonic() < end:
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), end - time.monotonic())
            except TimeoutError:
                break
        return b"[" + b",".join(raw for _, raw in self.pending[:100]) + b"]"


class Connection(asyncio.Protocol):
    """HTTP as the two clients speak it, and no more: cheap, so that the server is never the limit."""

    def __init__(self, load: Load) -> None:
        self._load, self._buffer = load, b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < size:
                return
            body, self._buffer = self._buffer[end + 4 : size], self._buffer[size:]
            task = asyncio.ensure_future(
                self._reply(head.split(b" ", 2)[1].rsplit(b"/", 1)[-1].decode(), body)
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _reply(self, method: str, body: bytes) -> None:
        answer = await self._load.answer(method, body)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(
            answer
        )
        if not self._transport.is_closing():
            self._transport.write(head + answer)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Figures:
    """What was measured of one bot at one round trip."""

    name: str
    round_trip: float
    per_second: float
    p50: float  # milliseconds
    p99: float
    cpu: float  # milliseconds an answer
    start: float  # seconds from process start to the first answer
    memory: float  # MB


async def measure(name: str, command: list[str], environment: dict[str, str], round_trip: float) -> Figures:
    """Runs one bot through a first answer, a backlog and steady arrivals."""
    load = Load(round_trip)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(load), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    load.push(1)
    began = time.perf_counter()
    bot = await asyncio.create_subprocess_exec(
        *command,
        env={**environment, "TELEGRAM_API_URL": url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    load.bot = bot
    try:
        await all_answered(load)
        start = min(load.answered.values()) - began
        process = psutil.Process(bot.pid)
        load.push(BACKLOGS[round_trip] // 4)  # warm
        await all_answered(load)
        before = process.cpu_times()
        per_second = await backlog(load, BACKLOGS[round_trip])
        after = process.cpu_times()
        cpu = (after.user + after.system - before.user - before.system) / BACKLOGS[round_trip] * 1000
        times = await steady(load, *STEADY)
        memory = process.memory_info().rss / 2**20
    finally:
        if bot.returncode is None:
            bot.terminate()
            await bot.wait()
        server.close()
    p99 = times[min(len(times) - 1, round(0.99 * (len(times) - 1)))]
    return Figures(name, round_trip, per_second, statistics.median(times), p99, cpu, start, memory)


async def backlog(load: Load, count: int) -> float:
    """Answers a second with `count` updates waiting."""
    known = set(load.answered)
    began = time.perf_counter()
    load.push(count)
    await all_answered(load)
    return count / (max(at for chat, at in load.answered.items() if chat not in known) - began)


async def steady(load: Load, rate: int, seconds: float) -> list[float]:
    """Milliseconds from arrival to answer, sorted, at `rate` arrivals a second; the pace does not wait for the bot."""
    known, began = set(load.arrived), time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        load.push(1)
    await all_answered(load)
    return sorted((at - load.arrived[chat]) * 1000 for chat, at in load.answered.items() if chat not in known)


async def all_answered(load: Load, seconds: float = 180.0) -> None:
    """Waits for every answer. Raises TimeoutError where the bot is too slow, RuntimeError where it has ended."""
    async with asyncio.timeout(seconds):
        while load.arrived.keys() - load.answered.keys():
            if load.bot is not None and load.bot.returncode is not None:
                msg = f"the bot ended with exit code {load.bot.returncode}: run `rumbo run` to see why"
                raise RuntimeError(msg)
            await asyncio.sleep(0.005)


def echo_bot() -> None:
    """The baseline: python-telegram-bot as its examples use it."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    application = Application.builder().token(TOKEN).base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


async def both(folder: Path) -> list[Figures]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path.cwd()),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "RUMBO_DATA": str(folder / "data"),
        "RUMBO_KEYS": str(folder / "keys"),
        "RUMBO_PORT": "0",
        "RUMBO_LOG_LEVEL": "WARNING",
        "RUMBO_MESSAGES_PER_SECOND": "1000",  # Telegram's own limit of 30 a second is not what is measured
    }
    if "RUMBO_KNOWLEDGE" in os.environ:
        environment["RUMBO_KNOWLEDGE"] = os.environ["RUMBO_KNOWLEDGE"]
    found = []
    for round_trip in BACKLOGS:
        echo = [sys.executable, "-m", "benchmarks.throughput", "echo"]
        found.append(await measure("echo bot, python-telegram-bot", echo, environment, round_trip))
        rumbo = [sys.executable, "-m", "bot", "run"]
        found.append(await measure("Rumbo", rumbo, environment, round_trip))
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(both(Path(folder)))
    table = Table(title=f"Updates answered by polling; latency at {STEADY[0]} arrivals a second")
    for column in (
        "bot",
        "round trip ms",
        "answered/s",
        "ratio",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "first answer s",
        "MB",
    ):
        table.add_column(column, justify="left" if column == "bot" else "right")
    for row in figures:
        baseline = next(f for f in figures if f.round_trip == row.round_trip)
        table.add_row(
            row.name, f"{row.round_trip * 1000:.0f}", f"{row.per_second:.0f}", f"{row.per_second / baseline.per_second:.2f}",
            f"{row.p50:.1f}", f"{row.p99:.1f}", f"{row.cpu:.2f}", f"{row.start:.1f}", f"{row.memory:.0f}",
        )  # fmt: skip
    Console(width=120).print(table)
    print(
        "The first start of Rumbo fits its matcher; later starts read it. Another job on the machine moves all figures."
    )


if __name__ == "__main__":
    echo_bot() if sys.argv[1:] == ["echo"] else main()
