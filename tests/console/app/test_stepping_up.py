"""Who may do what is changed only after a fresh sign-in, and what was typed waits for it."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import httpx
import pytest

from bot.console.app.all_pages import ALL_PAGES
from bot.console.app.words import words_of
from tests.console.app.house import House, enter
from tests.console.app.test_pages import said

SAY = words_of("es").say
FORM = {"content-type": "application/x-www-form-urlencoded"}
TYPED = [
    ("name", "carla"),
    ("role", "editor"),
    ("country", "PE"),
    ("country", "EC"),
    ("token", "a-secret-token"),
]


async def sent(
    browser: httpx.AsyncClient, fields: list[tuple[str, str]], path: str = "/console/people"
) -> httpx.Response:
    return await browser.post(path, content=urlencode(fields), headers=FORM)


def kept(page: str) -> list[tuple[str, str]]:
    """The hidden fields of the form that sends again."""
    form = page.split('action="/console/people')[1].split("</form>")[0]
    return [
        (html.unescape(name), html.unescape(value))
        for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    ]


async def test_what_was_typed_is_kept_and_sent_again_after_signing_in_anew(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        house.clock.move(minutes=16)
        asked = await sent(browser, TYPED)
        assert asked.status_code == 403
        for words in (
            SAY("anew_nothing"),
            SAY("anew_why", minutes=15),
            SAY("anew_people"),
            "carla",
            "PE, EC",
        ):
            assert words in said(asked)
        assert await house.accounts.account("carla") is None
        assert kept(asked.text) == TYPED[:-1]
        assert "a-secret-token" not in asked.text
        again = await sent(browser, kept(asked.text))
        assert again.status_code == 403, "pressing it without signing in changes nothing"
        assert kept(again.text) == TYPED[:-1]
        assert (await enter(browser, await house.accounts.new_link("rumbo", "ana"))).status_code == 303
        done = await sent(browser, kept(again.text))
        assert done.status_code == 200
    carla = await house.accounts.account("carla")
    assert carla is not None
    assert carla.countries == ("EC", "PE")


async def test_the_page_says_how_to_sign_in_by_the_bot_or_by_somebody_else(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        house.clock.move(minutes=16)
        page = said(await sent(browser, TYPED))
        assert "rumbo console-link ana" in page
        (ana, *_) = await house.accounts.people()
        await house.accounts.link_from_telegram("telegram:42", await house.accounts.telegram_code(ana))
        page = said(await sent(browser, TYPED))
        assert SAY("anew_by_bot", bot="@RumboBot") in page
        assert "console-link" not in page


@pytest.mark.parametrize(
    "value", ['"><script>alert(1)</script>', "\u202eevil", "x" * 60_000, "línea\nlínea"], ids=lambda x: x[:12]
)
async def test_hostile_text_is_kept_as_text(house: House, value: str) -> None:
    async with await house.signed_in("admin") as browser:
        house.clock.move(minutes=16)
        asked = await sent(browser, [("name", value)])
        assert asked.status_code == 403
        assert "<script>alert" not in asked.text
        assert kept(asked.text) == [("name", value)]


async def test_more_than_a_form_could_hold_is_not_repeated(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        house.clock.move(minutes=16)
        asked = await sent(browser, [(f"field{n}", "y" * 9000) for n in range(20)])
        assert asked.status_code == 403
        assert len(asked.text) < 20_000


async def test_everything_that_changes_rights_is_a_sensitive_step_and_publishing_is_none() -> None:
    fresh = {page.path for page in ALL_PAGES if page.fresh}
    assert fresh == {
        "/people",
        "/people/{name}",
        "/people/{name}/remove",
        "/people/{name}/link",
        "/sessions/telegram",
        "/sessions/telegram/untie",
    }
    assert all(page.method == "POST" for page in ALL_PAGES if page.fresh)


async def test_a_session_that_began_in_the_future_is_not_fresh(house: House) -> None:
    async with await house.signed_in("admin") as browser:
        house.clock.move(minutes=-16)
        assert (await sent(browser, TYPED)).status_code in {403, 303, 401}
        assert await house.accounts.account("carla") is None


def test_every_sensitive_step_has_its_words() -> None:
    for page in ALL_PAGES:
        if page.fresh:
            key = "anew_" + page.path.strip("/").replace("/", "_").replace("{", "").replace("}", "")
            assert all(words_of(language).has(key) for language in ("es", "en")), key
