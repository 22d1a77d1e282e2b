"""An admin lets somebody in, who may do what an editor of Peru may, until the admin ends it; and reads how Rumbo is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journeys.conftest import Begin
from tests.browser.journeys.real_house import PATIENCE, RealHouse, enter

pytestmark = [pytest.mark.browser, pytest.mark.end_to_end]


def test_somebody_is_invited_once_does_what_an_editor_may_and_is_signed_out(
    begin: Begin, house: RealHouse, browser: Browser
) -> None:
    walk = begin("jefa", "admin")
    page = walk.go("/people")
    page.locator("#f-name").fill("pedro")
    page.locator("#f-role").select_option("editor")
    page.locator("input[name=country][value=PE]").check()
    walk.press(page.locator("form.card button.main"), "/people")
    link = page.locator("#link").input_value()
    assert link.startswith(f"{house.url}/console/enter#")

    theirs = browser.new_context(locale="es-PE")
    theirs.set_default_timeout(PATIENCE)
    guest = theirs.new_page()
    enter(guest, link)
    expect(guest.locator("h1")).to_contain_text("pedro")
    again = browser.new_context(locale="es-PE")
    late = again.new_page()
    late.goto(link)
    late.locator("form[data-token] button").click()
    expect(late.locator(".said.wrong")).to_be_visible()
    assert late.goto(f"{house.url}/console/people").url.endswith("/console/enter")  # type: ignore[union-attr]
    again.close()
    for section, status in (("/entries/PE/answer/pe-cpp", 200), ("/entries/CL/answer/cl-reconduccion", 404),
                            ("/entries/CL/new", 404), ("/people", 403), ("/usage", 403)):  # fmt: skip
        answered = guest.goto(f"{house.url}/console{section}")
        assert answered is not None
        assert answered.status == status, section

    walk.go("/people/pedro")
    walk.press(page.locator("form[action$='/pedro/end'] button"), "/people")
    expect(page.locator(".said").first).to_have_text(walk.say("said_sessions_ended", count=1))
    guest.goto(f"{house.url}/console/drafts")
    guest.wait_for_url("**/console/enter")
    theirs.close()

    page = walk.go("/audit")
    lines = page.locator("tbody tr")
    for deed in ("invited", "ended_sessions"):
        line = (
            lines.filter(has_text="jefa").filter(has_text=walk.say(f"deed_{deed}")).filter(has_text="pedro")
        )
        expect(line).to_have_count(1)
    denied = lines.filter(has_text="pedro").filter(has_text=walk.say("deed_denied"))
    expect(denied.filter(has_text="/entries/").first).to_be_visible()


def test_an_admin_reads_the_log_how_rumbo_is_and_what_is_kept(begin: Begin) -> None:
    walk = begin("ana", "admin")
    page = walk.go("/log")
    expect(page.locator("tbody tr").first).to_be_visible()
    page = walk.go("/health")
    expect(page.locator("#content")).to_contain_text(re.compile("SQLite|PostgreSQL|polling|Telegram"))
    page = walk.go("/keeping")
    assert page.locator("#content table").count() > 3
    walk.go("/releases")
    walk.go("/closed")
    walk.go("/try")
    walk.go("/sessions")
