"""Confirmed on a phone without network; five edits in a spreadsheet, first with a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.journeys.conftest import Begin
from tests.browser.journeys.walk import Walk
from tests.editing.sheets.workbook import Workbook

pytestmark = [pytest.mark.browser, pytest.mark.end_to_end]
KEPT = (
    "Promise.all([location.href, '/static/icon.svg'].map(x => caches.match(x))).then(x => x.every(Boolean))"
)
EDITED = ("pe-cpp", "pe-ptp", "pe-cpp-vencido", "pe-formalizacion", "pe-formacion-residente")


def test_still_true_without_network_waits_in_the_phone_and_is_sent_when_it_is_back(begin: Begin) -> None:
    walk = begin("cami", "editor", "CO")
    page = walk.go("/confirm?country=CO")
    page.wait_for_function(KEPT)
    page.locator("#f-by").fill("SJM Colombia")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-offline]")).to_contain_text(walk.say("queue_offline"))
    card = page.locator("article.due[data-due*='/answer/']").first
    address = card.get_attribute("data-due")
    card.locator("button.still").click()
    expect(card.locator("[data-state]")).to_have_text(walk.say("queue_kept"))
    expect(page.locator("[data-count]")).to_have_text(walk.say("queue_waiting", count=1))
    walk.look()
    page.context.set_offline(False)
    expect(card.locator("[data-state]")).to_contain_text(walk.say("confirm_done"))
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.reload()
    walk.look()
    expect(page.locator(f"article.due[data-due='{address}']")).to_have_count(0)
    expect(page.locator("#ready")).to_contain_text(walk.say("confirm_ready", count=1))
    walk.pardon("ERR_INTERNET_DISCONNECTED")


def test_five_edits_of_a_spreadsheet_are_taken_once_its_one_mistake_is_mended(
    begin: Begin, tmp_path: Path
) -> None:
    walk = begin("luz", "editor", "PE")
    page = walk.go("/sheets")
    name, raw = walk.download(page.locator("a[download][href*='xlsx']"))
    assert name.startswith("rumbo-pe-")
    book = Workbook(raw)
    for entry in EDITED:
        for language, said in (("es", "Cinco días hábiles."), ("en", "Five working days.")):
            book.write("answers", entry, f"{language}.duration", said)
    good = tmp_path / "peru.xlsx"
    good.write_bytes(book.raw())
    row = book.write("answers", EDITED[0], "status", "in farce")
    bad = tmp_path / "mistake.xlsx"
    bad.write_bytes(book.raw())

    sent(walk, bad)
    remark = page.locator("ol.remarks").first.locator("li")
    expect(remark).to_have_count(1)
    expect(remark).to_contain_text(str(row))
    expect(page.locator("form[action$='/apply']")).to_have_count(0)
    assert drafts(walk) == 0, "nothing was taken"

    walk.go("/sheets")
    sent(walk, good)
    expect(page.locator(".sheet-entry")).to_have_count(len(EDITED))
    page.locator("#f-why").fill("hoja de la oficina")
    walk.press(page.locator("form[action$='/apply'] button.main"), "/console/(drafts|sheets)")
    assert drafts(walk) == len(EDITED)


def sent(walk: Walk, file: Path) -> None:
    """Sends a file to be looked at."""
    walk.page.locator("#f-file").set_input_files(file)
    walk.press(walk.page.locator(".sheet-send button"), "/preview/")


def drafts(walk: Walk) -> int:
    """How many drafts of theirs wait for review."""
    page = walk.go("/drafts?country=PE&state=in_review")
    return page.locator("ul.rows > li", has_text=walk.say("drafts_by_me")).count()
