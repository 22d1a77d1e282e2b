"""Slow connections, sessions that end while somebody types, a database that goes away, addresses that nobody types."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from bot.console.static_files import FOREVER, version
from bot.editing.sheets.child import Job, answer
from bot.storage.engine import DatabaseAwayError
from tests.console.app.house import House

TYPED = {"name": 'new"><script>alert(1)</script>', "role": "reader", "token": "a-secret"}


def hidden_of(page: str) -> dict[str, str]:
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {unescape(name): unescape(value) for name, value in found}


# ---- what was typed --------------------------------------------------------------------------------------


async def test_what_was_typed_is_given_back_where_the_session_ended(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        house.clock.move(minutes=31)
        page = await browser.post("/console/people", data=TYPED)
    assert page.status_code == 401
    assert hidden_of(page.text) == {"name": TYPED["name"], "role": "reader"}
    assert 'action="/console/people"' in page.text
    assert "<script>alert" not in page.text
    async with await house.signed_in("admin") as again:
        sent = await again.post("/console/people", data=hidden_of(page.text) | {"name": "nora"})
    assert sent.status_code in {200, 303}
    assert await house.accounts.account("nora") is not None


async def test_what_was_typed_is_given_back_where_nobody_can_be_looked_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise DatabaseAwayError("stopped")

    async with await house.signed_in("admin") as browser:
        monkeypatch.setattr(house.accounts, "signed_in", away)
        page = await browser.post("/console/people", data=TYPED)
        too_much = await browser.post("/console/people", data={"name": "x" * 300_000})
        shown = await browser.get("/console/people")
    assert (page.status_code, too_much.status_code, shown.status_code) == (503, 503, 503)
    assert hidden_of(page.text)["name"] == TYPED["name"]
    assert not hidden_of(too_much.text)
    assert not hidden_of(shown.text)


async def test_a_refusal_gives_nothing_back(house: House) -> None:
    async with await house.signed_in("reader") as browser:
        page = await browser.post("/console/people", data=TYPED)
    assert page.status_code == 403
    assert not hidden_of(page.text)


# ---- addresses -------------------------------------------------------------------------------------------


async def test_an_address_with_a_nul_is_refused_before_any_page(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        assert (await browser.get("/console/people/a%00b")).status_code == 404
        assert (await browser.get("/console/audit?who=a%00b")).status_code == 400
        assert (await browser.get("/console/people")).status_code == 200


# ---- slow connections ------------------------------------------------------------------------------------


async def test_pages_are_packed_for_rumbos_own_pages_only(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        own = await browser.get("/console/people")
        plain = await browser.get("/console/people", headers={"accept-encoding": "gzip;q=0, br"})
        other = await browser.get("/console/people", headers={"sec-fetch-site": "cross-site"})
        unsaid = httpx.AsyncClient(transport=browser._transport, base_url=browser.base_url)
        unsaid.cookies = browser.cookies
        old = await unsaid.get("/console/people")
    assert own.headers["content-encoding"] == "gzip"
    assert int(own.headers["content-length"]) < len(own.content) / 2
    for response in (plain, other, old):
        assert "content-encoding" not in response.headers
        assert "accept-encoding" in response.headers["vary"]
        assert response.text.startswith("<!doctype html>")
    assert own.headers["cache-control"] == "no-store"


async def test_files_are_kept_for_good_under_the_version_of_their_content_only(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        page = await browser.get("/console")
        links = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
        assert f"/static/console.css?v={version('console.css')}" in links
        for link in links:
            assert (await browser.get(link)).headers["cache-control"] == FOREVER, link
        for link in ("/static/console.css", "/static/console.css?v=0123456789ab", "/static/console.css?v="):
            assert (await browser.get(link)).headers["cache-control"] == "no-cache", link
        assert (await browser.get("/static/none.css?v=")).headers["cache-control"] != FOREVER


async def test_nothing_weighs_more_than_150_kb_at_the_first_load(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        for path in (
            "/console",
            "/console/people",
            "/console/coverage",
            "/console/audit",
            "/console/sessions",
        ):
            page = await browser.get(path)
            assert page.status_code == 200, path
            links = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
            files = [await browser.get(link) for link in links]
            sizes = [int(x.headers.get("content-length") or len(x.content)) for x in (page, *files)]
            assert sum(sizes) < 150_000, path


# ---- the disk --------------------------------------------------------------------------------------------


def test_a_full_disk_is_not_told_as_a_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.editing.sheets.child.look", full)
    assert answer(Job("", "PE", "2026-11-26", "look"), b"x") == ("failed", b"")
