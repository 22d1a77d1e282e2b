"""The main journey without script: edit a fee, review, publish, take back. Nothing typed on the way ever runs as script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.accounts.records import Role
from tests.browser.conftest import PATIENCE, watched
from tests.browser.console_house import ServedHouse, fits
from tests.browser.test_console_publishing import ServedEditing

pytestmark = pytest.mark.browser
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)><svg/onload=alert(3)> \u202egnp 😀'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedEditing]:
    with ServedEditing(Path(tmp_path_factory.mktemp("without-script"))) as running:
        yield running


def entered(browser: Browser, served: ServedHouse, role: Role, *, script: bool) -> Page:
    """Somebody who has signed in on a phone; without script they paste the code of their link."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es-PE", java_script_enabled=script
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if script:
        served.sign_in(page, role)
        return page
    page.goto(f"{served.url}/console/enter")
    page.locator("input[name=token]").fill(served.link(role).partition("#")[2])
    page.locator("main form button").first.click()
    page.wait_for_url(f"{served.url}/console")
    return page


def test_a_fee_is_edited_reviewed_published_and_taken_back_without_script(
    browser: Browser, served: ServedEditing
) -> None:
    editor = entered(browser, served, "editor", script=False)
    entry = f"{served.url}/console/entries/PE/answer/pe-renew-residence"
    editor.goto(entry)
    editor.locator("form[action$='/edit'] button").click()
    for name in ("f.es.cost", "f.en.cost"):
        editor.locator(f"[name='{name}']").fill("25 soles")
    editor.locator("[name='why']").fill(HOSTILE)
    editor.locator("button[name=do][value=submit]").first.click()
    editor.locator("form[action$='/submit'] button").click()
    draft = editor.url

    reviewer = entered(browser, served, "reviewer", script=False)
    reviewer.goto(draft)
    reviewer.locator("form[action$='/approve'] button").click()
    expect(reviewer.locator("form[action$='/approve']")).to_have_count(0)

    editor.goto(f"{served.url}/console/publish")
    editor.locator("main form button").first.click()
    editor.locator("[name=explanation]").fill(f"está bien así {HOSTILE}")
    editor.locator("form[action='/console/publish'] button").first.click()
    editor.wait_for_url(f"{served.url}/console/releases/*")
    release = editor.url
    served.editing.reload()

    editor.goto(f"{release}/take-back")
    editor.locator("[name=why]").fill(f"no era cierto {HOSTILE}")
    editor.locator("[name=explanation]").fill(f"no era cierto {HOSTILE}")
    editor.locator("form[action*='take-back'] button").first.click()
    editor.wait_for_url(lambda url: url.startswith(f"{served.url}/console/releases/") and url != release)
    assert "25 soles" not in (served.editing.root / "peru" / "documents.yaml").read_text(encoding="utf-8")

    with_script = entered(browser, served, "admin", script=True)
    seen = watched(with_script)
    for address in (release, editor.url, draft, f"{entry}/history", f"{served.url}/console/audit"):
        with_script.goto(address)
        assert with_script.locator("img[src=x], svg[onload], main script").count() == 0
        assert fits(with_script), address
    with_script.goto(f"{entry}/history")
    expect(with_script.locator("main")).to_contain_text("<script>alert(1)</script>")
    assert (seen.dialogs, seen.faults) == ([], [])
    for page in (editor, reviewer, with_script):
        page.context.close()
