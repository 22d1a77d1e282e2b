"""Signing in, looking around, signing out: on a phone and at a desk, in both languages, without an accessibility fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, watched
from tests.browser.console_house import WIDTHS, ServedHouse, faults_of, fits

pytestmark = pytest.mark.browser
SECTIONS = ("", "/people", "/people/beto", "/audit", "/sessions", "/nothing-here")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    with ServedHouse(tmp_path_factory.mktemp("console") / "data") as running:
        yield running


@pytest.fixture(params=[("phone", "en", "dark"), ("desk", "es", "light")], ids=str)
def visit(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[BrowserContext, str]]:
    """A browser of that width that speaks that language."""
    width, language, dark = request.param
    size = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale={"es": "es-PE", "en": "en-GB"}[language],
        color_scheme=dark,
        has_touch=width == "phone",
    )
    context.set_default_timeout(PATIENCE)
    yield context, language
    context.close()


def good(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert faults_of(page) == []
    assert fits(page)
    assert page.locator("h1").count() == 1


def test_sign_in_look_at_every_page_and_sign_out(
    visit: tuple[BrowserContext, str], served: ServedHouse
) -> None:
    context, language = visit
    page = context.new_page()
    seen = watched(page)
    page.goto(f"{served.url}/console/enter")
    good(page, language)
    page.goto(served.link("admin"))  # in the same tab: no more than the part behind the # changes
    expect(page.locator("form[data-token] button")).to_be_focused()
    assert "#" not in page.url, "the code is out of the address"
    good(page, language)
    page.keyboard.press("Enter")  # the button has the focus
    page.wait_for_url(f"{served.url}/console")
    for section in SECTIONS:
        page.goto(f"{served.url}/console{section}")
        good(page, language)
    page.goto(f"{served.url}/console")
    page.get_by_role("button", name={"es": "Salir", "en": "Sign out"}[language]).click()
    page.wait_for_url(f"{served.url}/console/enter")
    page.go_back()
    page.reload()
    expect(page).to_have_url(f"{served.url}/console/enter")
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []
    assert seen.faults == []
    assert seen.dialogs == []
    assert [line for line in seen.console if "404" not in line and "Clear-Site-Data" not in line] == []


def test_an_invitation_from_page_to_page(visit: tuple[BrowserContext, str], served: ServedHouse) -> None:
    context, language = visit
    page = context.new_page()
    served.sign_in(page, "admin", language)
    if page.locator(".menu-button").is_visible():  # on a phone the menu is behind a button
        page.locator(".menu-button").click()
    page.locator(".menu").get_by_role("link", name={"es": "Personas", "en": "People"}[language]).click()
    name = f"nina-{language}{page.viewport_size['width']}"  # type: ignore[index]
    page.locator("#f-name").fill(name)
    page.locator("input[value=PE]").check()
    page.get_by_role("button", name={"es": "Invitar", "en": "Invite"}[language]).click()
    good(page, language)
    link = page.locator("#link").input_value()
    other = context.browser.new_context()  # type: ignore[union-attr]
    theirs = other.new_page()
    theirs.goto(link)
    theirs.locator("form[data-token] button").click()
    expect(theirs.locator("h1")).to_contain_text(name)
    other.close()
    page.goto(f"{served.url}/console/people/{name}")
    page.locator("details.sure summary").click()
    good(page, language)
    page.locator("details.sure button").click()
    expect(page.get_by_role("status")).to_contain_text(name)
    good(page, language)


def test_with_the_keyboard_alone_one_skips_to_the_content(served: ServedHouse, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    served.sign_in(page, "reader", "en")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    context.close()


def test_without_scripts_the_link_is_pasted(served: ServedHouse, browser: Browser) -> None:
    context = browser.new_context(locale="es-PE", java_script_enabled=False)
    page = context.new_page()
    link = served.link("reader")
    page.goto(f"{served.url}/console/enter")
    page.locator("#token").fill(link)
    page.locator("form[data-token] button").click()
    page.wait_for_url(f"{served.url}/console")
    context.close()
