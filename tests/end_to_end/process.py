"""The real bot as its own process: the command that people start, its settings from the environment, its signals."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from bot.settings import PROJECT
from tests.end_to_end.fake_bot_api import TOKEN

SECRET = "a-secret-of-the-webhook"
KNOWLEDGE = Path(__file__).parent / "knowledge"  # a small one, so that no editor's change moves these tests
START_SECONDS = 90.0  # the first start fits the matcher


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Rumbo:
    """`python -m bot run` against a Bot API of ours. Its whole output goes into one file per start."""

    def __init__(self, api_url: str, folder: Path, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api_url,
            "RUMBO_DATA": str(folder / "data"),
            "RUMBO_KEYS": str(folder / "keys"),
            "RUMBO_KNOWLEDGE": str(KNOWLEDGE),
            "RUMBO_PORT": str(self.port),
            "RUMBO_LOG_LEVEL": "DEBUG",
            "RUMBO_MESSAGES_PER_SECOND": "1000",
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._starts = 0

    @property
    def pid(self) -> int:
        """The process that runs. Raises LookupError where none does."""
        if self._process is None:
            raise LookupError
        return self._process.pid

    async def start(self) -> None:
        """Starts the process; does not wait until it answers."""
        self._starts += 1
        log = self.folder / f"output-{self._starts}.log"
        with log.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=PROJECT,
                env=self._environment,
                stdout=output,
                stderr=output,
            )

    def kill(self) -> None:
        """SIGKILL: no time for a last word."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)

    async def ended(self, seconds: float = 30.0) -> int:
        """The exit code. Raises TimeoutError where the process does not end."""
        if self._process is None:
            raise LookupError
        return await asyncio.wait_for(self._process.wait(), seconds)

    def output(self) -> str:
        """Everything that was printed so far, over all starts."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("output-*.log")))
