"""Every route x every role x fourteen sets of headers, from the router: each is as the table says, and nothing else runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

import bot.console.server as server
from bot.accounts.records import ROLES
from bot.console.app.all_pages import ALL_PAGES
from bot.console.app.page import EDITORS, PREFIX, Page
from bot.console.app.routes import PageRoute, console_routes
from bot.console.app.services import Services
from bot.console.app.visit import Visit
from bot.console.guards import CONTENT_SECURITY_POLICY
from tests.console.app.house import COUNTRIES, LOCAL, House, console, open_house

TABLE = Path(__file__).with_name("rights.txt")
ENTRY = Page("POST", "/-test-/{country}/{entry}", EDITORS, lambda visit: done(visit), country="country")
PAGES = (*ALL_PAGES, ENTRY)
WHO = (None, *ROLES)
SIGNED_OUT = (303, 401)

# What a browser or a forger sends beside the request; whether a change is taken with it.
HEADERS: list[tuple[list[tuple[str, str]], bool]] = [
    ([("sec-fetch-site", "same-origin")], True),
    ([("sec-fetch-site", "cross-site")], False),
    ([("sec-fetch-site", "same-site")], False),
    ([("sec-fetch-site", "none")], False),
    ([("sec-fetch-site", "Same-Origin")], False),
    ([("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")], False),
    ([("sec-fetch-site", "cross-site"), ("origin", LOCAL)], False),
    ([("origin", LOCAL)], True),
    ([("origin", "http://evil.example")], False),
    ([("origin", "null")], False),
    ([("origin", "https://127.0.0.1:8080")], False),
    ([("origin", "http://127.0.0.1:8081")], False),
    ([("origin", "http://127.0.0.1:8080@evil.example")], False),
    ([("x-forwarded-host", "127.0.0.1:8080"), ("x-forwarded-for", "127.0.0.1")], False),
]
ASKED: list[str] = []


async def done(visit: Visit) -> Response:
    """In place of every page: notes that it was reached, and changes nothing."""
    ASKED.append(visit.page.path)
    return Response(status_code=204)


class Stubbed:
    """The console as it is, with every page's answer replaced, and one browser for each role."""

    def __init__(self, house: House, app: Starlette, browsers: dict[str | None, httpx.AsyncClient]) -> None:
        self.house, self.app, self.browsers = house, app, browsers


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stubbed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stubbed]:
    house = await open_house(tmp_path_factory.mktemp("rights") / "data", **everything())
    pages = tuple(replace(page, answer=done) for page in PAGES)
    cookies = {}
    for role in ROLES:
        async with await house.signed_in(role) as browser:
            cookies[role] = dict(browser.cookies)
    patch = pytest.MonkeyPatch()
    patch.setattr(server, "console_routes", partial(console_routes, pages=pages))
    app = console(house.accounts, house.clock, **everything())
    patch.undo()
    browsers: dict[str | None, httpx.AsyncClient] = {
        who: httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=LOCAL, cookies=cookies.get(who)
        )
        for who in WHO
    }
    yield Stubbed(house, app, browsers)
    for browser in browsers.values():
        await browser.aclose()
    await house.close()


def everything() -> dict[str, object]:
    """Something for every field of Services, so that every page is there."""
    return dict.fromkeys(
        (
            "understanding",
            "editing",
            "releases",
            "usage",
            "tasks",
            "health",
            "keeping",
            "subscriptions",
            "watching",
            "sheets",
            "unanswered",
        ),
        object(),
    )


def address(page: Page, country: str = "PE") -> str:
    """A path of the page, its parts filled in."""
    path = page.full_path
    for part in [x.strip("{}").partition(":")[0] for x in path.split("/") if x.startswith("{")]:
        value = country if part == page.country else "x"
        path = path.replace("{" + part + "}", value).replace("{" + part + ":path}", value)
    return path


def expected(page: Page, who: str | None, country: str, *, taken: bool) -> int:
    """The status by the table: posts from elsewhere 403; nobody 303 or 401; another role 403; another country 404."""
    if page.method == "POST" and not taken:
        return 403
    if not page.roles:
        return 204
    if who is None:
        return 303 if page.method == "GET" else 401
    if who not in page.roles:
        return 403
    foreign = page.country and who in {"editor", "reviewer"} and country not in COUNTRIES[who]  # type: ignore[index]
    return 404 if foreign else 204


def name(page: Page) -> str:
    return f"{page.method} {page.path or '/'}"


