"""The real bot process against a Bot API server that somebody else wrote (npm telegram-test-api).

It is lenient where the strict fake is not, but it was written independently: a wrong idea of ours about the Bot API that
stands both in the bot and in the fake would show here. Skipped where Node.js is not installed.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.end_to_end.conftest import StartRumbo
from tests.end_to_end.fake_bot_api import TOKEN
from tests.end_to_end.process import SECRET, START_SECONDS, free_port

pytestmark = pytest.mark.end_to_end
EMULATOR = Path(__file__).parent / "emulator"


@pytest.fixture(scope="session")
def installed() -> Path:
    """The emulator's folder with its packages, as the lock file has them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node.js is not installed: the independent Bot API server cannot run")
    if not (EMULATOR / "node_modules" / "telegram-test-api").is_dir():
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=EMULATOR, capture_output=True, timeout=180, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            pytest.skip(
                "npm ci did not work here (no package registry?): the independent Bot API server cannot run"
            )
    return EMULATOR


class Emulator:
    """The server's side for a person: it is plain HTTP."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self._session = url, session
        person = {"id": 7, "first_name": "Ana", "is_bot": False, "language_code": "es"}
        self._who: dict[str, Any] = {
            "from": person,
            "chat": {"id": 7, "first_name": "Ana", "type": "private"},
        }

    async def _post(self, path: str, **body: Any) -> Any:
        async with self._session.post(f"{self.url}{path}", json=body) as response:
            return await response.json()

    async def other(self) -> dict[str, Any]:
        async with self._session.get(f"{self.url}/_other") as response:
            found: dict[str, Any] = await response.json()
            return found

    async def send(self, **content: Any) -> None:
        command = str(content.get("text", "")).startswith("/")
        if command:
            content["entities"] = [
                {"type": "bot_command", "offset": 0, "length": len(content["text"].split()[0])}
            ]
        path = "/sendCommand" if command else "/sendMessage"
        await self._post(path, botToken=TOKEN, date=int(time.time()), **content, **self._who)

    async def press(self, data: str, message_id: int) -> None:
        message = {"message_id": message_id, "date": int(time.time()), "text": "x", **self._who}
        await self._post(
            "/sendCallback", botToken=TOKEN, date=1, data=data, message=message, **{"from": self._who["from"]}
        )

    async def answers(self, true: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """All messages of the bot so far, once `true` holds for them."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            history = (await self._post("/getUpdatesHistory", token=TOKEN))["result"]
            sent = [
                {**x["message"], "message_id": x["messageId"]}
                for x in history
                if "chat_id" in x.get("message", {})
            ]
            if true(sent):
                return sent
            await asyncio.sleep(0.05)
        raise AssertionError("the bot did not answer")


@pytest.fixture
async def emulator(installed: Path) -> AsyncIterator[Emulator]:
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        "node", "server.js", str(port), cwd=installed, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    assert (await asyncio.wait_for(server.stdout.readline(), 20)).strip() == b"up"
    async with aiohttp.ClientSession() as session:
        yield Emulator(f"http://127.0.0.1:{port}", session)
    server.terminate()
    await server.wait()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_conversation_through_an_independent_server(
    emulator: Emulator, start_rumbo: StartRumbo, mode: str
) -> None:
    port = free_port()
    hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "WEBHOOK_SECRET": SECRET}
    await start_rumbo(emulator.url, RUMBO_PORT=str(port), **(hook if mode == "webhook" else {}))
    ready = "setWebhook" if mode == "webhook" else "getUpdates"
    end = time.monotonic() + START_SECONDS
    while ready not in (await emulator.other())["calls"]:
        assert time.monotonic() < end, "the bot did not start"
        await asyncio.sleep(0.1)
    await emulator.send(text="/start")
    (greeting, *_) = await emulator.answers(lambda sent: any(m.get("reply_markup") for m in sent))
    button = greeting["reply_markup"]["inline_keyboard"][0][0]
    await emulator.press(button["callback_data"], greeting["message_id"])
    await emulator.answers(lambda sent: len(sent) > 1)
    await emulator.send(text="como pido refugio en peru")
    await emulator.answers(lambda sent: any("refugio" in str(m).lower() for m in sent[2:]))
    await emulator.send(location={"latitude": -12.0510, "longitude": -77.0410})
    sent = await emulator.answers(lambda sent: any("¿Qué buscas" in m["text"] for m in sent))
    kinds = next(m for m in sent if "¿Qué buscas" in m["text"])
    buttons = [b for row in kinds["reply_markup"]["inline_keyboard"] for b in row]
    posts = next(b for b in buttons if b["text"] == "Puestos de salud")
    await emulator.press(posts["callback_data"], kinds["message_id"])
    await emulator.answers(lambda sent: any("Posta de prueba" in m["text"] for m in sent))
    other = await emulator.other()
    assert "answerCallbackQuery" in other["calls"]
    assert {"setMyCommands", "setMyDescription"} <= set(other["calls"])
    assert set(other["webhookStatuses"]) == ({200} if mode == "webhook" else set())
