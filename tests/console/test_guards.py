"""Every page carries the security headers, and only Rumbo's own page, under its own name, can send anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Mount
from structlog.testing import capture_logs

from bot.console.guards import CONTENT_SECURITY_POLICY, read_site
from tests.console.fake_desk import FakeDesk
from tests.console.visitor import LOCAL, pages, visitor

HELLO = {"text": "hola"}


async def take_all(secret: bytes | None, content_type: str, body: bytes) -> int:
    return 200


def every_path() -> list[str]:
    """The paths of the router, so that a new route cannot be forgotten here."""
    app = pages(webhook=("/telegram", take_all))
    named = [f"{r.path}/try_it.css" if isinstance(r, Mount) else r.path for r in app.routes]
    return [*named, "/static/none", "/nowhere"]


@pytest.mark.parametrize("path", every_path())
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
async def test_every_route_carries_the_security_headers_whatever_it_answers(path: str, method: str) -> None:
    async with visitor(pages(webhook=("/telegram", take_all))) as client:
        response = await client.request(method, path)
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["cache-control"] in {"no-store", "no-cache"}
    assert "server" not in response.headers
    assert "access-control-allow-origin" not in response.headers


async def test_only_files_that_hold_nothing_about_anybody_may_be_kept_by_a_browser() -> None:
    async with visitor(pages()) as client:
        assert (await client.get("/static/try_it.css")).headers["cache-control"] == "no-cache"
        for path in ("/", "/health", "/metrics"):
            assert (await client.get(path)).headers["cache-control"] == "no-store"
        assert (await client.post("/chat", json=HELLO)).headers["cache-control"] == "no-store"


def test_the_policy_allows_nothing_but_our_own_files() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


SAME = "http://127.0.0.1:8080"
CROSS_ORIGIN = [
    ([("sec-fetch-site", "same-origin")], 200),
    ([("sec-fetch-site", "cross-site")], 403),
    ([("sec-fetch-site", "same-site")], 403),
    ([("sec-fetch-site", "none")], 403),
    ([("sec-fetch-site", "Same-Origin")], 403),
    ([("sec-fetch-site", "")], 403),
    ([("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")], 403),
    ([("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], 403),
    ([("sec-fetch-site", "cross-site"), ("origin", SAME)], 403),
    ([("origin", SAME)], 200),
    ([("origin", "http://127.0.0.1")], 403),
    ([("origin", "http://127.0.0.1:8081")], 403),
    ([("origin", "https://127.0.0.1:8080")], 403),
    ([("origin", "http://localhost:8080")], 403),
    ([("origin", "http://evil.example")], 403),
    ([("origin", "http://127.0.0.1:8080.evil.example")], 403),
    ([("origin", "http://127.0.0.1:8080@evil.example")], 403),
    ([("origin", "http://evil@127.0.0.1:8080")], 403),
    ([("origin", "http://127.0.0.1:8080/")], 403),
    ([("origin", "null")], 403),
    ([("origin", "")], 403),
    ([("origin", "http://[::1")], 403),
    ([("origin", "http://127.0.0.1:99999")], 403),
    ([("origin", SAME), ("origin", SAME)], 403),
    ([], 403),
    ([("cookie", "rumbo_chat=anything")], 403),
    ([("x-forwarded-host", "127.0.0.1:8080"), ("x-forwarded-for", "127.0.0.1")], 403),
]


@pytest.mark.parametrize(("headers", "status"), CROSS_ORIGIN)
async def test_a_message_is_taken_from_our_own_page_only(headers: list[tuple[str, str]], status: int) -> None:
    desk = FakeDesk()
    async with visitor(pages(desk), own_page=False) as client:
        response = await client.post("/chat", json=HELLO, headers=headers)
    assert response.status_code == status
    assert len(desk.asked) == (1 if status == 200 else 0)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_no_other_method_changes_anything(method: str) -> None:
    desk = FakeDesk()
    async with visitor(pages(desk)) as client:
        response = await client.request(method, "/chat", params={"_method": "POST"}, json=HELLO)
        again = await client.get("/", headers={"x-http-method-override": "POST"})
    assert response.status_code == 405
    assert again.status_code == 200
    assert desk.asked == []


HOSTS = [
    ("127.0.0.1:8080", 200),
    ("localhost:8080", 200),
    ("LocalHost:8080", 200),
    ("[::1]:8080", 200),
    ("127.0.0.1", 421),
    ("localhost:8081", 421),
    ("evil.example", 421),
    ("evil.example:8080", 421),
    ("localhost.evil.example:8080", 421),
    ("127.0.0.1:8080@evil.example", 421),
    ("127.0.0.1:8080/", 421),
    ("", 421),
    ("[::1", 421),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
@pytest.mark.parametrize("path", ["/", "/health", "/static/try_it.js"])
async def test_this_machines_pages_are_not_read_under_another_name(path: str, host: str, status: int) -> None:
    async with visitor(pages()) as client:
        response = await client.get(path, headers={"host": host})
    assert response.status_code == status
    assert status == 200 or response.text == "Open this page at http://localhost:8080."


async def test_two_host_headers_are_refused() -> None:
    async with visitor(pages()) as client:
        response = await client.get("/", headers=[("host", "127.0.0.1:8080"), ("host", "127.0.0.1:8080")])
    assert response.status_code == 421


async def test_a_server_for_others_goes_by_any_name_but_still_takes_messages_from_its_own_page_only() -> None:
    async with visitor(pages(), "http://10.0.0.7:8080", own_page=False) as client:
        named = {"host": "rumbo.example"}
        assert (await client.get("/", headers=named)).status_code == 200
        own = await client.post("/chat", json=HELLO, headers={**named, "origin": "http://rumbo.example"})
        other = await client.post("/chat", json=HELLO, headers={**named, "origin": "http://10.0.0.7:8080"})
    assert own.status_code == 200
    assert other.status_code == 403


async def test_behind_a_proxy_the_public_name_is_served_and_its_page_is_the_https_one() -> None:
    app = pages(public_host="rumbo.example")
    async with visitor(app, own_page=False) as client:
        named = {"host": "Rumbo.example"}
        assert (await client.get("/", headers=named)).status_code == 200
        assert (await client.get("/", headers={"host": "evil.example"})).status_code == 421
        own = await client.post("/chat", json=HELLO, headers={**named, "origin": "https://rumbo.example"})
        plain = await client.post("/chat", json=HELLO, headers={**named, "origin": "http://rumbo.example"})
    assert own.status_code == 200
    assert "secure" in own.headers["set-cookie"].lower()
    assert plain.status_code == 403


async def test_the_webhook_is_reached_under_any_name_and_from_anywhere() -> None:
    async with visitor(pages(webhook=("/telegram", take_all)), own_page=False) as client:
        secret = {"host": "rumbo.example", "x-telegram-bot-api-secret-token": "s" * 16}
        response = await client.post("/telegram", json={}, headers=secret)
    assert response.status_code == 200


async def test_a_fault_shows_and_logs_nothing_of_what_was_said() -> None:
    desk = FakeDesk(fault=RuntimeError("my secret sentence"))
    with capture_logs() as logs:
        async with visitor(pages(desk)) as client:
            response = await client.post("/chat", json={"text": "my secret sentence"})
    assert response.status_code == 500
    assert response.text == "Something went wrong here. Try again."
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert [(entry["event"], entry["kind"]) for entry in logs] == [("page failed", "RuntimeError")]
    assert "secret" not in str(logs)


async def test_an_ordinary_message_logs_nothing_at_all() -> None:
    with capture_logs() as logs:
        async with visitor(pages()) as client:
            await client.post("/chat", json={"text": "my secret sentence"})
            await client.post("/chat", json={"text": ""})
    assert logs == []


@given(st.text(max_size=60))
def test_any_text_is_either_an_exact_site_or_none(text: str) -> None:
    site = read_site(text)
    if site is not None:
        scheme, host, port = site
        assert text.lower().startswith(f"{scheme}://")
        assert host in text.lower()
        assert 0 <= port <= 65535


@given(st.sampled_from(["http", "https"]), st.integers(1, 65535))
def test_a_site_is_read_with_its_default_port(scheme: str, port: int) -> None:
    assert read_site(f"{scheme}://rumbo.example:{port}") == (scheme, "rumbo.example", port)
    assert read_site(f"{scheme}://rumbo.example") == (
        scheme,
        "rumbo.example",
        443 if scheme == "https" else 80,
    )
    assert read_site(f"{LOCAL}/path") is None