@pytest.mark.parametrize("page", PAGES, ids=name)
@pytest.mark.asyncio(loop_scope="module")
async def test_every_role_with_every_set_of_headers_gets_what_the_table_says(
    stubbed: Stubbed, page: Page
) -> None:
    for who, browser in stubbed.browsers.items():
        for headers, taken in HEADERS:
            for country in ("PE", "CL"):
                ASKED.clear()
                response = await browser.request(page.method, address(page, country), headers=headers)
                status = expected(page, who, country, taken=taken)
                assert response.status_code == status, (who, headers, country)
                assert len(ASKED) == (status == 204)
                if status == 303:
                    assert response.headers["location"] == f"{PREFIX}/enter"
                assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
                assert response.headers["cache-control"] == "no-store"
                assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "POST"], ids=name)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_sign_in_older_than_15_minutes_is_too_old_for_sensitive_steps_and_for_no_others(
    stubbed: Stubbed, page: Page
) -> None:
    own, clock = {"sec-fetch-site": "same-origin"}, stubbed.house.clock
    began = clock()
    try:
        for seconds, fresh in ((15 * 60, True), (15 * 60 + 1, False)):
            clock.now = began + timedelta(seconds=seconds)
            for who, browser in stubbed.browsers.items():
                ASKED.clear()
                response = await browser.post(address(page), headers=own)
                status = expected(page, who, "PE", taken=True)
                refused = page.fresh and not fresh and status == 204
                assert response.status_code == (403 if refused else status), (who, seconds)
                assert len(ASKED) == (status == 204 and not refused)
    finally:
        clock.now = began


@pytest.mark.parametrize("page", PAGES, ids=name)
@pytest.mark.asyncio(loop_scope="module")
async def test_under_another_host_nothing_is_served(stubbed: Stubbed, page: Page) -> None:
    own = {"sec-fetch-site": "same-origin"}
    for host in ("evil.example", "127.0.0.1:8080.evil.example", "localhost:1", "rumbo.example.org:8080", ""):
        ASKED.clear()
        for browser in stubbed.browsers.values():
            response = await browser.request(page.method, address(page), headers={**own, "host": host})
            assert response.status_code == 421
        assert ASKED == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "POST"], ids=name)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_other_method_changes_anything(stubbed: Stubbed, page: Page) -> None:
    browser = stubbed.browsers["admin"]
    override = {
        "x-http-method-override": "POST",
        "x-method-override": "POST",
        "sec-fetch-site": "same-origin",
    }
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
        ASKED.clear()
        await browser.request(method, address(page), params={"_method": "POST"}, headers=override)
        reached = [x for x in PAGES if x.path in ASKED and x.method == "POST"]
        shown = any(x.method == "GET" and x.path == page.path for x in PAGES)
        assert reached == [] or shown


@pytest.mark.parametrize("page", [page for page in PAGES if page.roles], ids=name)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_cookie_that_was_made_up_or_is_over_is_nobodys(stubbed: Stubbed, page: Page) -> None:
    house = stubbed.house
    async with await house.signed_in("reader") as reader:
        over = dict(reader.cookies)["rumbo-session"]
    await house.accounts.end_sessions("leo", "leo")
    for value in (over, "x" * 43, "", "admin", "ana", over[:-1] + "-"):
        ASKED.clear()
        headers = {"cookie": f"rumbo-session={value}", "sec-fetch-site": "same-origin"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=stubbed.app), base_url=LOCAL
        ) as browser:
            response = await browser.request(page.method, address(page), headers=headers)
        assert response.status_code in SIGNED_OUT
        assert ASKED == []
    async with await house.signed_in("reader") as again:
        stubbed.browsers["reader"].cookies = again.cookies


def test_every_route_under_console_is_a_page_with_its_rights(tmp_path: Path) -> None:
    routes = console_routes(_services(), pages=ALL_PAGES)
    strangers = [route for route in routes if not isinstance(route, PageRoute)]
    assert [route.path for route in strangers] == [PREFIX + "/{rest:path}"]
    assert all(isinstance(route, Route) for route in routes)
    pages = [(page.method, page.path) for page in ALL_PAGES]
    assert len(set(pages)) == len(pages)


def test_the_rights_are_those_that_were_agreed_on() -> None:
    """rights.txt is read by people: a page that opens to more roles than before shows up in the diff."""
    lines = [
        f"{page.method} {page.full_path} {','.join(r for r in ROLES if r in page.roles) or 'everybody'}"
        f"{' country' if page.country else ''}{' fresh' if page.fresh else ''}"
        for page in ALL_PAGES
    ]
    agreed = TABLE.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(agreed), "write the new lines into tests/console/app/rights.txt"


def test_a_page_with_a_country_in_its_path_says_so() -> None:
    for page in ALL_PAGES:
        if "{country}" in page.path:
            assert page.country == "country", page.path
        assert not page.country or "{" + page.country in page.path


def test_a_page_that_is_shown_in_the_menu_is_one_that_can_be_opened() -> None:
    for page in ALL_PAGES:
        assert not page.menu or (page.method == "GET" and "{" not in page.path and page.roles)


def _services() -> Services:
    return Services(accounts=object(), **everything(), release=object)  # type: ignore[arg-type]
