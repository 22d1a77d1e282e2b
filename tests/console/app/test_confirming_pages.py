"""Confirming: one press is one confirmation, however often it is sent, and never over what nobody saw."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.accounts.records import Role
from bot.console.app.words import words_of
from bot.editing.records import Ref
from bot.storage.engine import DatabaseAwayError
from tests.console.app.house import console
from tests.console.app.test_pages import follow, said
from tests.console.app.work_house import OFFICE, POLICE, RENEW, TODAY, WorkHouse, open_work
from tests.knowledge.folder import replace

SAY = words_of("es").say
QUEUE = {"rumbo-queue": "1"}
CHECK = {"by": "SJM Perú", "day": TODAY.isoformat()}
OPEN = ("draft", "in review", "approved")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[WorkHouse]:
    opened = await open_work(tmp_path)
    yield opened
    await opened.house.close()


async def editor(work: WorkHouse, role: Role = "editor") -> httpx.AsyncClient:
    return await work.house.signed_in(role)


async def drafts(work: WorkHouse) -> list[tuple[str, str]]:
    return [(str(x.ref), x.state) for x in await work.editing.drafts.listed(OPEN)]


def seen_in(page: httpx.Response, path: str) -> str:
    found = re.search(re.escape(path) + r"\?seen=([0-9a-f]+)", html.unescape(page.text))
    assert found is not None, path
    return found[1]


async def test_the_list_shows_what_is_due_in_my_countries_with_what_it_says_now(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        page = await browser.get("/console/confirm")
    words = said(page)
    assert RENEW in page.text
    assert OFFICE in page.text
    assert "/console/confirm/EC/" not in page.text
    assert "20 soles" in words, "the cost, to ask for it on the phone"
    assert "mar 2025" in words, "the date it speaks for"
    assert f"{SAY('coverage_standing_overdue')} · {SAY('confirm_months', months=20)}" in words


async def test_one_press_confirms_and_the_entry_leaves_the_list(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        seen = seen_in(await browser.get("/console/confirm"), RENEW)
        page = await follow(browser, await browser.post(f"{RENEW}?seen={seen}", data=CHECK))
    assert SAY("said_confirm_done") in said(page)
    assert f'formaction="{RENEW}' not in page.text
    assert SAY("confirm_ready", count=1) in said(page)
    assert 'value="SJM Perú"' in page.text, "who checked stays for the next one"
    assert await drafts(work) == [("answer pe-renew-residence", "approved")]
    deeds = [(x.who, x.did, x.target, x.country) for x in await work.house.accounts.deeds(20)]
    assert ("beto", "confirmed", "answer pe-renew-residence", "PE") in deeds


async def test_several_are_published_together_and_served(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        for path in (RENEW, OFFICE):
            await browser.post(path, data=CHECK)
        page = await browser.get("/console/confirm")
        ids = re.findall(r'name="draft" value="(\w+)"', page.text)
        page = await follow(browser, await browser.post("/console/confirm/publish", data={"draft": ids}))
    assert SAY("said_confirm_published", count=2, number=2) in said(page)
    entry = work.desk.release.entries["pe-renew-residence"]
    assert entry.confirmed is not None
    assert (entry.confirmed.by, entry.confirmed.date) == ("SJM Perú", TODAY.isoformat())
    assert work.desk.release.places["pe-office"].as_of == TODAY.isoformat()
    assert await drafts(work) == []
    assert OFFICE not in page.text


async def test_one_step_confirms_and_publishes(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        done = await browser.post(RENEW, data=CHECK | {"publish": "yes"})
        page = await follow(browser, done)
        again = await follow(browser, await browser.post(RENEW, data=CHECK | {"publish": "yes"}))
    assert "2" in said(page)
    assert work.desk.release.entries["pe-renew-residence"].confirmed is not None
    assert SAY("said_confirm_again") in said(again)
    assert await drafts(work) == []


@pytest.mark.parametrize("path", [RENEW, OFFICE, POLICE])
async def test_the_same_confirmation_twice_or_at_once_is_one(work: WorkHouse, path: str) -> None:
    async with await editor(work) as browser:
        at_once = await asyncio.gather(*(browser.post(path, data=CHECK, headers=QUEUE) for _ in range(3)))
        later = await browser.post(path, data=CHECK, headers=QUEUE)
    assert {x.status_code for x in (*at_once, later)} == {200}
    assert later.json()["state"] == "again"
    assert len(await drafts(work)) == 1


async def test_after_it_was_published_the_same_confirmation_changes_nothing(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        for path in (RENEW, OFFICE):
            await browser.post(path, data=CHECK | {"publish": "yes"})
            told = (await browser.post(path, data=CHECK, headers=QUEUE)).json()
            assert told["state"] == "again"
    assert await drafts(work) == []


async def test_a_help_line_waits_for_a_second_person(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        page = await follow(browser, await browser.post(POLICE, data=CHECK))
        ids = [x.id for x in await work.editing.drafts.listed(OPEN)]
        page_after = await follow(
            browser, await browser.post("/console/confirm/publish", data={"draft": ids})
        )
    assert SAY("said_confirm_second") in said(page)
    assert SAY("confirm_needs_second") in said(page)
    assert SAY("said_confirm_nothing_ready") in said(page_after)
    assert await drafts(work) == [("line pe-police", "in review")]


async def test_what_changed_since_it_was_seen_is_shown_anew_and_not_confirmed(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        seen = seen_in(await browser.get("/console/confirm"), RENEW)
        replace(work.desk.root, "peru/documents.yaml", "20 soles", "25 soles", 2)
        work.desk.reload()
        page = await browser.post(f"{RENEW}?seen={seen}", data=CHECK)
        queued = await browser.post(RENEW, data=CHECK | {"seen": seen}, headers=QUEUE)
    assert page.status_code == queued.status_code == 409
    assert SAY("confirm_changed") in said(page)
    assert "25 soles" in said(page)
    assert 'value="SJM Perú"' in page.text, "what was typed stays"
    assert queued.json()["state"] == "changed"
    assert await drafts(work) == []


async def test_a_half_written_draft_is_never_sent_along(work: WorkHouse) -> None:
    begun = await work.editing.begin(Ref("answer", "pe-renew-residence"), "beto")
    half = {**begun.fields, "es.text": "Puedes renovar"}
    await work.editing.save(begun.id, "beto", begun.version, half)
    async with await editor(work) as browser:
        page = await browser.post(RENEW, data=CHECK)
    assert page.status_code == 409
    assert SAY("confirm_own_draft") in said(page)
    assert f"/console/drafts/{begun.id}" in page.text
    kept = await work.editing.drafts.get(begun.id)
    assert (kept.state, kept.fields["es.text"]) == ("draft", "Puedes renovar")


async def test_a_confirmation_whose_entry_changed_on_disk_is_written_anew(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        await browser.post(RENEW, data=CHECK | {"by": "ACNUR"})
        replace(work.desk.root, "peru/documents.yaml", "20 soles", "25 soles", 2)
        work.desk.reload()
        ids = [x.id for x in await work.editing.drafts.listed(OPEN)]
        page = await follow(browser, await browser.post("/console/confirm/publish", data={"draft": ids}))
        assert SAY("said_confirm_all_changed") in said(page)
        done = await browser.post(RENEW, data=CHECK | {"publish": "yes"})
        assert done.status_code == 303
    entry = work.desk.release.entries["pe-renew-residence"]
    assert entry.confirmed is not None
    assert entry.confirmed.by == "SJM Perú"
    assert entry.texts["es"].cost == "25 soles"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ({"by": "  "}, "confirm_wrong_nobody"),
        ({"by": "x" * 81}, "confirm_wrong_long"),
        ({"by": "Ana, 999 123 456"}, "confirm_wrong_number"),
        ({"by": "ana@example.org"}, "confirm_wrong_number"),
        ({"day": "ayer"}, "confirm_wrong_day"),
        ({"day": "2026-11-24"}, "confirm_wrong_future"),
        ({"day": "2024-01-01"}, "confirm_older"),
    ],
)
async def test_what_is_typed_wrong_is_told_at_its_field_and_kept(
    work: WorkHouse, typed: dict[str, str], key: str
) -> None:
    async with await editor(work) as browser:
        page = await browser.post(RENEW, data=CHECK | typed)
        queued = await browser.post(RENEW, data=CHECK | typed, headers=QUEUE)
    assert page.status_code == queued.status_code == (409 if key == "confirm_older" else 422)
    assert SAY(key, most=80) in said(page)
    assert 'aria-invalid="true"' in page.text
    assert all(f'value="{" ".join(x.split())}"' in html.unescape(page.text) for x in typed.values())
    assert await drafts(work) == []


async def test_hostile_words_are_shown_as_words(work: WorkHouse) -> None:
    name = "<b>SJM</b> \u202egro"
    async with await editor(work) as browser:
        await browser.post(RENEW, data=CHECK | {"by": name})
        page = await browser.get("/console/confirm", params={"by": "<script>x</script>"})
    assert "<script>x" not in page.text
    assert "<b>SJM" not in page.text


async def test_an_answer_that_nobody_knows_has_no_button(work: WorkHouse) -> None:
    path = "/console/confirm/PE/answer/pe-see-doctor"
    async with await editor(work) as browser:
        page = await browser.get(path)
        sent = await browser.post(path, data=CHECK)
    assert SAY("confirm_not_known") in said(page)
    assert SAY("confirm_still") not in said(page)
    assert sent.status_code == 409


@pytest.mark.parametrize(
    "path",
    [
        "/console/confirm/PE/answer/ec-renew-residence",
        "/console/confirm/EC/answer/ec-renew-residence",
        "/console/confirm/PE/answer/nothing",
        "/console/confirm/PE/question/renew-residence",
        "/console/confirm/PE/test/x",
    ],
)
async def test_what_is_not_in_my_countries_or_is_nothing_is_not_there(work: WorkHouse, path: str) -> None:
    async with await editor(work) as browser:
        assert (await browser.get(path)).status_code == 404
        assert (await browser.post(path, data=CHECK)).status_code == 404
    assert await drafts(work) == []


async def test_another_countrys_confirmation_is_not_published_by_me(work: WorkHouse) -> None:
    async with await editor(work, "admin") as admin:
        await admin.post("/console/confirm/EC/answer/ec-renew-residence", data=CHECK)
    ids = [x.id for x in await work.editing.drafts.listed(OPEN)]
    async with await editor(work) as browser:
        listed = await browser.get("/console/confirm")
        page = await follow(browser, await browser.post("/console/confirm/publish", data={"draft": ids}))
    assert ids[0] not in listed.text
    assert SAY("said_confirm_nothing_ready") in said(page)
    assert work.desk.release.entries["ec-renew-residence"].confirmed is None


async def test_only_confirmations_are_published_here(work: WorkHouse) -> None:
    begun = await work.editing.begin(Ref("answer", "pe-renew-residence"), "beto")
    saved = await work.editing.save(begun.id, "beto", begun.version, {**begun.fields, "es.who": "todas"})
    await work.editing.submit(begun.id, "beto", saved.draft.version)
    async with await editor(work) as browser:
        await browser.post("/console/confirm/publish", data={"draft": [begun.id, "nothing"]})
    assert await drafts(work) == [("answer pe-renew-residence", "in review")]


async def test_a_reviewer_reads_the_list_without_buttons(work: WorkHouse) -> None:
    async with await editor(work, "reviewer") as browser:
        page = await browser.get("/console/confirm")
    assert RENEW in page.text
    assert "formaction" not in page.text


async def test_with_the_database_away_nothing_is_lost_or_half_done(work: WorkHouse) -> None:
    class Away:
        def __getattr__(self, name: str) -> object:
            raise DatabaseAwayError("locked")

    async with await editor(work) as browser:
        work.house.app = console(
            work.house.accounts, work.house.clock, editing=Away(), release=lambda: work.desk.release
        )
    async with work.house.browser() as other:
        other.cookies = browser.cookies
        assert (await other.post(RENEW, data=CHECK, headers=QUEUE)).status_code == 503
    assert await drafts(work) == []


async def test_the_worker_is_allowed_for_these_pages_alone(work: WorkHouse) -> None:
    async with await editor(work) as browser:
        script = await browser.get("/console/confirm/worker.js")
    assert script.headers["service-worker-allowed"] == "/console/confirm"
    assert script.headers["content-type"].startswith("text/javascript")
    async with work.house.browser() as nobody:
        assert (await nobody.get("/console/confirm/worker.js")).status_code == 303
