"""Who asks for what is not theirs is written down; who guesses is slowed by the address that the proxy saw."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import httpx
import pytest
from starlette.requests import Request
from structlog.testing import capture_logs

import bot.console.server as server
from bot.accounts.brake import FREE, Brake
from bot.accounts.desk import Accounts
from bot.console.app.addresses import address_of
from bot.console.app.all_pages import ALL_PAGES
from bot.console.app.page import EDITORS, Page
from bot.console.app.routes import console_routes
from bot.console.refused import Refusals
from tests.console.app.house import LOCAL, PUBLIC, House, console, door_of, enter
from tests.console.app.test_limits import echo
from tests.console.visitor import pages, visitor
from tests.storage.kit import KEYS


async def denials(house: House) -> list[tuple[str, str, str | None]]:
    return [(x.who, x.target, x.country) for x in await house.accounts.deeds(50) if x.did == "denied"]


async def test_a_page_of_another_role_is_refused_and_stands_in_the_audit_log_once_a_minute(
    house: House,
) -> None:
    async with await house.signed_in("editor") as editor:
        for _ in range(5):
            assert (await editor.get("/console/people")).status_code == 403
        assert (await editor.post("/console/people/leo/remove")).status_code == 403
        assert sorted(await denials(house)) == [
            ("beto", "GET /people", None),
            ("beto", "POST /people/{name}/remove", None),
        ]
        house.clock.move(seconds=61)
        assert (await editor.get("/console/people")).status_code == 403
    assert len(await denials(house)) == 3


async def test_another_country_is_noted_with_its_code(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page("POST", "/-test-/{country}/save", EDITORS, echo, country="country")
    real = tuple(replace(each) for each in ALL_PAGES)
    monkeypatch.setattr(server, "console_routes", partial(console_routes, pages=(*real, page)))
    house.app = console(house.accounts, house.clock)
    async with await house.signed_in("editor") as editor:
        assert (await editor.post("/console/-test-/CL/save")).status_code == 404
        house.clock.move(minutes=2)
        assert (await editor.post("/console/-test-/%3Cscript%3E%0Ax/save")).status_code == 404
    asked = "POST /-test-/{country}/save"
    assert await denials(house) == [("beto", asked, None), ("beto", asked, "CL")]


async def test_an_admin_reads_of_it_in_words(house: House) -> None:
    async with await house.signed_in("editor") as editor, await house.signed_in("admin") as admin:
        await editor.get("/console/people")
        page = await admin.get("/console/audit")
    assert "quiso entrar sin permiso en" in page.text


async def test_signing_in_is_logged_whether_it_works_or_not_and_the_log_opens_nothing(house: House) -> None:
    good, wrong = await house.accounts.new_link("ana", "beto"), "w" * 43
    with capture_logs() as lines:
        async with house.browser() as browser:
            await enter(browser, wrong)
            await enter(browser, good)
    assert [line["event"] for line in lines] == ["sign-in refused"]
    for secret in (good, wrong, "beto", "127.0.0.1"):
        assert secret not in str(lines)
    deeds = [(x.who, x.did) for x in await house.accounts.deeds(10)]
    assert ("beto", "signed_in") in deeds


async def test_requests_that_are_refused_at_the_door_are_counted_in_the_log_and_do_not_fill_it() -> None:
    app = pages()
    with capture_logs() as lines:
        async with visitor(app, own_page=False) as client:
            for _ in range(50):
                await client.post(
                    "/chat", json={"text": "my secret"}, headers={"sec-fetch-site": "cross-site"}
                )
                await client.get("/?q=my-secret", headers={"host": "evil.example"})
    assert sorted(line["why"] for line in lines) == [
        "a change that no page of ours sent",
        "another host name",
    ]
    assert "secret" not in str(lines)
    assert "evil" not in str(lines)


def test_a_minute_later_the_next_line_says_how_many_there_were() -> None:
    now = 0.0
    refusals = Refusals(lambda: now)
    with capture_logs() as lines:
        for _ in range(3):
            refusals.note("another host name")
        now = 60.0
        refusals.note("another host name")
    assert [line["number"] for line in lines] == [1, 3]


# ---- where a request comes from ---------------------------------------------------------------------------


def asked_from(seen: str, forwarded: list[str], *, https: bool) -> str:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scheme = "https" if https else "http"
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "scheme": scheme,
        "headers": headers,
        "query_string": b"",
    }
    return address_of(Request(scope | {"client": (seen, 1), "server": ("127.0.0.1", 8080)}))


@pytest.mark.parametrize(
    ("seen", "forwarded", "https", "address"),
    [
        ("198.51.100.7", ["203.0.113.9"], False, "198.51.100.7"),  # nobody is in front: the header is a stranger's
        ("172.18.0.1", ["203.0.113.9"], True, "203.0.113.9"),
        ("172.18.0.1", ["1.1.1.1, 2.2.2.2, 203.0.113.9"], True, "203.0.113.9"),
        ("172.18.0.1", ["1.1.1.1", "203.0.113.9"], True, "203.0.113.9"),
        ("172.18.0.1", ["203.0.113.9, <script>"], True, "172.18.0.1"),
        ("172.18.0.1", ["203.0.113.9, "], True, "172.18.0.1"),
        ("172.18.0.1", [], True, "172.18.0.1"),
        ("::ffff:203.0.113.9", [], False, "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", [], False, "2001:db8:1:2::/64"),
        ("172.18.0.1", ["2001:db8:1:2::9"], True, "2001:db8:1:2::/64"),
    ],
)  # fmt: skip
def test_only_what_the_proxy_itself_saw_is_believed(
    seen: str, forwarded: list[str], https: bool, address: str
) -> None:
    assert asked_from(seen, forwarded, https=https) == address


async def test_behind_a_proxy_one_who_guesses_slows_down_nobody_else(house: House) -> None:
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    accounts = Accounts(house.database, KEYS, Brake(sleep=note))
    house.app, house.accounts = console(accounts, house.clock), accounts
    for number in range(FREE + 3):
        assert (await guess(house, "w" * 43, f"10.9.9.{number}, 203.0.113.9")).status_code == 403
    assert len(waits) == 3, "other addresses before the last one change nothing"
    waits.clear()
    good = await accounts.new_link("ana", "beto")
    assert (await guess(house, good, "203.0.113.80")).status_code == 303
    assert waits == []


async def guess(house: House, token: str, forwarded: str) -> httpx.Response:
    async with house.browser(LOCAL, host=PUBLIC) as browser:
        page = await browser.get("/console/enter")
        door = page.headers["set-cookie"].split("=")[1].split(";")[0]
        headers = {"cookie": f"__Host-rumbo-door={door}", "x-forwarded-for": forwarded}
        return await browser.post("/console/enter", data={"door": door, "token": token}, headers=headers)


async def test_the_door_is_of_one_browser(house: House) -> None:
    async with house.browser() as one, house.browser() as other:
        assert await door_of(one) != await door_of(other)
