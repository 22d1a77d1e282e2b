"""Drafts over a real folder: who may take which step, what a reviewer sees, and two people who change the same entry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.accounts.records import ROLES, Role
from bot.console.app.words import words_of
from bot.editing.form_fields import form_fields
from bot.editing.records import Ref
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
OFFICE = Ref("place", "pe-office")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PublishingHouse]:
    opened = await open_publishing_house(tmp_path)
    yield opened
    await opened.close()


async def test_a_fee_from_the_editor_to_the_people_and_back(house: PublishingHouse) -> None:
    draft = await house.draft()
    async with await house.signed_in("editor") as editor, await house.signed_in("reviewer") as reviewer:
        mine = f"/drafts/{draft.id}"
        sent = await landed(editor, await press(editor, mine, f"{mine}/submit"))
        assert SAY("drafts_next_second", name="beto") in sent
        alone = await editor.post(f"/console{mine}/approve", data={"version": str(draft.version + 1)})
        assert alone.status_code == 409
        assert SAY("drafts_second_person", fields=SAY("drafts_field_cost")) in said(alone)
        assert SAY("drafts_section_review") in said(await reviewer.get("/console/drafts"))
        approved = await landed(reviewer, await press(reviewer, mine, f"{mine}/approve", note="thanks"))
        assert SAY("drafts_state_approved") in approved
        ahead = f"/publish/ahead?draft={draft.id}"
        done = await press(editor, ahead, "/publish")
        first = await landed(editor, done)
        assert SAY("said_published", number=2) in first
        assert SAY("release_waiting") in first
        house.reload()
        assert house.release.entries[RENEW.id].texts["es"].cost == "25 soles"
        served = said(await editor.get("/console/releases/2/serving"))
        assert served == f"✓ {SAY('release_served', number=2)} {SAY('release_took', seconds=2)}"
        back = await press(
            editor, "/releases/2/take-back", "/releases/2/take-back", why="the old fee was right"
        )
        assert SAY("said_taken_back", taken=2, number=3) in await landed(editor, back)
        house.reload()
        assert house.release.entries[RENEW.id].texts["es"].cost == "20 soles"
        history = said(await editor.get("/console/entries/PE/answer/pe-renew-residence/history"))
    assert history.index("the old fee was right") < history.index("new fee")
    assert "removed: 20 (end) added: 25 (end) soles" in history
    deeds = [(x.who, x.did) for x in await house.house.accounts.deeds(50)]
    for deed in (
        ("beto", "draft_submitted"), ("rita", "draft_approved"), ("beto", "published"), ("beto", "taken_back"),
    ):  # fmt: skip
        assert deed in deeds
        assert words_of("en").has(f"deed_{deed[1]}")


# ---- who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("author", ["editor", "reviewer", "admin"])
@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("guarded", [True, False])
async def test_who_may_approve(house: PublishingHouse, author: Role, who: Role, guarded: bool) -> None:
    draft = await house.in_review(author, None if guarded else WORDS)
    async with await house.signed_in(who) as browser:
        response = await browser.post(
            f"/console/drafts/{draft.id}/approve", data={"version": str(draft.version)}
        )
        page = await browser.get(f"/console/drafts/{draft.id}")
    own = author == who
    allowed = who != "reader" and (not guarded if own else who in {"admin", "reviewer"})
    refused = 409 if own and guarded else 403
    assert response.status_code == (303 if allowed else refused)
    assert (await house.desk.drafts.get(draft.id)).state == ("approved" if allowed else "in review")
    assert f"/drafts/{draft.id}/approve" not in forms(page.text), "no button that is refused"


@pytest.mark.parametrize("who", ROLES)
async def test_who_may_publish_and_take_back(house: PublishingHouse, who: Role) -> None:
    draft = await house.approved()
    async with await house.signed_in(who) as browser:
        done = await browser.post("/console/publish", data={"draft": f"{draft.id}.{draft.version}"})
        if who == "reader":
            assert done.status_code == 403
            await house.desk.publish([draft.id], "ana")
        back = await browser.post("/console/releases/2/take-back", data={"why": "wrong"})
        assert back.status_code == (403 if who == "reader" else 303), said(back)
        listed = await browser.get("/console/releases")
    assert listed.status_code == 200
    assert ("take-back" in listed.text) == (who != "reader")


@pytest.mark.parametrize("path", ["", "/choose"])
async def test_another_countrys_draft_does_not_exist(house: PublishingHouse, path: str) -> None:
    draft = await house.approved("admin", ref=Ref("answer", "ec-renew-residence"))
    for role in ("editor", "reviewer"):
        async with await house.signed_in(role) as browser:  # type: ignore[arg-type]
            assert (await browser.get(f"/console/drafts/{draft.id}{path}")).status_code == 404
            for step in ("submit", "approve", "send-back", "withdraw", "choose"):
                data = {"version": str(draft.version), "note": "x", "why": "x"}
                done = await browser.post(f"/console/drafts/{draft.id}/{step}", data=data)
                assert done.status_code == 404, step
            assert draft.id not in (await browser.get("/console/drafts")).text
            assert draft.id not in (await browser.get("/console/publish")).text
            named = await browser.post("/console/publish", data={"draft": f"{draft.id}.{draft.version}"})
            assert named.status_code == 409
            assert "Renew" not in said(await browser.get(f"/console/publish/ahead?draft={draft.id}"))
    assert (await house.desk.drafts.get(draft.id)).state == "approved"


async def test_a_release_of_another_country_is_taken_back_by_its_own_people_only(
    house: PublishingHouse,
) -> None:
    fee = {"es.cost": "45 USD", "en.cost": "45 USD"}
    number = await house.published(fee, Ref("answer", "ec-renew-residence"))
    (change,) = await house.desk.store.revisions_of(number)
    one = f"/console/releases/{number}"
    async with await house.signed_in("editor") as editor, await house.signed_in("admin") as admin:
        shown = said(await editor.get(one))
        assert SAY("release_elsewhere", count=1) in shown
        assert "45" not in shown
        assert (await editor.post(f"{one}/take-back", data={"why": "wrong"})).status_code == 404
        foreign = f"{one}/changes/{change.id}/take-back"
        assert (await editor.post(foreign, data={"why": "wrong"})).status_code == 404
        assert (await admin.post(foreign, data={"why": "wrong"})).status_code == 303
        history = "/console/entries/EC/answer/ec-renew-residence/history"
        assert (await editor.get(history)).status_code == 404
        assert (await editor.get(history.replace("/EC/", "/PE/"))).status_code == 404


async def test_what_is_asked_everywhere_belongs_to_those_who_keep_the_region(house: PublishingHouse) -> None:
    draft = await house.in_review(
        "admin", {"es.title": "Renovar el carnet"}, Ref("question", "renew-residence")
    )
    page = f"/console/drafts/{draft.id}"
    async with await house.signed_in("reviewer") as reviewer:
        assert (await reviewer.get(page)).status_code == 404
    await house.house.accounts.change("ana", "rita", "reviewer", ("PE", "XX"))
    async with await house.signed_in("reviewer") as reviewer:
        assert (await reviewer.get(page)).status_code == 200
        assert SAY("everywhere") in said(await reviewer.get("/console/drafts?country=XX"))
        done = await reviewer.post(f"{page}/approve", data={"version": str(draft.version)})
    assert done.status_code == 303


# ---- reviewing --------------------------------------------------------------------------------------------


async def test_the_list_says_what_waits_for_whom_and_for_how_long(house: PublishingHouse) -> None:
    await house.in_review()
    await house.draft("admin", WORDS, OFFICE)
    house.house.clock.move(days=3)
    async with await house.signed_in("reviewer") as reviewer, await house.signed_in("editor") as editor:
        review, own = said(await reviewer.get("/console/drafts")), said(await editor.get("/console/drafts"))
        writing = said(await reviewer.get("/console/drafts?state=draft"))
        odd = await reviewer.get("/console/drafts?state=%3Cb%3E&country=ZZZ")
    assert f"{SAY('drafts_section_review')} 1" in review
    assert SAY("drafts_days", days=3) in review
    assert SAY("drafts_second") in review
    assert f"{SAY('drafts_section_mine')} 1" in own
    assert SAY("drafts_section_review") not in own
    assert SAY("drafts_section_review") not in writing
    assert odd.status_code == 200


async def test_sent_back_with_a_note_that_the_author_reads(house: PublishingHouse) -> None:
    draft = await house.in_review()
    page = f"/drafts/{draft.id}"
    async with await house.signed_in("reviewer") as reviewer, await house.signed_in("editor") as editor:
        empty = await press(reviewer, page, f"{page}/send-back", note="   ")
        assert empty.status_code == 422
        assert SAY("drafts_note_needed") in said(empty)
        note = "<script>alert(1)</script> \u202e The office says 30"
        done = await press(reviewer, page, f"{page}/send-back", note=note)
        assert done.status_code == 303
        shown = await editor.get(f"/console{page}")
    assert "<script>alert" not in shown.text
    assert "The office says 30" in said(shown)
    assert SAY("drafts_next_author_me") in said(shown)


async def test_a_draft_without_a_reason_asks_for_one_and_one_without_a_change_is_not_sent(
    house: PublishingHouse,
) -> None:
    draft = await house.draft(why="")
    page = f"/drafts/{draft.id}"
    async with await house.signed_in("editor") as editor:
        refused = await press(editor, page, f"{page}/submit", why=" ")
        assert refused.status_code == 422
        assert SAY("drafts_why_needed") in said(refused)
        assert (await press(editor, page, f"{page}/submit", why="Migraciones says so")).status_code == 303
        same = await house.draft(typed={}, ref=OFFICE)
        nothing = await press(editor, f"/drafts/{same.id}", f"/drafts/{same.id}/submit")
    assert nothing.status_code == 422
    assert SAY("drafts_nothing_changed") in said(nothing)
    sent = await house.desk.drafts.get(draft.id)
    assert (sent.state, sent.why) == ("in review", "Migraciones says so")


async def test_what_changed_since_it_was_read_is_marked_and_not_approved(house: PublishingHouse) -> None:
    draft = await house.in_review()
    page = f"/drafts/{draft.id}"
    async with await house.signed_in("reviewer") as reviewer:
        read = await reviewer.get(f"/console{page}")
        fields = {**draft.fields, "es.who": "todas", "en.who": "everybody"}
        saved = await house.desk.save(draft.id, "beto", draft.version, fields)
        await house.desk.submit(draft.id, "beto", saved.draft.version)
        late = await send(reviewer, read, f"{page}/approve", note="fine")
    assert late.status_code == 409
    assert late.text.count(SAY("drafts_since")) == 2, "the two new fields, not the two that were read"
    assert "fine" in late.text
    assert (await house.desk.drafts.get(draft.id)).state == "in review"


@pytest.mark.parametrize("version", ["", "0", "99", "²", "-1", "1e3", "9" * 12])
async def test_a_version_that_was_made_up_does_nothing(house: PublishingHouse, version: str) -> None:
    draft = await house.in_review()
    async with await house.signed_in("reviewer") as reviewer:
        done = await reviewer.post(f"/console/drafts/{draft.id}/approve", data={"version": version})
    assert done.status_code == 409
    assert (await house.desk.drafts.get(draft.id)).state == "in review"


async def test_the_author_sets_a_draft_aside_and_nobody_else_but_an_admin(house: PublishingHouse) -> None:
    draft = await house.in_review()
    page = f"/drafts/{draft.id}"
    async with await house.signed_in("reviewer") as reviewer, await house.signed_in("editor") as editor:
        data = {"version": str(draft.version)}
        assert (await reviewer.post(f"/console{page}/withdraw", data=data)).status_code == 403
        assert (await press(editor, page, f"{page}/withdraw")).status_code == 303
        after = await editor.get(f"/console{page}")
    assert SAY("drafts_next_withdrawn") in said(after)
    assert [x for x in forms(after.text) if x.startswith("/drafts")] == []


# ---- two people -------------------------------------------------------------------------------------------


async def test_two_people_change_the_same_entry_and_the_second_chooses(house: PublishingHouse) -> None:
    first = await house.draft(
        "admin",
        {"es.cost": "25 soles", "en.cost": "25 soles", "es.duration": "8 días", "en.duration": "8 days"},
    )
    mine = await house.draft(typed={"es.cost": "30 soles", "en.cost": "30 soles", **WORDS})
    async with await house.signed_in("editor") as editor:
        assert SAY("drafts_others") in said(await editor.get(f"/console/drafts/{mine.id}"))
        sent = await house.desk.submit(first.id, "ana", first.version)
        ready = await house.desk.approve(first.id, "rita", sent.version)
        await house.desk.publish([ready.id], "ana")
        house.reload()
        page = f"/drafts/{mine.id}"
        assert SAY("drafts_entry_changed") in said(await editor.get(f"/console{page}"))
        shown = await editor.get(f"/console{page}/choose")
        assert said(shown).count(SAY("drafts_both_changed")) == 2
        none = await send(editor, shown, f"{page}/choose", **{"pick.es.cost": "mine"})
        assert none.status_code == 422
        assert SAY("drafts_choose_each") in said(none)
        assert 'name="pick.es.cost" value="mine" required checked' in none.text
        done = await send(editor, shown, f"{page}/choose", **{"pick.es.cost": "mine", "pick.en.cost": "mine"})
        assert SAY("said_draft_rebased") in await landed(editor, done)
        again = await editor.get(f"/console{page}/choose")
    assert SAY("drafts_no_conflict") in said(again)
    now = await house.desk.drafts.get(mine.id)
    assert (now.fields["es.cost"], now.fields["es.duration"], now.fields["es.who"]) == (
        "30 soles", "8 días", WORDS["es.who"],
    )  # fmt: skip
    assert now.began_fields["es.cost"] == "25 soles"


async def test_a_list_is_chosen_whole_and_an_entry_that_is_gone_is_said(house: PublishingHouse) -> None:
    mine = await house.draft(typed={"es.steps.2": "Vuelve.", "en.steps.2": "Come back."})
    replace(house.root, "peru/documents.yaml", "        - Pide cita.\n", "        - Pide cita en línea.\n")
    page = f"/drafts/{mine.id}"
    async with await house.signed_in("editor") as editor:
        shown = await editor.get(f"/console{page}/choose")
        done = await send(
            editor, shown, f"{page}/choose", **{"pick.es.steps": "theirs", "pick.en.steps": "mine"}
        )
        assert done.status_code == 303, said(done)
        now = await house.desk.drafts.get(mine.id)
        assert "es.steps.2" not in now.fields
        assert (now.fields["es.steps.0"], now.fields["en.steps.2"]) == ("Pide cita en línea.", "Come back.")
        (house.root / "peru/documents.yaml").unlink()
        gone = await editor.get(f"/console{page}/choose")
        assert SAY("drafts_gone") in said(gone)
        stays = await editor.post(f"/console{page}/choose", data={"version": str(now.version)})
    assert stays.status_code == 409


async def test_the_text_of_a_moment_ago_is_not_what_is_chosen(house: PublishingHouse) -> None:
    mine = await house.draft()
    page = f"/drafts/{mine.id}"
    replace(house.root, "peru/documents.yaml", "cost: 20 soles", "cost: 22 soles", 2)
    async with await house.signed_in("editor") as editor:
        shown = await editor.get(f"/console{page}/choose")
        replace(house.root, "peru/documents.yaml", "cost: 22 soles", "cost: 23 soles", 2)
        picks = {"pick.es.cost": "mine", "pick.en.cost": "mine"}
        late = await send(editor, shown, f"{page}/choose", **picks)
    assert late.status_code == 409
    assert SAY("drafts_changed_again") in said(late)
    assert "23" in said(late)


async def test_only_the_author_chooses(house: PublishingHouse) -> None:
    mine = await house.in_review()
    async with await house.signed_in("reviewer") as reviewer:
        assert (await reviewer.get(f"/console/drafts/{mine.id}/choose")).status_code == 403


def test_every_field_of_every_form_has_a_name_in_both_languages() -> None:
    for language in ("es", "en"):
        words = words_of(language)  # type: ignore[arg-type]
        for kind in ("answer", "place", "line", "question", "test"):
            for field in form_fields(kind):  # type: ignore[arg-type]
                parts = [x for x in field.name.partition(".*")[0].split(".") if x not in {"es", "en"}]
                assert words.has(f"drafts_field_{'_'.join(parts)}"), field.name
                for choice in field.choices:
                    assert words.has(f"choice_{choice.replace(' ', '_')}"), choice
