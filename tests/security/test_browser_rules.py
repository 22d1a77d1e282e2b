"""What a browser is told on every page of the console and beside it, by https and without, signed in and not."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.console.app.all_pages import ALL_PAGES
from bot.console.guards import HSTS
from tests.console.app.house import PUBLIC, House
from tests.console.visitor import pages, visitor

COOKIE_BYTES = 4096
# Pages that ask for a part which a small house lacks answer 404; their headers count all the same.
PATHS = sorted({re.sub(r"\{[^}]+\}", "PE", page.full_path) for page in ALL_PAGES if page.method == "GET"})
OTHERS = [
    "/",
    "/healthz",
    "/readyz",
    "/static/console.css",
    "/static/icon.svg",
    "/static/none",
    "/none",
    "/console/no",
]


async def take(secret: bytes | None, content_type: str, body: bytes) -> int:
    return 200


async def answers(house: House, **headers: str) -> list[httpx.Response]:
    """Every page as an admin sees it, and what stands beside the console."""
    async with await house.signed_in("admin") as browser:
        if headers:  # the cookie has another name by https
            token = dict(browser.cookies)["rumbo-session"]
            headers |= {"cookie": f"__Host-rumbo-session={token}"}
        return [await browser.get(path, headers=headers) for path in (*PATHS, *OTHERS)]


async def test_by_https_the_browser_keeps_to_https_for_a_year_with_all_names_below(house: House) -> None:
    for response in await answers(house, host=PUBLIC):
        assert response.headers["strict-transport-security"] == HSTS, response.url
    age = int(re.findall(r"max-age=(\d+)", HSTS)[0])
    assert age >= 365 * 86_400
    assert "includeSubDomains" in HSTS


async def test_even_a_refusal_and_the_webhook_say_so_and_this_machine_by_http_does_not(house: House) -> None:
    app = pages(public_host=PUBLIC, webhook=("/hook", take))
    async with visitor(app, own_page=False) as client:
        for method, path in (("POST", "/chat"), ("POST", "/hook"), ("TRACE", "/"), ("GET", "/nowhere")):
            response = await client.request(method, path, headers={"host": PUBLIC})
            assert response.headers["strict-transport-security"] == HSTS
        assert "strict-transport-security" not in (await client.get("/")).headers


async def test_every_answer_has_a_policy_that_runs_nothing_but_our_files_and_is_framed_by_nobody(
    house: House,
) -> None:
    for response in await answers(house):
        policy = response.headers["content-security-policy"]
        rules = dict(rule.partition(" ")[::2] for rule in policy.split("; "))
        assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == "'none'"
        assert rules["frame-ancestors"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in response.headers


async def test_what_has_a_body_says_what_it_is_and_in_which_letters(house: House) -> None:
    for response in await answers(house):
        if not response.content:
            continue
        kind = response.headers["content-type"]
        if kind.startswith("text/") or kind.partition(";")[0].endswith(("xml", "javascript")):
            assert "charset=utf-8" in kind, (response.url, kind)
        assert response.text.startswith("<!doctype html>") == kind.startswith("text/html"), response.url


async def test_no_page_of_a_person_is_kept_by_a_browser_or_a_proxy(house: House) -> None:
    for response in await answers(house):
        kept = response.headers["cache-control"]
        static = response.url.path.startswith("/static/")
        assert kept == ("no-cache" if static and response.status_code == 200 else "no-store"), response.url


@pytest.mark.parametrize("path", ["/static", "/static/", "/static/../server.py", "/static/%2e%2e/server.py",
                                  "/.git/config", "/.env", "/static/.git/HEAD", "/docs", "/openapi.json", "/static//",
                                  "/static/..%2f..%2fsettings.py", "/console/static/"])  # fmt: skip
async def test_nothing_is_listed_and_nothing_of_the_project_is_served(path: str) -> None:
    async with visitor(pages()) as client:
        response = await client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/plain")


async def test_only_files_for_browsers_lie_in_the_folder_that_is_served() -> None:
    app = pages()
    folders = [route for route in app.routes if isinstance(route, Mount)]
    assert [route.path for route in folders] == ["/static"]
    from bot.console.pages import STATIC

    assert {file.suffix for file in STATIC.rglob("*") if file.is_file()} <= {
        ".css",
        ".js",
        ".svg",
        ".json",
        ".woff2",
    }


async def test_figures_and_troubles_of_the_process_are_not_told_to_the_whole_world() -> None:
    async with visitor(pages(public_host=PUBLIC)) as client:
        for path in ("/health", "/metrics"):
            assert (await client.get(path, headers={"host": PUBLIC})).status_code == 404
            assert (await client.get(path, headers={"host": PUBLIC.upper()})).status_code == 404
            assert (await client.get(path)).status_code == 200
        for path in ("/healthz", "/readyz"):
            response = await client.get(path, headers={"host": PUBLIC})
            assert response.text in {"ok", "ready"}


async def test_nobody_is_sent_from_http_to_https_or_to_another_host() -> None:
    app: Starlette = pages(public_host=PUBLIC)
    async with visitor(app) as client:
        for path in ("/", "//evil.example", "/static", "/console//evil.example", "/chat/"):
            for host in ("127.0.0.1:8080", PUBLIC):
                location = (await client.get(path, headers={"host": host})).headers.get("location", "/")
                assert re.fullmatch(r"/(?!/).*", location + " ") or location == "/"


async def test_every_cookie_is_out_of_reach_of_scripts_bound_to_this_host_and_small(house: House) -> None:
    token = await house.accounts.new_link("ana", "ana")
    given: dict[str, str] = {}
    async with house.browser(host=PUBLIC) as browser:
        steps: list[tuple[str, str, dict[str, str]]] = [
            ("GET", "/console/enter", {}),
            ("POST", "/console/enter", {"token": token}),
            ("POST", "/console/language", {"language": "en"}),
            ("POST", "/console/people/beto", {"role": "reader"}),
            ("POST", "/console/people/beto", {"role": "reader" * 300}),
            ("POST", "/console/leave", {}),
        ]
        for method, path, data in steps:
            cookies = "; ".join(f"{name}={value}" for name, value in given.items())
            form = data | {"door": given.get("__Host-rumbo-door", "")} if method == "POST" else None
            response = await browser.request(method, path, data=form, headers={"cookie": cookies})
            for line in response.headers.get_list("set-cookie"):
                (name, cookie), *none = SimpleCookie(line).items()
                assert none == []
                assert name.startswith("__Host-"), line
                assert cookie["secure"], line
                assert cookie["httponly"], line
                assert cookie["samesite"] == "strict", line
                assert cookie["path"] == "/", line
                assert cookie["domain"] == "", line
                assert len(name) + len(cookie.value) <= COOKIE_BYTES
                given[name] = cookie.value
                if name.endswith("session") and cookie.value:
                    assert cookie.value not in response.text
    assert set(given) == {f"__Host-rumbo-{name}" for name in ("door", "session", "said", "language")}
    assert given["__Host-rumbo-session"] == ""


async def test_neither_the_session_nor_a_link_stands_in_any_page_or_address(house: House) -> None:
    link = await house.accounts.new_link("ana", "beto")
    async with await house.signed_in("admin") as browser:
        session = dict(browser.cookies)["rumbo-session"]
        for path in PATHS:
            response = await browser.get(path)
            for secret in (session, link):
                assert secret not in response.text, path
                assert secret not in response.headers.get("location", ""), path


async def test_the_chats_cookie_is_bound_to_this_host_too() -> None:
    async with visitor(pages(public_host=PUBLIC)) as client:
        own = {"host": PUBLIC, "sec-fetch-site": "same-origin"}
        first = await client.post("/chat", json={"text": "hola"}, headers=own)
        (name, cookie), *_ = SimpleCookie(first.headers["set-cookie"]).items()
        assert name == "__Host-rumbo_chat"
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("strict", "/", "")
        again = await client.post(
            "/chat", json={"text": "hola"}, headers=own | {"cookie": f"{name}={cookie.value}"}
        )
        assert "set-cookie" not in again.headers, "it is known again"


async def test_every_page_shows_the_way_out(house: House) -> None:
    shown = [r for r in await answers(house) if r.status_code == 200 and r.text.startswith("<!doctype")]
    console = [r for r in shown if r.url.path.startswith("/console") and r.url.path != "/console/enter"]
    assert len(console) >= 5
    for response in console:
        assert re.search(r'<form method="post" action="/console/leave"[^>]*><button', response.text), (
            response.url
        )


async def test_a_field_in_the_address_is_no_field_of_the_form_and_of_two_the_first_counts(
    house: House,
) -> None:
    async with await house.signed_in("admin") as admin:
        form = {"content-type": "application/x-www-form-urlencoded"}
        twice = b"name=nina&role=reader&role=admin"
        await admin.post("/console/people?role=admin&name=otra", content=twice, headers=form)
        await admin.post("/console/people?name=vera&role=admin", content=b"", headers=form)
    people = {account.name: account.role for account in await house.accounts.people()}
    assert people["nina"] == "reader"
    assert not {"otra", "vera"} & set(people)
