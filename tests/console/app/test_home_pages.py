"""The home page: what waits for whom, each number a link to what it counts; and the menu in groups."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from bot.accounts.records import Role
from bot.console.app.all_pages import ALL_PAGES
from bot.console.app.menu import GROUPS, grouped, section
from bot.console.app.words import words_of
from bot.editing.records import Ref
from tests.console.app.test_pages import said
from tests.console.app.work_house import RENEW, TODAY, WorkHouse, open_work

SAY = words_of("es").say


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[WorkHouse]:
    opened = await open_work(tmp_path, health=lambda: {"ok": True})
    yield opened
    await opened.house.close()


async def home(work: WorkHouse, role: Role) -> httpx.Response:
    async with await work.house.signed_in(role) as browser:
        return await browser.get("/console")


def counts(page: httpx.Response) -> dict[str, int]:
    """The numbers by the address that each leads to."""
    found = re.findall(r'<a class="badge \w+" href="([^"]+)">[^<]+<strong>(\d+)', page.text)
    return {html.unescape(href): int(number) for href, number in found}


async def draft_of(work: WorkHouse, author: str, *, cost: str = "25 soles", send: bool = True) -> str:
    begun = await work.editing.begin(Ref("answer", "pe-renew-residence"), author)
    fields = {**begun.fields, "es.cost": cost, "en.cost": cost}
    saved = await work.editing.save(begun.id, author, begun.version, fields)
    if send:
        await work.editing.submit(begun.id, author, saved.draft.version)
    return begun.id


async def test_an_editor_sees_what_is_due_in_their_country_and_nothing_of_others(work: WorkHouse) -> None:
    await work.found_closed()
    await work.found_closed("ec-office", "EC")
    page = await home(work, "editor")
    found = counts(page)
    assert found["/console/confirm?country=PE&standing=overdue"] == 2
    assert found["/console/closed?country=PE"] == 1
    assert not any("EC" in href for href in found)
    assert SAY("home_well") not in said(page), "how the bot is doing is for admins"


async def test_every_number_is_what_stands_behind_its_link(work: WorkHouse) -> None:
    async with await work.house.signed_in("editor") as browser:
        found = counts(await browser.get("/console"))
        for href, number in found.items():
            if href.startswith("/console/confirm"):
                page = await browser.get(href)
                assert page.text.count('<article class="card due"') == number, href


async def test_people_at_a_closed_door_come_first_and_each_line_has_its_button(work: WorkHouse) -> None:
    await work.found_closed()
    page = await home(work, "editor")
    first, second, *_ = re.findall(
        r'<a class="button[^"]*" href="([^"]+)"', page.text.split('class="todos"')[1]
    )
    assert first == "/console/closed?country=PE"
    assert second == RENEW


async def test_a_draft_waits_for_the_reviewer_and_not_for_its_author(work: WorkHouse) -> None:
    id_ = await draft_of(work, "beto")
    reviewer, editor = await home(work, "reviewer"), await home(work, "editor")
    review = "/console/drafts?country=PE&state=in_review"
    assert counts(reviewer)[review] == 1
    assert f"/console/drafts/{id_}" in reviewer.text
    assert SAY("home_why_review", name="beto") in said(reviewer)
    assert review not in counts(editor), "a guarded change is not for its author to approve"


async def test_what_came_back_with_a_note_is_told_to_its_author(work: WorkHouse) -> None:
    id_ = await draft_of(work, "beto")
    sent = await work.editing.drafts.get(id_)
    await work.editing.send_back(id_, "rita", sent.version, "¿Y la fuente?")
    page = await home(work, "editor")
    assert SAY("home_why_sent_back") in said(page)
    assert counts(page)["/console/drafts?country=PE&state=draft"] == 1


async def test_what_was_confirmed_is_no_longer_due_but_ready(work: WorkHouse) -> None:
    async with await work.house.signed_in("editor") as browser:
        await browser.post(RENEW, data={"by": "SJM", "day": TODAY.isoformat()})
        page = await browser.get("/console")
    assert counts(page)["/console/confirm?country=PE&standing=overdue"] == 1
    assert counts(page)["/console/publish"] == 1
    assert RENEW not in page.text


async def test_an_admin_sees_every_country_where_most_waits_first_and_how_the_bot_is(work: WorkHouse) -> None:
    await work.found_closed("ec-office", "EC")
    page = await home(work, "admin")
    assert page.text.index('id="c-EC"') < page.text.index('id="c-PE"')
    assert SAY("home_well") in said(page)
    assert counts(page)["/console/closed?country=EC"] == 1


async def test_a_reader_finds_doors_and_no_work(work: WorkHouse) -> None:
    page = await home(work, "reader")
    assert 'class="todos"' not in page.text
    assert '<li><a href="/console/coverage"><strong>' in page.text


async def test_where_nothing_waits_that_is_said_warmly(tmp_path: Path) -> None:
    work = await open_work(tmp_path)
    release = work.desk.release
    try:
        work.desk.release = type(release)(
            **{name: getattr(release, name) for name in release.__slots__}
            | {"entries": {}, "by_question": {}, "places": {}, "lines": {}}
        )
        page = await home(work, "editor")
    finally:
        await work.house.close()
    assert SAY("home_nothing", name="beto") in said(page)


async def test_hostile_words_in_a_draft_are_shown_as_words(work: WorkHouse) -> None:
    begun = await work.editing.begin_new(
        "place", "PE", "documents", {"id": "pe-x", "name": "<script>1</script>"}, "beto"
    )
    page = await home(work, "editor")
    assert begun.ref.id in page.text
    assert "<script>1" not in page.text


@pytest.mark.parametrize("path", sorted({page.path for page in ALL_PAGES if page.menu and page.path}))
def test_every_link_of_the_menu_has_its_group(path: str) -> None:
    assert any(section(path) in parts for parts in GROUPS.values()), path


def test_a_group_without_a_page_is_not_shown_and_the_home_page_stands_apart() -> None:
    menu = [page for page in ALL_PAGES if page.menu in {"menu_home", "menu_sessions", "menu_coverage"}]
    assert [group.name for group in grouped(menu)] == ["menu_group_needs", "menu_group_me"]


async def test_the_current_page_is_marked_also_on_the_pages_below_it(work: WorkHouse) -> None:
    async with await work.house.signed_in("admin") as browser:
        people, person = await browser.get("/console/people"), await browser.get("/console/people/beto")
    assert '<a href="/console/people" aria-current="page">' in people.text
    assert '<a href="/console/people" aria-current="true">' in person.text


async def test_the_questions_without_an_answer_are_counted_for_the_country(tmp_path: Path) -> None:
    class Counted:
        async def count(self, countries: Sequence[str] | None = None) -> int:
            return 4 if countries == ["PE"] else 0

    work = await open_work(tmp_path, unanswered=Counted())
    try:
        assert counts(await home(work, "editor"))["/console/unanswered?country=PE"] == 4
    finally:
        await work.house.close()
