"""What people asked in vain goes to its entry; an admin finds what is served worst and takes the chart along."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import expect

from tests.browser.journeys.conftest import Begin
from tests.browser.journeys.real_house import PHRASES
from tests.browser.journeys.walk import numbers

pytestmark = [pytest.mark.browser, pytest.mark.end_to_end]
BELONGS = "pe-renew-residence"


def test_what_was_asked_in_vain_goes_to_an_entry_and_comes_back(begin: Begin) -> None:
    walk = begin("uma", "editor", "PE")
    page = walk.go("/unanswered?country=PE")
    words = PHRASES["PE"]
    group = page.locator("article.asked", has=page.get_by_role("heading", name=words, exact=True))
    expect(group).to_contain_text(walk.say("unanswered_people", people=3))
    walk.press(group.locator("a.button", has_text=walk.say("unanswered_search")), r"/console/unanswered/\w+")
    page.locator("#f-q").fill("renovar residencia")
    walk.press(page.locator("#f-q ~ button, form[role=search] button").first, "q=renovar")
    walk.press(page.locator(f"button[value='{BELONGS}']"), "/console/unanswered")
    expect(page.locator(".said").first).to_contain_text("1")
    expect(page.get_by_role("heading", name=words, exact=True)).to_have_count(0)
    undo = page.locator("form.undo button")
    walk.press(undo, "/console/unanswered")
    expect(page.locator(".said").first).to_have_text(walk.say("said_unanswered_undone"))
    expect(page.get_by_role("heading", name=words, exact=True)).to_have_count(1)
    page = walk.go("/drafts?country=PE&state=in_review")
    mine = page.locator("ul.rows > li", has_text=walk.say("drafts_by_me"))
    expect(mine).to_have_count(2)  # the entry, which takes the words, and a test
    walk.press(mine.locator("a[href*='/drafts/']", has_not_text=words).first, "/drafts/")
    expect(page.locator("ins").first).to_be_visible()


def test_the_worst_served_topic_of_chile_last_month_its_chart_and_its_tables(begin: Begin) -> None:
    walk = begin("ana", "admin")
    page = walk.go("/usage")
    month = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    walk.press(page.get_by_role("link", name=walk.say("usage_last_month")), r"/usage\?")
    fold = page.locator("details.filters")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    page.locator("#f-country").select_option("CL")
    walk.press(fold.locator("form button"), "country=CL")
    assert month.isoformat()[:7] in page.url
    worst = page.locator("#worst")
    lodging = walk.say("coverage_topic_lodging")
    expect(worst.locator("h2")).to_contain_text(re.compile(f"{lodging}.*Chile", re.IGNORECASE))
    expect(worst.locator("ol.places li").first).to_contain_text(re.compile(lodging, re.IGNORECASE))
    picture = worst.locator("picture img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    walk.look()
    name, raw = walk.download(worst.locator("a[download]"))
    assert name.startswith("rumbo-usage-worst-")
    chart = Image.open(io.BytesIO(raw))
    assert chart.format == "PNG"
    assert chart.width > 600
    assert len(chart.convert("RGB").getcolors(1 << 20) or []) > 3, "something is drawn"
    name, raw = walk.download(page.locator("a[download][href*='form=xlsx']"))
    assert name.endswith(".xlsx")
    book = load_workbook(io.BytesIO(raw))
    cells = [
        str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell
    ]
    assert any(lodging.lower() in cell.lower() for cell in cells)
    assert any("Chile" in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)
    places = worst.locator("ol.places li").first
    assert numbers(places.inner_text())[0] >= 10, "that many percent for certain"
    walk.press(places.locator("a").first, "/console/entries")
    expect(page.locator("#f-topic")).to_have_value("lodging")
