"""The bot as it is started by hand, with the real knowledge, asked in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, watched
from tests.browser.test_try_it import ask, messages, no_sideways_scroll
from tests.real import give_fitted

pytestmark = pytest.mark.browser
PROJECT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def address(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that `rumbo run` prints. Asks for the browser first: without one nothing is started."""
    folder = tmp_path_factory.mktemp("rumbo")
    give_fitted(folder / "data")
    others = {k: v for k, v in os.environ.items() if not k.startswith(("RUMBO_", "TELEGRAM_", "WEBHOOK_"))}
    own = {"RUMBO_PORT": "0", "RUMBO_DATA": str(folder / "data"), "RUMBO_KEYS": str(folder / "keys")}
    command = [sys.executable, "-m", "bot", "run"]
    environment = others | own | {"PYTHONPATH": str(PROJECT)}
    bot = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        lines = (re.search(r"in your browser: (\S+)", line) for line in bot.stdout or ())
        found = next((line for line in lines if line), None)
        assert found is not None, "the bot did not start: its own words above say why"
        yield found[1]
    finally:
        bot.terminate()
        code = bot.wait(60)
    assert code == 0, "the bot did not stop in order"


@pytest.fixture
def chat(context: BrowserContext, address: str) -> Iterator[Page]:
    page = context.new_page()
    seen = watched(page)
    page.goto(address)
    expect(messages(page).first).to_contain_text("Rumbo")
    yield page
    assert (seen.console, seen.faults, seen.dialogs) == ([], [], [])
    assert [url for url in seen.requests if not url.startswith(address)] == []


def test_a_question_about_peru_is_answered_for_peru_with_its_source(chat: Page) -> None:
    reply = ask(chat, "¿me sirve el pasaporte vencido en Perú?")
    expect(reply.get_by_role("heading")).to_contain_text("Perú")
    expect(reply.locator(".note").filter(has_text=re.compile("Fuentes?: "))).to_have_count(1)
    assert no_sideways_scroll(chat)


def test_feedback_is_thanked_for_and_its_buttons_go(chat: Page) -> None:
    reply = ask(chat, "¿me sirve el pasaporte vencido en Perú?")
    reply.locator("[data-action^='f:y:']").click()
    expect(chat.get_by_role("status")).to_have_text("¡Gracias por decirlo!")
    expect(reply.locator(".buttons")).to_have_count(0)


def test_english_stays_english(chat: Page) -> None:
    chat.get_by_role("button", name="English").click()
    expect(messages(chat).last).to_have_attribute("lang", "en")
    reply = ask(chat, "my passport expired in Peru")
    expect(reply).to_have_attribute("lang", "en")


def test_a_shared_point_in_lima_gives_what_is_near_and_the_menu(chat: Page) -> None:
    already = messages(chat).count()
    chat.get_by_role("button", name="Enviar otra cosa").click()
    chat.get_by_role("button", name="Ubicación").click()
    chat.get_by_role("button", name="Lima").click()
    reply = messages(chat).nth(already)
    expect(reply).to_contain_text("ubicación")
    expect(reply.get_by_role("button").last).to_be_visible()


def test_danger_is_met_with_numbers_that_can_be_tapped(chat: Page) -> None:
    reply = ask(chat, "mi esposo me quiere matar, estoy en Lima")
    assert reply.locator("a[href^='tel:']").count() > 0
