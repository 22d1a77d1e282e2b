"""Nothing typed is lost, nobody writes over anybody, and guarded fields need a second person."""

from __future__ import annotations

import pytest

from bot.editing import reviewing
from bot.editing.records import Draft, Ref
from bot.editing.refusals import DraftMoved, EntryChanged, NoSuchDraft, NotApproved, SecondPersonNeeded
from bot.storage.engine import DatabaseAwayError, open_database
from bot.usage.old_editing import erase_old_editing
from tests.editing.desk import RENEW, Desk
from tests.knowledge.folder import replace
from tests.storage.kit import MovedClock, on_every_connection


async def test_every_change_is_kept_and_found_again_after_a_restart(
    desk: Desk, address: str | None, folder, clock
) -> None:
    draft = await desk.draft(es__who="todas")
    reopened = await open_database(address, folder, clock=clock)
    found = await Desk(desk.root, reopened).drafts.get(draft.id)
    assert found == draft
    assert found.fields["es.who"] == "todas"
    await reopened.close()


async def test_opening_an_entry_again_goes_on_with_ones_own_draft(desk: Desk) -> None:
    draft = await desk.draft(es__who="todas")
    again = await desk.drafts.begin(desk.standing(), "PE", "ana")
    assert again == draft
    other = await desk.drafts.begin(desk.standing(), "PE", "luis")
    assert other.id != draft.id
    assert other.fields["es.who"] == "personas con residencia"
    assert {d.author for d in await desk.drafts.of_entry(RENEW)} == {"ana", "luis"}


async def test_text_that_breaks_every_rule_is_kept_as_it_was_typed(desk: Desk) -> None:
    draft = await desk.draft(es__text="<b>\u202e" + "x" * 3000, as_of="mañana")
    assert (await desk.drafts.get(draft.id)).fields["as_of"] == "mañana"


async def test_two_windows_on_one_draft_keep_both_texts(desk: Desk) -> None:
    draft = await desk.drafts.begin(desk.standing(), "PE", "ana")
    first = await desk.drafts.save(draft.id, "ana", draft.version, {**draft.fields, "es.who": "one"})
    second = await desk.drafts.save(draft.id, "ana", draft.version, {**draft.fields, "es.who": "two"})
    assert second.other == first.draft
    assert second.draft.id != draft.id
    assert (await desk.drafts.get(draft.id)).fields["es.who"] == "one"
    assert (await desk.drafts.get(second.draft.id)).fields["es.who"] == "two"


async def test_the_same_text_sent_twice_is_saved_once(desk: Desk) -> None:
    draft = await desk.drafts.begin(desk.standing(), "PE", "ana")
    typed = {**draft.fields, "es.who": "one"}
    first = await desk.drafts.save(draft.id, "ana", draft.version, typed)
    assert (await desk.drafts.save(draft.id, "ana", draft.version, typed)).draft == first.draft
    for _ in range(2):
        other = await desk.drafts.save(draft.id, "luis", first.draft.version, {**typed, "es.who": "two"})
    assert len(await desk.drafts.of_entry(RENEW)) == 2
    assert other.draft.author == "luis"


async def test_typing_into_somebody_elses_draft_makes_ones_own(desk: Desk) -> None:
    draft = await desk.draft("ana", es__who="todas")
    saved = await desk.drafts.save(draft.id, "luis", draft.version, {**draft.fields, "es.who": "algunas"})
    assert (saved.draft.author, saved.other) == ("luis", draft)
    assert await desk.drafts.get(draft.id) == draft


async def test_a_guarded_change_is_approved_by_another_and_never_by_its_author(desk: Desk) -> None:
    draft = await desk.draft("ana", es__cost="25 soles", en__cost="25 soles")
    sent = await reviewing.submit(desk.drafts, draft.id, "ana", draft.version)
    for name in ("ana", "ANA", " ana "):
        with pytest.raises(SecondPersonNeeded) as refused:
            await reviewing.approve(desk.drafts, sent.id, name, sent.version)
    assert refused.value.fields == ("es.cost", "en.cost")
    done = await reviewing.approve(desk.drafts, sent.id, "luis", sent.version, "seen at the office")
    assert (done.state, done.reviewer, done.note) == ("approved", "luis", "seen at the office")


async def test_an_unguarded_change_may_be_approved_by_its_author(desk: Desk) -> None:
    draft = await desk.draft("ana", es__who="todas", en__who="everybody")
    assert (await desk.approved(draft, "ana")).state == "approved"


