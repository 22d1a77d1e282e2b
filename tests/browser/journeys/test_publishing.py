"""A fee changes: written, approved, looked ahead, published, answered, taken back; and two people who edit one entry."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.journeys.conftest import Begin
from tests.browser.journeys.real_house import RealHouse
from tests.browser.journeys.walk import Walk, fields

pytestmark = [pytest.mark.browser, pytest.mark.end_to_end]
ENTRY = "pe-trabajador-residente"
FEE, NEW_FEE = "161.40", "187.90"
BOTH = "/entries/EC/answer/ec-permanent-residence"
GENEROUS = 30.0  # seconds


def test_a_new_fee_is_approved_looked_ahead_published_answered_and_taken_back(
    begin: Begin, house: RealHouse
) -> None:
    assert FEE in house.chat_says(f"/start {ENTRY}")
    author = begin("carla", "editor", "PE")
    draft = written(
        author,
        f"/entries/PE/answer/{ENTRY}",
        {"es.cost": f"S/ {NEW_FEE} (noviembre de 2026)", "en.cost": f"S/ {NEW_FEE} (November 2026)"},
    )
    author.look()
    expect(author.button("drafts_approve")).to_have_count(0)

    second = begin("rita", "reviewer", "PE")
    page = second.go("/drafts")
    second.press(page.locator(f"a[href='/console/drafts/{draft}']"), draft)
    expect(page.locator("ins", has_text="187").first).to_be_visible()
    second.press(second.button("drafts_approve"), draft)
    expect(page.locator(".said")).to_contain_text(second.say("said_draft_approved", title="").strip())
    second.press(page.locator(f"a[href*='/publish?draft={draft}']"), "/publish")
    page.locator("#ticks button.main").click()
    expect(page.locator("#ahead-title")).to_be_focused(timeout=120_000)
    expect(page.locator("#ahead h3").first).to_have_text(second.say("publish_edits_one"))
    page.locator("#ahead details.fold summary").first.click()
    expect(page.locator("#ahead ins", has_text="187").first).to_be_visible()
    second.look()
    began = time.monotonic()
    second.press(page.locator("#ahead form.put button"), r"/releases/\d+")
    answered = seconds_until(lambda: NEW_FEE in house.chat_says(f"/start {ENTRY}"), began)
    assert NEW_FEE in house.telegram_says(41, f"/start {ENTRY}")
    expect(page.locator("#serving")).to_contain_text("✓")
    second.look()

    release = page.url
    second.press(page.locator("article h3 a").first, ENTRY)
    expect(page.locator("#content")).to_contain_text(NEW_FEE)
    page.goto(release)
    page.locator("a.danger[href$='/take-back']").first.click()
    expect(page.locator("#ahead-title")).to_be_focused(timeout=120_000)
    page.locator("#f-why").fill("prueba terminada")
    second.look()
    back = time.monotonic()
    second.press(page.locator("#ahead form.put button"), r"/releases/\d+")
    taken = seconds_until(lambda: FEE in house.chat_says(f"/start {ENTRY}"), back)
    assert NEW_FEE not in house.telegram_says(42, f"/start {ENTRY}")
    print(
        f"the new fee was answered {answered:.1f} s after publishing, the old one {taken:.1f} s after taking back"
    )


def test_two_people_edit_one_entry_and_one_chooses_between_both_texts(begin: Begin, house: RealHouse) -> None:
    first, second = begin("elio", "editor", "EC"), begin("nora", "editor", "EC")
    theirs = written(
        first, BOTH, {"es.who": "Quien tiene la temporal Mercosur.", "en.who": "Mercosur holders."}
    )
    mine = written(
        second, BOTH, {"es.who": "Personas con visa Mercosur.", "en.who": "People with a Mercosur visa."}
    )
    reviewer = begin("raul", "reviewer", "EC")
    page = reviewer.go(f"/drafts/{theirs}")
    expect(page.locator(f".note a[href='/console/drafts/{mine}']")).to_have_text("nora")
    reviewer.press(reviewer.button("drafts_approve"), theirs)
    page.goto(f"{house.url}/console/publish/ahead?draft={theirs}", timeout=120_000)
    reviewer.look()
    reviewer.press(page.locator("form.put button"), r"/releases/\d+")

    page = second.go(f"/drafts/{mine}")
    second.press(page.locator(f"a[href='/console/drafts/{mine}/choose']"), "/choose")
    choice = page.locator("fieldset.choice", has=page.locator("input[required]")).first
    expect(choice).to_contain_text("temporal Mercosur")
    expect(choice).to_contain_text("visa Mercosur")
    for mark in page.locator("input[type=radio][value=mine]").all():
        mark.check()
    second.press(page.locator("form[action$='/choose'] button.main"), f"/drafts/{mine}$")
    expect(page.locator("del", has_text="temporal").first).to_be_visible()
    expect(page.locator("ins", has_text="visa").first).to_be_visible()
    page = second.go(f"{BOTH}/history")
    newest = page.locator("article.card").first
    expect(newest).to_contain_text(second.say("history_by", name="elio"))
    expect(newest).to_contain_text(second.say("history_approved_by", name="raul"))
    expect(newest.locator("ins").first).to_contain_text("Mercosur")


def written(walk: Walk, entry: str, values: dict[str, str]) -> str:
    """Edits an entry and sends it for review; the id of its draft."""
    page = walk.go(entry)
    walk.press(page.locator("form[action$='/edit'] button"), "/drafts/.*/edit")
    page.locator("details.rest").evaluate_all("folds => folds.forEach(fold => { fold.open = true; })")
    fields(page, values)
    page.locator("#f-why").fill("la oficina lo dijo por teléfono")
    found = re.search(r"/drafts/(\w+)", page.url)
    assert found
    walk.press(page.locator("#draft button[value=submit]"), f"/drafts/{found[1]}$")
    walk.press(page.locator("form[action$='/submit'] button.main"), f"/drafts/{found[1]}$")
    return found[1]


def seconds_until(true: Callable[[], bool], since: float) -> float:
    """How long it took until it was true, from `since` on."""
    while not true():
        assert time.monotonic() - since < GENEROUS, "it did not come"
        time.sleep(0.2)
    return time.monotonic() - since
