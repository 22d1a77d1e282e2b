"""Places that people found closed: checked and open, really closed, or gone from the knowledge already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.console.app.words import words_of
from bot.console_parts.tasks import PlaceTasks
from bot.editing.records import Ref
from tests.console.app.test_pages import follow, said
from tests.console.app.work_house import WorkHouse, open_work

SAY = words_of("es").say
OPEN = "/console/closed/PE/pe-office/open"
GONE = "/console/closed/PE/pe-office/gone"


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[WorkHouse]:
    opened = await open_work(tmp_path)
    await opened.found_closed()
    await opened.found_closed("ec-office", "EC")
    yield opened
    await opened.house.close()


async def waiting(work: WorkHouse) -> set[str]:
    return {x.place for x in await PlaceTasks(work.house.database).closed_places()}


async def test_a_place_found_closed_is_listed_for_its_country_with_whom_to_call(work: WorkHouse) -> None:
    async with await work.house.signed_in("editor") as browser:
        page = await browser.get("/console/closed")
    words = said(page)
    assert "Oficina de Migraciones" in words
    assert SAY("closed_reports", count=3) in words
    assert 'href="tel:+5112001000"' in page.text
    assert "/console/entries/PE/place/pe-office" in page.text
    assert "/console/entries/PE/answer/pe-renew-residence" in page.text, "an answer sends people there"
    assert "ec-office" not in page.text


async def test_checked_and_open_clears_it_with_the_organisation(work: WorkHouse) -> None:
    async with await work.house.signed_in("editor") as browser:
        page = await follow(browser, await browser.post(OPEN, data={"by": "SJM Perú"}))
        again = await follow(browser, await browser.post(OPEN, data={"by": "SJM Perú"}))
    assert SAY("said_closed_open") in said(page)
    assert SAY("closed_nothing") in said(page)
    assert SAY("said_closed_before") in said(again)
    assert await waiting(work) == {"ec-office"}


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("", "closed_wrong_nobody"),
        ("x" * 41, "closed_wrong_name"),
        ("ana@example.org", "closed_wrong_name"),
        ("999 123 456", "closed_wrong_name"),
    ],
)
async def test_a_person_is_no_organisation(work: WorkHouse, by: str, key: str) -> None:
    async with await work.house.signed_in("editor") as browser:
        page = await browser.post(OPEN, data={"by": by})
    assert page.status_code == 422
    assert SAY(key, most=40) in said(page)
    assert f'value="{by}"' in page.text
    assert await waiting(work) == {"pe-office", "ec-office"}


async def test_another_countrys_task_is_not_mine_to_clear(work: WorkHouse) -> None:
    async with await work.house.signed_in("editor") as browser:
        foreign = await browser.post("/console/closed/EC/ec-office/open", data={"by": "SJM"})
        disguised = await browser.post("/console/closed/PE/ec-office/open", data={"by": "SJM"})
        gone = await browser.post("/console/closed/PE/ec-office/gone")
        done = await browser.post("/console/closed/PE/ec-office/done")
    assert (foreign.status_code, gone.status_code) == (404, 404)
    assert SAY("said_closed_before") not in said(disguised)
    assert done.status_code == 303
    assert await waiting(work) == {"pe-office", "ec-office"}


async def test_really_closed_prepares_the_drafts_that_take_it_out_and_publishes_nothing(
    work: WorkHouse,
) -> None:
    async with await work.house.signed_in("editor") as browser:
        sent = await browser.post(GONE)
        again = await browser.post(GONE)
        listed = said(await browser.get("/console/closed"))
    [removal] = await work.editing.drafts.of_entry(Ref("place", "pe-office"))
    [answer] = await work.editing.drafts.of_entry(Ref("answer", "pe-renew-residence"))
    assert removal.removes
    assert "pe-office" in answer.began_fields.values()
    assert "pe-office" not in answer.fields.values()
    assert {k: v for k, v in answer.began_fields.items() if v != "pe-office"} == answer.fields
    assert sent.headers["location"] == again.headers["location"] == f"/console/drafts/{removal.id}"
    assert SAY("closed_draft", name="beto") in listed
    assert "pe-office" in work.desk.release.places
    assert await waiting(work) == {"pe-office", "ec-office"}


async def test_what_is_typed_into_ones_own_draft_of_an_answer_stays(work: WorkHouse) -> None:
    begun = await work.editing.begin(Ref("answer", "pe-renew-residence"), "beto")
    await work.editing.save(begun.id, "beto", begun.version, {**begun.fields, "es.text": "Ya no."})
    async with await work.house.signed_in("editor") as browser:
        await browser.post(GONE)
    [answer] = await work.editing.drafts.of_entry(Ref("answer", "pe-renew-residence"))
    assert answer.fields["es.text"] == "Ya no."
    assert "pe-office" not in answer.fields.values()


async def test_a_place_that_the_knowledge_has_no_more_is_taken_off_the_list(work: WorkHouse) -> None:
    await work.found_closed("pe-gone")
    async with await work.house.signed_in("editor") as browser:
        before = said(await browser.get("/console/closed"))
        kept = await browser.post("/console/closed/PE/pe-office/done")
        done = await follow(browser, await browser.post("/console/closed/PE/pe-gone/done"))
    assert SAY("closed_missing") in before
    assert kept.status_code == 404, "a place that stands is checked, not waved away"
    assert SAY("said_closed_done") in said(done)
    assert await waiting(work) == {"pe-office", "ec-office"}


async def test_a_reviewer_reads_and_presses_nothing(work: WorkHouse) -> None:
    async with await work.house.signed_in("reviewer") as browser:
        page = await browser.get("/console/closed?country=PE")
    assert "Oficina de Migraciones" in said(page)
    assert "/open" not in page.text
    assert "/gone" not in page.text
