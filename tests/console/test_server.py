"""What stands at which address: the chat or a plain page, health, metrics, files and Telegram's door."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.console.pages import HERE, STATIC, page_texts, preferred_language
from bot.console.server import SECRET_HEADER, WEBHOOK_BYTES
from tests.console.fake_desk import FakeDesk
from tests.console.visitor import pages, visitor

FILES = sorted(path.name for path in STATIC.iterdir())
SECRET = {SECRET_HEADER: "s" * 16, "content-type": "application/json"}


async def test_the_chat_stands_at_the_root_in_the_browsers_language() -> None:
    async with visitor(pages()) as client:
        spanish = await client.get("/", headers={"accept-language": "es-PE,es;q=0.9"})
        english = await client.get("/", headers={"accept-language": "en-US,en;q=0.9,es;q=0.8"})
    assert '<html lang="es">' in spanish.text
    assert "Escribe un mensaje" in spanish.text
    assert '<html lang="en">' in english.text
    assert "Write a message" in english.text


async def test_without_scripts_the_page_says_that_it_needs_them() -> None:
    async with visitor(pages()) as client:
        page = await client.get("/", headers={"accept-language": "es-EC"})
    noscript = page.text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "Este chat necesita JavaScript." in noscript


async def test_where_the_chat_is_off_the_root_says_what_this_is_and_nothing_can_be_sent() -> None:
    desk = FakeDesk()
    async with visitor(pages(desk, try_it=False)) as client:
        root = await client.get("/")
        chat = await client.post("/chat", json={"text": "hola"})
    assert "Rumbo tells migrants what options they have" in root.text
    assert "<script" not in root.text
    assert chat.status_code == 404
    assert desk.asked == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "es"),
        ("es", "es"),
        ("en-GB", "en"),
        ("pt-BR,pt;q=0.9,en;q=0.5", "en"),
        ("fr", "es"),
        ("x" * 9000, "es"),
        ("*", "es"),
        (", ,EN", "en"),
    ],
)
def test_the_page_speaks_the_first_language_that_it_has(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_both_languages_have_every_text_of_the_page() -> None:
    spanish, english = page_texts()["es"], page_texts()["en"]
    assert spanish.keys() == english.keys()
    assert all(said.strip() for said in (*spanish.values(), *english.values()))
    template = (HERE / "templates" / "try_it.html").read_text()
    script = (STATIC / "try_it.js").read_text() + (STATIC / "blocks.js").read_text()
    used = set(re.findall(r'(?:text|label)\("([a-z_]+)"\)', template))
    used |= set(re.findall(r'(?:say|translated)\((?:"[a-z]+", )?"([a-z_]+)"\)', script))
    assert used <= spanish.keys()


async def test_the_whole_page_is_small_enough_for_an_old_phone() -> None:
    async with visitor(pages()) as client:
        page = await client.get("/")
        wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        files = [await client.get(path) for path in wanted]
    assert wanted >= {"/static/try_it.js", "/static/blocks.js", "/static/links.js", "/static/try_it.css"}
    assert len(page.content) + sum(len(file.content) for file in files) < 60_000


async def test_the_page_names_no_other_address_and_needs_no_inline_script_or_style() -> None:
    async with visitor(pages()) as client:
        page = (await client.get("/")).text
    assert not re.search(r'(?:src|href|action)="(?!/static/)', page)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == [
        '<script type="application/json" id="texts">'
    ]


@pytest.mark.parametrize("name", FILES)
async def test_files_are_served_with_their_type_and_revalidated(name: str) -> None:
    types = {"js": "javascript", "css": "text/css", "json": "application/json", "svg": "image/svg+xml"}
    async with visitor(pages()) as client:
        response = await client.get(f"/static/{name}")
        again = await client.get(f"/static/{name}", headers={"if-none-match": response.headers["etag"]})
    assert types[name.rpartition(".")[2]] in response.headers["content-type"]
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/%00",
        "/static/try_it.js%00.css",
        "/static/",
        "/static//etc/passwd",
        "/static/" + "x" * 5000,
        "//evil.example/",
        "/chat/",
        "/docs",
        "/openapi.json",
    ],
)
async def test_there_is_nothing_at_any_other_address(path: str) -> None:
    async with visitor(pages()) as client:
        response = await client.get(f"http://127.0.0.1:8080{path}")
    assert response.status_code in {404, 405}
    assert "location" not in response.headers
    assert "import" not in response.text


@dataclass(frozen=True)
class Part:
    mode: str
    since: datetime


async def test_health_is_200_while_people_are_answered_and_503_when_not() -> None:
    report: dict[str, object] = {"ok": True, "telegram": Part("polling", datetime(2025, 3, 9, tzinfo=UTC))}
    async with visitor(pages(health=lambda: report)) as client:
        well = await client.get("/health")
        report["ok"] = False
        ill = await client.get("/health")
        del report["ok"]
        silent = await client.get("/health")
    assert (well.status_code, ill.status_code, silent.status_code) == (200, 503, 503)
    assert well.json()["telegram"] == {"mode": "polling", "since": "2025-03-09 00:00:00+00:00"}


async def test_metrics_are_in_the_form_that_prometheus_reads() -> None:
    async with visitor(pages()) as client:
        response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert "# TYPE python_info gauge" in response.text


# ---- Telegram's door ------------------------------------------------------------------------------------


class Door:
    """Notes what it is given and answers with a fixed status."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.given: list[tuple[bytes | None, str, bytes]] = []

    async def __call__(self, secret: bytes | None, content_type: str, body: bytes) -> int:
        self.given.append((secret, content_type, body))
        return self.status