async def test_an_edit_after_the_approval_takes_it_back(desk: Desk) -> None:
    done = await desk.approved(await desk.draft("ana", es__who="todas"))
    saved = await desk.drafts.save(done.id, "ana", done.version, {**done.fields, "es.cost": "99 soles"})
    assert (saved.draft.state, saved.draft.reviewer) == ("draft", None)
    with pytest.raises(NotApproved):
        await desk.publishing.publish_drafts([done.id], "ana")


async def test_only_the_text_that_was_seen_can_be_approved(desk: Desk) -> None:
    draft = await desk.draft("ana", es__who="todas")
    sent = await reviewing.submit(desk.drafts, draft.id, "ana", draft.version)
    await desk.drafts.save(sent.id, "ana", sent.version, {**sent.fields, "es.cost": "99 soles"})
    with pytest.raises(DraftMoved):
        await reviewing.approve(desk.drafts, sent.id, "luis", sent.version)
    with pytest.raises(DraftMoved):
        await reviewing.submit(desk.drafts, draft.id, "luis", sent.version + 1)


async def test_a_draft_sent_back_says_what_to_mend_and_a_withdrawn_one_is_open_no_more(desk: Desk) -> None:
    draft = await desk.draft("ana", es__who="todas")
    back = await reviewing.send_back(desk.drafts, draft.id, "luis", draft.version, "say which office")
    assert (back.state, back.note) == ("draft", "say which office")
    await reviewing.withdraw(desk.drafts, back.id, back.version)
    assert await desk.drafts.of_entry(RENEW) == ()
    with pytest.raises(NoSuchDraft):
        await desk.drafts.get("0" * 24)


async def test_an_entry_edited_on_disk_meanwhile_comes_back_with_all_three_texts(desk: Desk) -> None:
    done = await desk.approved(await desk.draft("ana", es__who="todas"))
    replace(desk.root, "peru/documents.yaml", "who: personas con residencia", "who: quienes viven aquí")
    with pytest.raises(EntryChanged) as changed:
        await desk.publishing.publish_drafts([done.id], "ana")
    conflict = changed.value.conflict
    assert "who: personas con residencia" in (conflict.began_with or "")
    assert "who: quienes viven aquí" in (conflict.stands_now or "")
    assert conflict.wanted == done.fields
    chosen = {**done.fields, "es.who": "todas las que viven aquí"}
    rebased = await desk.drafts.rebase(done.id, "ana", done.version, desk.standing(), chosen)
    again = await desk.approved(rebased)
    await desk.publishing.publish_drafts([again.id], "ana")
    assert "todas las que viven aquí" in desk.standing().text


async def test_drafts_are_listed_by_country_and_state_the_longest_waiting_first(
    desk: Desk, clock: MovedClock
) -> None:
    first = await desk.draft("ana", es__who="a")
    clock.move(minutes=1)
    ecuador = await desk.drafts.begin(desk.standing(Ref("answer", "ec-renew-residence")), "EC", "ana")
    assert [d.id for d in await desk.drafts.listed()] == [first.id, ecuador.id]
    assert [d.id for d in await desk.drafts.listed(countries=["EC"])] == [ecuador.id]
    assert await desk.drafts.listed(("in review",)) == ()


async def test_a_locked_database_is_said_so_and_the_next_save_keeps_the_text(small_desk: Desk) -> None:
    desk = small_desk
    draft = await desk.drafts.begin(desk.standing(), "PE", "ana")
    unlock = on_every_connection(desk.database, "PRAGMA query_only=1")
    typed = {**draft.fields, "es.who": "todas"}
    with pytest.raises(DatabaseAwayError):
        await desk.drafts.save(draft.id, "ana", draft.version, typed)
    unlock()
    on_every_connection(desk.database, "PRAGMA query_only=0")
    desk.database.try_now()
    saved = await desk.drafts.save(draft.id, "ana", draft.version, typed)
    assert saved.draft.fields == typed


async def test_what_is_done_with_goes_after_90_days_and_names_after_a_year(
    desk: Desk, clock: MovedClock
) -> None:
    done = await desk.publish("ana", es__who="todas")
    open_one = await desk.draft("ana", es__who="otras")

    async def erase() -> int:
        now = int(clock().timestamp())
        return await desk.database.write(lambda connection: erase_old_editing(connection, now))

    assert await erase() == 0
    clock.move(days=91)
    assert await erase() == 1
    clock.move(days=300)
    assert await erase() > 0
    assert (await desk.store.get(done.number)).by == ""
    assert (await desk.store.history(RENEW))[0].author == ""
    assert isinstance(await desk.drafts.get(open_one.id), Draft)
