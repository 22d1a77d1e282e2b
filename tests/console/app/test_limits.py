"""What is too large, too much, too slow or of another kind is refused before a page sees it; faults tell nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest
from starlette.responses import JSONResponse, Response
from structlog.testing import capture_logs

import bot.console.reading as reading
import bot.console.server as server
from bot.accounts.records import AccountRefused
from bot.console.app.failures import Failed
from bot.console.app.forms import MOST_BYTES, MOST_FIELDS
from bot.console.app.page import EDITORS, EVERYBODY, Page
from bot.console.app.routes import console_routes
from bot.console.app.visit import Visit
from bot.console.guards import CONTENT_SECURITY_POLICY
from tests.console.app.house import House, console

KIB = 1024


async def echo(visit: Visit) -> Response:
    """Says what arrived."""
    file = visit.form.file("file")
    return JSONResponse(
        {
            "text": visit.form.text("text"),
            "all": visit.form.all("tick"),
            "ticked": visit.form.ticked("yes"),
            "bytes": None if file is None else len(file),
            "fields": len(visit.form.fields),
        }
    )


async def fault(visit: Visit) -> Response:
    raise RuntimeError("my secret sentence")


async def gone(visit: Visit) -> Response:
    raise Failed(404)


async def elsewhere(visit: Visit) -> Response:
    return visit.go(visit.form.text("path"))


PAGES = (
    Page("POST", "/-test-/echo", EVERYBODY, echo),
    Page("POST", "/-test-/upload", EVERYBODY, echo, upload=256 * KIB),
    Page("GET", "/-test-/fault", EVERYBODY, fault),
    Page("GET", "/-test-/gone", EVERYBODY, gone),
    Page("POST", "/-test-/elsewhere", EVERYBODY, elsewhere),
    Page("GET", "/-test-/needs", EVERYBODY, gone, needs=("usage",)),
    Page("POST", "/-test-/{country}/save", EDITORS, echo, country="country"),
)
ECHO, UPLOAD = "/console/-test-/echo", "/console/-test-/upload"


@pytest.fixture(autouse=True)
def with_test_pages(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "console_routes", partial(console_routes, pages=(*_real(), *PAGES)))
    house.app = console(house.accounts, house.clock)


def _real() -> tuple[Page, ...]:
    from bot.console.app.all_pages import ALL_PAGES

    return tuple(replace(page) for page in ALL_PAGES)


async def test_a_form_arrives_cleaned_of_control_signs(house: House) -> None:
    async with await house.signed_in("reader") as browser:
        said = {"text": "\x00 a\r\nb\x1b\x85 ñ\U0001f600 ", "tick": ["PE", "CL"], "yes": "on"}
        got = (await browser.post(ECHO, data=said)).json()
        empty = (await browser.post(ECHO)).json()
        broken = (await browser.post(ECHO, content=b"text=%ff%ed%a0%80&&=&a", headers=_kind())).json()
    assert (got["text"], got["all"], got["ticked"]) == ("a\nb ñ\U0001f600", ["PE", "CL"], True)
    assert empty == {"text": "", "all": [], "ticked": False, "bytes": None, "fields": 0}
    assert set(broken["text"]) == {"\ufffd"}


def _kind(kind: str = "application/x-www-form-urlencoded") -> dict[str, str]:
    return {"content-type": kind}


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"text=" + b"a" * (MOST_BYTES - 5), "application/x-www-form-urlencoded", 413),  # read, but longer than a text
        (b"text=" + b"a" * MOST_BYTES, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(MOST_FIELDS)), "application/x-www-form-urlencoded", 200),
        (b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1)), "application/x-www-form-urlencoded", 413),
        (b"a=1&" * 200_000, "application/x-www-form-urlencoded", 413),
        (b'{"text": 1}', "application/json", 415),
        (b"text=a", "text/plain", 415),
        (b"text=a", "multipart/form-data; boundary=x", 415),
        (b"text=a", "", 415),
    ],
)  # fmt: skip
async def test_what_is_too_much_or_of_another_kind_is_refused(
    house: House, content: bytes, kind: str, status: int
) -> None:
    async with await house.signed_in("reader") as browser:
        response = await browser.post(ECHO, content=content, headers=_kind(kind))
    assert response.status_code == status


async def test_a_body_without_length_is_counted_while_it_comes(house: House) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 64 * KIB
            yield b"a" * 64 * KIB

    async with await house.signed_in("reader") as browser:
        response = await browser.post(ECHO, content=endless(), headers=_kind())
    assert response.status_code == 413
    assert sent <= MOST_BYTES + 128 * KIB


async def test_a_body_that_comes_too_slowly_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr(reading, "SLOWEST_SECONDS", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"text="
        await asyncio.sleep(30)

    async with await house.signed_in("reader") as browser:
        response = await browser.post(ECHO, content=slow(), headers=_kind())
    assert response.status_code == 408


async def test_nobodys_body_is_not_read_at_all(house: House) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"text=a"

    async with house.browser() as browser:
        assert (await browser.post(ECHO, content=body(), headers=_kind())).status_code == 401
    async with await house.signed_in("editor") as editor:
        foreign = await editor.post("/console/-test-/CL/save", content=body(), headers=_kind())
    assert foreign.status_code == 404
    assert read == []


async def test_a_file_is_taken_within_the_pages_own_bound_and_its_name_is_not_kept(house: House) -> None:
    async with await house.signed_in("reader") as browser:
        names = ("../../x.yaml", "x.yaml\x00.png", "C:\\x", "\u202egnp.x", "")
        for name in names:
            sent = await browser.post(UPLOAD, data={"text": "a"}, files={"file": (name or "f", b"z" * 1000)})
            assert sent.json()["bytes"] == 1000
            assert sent.json()["text"] == "a"
        large = await browser.post(UPLOAD, files={"file": ("f", b"z" * 300 * KIB)})
        other = await browser.post(ECHO, files={"file": ("f", b"z")})
        broken = await browser.post(
            UPLOAD, content=b"--x\r\nbroken", headers=_kind("multipart/form-data; boundary=x")
        )
        many = await browser.post(UPLOAD, files=[("file", (f"f{n}", b"z")) for n in range(6)])
        none = await browser.post(UPLOAD, content=b"", headers=_kind("multipart/form-data"))
    assert [r.status_code for r in (large, other, many, none)] == [413, 415, 400, 400]
    assert broken.status_code in {200, 400}


async def test_fields_that_a_page_does_not_know_change_nothing(house: House) -> None:
    async with await house.signed_in("admin") as admin:
        more = {"name": "nina", "role": "reader", "admin": "true", "published": "true", "countries": "PE"}
        await admin.post("/console/people", data=more | {"roles": "admin"})
        await admin.post("/console/people/nina", data={"role": "reader", "name": "ana", "telegram": "1"})
    nina = await house.accounts.account("nina")
    assert nina is not None
    assert (nina.role, nina.countries, nina.telegram) == ("reader", (), False)


async def test_a_fault_is_a_plain_page_with_a_code_and_neither_shows_nor_logs_what_was_said(
    house: House,
) -> None:
    with capture_logs() as logs:
        async with await house.signed_in("reader") as browser:
            logs.clear()
            page = await browser.get("/console/-test-/fault?q=my+query")
    assert page.status_code == 500
    assert [entry["kind"] for entry in logs] == ["RuntimeError"]
    assert logs[0]["code"] in page.text
    for told in ("secret", "RuntimeError", "Traceback", "test_limits", "/work", "my query", "my+query"):
        assert told not in page.text.replace("back", ""), told
        assert told == "RuntimeError" or told == "test_limits" or told not in str(logs)
    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


async def test_a_page_whose_parts_are_missing_is_not_there(house: House) -> None:
    async with await house.signed_in("reader") as browser:
        for path in ("/console/-test-/needs", "/console/-test-/gone", "/console/nothing", "/console/", "/console/%00",
                     "/console/..%2fserver.py", "/console//evil.com"):  # fmt: skip
            response = await browser.get(path)
            assert response.status_code == 404, path
            assert "location" not in response.headers


@pytest.mark.parametrize("path", ["//evil.example", "/a//b", "/../x\\y", "@evil.example"])
async def test_a_page_cannot_send_a_browser_elsewhere(house: House, path: str) -> None:
    async with await house.signed_in("reader") as browser:
        response = await browser.post("/console/-test-/elsewhere", data={"path": path})
    location = response.headers.get("location", "/console")
    assert location.startswith("/console")
    assert "//" not in location


async def test_an_editor_of_peru_who_posts_to_chile_finds_nothing_there(house: House) -> None:
    async with await house.signed_in("editor") as editor, await house.signed_in("admin") as admin:
        own = await editor.post("/console/-test-/PE/save", data={"country": "CL", "text": "a"})
        foreign = await editor.post("/console/-test-/CL/save", data={"country": "PE", "text": "a"})
        assert (own.status_code, foreign.status_code) == (200, 404)
        assert (await admin.post("/console/-test-/CL/save", data={"text": "a"})).status_code == 200
    with pytest.raises(AccountRefused):
        await house.accounts.change("ana", "beto", "editor", ())
