"""The real process: somebody asks what is not known, waits, and gets the answer once when an editor publishes it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.engine import open_database
from bot.usage.subscriptions import give_to_entry
from bot.usage.unanswered import wording_mark
from tests.end_to_end.conftest import StartRumbo
from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.process import KNOWLEDGE, START_SECONDS
from tests.end_to_end.user import User
from tests.storage.kit import files_with

pytestmark = pytest.mark.end_to_end
ANA, LUZ, EVA = 4242424242, 4343434343, 4444444444
MARK = wording_mark("es", "PE", "▮ canario ▮ refugio")
SOURCES = """    sources:
      - {publisher: Invented, title: For tests only, url: "https://example.org/", date: "2026-01"}
"""


def unknown_work(folder: Path) -> str:
    """Takes the answer about work away from a knowledge folder; gives the file as it was."""
    file = folder / "peru" / "asylum.yaml"
    known = file.read_text(encoding="utf-8")
    first, work = known.split("  - answers: asylum-work\n")
    work = work.replace("status: in force", "status: not confirmed").replace(SOURCES, "")
    work = work.replace("    official: https://example.org/trabajo\n", "    lines: [pe-police]\n")
    work = work.replace("    as_of: 2026-01\n", "").replace(
        "    es:\n", "    es:\n      confirm_at: Refugio\n"
    )
    work = work.replace("    en:\n", "    en:\n      confirm_at: Refuge\n")
    file.write_text(f"{first}  - answers: asylum-work\n{work}", encoding="utf-8")
    return known


def waiting(data: Path) -> int:
    with closing(sqlite3.connect(data / "rumbo.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM subscriptions").fetchone()[0])


async def test_who_waits_is_told_once_and_who_asked_to_be_forgotten_is_not(
    api: FakeBotApi, start_rumbo: StartRumbo, tmp_path: Path
) -> None:
    knowledge, data = tmp_path / "knowledge", tmp_path / "data"
    shutil.copytree(KNOWLEDGE, knowledge)
    known = unknown_work(knowledge)
    await start_rumbo(RUMBO_KNOWLEDGE=str(knowledge))
    ana, luz, eva = User(api, id=ANA), User(api, id=LUZ), User(api, id=EVA)
    for person in (ana, luz):
        await person.press_data("q:asylum-work:PE")
        await api.until(lambda person=person: api.to(person.id), START_SECONDS)
        await person.press("Avísame")
        await api.until(lambda person=person: "te aviso aquí" in api.to(person.id)[-1].text)
    code = urlsafe_b64encode(MARK).decode().rstrip("=")
    await eva.press_data(f"wp:{code}:PE")  # as the button below words that nobody has answered says it
    await api.until(lambda: api.to(EVA) and "te aviso aquí" in api.to(EVA)[-1].text)
    assert "(1 de 5" in "".join(sent.text for sent in await eva.ask("/misdatos"))
    assert waiting(data) == 3
    ids = [str(person).encode() for person in (ANA, LUZ, EVA)]
    assert files_with(data, *ids, b"canario") == {}

    await luz.ask("/borrar")
    await luz.press("Sí, borrar todo")
    await api.until(lambda: "Borrado" in api.to(LUZ)[-1].text)
    assert waiting(data) == 2

    sent_before = {person: len(api.to(person)) for person in (ANA, LUZ, EVA)}
    database = await open_database(None, data)
    await give_to_entry(database, [MARK], "pe-ask-asylum")
    await database.close()
    (knowledge / "peru" / "asylum.yaml").write_text(known, encoding="utf-8")
    await api.until(lambda: waiting(data) == 0, 60)
    await asyncio.sleep(1.5)
    told = {person: api.to(person)[count:] for person, count in sent_before.items()}
    assert {person: len(sent) for person, sent in told.items()} == {ANA: 1, LUZ: 0, EVA: 1}
    assert told[ANA][0].text.startswith("Nos pediste que te avisáramos")
    assert "con tu carné de solicitante puedes trabajar" in told[ANA][0].text
    assert "Puedes pedir refugio en la oficina" in told[EVA][0].text
    assert files_with(data, *ids) == {}
