"""What is due today; an entry found, edited, shown and tried; from the worst place of the board to its entry."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journeys.conftest import Begin
from tests.browser.journeys.walk import fields, numbers

pytestmark = [pytest.mark.browser, pytest.mark.end_to_end]
RESIDENT = "/entries/PE/answer/pe-especial-residente"


def test_home_tells_an_editor_what_is_due_and_one_press_leads_there(begin: Begin) -> None:
    walk = begin("beto", "editor", "PE")
    page = walk.go("")
    expect(page.locator("h1")).to_contain_text("beto")
    country = page.locator("#content section.card")
    expect(country).to_have_count(1)
    expect(country.locator("h2")).to_contain_text("Per")
    overdue = country.locator("a.badge[href*='standing=overdue']")
    count = numbers(overdue.inner_text())[0]
    todo = country.locator(".todos a.button").first
    title = country.locator(".todos strong").first.inner_text()
    walk.press(todo, "/console/confirm/PE/")
    expect(page.locator("h1")).to_have_text(title)
    walk.go("")
    walk.press(overdue, "standing=overdue")
    expect(page.locator("article.due")).to_have_count(min(count, 20))
    assert str(count) in page.locator("p.small", has_text=str(count)).first.inner_text()


def test_an_entry_is_found_edited_in_both_languages_shown_and_tried_and_nothing_is_lost(begin: Begin) -> None:
    walk = begin("beto", "editor", "PE")
    page = walk.go("/entries")
    page.locator("#f-q").fill("especial residente")
    walk.press(page.locator("#f-q + button"), r"/entries\?q=especial")
    page.locator("form.finding summary").click()
    page.locator("#f-country").select_option("PE")
    page.locator("#f-kind").select_option("answer")
    walk.press(page.locator("form.finding .filter button"), "kind=answer")
    found = page.locator(f".found a[href='/console{RESIDENT}']")
    walk.press(found, RESIDENT)
    walk.press(page.locator("form[action$='/edit'] button"), "/drafts/.*/edit")
    form = page.url

    fields(page, {"es.cost": "S/ 77.70 (octubre de 2026)"})
    expect(page.locator("[id='w-en.text'], [id='w-en.cost']").locator("visible=true").first).to_be_visible()
    expect(page.locator("#problems")).to_contain_text("77")
    walk.look()
    fields(page, {"en.cost": "S/ 77.70 (October 2026)"})
    expect(page.locator("#problems")).not_to_contain_text("77")
    for language, step in (("es", "Pide tu cita por internet."), ("en", "Book your appointment online.")):
        more = page.locator(f"[data-more='{language}.steps']")
        if not more.is_visible():
            page.locator("details.rest", has=more).locator("summary").click()
        more.click()
        row = page.locator(f"[data-rows='{language}.steps'] textarea").last
        row.fill(step)
    sources = page.locator("[data-rows='sources'] > li")
    before = sources.count()
    page.locator("[data-more='sources']").click()
    expect(sources).to_have_count(before + 1)
    new = sources.last
    new.locator("[name$='.publisher']").fill("Migraciones")
    new.locator("[name$='.title']").fill("Especial Residente")
    new.locator("[name$='.url']").fill("gob.pe/especial")
    wrong = new.locator("p.wrong:not([hidden])").first
    expect(wrong).to_be_visible()
    walk.look()
    new.locator("[name$='.url']").fill("https://www.gob.pe/especial")
    new.locator("[name$='.date']").fill("2026-10-12")
    expect(new.locator("p.wrong:not([hidden])")).to_have_count(0)
    expect(page.locator("#preview .phone[lang=es]")).to_contain_text("S/ 77.70 (octubre de 2026)")
    expect(page.locator("#preview .phone[lang=en]")).to_contain_text("Book your appointment online.")
    expect(page.locator("#kept .kept")).to_contain_text("✓")

    page.locator("#try-text").fill("que es especial residente")
    page.locator("form:has(#try-text) button").click()
    expect(page.locator("#tried .said")).to_contain_text("✓")
    expect(page.locator("#tried code").first).to_have_text("pe-especial-residente")
    walk.look()
    page.goto(form)
    assert page.locator("[name='f.es.cost']").input_value() == "S/ 77.70 (octubre de 2026)"
    steps = page.locator("[data-rows='en.steps'] textarea").evaluate_all("rows => rows.map(x => x.value)")
    assert "Book your appointment online." in steps
    links = page.locator("[data-rows='sources'] [name$='.url']").evaluate_all(
        "rows => rows.map(x => x.value)"
    )
    assert "https://www.gob.pe/especial" in links
    expect(page.locator("#unsent")).to_be_hidden()


def test_from_the_worst_place_of_the_board_to_one_of_its_entries(begin: Begin) -> None:
    walk = begin("ana", "admin")
    page = walk.go("/coverage")
    worst = page.locator("h2#cells ~ .table").first.locator("tbody tr").first
    counted = worst.locator("a.cell").first
    count = numbers(counted.inner_text())[0]
    walk.press(counted, r"/console/entries\?")
    entries = page.locator(".found li")
    expect(entries).to_have_count(min(count, 25))
    assert numbers(page.locator("#content > p[role=status]").inner_text())[2] == count
    first = entries.first.locator("a.found-title")
    title = first.inner_text()
    walk.press(first, re.escape("/console/entries/") + "[A-Z]{2}/")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".phones .phone").first).to_be_visible()
