"""Pages to keep on the web: beside the try-it chat, for covered countries, under a policy that lets nothing run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.console.server import build_app
from bot.takeaway.html import POLICY
from tests.console.fake_desk import FakeDesk
from tests.console.visitor import visitor
from tests.takeaway.small import takeaway_release

RELEASE = takeaway_release()


def site(*, try_it: bool = True) -> httpx.AsyncClient:
    app = build_app(
        FakeDesk(),
        try_it=try_it,
        health=lambda: {"ok": True},
        webhook=None,
        takeaway=lambda: (RELEASE, "RumboAyudaBot"),
    )
    return visitor(app)


@pytest.fixture
async def web() -> AsyncIterator[httpx.AsyncClient]:
    async with site() as client:
        yield client


async def test_the_page_comes_in_the_language_asked_for(web: httpx.AsyncClient) -> None:
    spanish = await web.get("/takeaway/PE.html?language=es")
    assert spanish.status_code == 200
    assert '<html lang="es">' in spanish.text
    assert '<html lang="en">' in (await web.get("/takeaway/pe.html?language=en")).text
    assert (
        '<html lang="en">' in (await web.get("/takeaway/PE.html", headers={"accept-language": "en-GB"})).text
    )


async def test_the_page_shows_under_a_policy_of_its_own_and_keeps_the_other_headers(
    web: httpx.AsyncClient,
) -> None:
    response = await web.get("/takeaway/PE.html")
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


async def test_the_code_leads_to_the_bot(web: httpx.AsyncClient) -> None:
    assert "https://t.me/RumboAyudaBot?start=verify-" in (await web.get("/takeaway/PE.txt")).text


async def test_a_city_is_printed_where_it_is_known_and_never_echoed_where_it_is_not(
    web: httpx.AsyncClient,
) -> None:
    assert "Lima, Perú" in (await web.get("/takeaway/PE.html?language=es&city=lima")).text
    assert "Atlantis" not in (await web.get("/takeaway/PE.html?city=Atlantis<script>")).text


async def test_the_picture_and_the_sheet_are_drawn(web: httpx.AsyncClient) -> None:
    picture, sheet = await web.get("/takeaway/PE.png"), await web.get("/takeaway/PE.pdf")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert (sheet.headers["content-type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    "path", ["/takeaway/ZZ.html", "/takeaway/CL.pdf", "/takeaway/PE.exe", "/takeaway/PE"]
)
async def test_what_is_not_covered_is_not_there(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404


async def test_without_the_try_it_chat_there_are_no_pages_either() -> None:
    async with site(try_it=False) as client:
        assert (await client.get("/takeaway/PE.html")).status_code == 404
