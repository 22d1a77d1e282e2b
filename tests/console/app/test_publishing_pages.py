"""Publishing and taking back over a real folder: what stops it, what is said then, and that nothing is done by halves."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.console.app.words import words_of
from bot.editing import publishing as publishing_module
from bot.editing import refusals
from bot.editing.desk import EditingDesk
from bot.editing.records import Ref
from bot.editing.swapping import one_at_a_time
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.storage.engine import DatabaseAwayError
from tests.console.app.publishing_house import (
    RENEW,
    WORDS,
    PublishingHouse,
    forms,
    landed,
    open_publishing_house,
    press,
    send,
)
from tests.console.app.test_pages import said
from tests.knowledge.folder import replace

SAY = words_of("en").say
LOST = {"status": "not confirmed"}
OFFICE = Ref("place", "pe-office")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PublishingHouse]:
    opened = await open_publishing_house(tmp_path)
    yield opened
    await opened.close()


async def test_a_lost_answer_is_published_only_with_an_explanation(house: PublishingHouse) -> None:
    draft = await house.approved(typed=LOST)
    async with await house.signed_in("editor") as editor:
        ahead = await editor.get(f"/console/publish/ahead?draft={draft.id}")
        assert SAY("publish_sort_lost") in said(ahead)
        assert 'name="explanation"' in ahead.text
        for words in ("", "no more"):
            refused = await send(editor, ahead, "/publish", explanation=words)
            assert refused.status_code == 422
            assert SAY("publish_refused_words") in said(refused)
            assert f">\n{words}</textarea>" in refused.text
        done = await send(editor, ahead, "/publish", explanation="the office closed for good")
        assert SAY("release_explanation") in await landed(editor, done)
    assert (await house.desk.store.get(2)).explanation == "the office closed for good"


async def test_knowledge_that_does_not_check_is_named_by_file_and_line_and_has_no_button(
    house: PublishingHouse,
) -> None:
    draft = await house.approved(typed={"es.cost": "25 soles"})
    before = house.text()
    async with await house.signed_in("editor") as editor:
        ahead = await editor.get(f"/console/publish/ahead?draft={draft.id}")
        assert "peru/documents.yaml:" in said(ahead)
        assert "/publish" not in forms(ahead.text)
        forced = await editor.post("/console/publish", data={"draft": f"{draft.id}.{draft.version}"})
    assert forced.status_code == 409
    assert SAY("publish_refused_problems") in said(forced)
    assert house.text() == before


async def test_the_look_ahead_is_a_part_of_the_page_for_htmx_and_a_page_without(
    house: PublishingHouse,
) -> None:
    draft = await house.approved()
    address = f"/console/publish/ahead?draft={draft.id}"
    async with await house.signed_in("editor") as editor:
        part = await editor.get(address, headers={"hx-request": "true"})
        whole = await editor.get(address)
        none = await editor.get("/console/publish/ahead", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert "<html" in whole.text
    assert forms(part.text)["/publish"] == {"draft": [f"{draft.id}.{draft.version}"]}
    assert SAY("publish_put_one") in said(part)
    assert none.status_code == 200
    assert SAY("publish_none_ticked") in said(none)


def came_to(*pressed: httpx.Response) -> set[str]:
    """Where the presses led; a machine with much to do may ask some of them to press again in a moment."""
    assert all(SAY("publish_refused_busy") in said(x) for x in pressed if x.status_code == 409)
    return {x.headers["location"] for x in pressed if x.status_code != 409}


async def test_a_double_press_publishes_once(house: PublishingHouse) -> None:
    draft = await house.approved()
    data = {"draft": f"{draft.id}.{draft.version}"}
    async with await house.signed_in("editor") as editor, await house.signed_in("reviewer") as reviewer:
        pressed = await asyncio.gather(
            *(x.post("/console/publish", data=data) for x in (editor, editor, reviewer))
        )
        again = await editor.post("/console/publish", data=data)
        assert SAY("said_published_already", number=2) in await landed(editor, again)
        backs = await asyncio.gather(
            *(editor.post("/console/releases/2/take-back", data={"why": "wrong"}) for _ in range(3))
        )
        forth = await editor.post("/console/releases/2/take-back", data={"why": "wrong"})
    assert came_to(*pressed) == {"/console/releases/2"}
    assert came_to(*backs, forth) == {"/console/releases/3"}
    assert [x.number for x in await house.desk.releases()] == [3, 2, 1]


async def test_a_draft_edited_after_the_look_ahead_is_not_published(house: PublishingHouse) -> None:
    draft = await house.approved()
    async with await house.signed_in("editor") as editor:
        ahead = await editor.get(f"/console/publish/ahead?draft={draft.id}")
        await house.desk.save(draft.id, "beto", draft.version, {**draft.fields, "es.cost": "99 soles"})
        late = await send(editor, ahead, "/publish")
    assert late.status_code == 409
    assert "Nothing was published" in said(late)
    assert await house.desk.releases() == ()


async def test_an_entry_edited_on_disk_meanwhile_leads_to_the_choice(house: PublishingHouse) -> None:
    draft = await house.approved()
    async with await house.signed_in("editor") as editor:
        ahead = await editor.get(f"/console/publish/ahead?draft={draft.id}")
        replace(house.root, "peru/documents.yaml", "cost: 20 soles", "cost: 22 soles", 2)
        late = await send(editor, ahead, "/publish")
    assert late.status_code == 409
    assert SAY("publish_refused_changed") in said(late)
    assert f'href="/console/drafts/{draft.id}"' in late.text
    assert "22 soles" in house.text()


@pytest.mark.parametrize("what", ["disk", "database"])
async def test_a_full_disk_or_a_database_that_is_away_loses_nothing(
    house: PublishingHouse, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    draft, before = await house.approved(typed=LOST), house.text()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def away(*_: object) -> None:
        raise DatabaseAwayError("locked")

    async with await house.signed_in("editor") as editor:
        ahead = await editor.get(f"/console/publish/ahead?draft={draft.id}")
        with monkeypatch.context() as patch:
            if what == "disk":
                patch.setattr(os, "fsync", full)
            else:
                patch.setattr(publishing_module, "record", away)
            failed = await send(editor, ahead, "/publish", explanation="the office closed for good")
        assert failed.status_code == 503, said(failed)
        assert SAY("publish_refused_full" if what == "disk" else "publish_refused_away") in said(failed)
        assert house.text() == before
        assert "the office closed for good</textarea>" in failed.text
        again = await send(editor, failed, "/publish", explanation="the office closed for good")
    assert again.status_code == 303
    assert (await house.desk.drafts.get(draft.id)).state == "published"


async def test_another_machine_that_published_first_is_waited_for(house: PublishingHouse) -> None:
    await house.published(WORDS)
    (house.root / ".served.json").write_text('{"number": 1}', encoding="utf-8")
    draft = await house.approved()
    async with await house.signed_in("editor") as editor:
        late = await editor.post("/console/publish", data={"draft": f"{draft.id}.{draft.version}"})
    assert late.status_code == 409
    assert SAY("publish_refused_behind") in said(late)
    assert "20 soles" in house.text()


async def test_somebody_who_publishes_on_the_same_machine_is_waited_for(house: PublishingHouse) -> None:
    draft = await house.approved()
    data = {"draft": f"{draft.id}.{draft.version}"}
    async with await house.signed_in("editor") as editor:
        with one_at_a_time(house.root):
            busy = await editor.post("/console/publish", data=data)
        assert busy.status_code == 409
        assert SAY("publish_refused_busy") in said(busy)
        assert (await send(editor, busy, "/publish")).status_code == 303


REFUSED: list[tuple[Exception, str, int]] = [
    (refusals.FileMoved("peru/health.yaml"), "peru/health.yaml", 409),
    (refusals.NotApproved("x"), SAY("publish_refused_not_approved"), 409),
    (refusals.NothingToDo("x"), SAY("publish_refused_nothing"), 409),
    (refusals.BehindTheOthers("x"), SAY("publish_refused_behind"), 409),
    (refusals.NoSuchRelease("x"), SAY("publish_refused_no_release"), 409),
    (refusals.CannotLook("it was stopped"), SAY("publish_refused_look"), 503),
    (refusals.CannotEdit("answer x: an id never changes"), "an id never changes", 409),
    (refusals.CannotPublish("the folder can only be read"), "the folder can only be read", 503),
    (refusals.NotInOrder([Problem("a.yaml", 3, "odd")]), "a.yaml:3", 409),
    (KnowledgeRefused([Problem("a.yaml", n, "odd") for n in range(60)]), "10", 409),
    (OSError(errno.EIO, "/srv/secret/path"), SAY("publish_refused_disk"), 503),
    (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), SAY("publish_refused_other"), 409),
]


@pytest.mark.parametrize(("error", "words", "status"), REFUSED, ids=lambda x: type(x).__name__)
async def test_every_refusal_is_said_where_the_button_was(
    house: PublishingHouse, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str, status: int
) -> None:
    draft = await house.approved()

    async def refused(*_: object, **__: object) -> None:
        raise error

    async with await house.signed_in("editor") as editor:
        ahead = await editor.get(f"/console/publish/ahead?draft={draft.id}")
        monkeypatch.setattr(EditingDesk, "publish", refused)
        answer = await send(editor, ahead, "/publish")
        monkeypatch.setattr(EditingDesk, "outlook", refused)
        part = await editor.get(f"/console/publish/ahead?draft={draft.id}", headers={"hx-request": "true"})
    assert answer.status_code == status
    assert words in said(answer)
    assert words in said(part)
    assert "/srv/secret" not in answer.text + part.text


# ---- taking back ------------------------------------------------------------------------------------------


async def test_an_older_release_is_taken_back_and_what_came_later_stays(house: PublishingHouse) -> None:
    first = await house.published()
    await house.published({"address": "Jr. Nuevo 1"}, OFFICE)
    async with await house.signed_in("reviewer") as reviewer:
        page = f"/releases/{first}/take-back"
        empty = await press(reviewer, page, page, why="  ")
        assert empty.status_code == 422
        assert SAY("release_back_why_needed") in said(empty)
        assert (await press(reviewer, page, page, why="wrong fee")).status_code == 303
    assert "cost: 20 soles" in house.text()
    assert "Jr. Nuevo 1" in house.text("peru/places.yaml")


async def test_what_changed_again_since_is_shown_and_not_taken_back_blindly(house: PublishingHouse) -> None:
    first = await house.published()
    await house.published({"es.cost": "30 soles", "en.cost": "30 soles"})
    page = f"/console/releases/{first}/take-back"
    async with await house.signed_in("editor") as editor:
        shown, forced = await editor.get(page), await editor.post(page, data={"why": "wrong"})
        history = await editor.get("/console/entries/PE/answer/pe-renew-residence/history")
    for response in (shown, forced):
        assert response.status_code == 409
        assert "removed: 30 (end) added: 20 (end) soles" in said(response)
    assert "cost: 30 soles" in house.text()
    assert history.text.count("/take-back") == 1, "only the newest change has the button"


async def test_a_take_back_that_loses_an_answer_needs_an_explanation(house: PublishingHouse) -> None:
    await house.published(LOST)
    number = await house.published({"status": "in force"})
    (change,) = await house.desk.store.revisions_of(number)
    page = f"/releases/{number}/changes/{change.id}/take-back"
    async with await house.signed_in("editor") as editor:
        refused = await press(editor, page, page, why="wrong again", explanation="no")
        assert refused.status_code == 422
        assert "wrong again</textarea>" in refused.text
        done = await send(editor, refused, page, why="wrong again", explanation="they closed the office")
    assert done.status_code == 303
    house.reload()
    assert house.release.entries[RENEW.id].status == "not confirmed"


@pytest.mark.parametrize("number", ["0", "99", "1", "abc", "²", "-1", "9" * 30])
async def test_a_release_that_is_not_there_or_is_the_first(house: PublishingHouse, number: str) -> None:
    await house.published()
    async with await house.signed_in("admin") as admin:
        shown = await admin.get(f"/console/releases/{number}")
        back = await admin.post(f"/console/releases/{number}/take-back", data={"why": "wrong"})
    assert (shown.status_code, back.status_code) == ((200, 403) if number == "1" else (404, 404))


async def test_edits_by_hand_stand_in_the_history_and_are_taken_back_by_admins_only(
    house: PublishingHouse,
) -> None:
    await house.published(WORDS)
    replace(house.root, "peru/places.yaml", "address: Av. Principal 734", "address: Av. Otra 9")
    await house.published()
    async with await house.signed_in("editor") as editor, await house.signed_in("admin") as admin:
        history = said(await editor.get("/console/entries/PE/place/pe-office/history"))
        assert SAY("release_by_hand") in history
        assert (await editor.get("/console/releases/3/take-back")).status_code == 403
        assert (await admin.get("/console/releases/3/take-back")).status_code == 200


async def test_the_history_of_what_nobody_changed_and_of_what_is_not_there(house: PublishingHouse) -> None:
    async with await house.signed_in("reader") as reader:
        none = await reader.get("/console/entries/PE/answer/pe-own-permit/history")
        assert SAY("history_nothing") in said(none)
        for path in (
            "PE/answer/no-such",
            "PE/king/pe-office",
            "pe/place/pe-office",
            f"PE/answer/{'x' * 200}",
        ):
            assert (await reader.get(f"/console/entries/{path}/history")).status_code == 404, path
