"""The real bot with the project's own knowledge: what people ask first, a broken edit, forgetting, an admin's figures."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.end_to_end.conftest import StartRumbo
from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.process import Rumbo
from tests.end_to_end.user import User
from tests.real import KNOWLEDGE, give_fitted

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A copy of the project's knowledge that a test may edit; its fit lies in the data folder."""
    give_fitted(tmp_path / "data")
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


async def ready(api: FakeBotApi) -> None:
    await api.until(lambda: any(method == "getUpdates" for method, _ in api.calls), 120.0)


async def said(user: User, text: str) -> str:
    return "\n".join(sent.text for sent in await user.ask(text))


async def test_what_people_ask_first_gets_the_reply_one_would_want(
    api: FakeBotApi, start_rumbo: StartRumbo, knowledge: Path
) -> None:
    await start_rumbo(RUMBO_KNOWLEDGE=str(knowledge))
    await ready(api)
    ana = User(api)
    passport = await ana.ask("hola soy venesolano i se me bencio el pasaporte en peru q ago")
    offered = "\n".join(
        [sent.text for sent in passport] + [b["text"] for sent in passport for b in sent.buttons]
    )
    assert "asaporte" in offered
    night = await said(User(api, id=2, language="en"), "where can I sleep tonight in Quito")
    assert "Quito" in night
    assert "Source" in night
    assert "Peru" not in night
    threat = await said(User(api, id=3), "me estan amenasando de muerte")
    assert "105" in threat
    assert "911" in threat
    assert "no puedo llamar por ti" in threat
    assert "costo de qué" in await said(User(api, id=4), "cuanto cuesta")
    thanks = await User(api, id=5).ask("gracias")
    assert any(sent.buttons for sent in thanks)
    assert all("No tengo una respuesta" not in sent.text for sent in thanks)


async def test_a_broken_edit_shows_its_line_and_the_old_answer_stays(
    api: FakeBotApi, start_rumbo: StartRumbo, knowledge: Path
) -> None:
    rumbo = await start_rumbo(RUMBO_KNOWLEDGE=str(knowledge))
    await ready(api)
    ana = User(api)
    before = await said(ana, "/start pe-minimum-wage")
    file = knowledge / "peru" / "work.yaml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("status: in force", "status: in farce", 1), encoding="utf-8")
    wrong_line = 1 + good[: good.index("status: in force")].count("\n")
    await until(lambda: f"peru/work.yaml:{wrong_line}: 'status' cannot be" in rumbo.output())
    assert await said(ana, "/start pe-minimum-wage") in before
    file.write_text(reworded(good, "answers: minimum-wage", "Texto nuevo de prueba."), encoding="utf-8")
    for _ in range(60):
        if "Texto nuevo de prueba." in await said(ana, "/start pe-minimum-wage"):
            return
        await asyncio.sleep(0.25)
    pytest.fail("the mended edit was not served:\n" + rumbo.output()[-2000:])


def reworded(content: str, after: str, text: str) -> str:
    """The file with the first Spanish text behind `after` replaced by one line; its figures go from the English too."""
    lines = content.split("\n")
    at = next(i for i, line in enumerate(lines) if after in line)
    for _ in range(2):  # Spanish, then English
        at = next(i for i in range(at + 1, len(lines)) if lines[i].strip().startswith("text:"))
        end = next(i for i in range(at + 1, len(lines)) if not lines[i].startswith(" " * 8))
        lines[at:end] = [f"      text: {text}"]
    return "\n".join(lines)


async def test_forgetting_leaves_no_byte_and_the_log_holds_no_words_of_people(
    api: FakeBotApi, start_rumbo: StartRumbo, knowledge: Path, tmp_path: Path
) -> None:
    rumbo = await start_rumbo(RUMBO_KNOWLEDGE=str(knowledge))
    await ready(api)
    ana = User(api, id=987654321)
    await ana.ask("me llamo Canarita Zafiro y vivo en la calle Turquesa, como pido refugio en peru")
    await ana.ask("/borrar")
    before = len(api.to(ana.chat_id))
    await ana.press("borrar todo")
    await api.until(lambda: len(api.to(ana.chat_id)) > before)
    assert "No queda nada tuyo" in api.to(ana.chat_id)[-1].text
    assert "País: ninguno" in await said(ana, "/misdatos")
    rumbo.ask_to_stop()
    await rumbo.ended()
    for file in [p for p in tmp_path.rglob("*") if p.is_file() and "knowledge" not in p.parts]:
        content = file.read_bytes().lower()
        for canary in (b"canarita", b"zafiro", b"turquesa", b"987654321"):
            assert canary not in content, f"{canary!r} in {file.name}"


async def test_an_admin_gets_figures_and_nobody_else_does(
    api: FakeBotApi, start_rumbo: StartRumbo, knowledge: Path
) -> None:
    rumbo = await start_rumbo(RUMBO_KNOWLEDGE=str(knowledge), RUMBO_ADMINS="501")
    await ready(api)
    for number in range(6):
        await User(api, id=600 + number).ask("como pido refugio en peru")
    admin = User(api, id=501)
    await asyncio.sleep(2.0)  # events are written in batches
    assert "solo para" in await said(User(api, id=502), "/stats")
    (sent,) = await admin.ask("/stats", 60.0)
    assert "se publican cada lunes" in sent.text  # six people of today are nobody's to read
    assert not any(
        character.isdigit() and character in "68" for character in sent.text.split("Las primeras")[0]
    )
    report = await usage(rumbo)
    assert "Messages: 8" in report


async def usage(rumbo: Rumbo) -> str:
    """What `rumbo usage` prints for this bot's log."""
    folders = {"RUMBO_DATA": str(rumbo.folder / "data"), "RUMBO_KEYS": str(rumbo.folder / "keys")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "usage",
        cwd=PROJECT,
        env={**os.environ, **folders, "COLUMNS": "120"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


async def until(true, seconds: float = 15.0) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen"
        await asyncio.sleep(0.1)
