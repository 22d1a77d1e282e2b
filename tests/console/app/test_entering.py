"""Signing in and out: a link that a robot opens is not used up, a browser that did not open the page gets nowhere."""

from __future__ import annotations

import pytest

from bot.accounts.desk import Accounts
from bot.console.app.pages.entering import device_of
from bot.console.app.words import words_of
from bot.storage.engine import open_database
from tests.console.app.house import LOCAL, PUBLIC, House, console, door_of, enter
from tests.storage.kit import KEYS

WRONG = words_of("es").say("enter_wrong")


async def test_link_page_button_home_and_out_again(house: House) -> None:
    token = await house.accounts.new_link("ana", "beto")
    async with house.browser() as browser:
        entered = await enter(browser, token)
        assert entered.headers["location"] == "/console"
        assert "Hola, beto" in (await browser.get("/console")).text
        out = await browser.post("/console/leave")
        assert out.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert (await browser.get("/console")).headers["location"] == "/console/enter"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_preview_robot_uses_no_link_up(house: House, method: str) -> None:
    token = await house.accounts.new_link("ana", "beto")
    async with house.browser() as robot:
        for path in ("/console/enter", f"/console/enter?token={token}", f"/console/enter/{token}"):
            await robot.request(method, path)
    async with house.browser() as browser:
        assert (await enter(browser, token)).status_code == 303


async def test_every_link_that_does_not_work_gets_the_same_page(house: House) -> None:
    used = await house.accounts.new_link("ana", "beto")
    async with house.browser() as browser:
        await enter(browser, used)
    old = await house.accounts.new_link("ana", "rita")
    newer = await house.accounts.new_link("ana", "rita")
    late = await house.accounts.new_link("ana", "leo")
    house.clock.move(minutes=5)
    good = await house.accounts.new_link("ana", "rita")
    house.clock.move(minutes=6)
    pages = set()
    for token in (used, old, newer, late, good[:-1], good + "A", "", "x" * 43, "x" * 399, "#", "\u202e"):
        async with house.browser() as browser:
            door = await door_of(browser)
            page = await browser.post("/console/enter", data={"door": door, "token": token})
        assert page.status_code == 403
        assert WRONG in page.text
        assert "rumbo-session" not in page.cookies
        pages.add(page.text.replace(door, ""))
    assert len(pages) == 1
    async with house.browser() as browser:
        assert (await enter(browser, good)).status_code == 303


async def test_a_form_from_another_browser_signs_nobody_in_and_uses_nothing_up(house: House) -> None:
    token = await house.accounts.new_link("ana", "beto")
    async with house.browser() as mine, house.browser() as other:
        door = await door_of(mine)
        assert (await other.post("/console/enter", data={"door": door, "token": token})).status_code == 403
        await door_of(other)
        assert (await other.post("/console/enter", data={"door": door, "token": token})).status_code == 403
        for told in ("", "x", "ñ" * 43, door[:-1]):
            assert (await mine.post("/console/enter", data={"door": told, "token": token})).status_code == 403
        assert (await mine.post("/console/enter", data={"door": door, "token": token})).status_code == 303


async def test_a_session_id_that_the_visitor_brought_is_replaced(house: House) -> None:
    token = await house.accounts.new_link("ana", "beto")
    planted = "p" * 43
    async with house.browser() as browser:
        browser.cookies.set("rumbo-session", planted, domain="127.0.0.1", path="/console")
        response = await enter(browser, token)
    assert response.cookies["rumbo-session"] != planted
    async with house.browser() as attacker:
        attacker.cookies.set("rumbo-session", planted, domain="127.0.0.1", path="/console")
        assert (await attacker.get("/console")).status_code == 303


async def test_signing_in_as_somebody_else_ends_the_session_before(house: House) -> None:
    async with await house.signed_in("reader") as browser:
        before = dict(browser.cookies)["rumbo-session"]
        await enter(browser, await house.accounts.new_link("ana", "beto"))
        assert "Hola, beto" in (await browser.get("/console")).text
    assert await house.accounts.signed_in(before) is None


async def test_by_https_the_cookies_are_bound_to_this_host(house: House) -> None:
    token = await house.accounts.new_link("ana", "beto")
    async with house.browser(LOCAL, host=PUBLIC) as browser:
        page = await browser.get("/console/enter")
        door = page.headers["set-cookie"].split("=")[1].split(";")[0]
        response = await browser.post(
            "/console/enter",
            data={"door": door, "token": token},
            headers={"cookie": f"__Host-rumbo-door={door}"},
        )
    given = [x for x in response.headers.get_list("set-cookie") if x.startswith("__Host-rumbo-session=")]
    assert response.status_code == 303
    assert all(word in given[0].lower() for word in ("secure", "httponly", "samesite=strict", "path=/;"))
    assert "domain" not in given[0].lower()


async def test_what_was_ended_here_is_over_on_another_replica(house: House) -> None:
    database = await open_database(None, house.database.path.parent, clock=house.clock)  # type: ignore[union-attr]
    twin = House(
        database, Accounts(database, KEYS), house.clock, console(Accounts(database, KEYS), house.clock)
    )
    async with await house.signed_in("editor") as here, twin.browser() as there:
        there.cookies = here.cookies
        assert (await there.get("/console")).status_code == 200
        await here.post("/console/leave")
        assert (await there.get("/console")).status_code == 303
    await twin.close()


@pytest.mark.parametrize("hours", [0.51, 12])
async def test_an_idle_session_leads_to_the_sign_in_page_and_its_forms_say_so(
    house: House, hours: float
) -> None:
    async with await house.signed_in("editor") as browser:
        house.clock.move(hours=hours)
        assert (await browser.get("/console")).headers["location"] == "/console/enter"
        late = await browser.post("/console/sessions/end")
        assert late.status_code == 401
        assert words_of("es").say("failed_401") in late.text
        partial = await browser.get("/console", headers={"hx-request": "true"})
        assert (partial.status_code, partial.headers["hx-redirect"]) == (401, "/console/enter")


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example", "https://evil.example", "javascript:alert(1)", "/console//evil.example", "/console/..//x",
        "/console\\evil", "/consolex", "/console@evil.example", "/", "", "/console/a b", "/console/\r\nx: y",
    ],
)  # fmt: skip
async def test_the_way_back_leads_to_our_own_pages_only(house: House, back: str) -> None:
    async with house.browser() as browser:
        response = await browser.post("/console/language", data={"language": "en", "back": back})
    assert response.status_code == 303
    assert response.headers["location"] == "/console"


async def test_the_way_back_keeps_the_page_and_its_filter(house: House) -> None:
    async with house.browser() as browser:
        back = "/console/audit?who=ana&before=17-4"
        response = await browser.post("/console/language", data={"language": "en", "back": back})
    assert response.headers["location"] == back


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("", "?"), ("<script>", "?"), ("x" * 100_000, "?"),
    ],
)  # fmt: skip
def test_a_session_is_named_by_kind_of_browser_and_system_only(agent: str, device: str) -> None:
    assert device_of(agent) == device