@pytest.mark.parametrize("status", [200, 400, 403, 503])
async def test_the_handler_decides_the_status_of_an_update(status: int) -> None:
    door = Door(status)
    async with visitor(pages(webhook=("/telegram", door)), own_page=False) as client:
        response = await client.post("/telegram", content=b'{"update_id": 1}', headers=SECRET)
    assert response.status_code == status
    assert response.content == b""
    assert door.given == [(b"s" * 16, "application/json", b'{"update_id": 1}')]


@pytest.mark.parametrize("headers", [[], [(SECRET_HEADER, "a"), (SECRET_HEADER, "a")]])
async def test_without_one_secret_the_body_is_not_even_read(headers: list[tuple[str, str]]) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"{}"

    door = Door(403)
    async with visitor(pages(webhook=("/telegram", door)), own_page=False) as client:
        response = await client.post("/telegram", content=body(), headers=headers)
    assert response.status_code == 403
    assert [(secret, body) for secret, _, body in door.given] == [(None, b"")]
    assert read == []


async def test_an_update_beyond_one_mebibyte_is_refused_without_reaching_the_handler() -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(WEBHOOK_BYTES // 65536 + 1):
            yield b" " * 65536

    door = Door()
    async with visitor(pages(webhook=("/telegram", door)), own_page=False) as client:
        largest = await client.post("/telegram", content=b" " * WEBHOOK_BYTES, headers=SECRET)
        declared = await client.post("/telegram", content=b" " * (WEBHOOK_BYTES + 1), headers=SECRET)
        dripped = await client.post("/telegram", content=drip(), headers=SECRET)
    assert [r.status_code for r in (largest, declared, dripped)] == [200, 413, 413]
    assert len(door.given) == 1


async def test_the_door_is_not_there_by_polling_and_never_by_get() -> None:
    door = Door()
    async with visitor(pages(), own_page=False) as client:
        assert (await client.post("/telegram", headers=SECRET)).status_code in {403, 404}
    async with visitor(pages(webhook=("/telegram", door)), own_page=False) as client:
        assert (await client.get("/telegram", headers=SECRET)).status_code == 405
    assert door.given == []


async def test_a_secret_of_any_bytes_reaches_the_handler_as_it_came() -> None:
    door = Door(403)
    async with visitor(pages(webhook=("/telegram", door)), own_page=False) as client:
        await client.post(
            "/telegram", content=b"{}", headers={SECRET_HEADER: "\u00ff\u00e9".encode("latin-1")}
        )
    assert door.given[0][0] == b"\xff\xe9"


def test_the_texts_file_is_json_that_an_editor_can_open() -> None:
    assert set(json.loads((STATIC / "texts.json").read_text(encoding="utf-8"))) == {"es", "en"}
