"""What all pages have in common: the way back, names instead of codes, and no column out of sight on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.console.pages import HERE
from tests.console.app.editing_house import RENEW_PATH, open_editing_house
from tests.console.app.house import House
from tests.console.app.test_pages import said

TEMPLATES = HERE / "templates" / "console"
BELOW_A_LIST = (
    "confirm_one",
    "draft",
    "draft_choose",
    "edit",
    "entries_new",
    "entry",
    "history",
    "link",
    "person",
    "publish_ahead",
    "release",
    "release_back",
    "sheets_preview",
    "unanswered_one",
)


@pytest.mark.parametrize("name", BELOW_A_LIST)
def test_a_page_below_a_list_leads_back_to_it_above_its_heading(name: str) -> None:
    before, heading, _ = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8").partition("<h1")
    assert heading
    assert "parts.back(" in before


async def test_the_audit_log_says_roles_and_countries_in_words(house: House) -> None:
    async with await house.signed_in("admin") as admin:
        await admin.post("/console/people", data={"name": "nina", "role": "editor", "country": "PE"})
        await house.accounts.note("ana", "published", "release 3", "EC")
        page = await admin.get("/console/audit")
    assert "ana invitó a nina: edita, Perú" in said(page)
    assert "ana publicó Versión 3 Ecuador" in said(page)
    assert not re.search(r"\beditor\b", said(page))


async def test_rights_are_given_in_the_countries_that_have_something_to_keep(house: House) -> None:
    await house.accounts.change("ana", "beto", "editor", ["PE", "VE"])
    async with await house.signed_in("admin") as admin:
        invite, beto = await admin.get("/console/people"), await admin.get("/console/people/beto")
    assert re.findall(r'name="country" value="(\w+)"', invite.text) == ["EC", "PE", "XX"]
    assert 'value="VE" checked' in beto.text  # what somebody has is never lost by saving


async def test_entries_say_their_dates_and_what_is_filtered_in_words(tmp_path: Path) -> None:
    house = await open_editing_house(tmp_path)
    async with await house.signed_in("editor") as editor:
        listed = await editor.get("/console/entries?country=PE&topic=documents&behind=1")
        entry = await editor.get(RENEW_PATH)
    await house.close()
    assert "Filtros: Perú · Documentos ·" in said(listed)
    assert not re.search(r"datos: (about )?\d{4}-\d\d", said(listed) + said(entry))
    assert re.search(r"datos: [a-z]{3} \d{4}", said(entry))  # "2025-03": a month alone
