"""A release is put in place whole or not at all, whatever fails in the middle, and is taken back with one call."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bot.editing import publishing as publishing_module
from bot.editing import swapping
from bot.editing.records import Ref
from bot.editing.refusals import (
    CannotPublish,
    DraftMoved,
    EntryChanged,
    FileMoved,
    NothingToDo,
    NotInOrder,
    WordsNeeded,
)
from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import load_release
from bot.knowledge.translations import accepted, read_ledger, translations, write_ledger
from bot.storage.engine import DatabaseAwayError
from tests.editing.desk import OFFICE, RENEW, Desk
from tests.knowledge.folder import TODAY, replace

NEW_FEE = {"es__cost": "25 soles", "en__cost": "25 soles"}


async def ready(desk: Desk, **typed: str) -> str:
    return (await desk.approved(await desk.draft(**(typed or NEW_FEE)))).id


async def test_a_new_fee_is_in_the_file_in_the_history_and_in_the_release(desk: Desk) -> None:
    before = desk.texts()
    done = await desk.publish(**NEW_FEE)
    after = desk.texts()
    assert [name for name in after if after[name] != before.get(name)] == ["peru/documents.yaml"]
    assert after["peru/documents.yaml"] == before["peru/documents.yaml"].replace(
        b"cost: 20 soles", b"cost: 25 soles"
    )
    assert done.release == desk.release.id
    (revision,) = await desk.store.history(RENEW)
    assert (revision.author, revision.reviewer, revision.why, revision.guarded) == (
        "ana", "luis", "the fee changed", ("es.cost", "en.cost"),
    )  # fmt: skip
    assert "20 soles" in revision.before
    assert "25 soles" in revision.after
    assert await desk.drafts.of_entry(RENEW) == ()


async def test_every_file_of_a_release_is_kept_so_that_any_replica_can_have_it(desk: Desk) -> None:
    done = await desk.publish(**NEW_FEE)
    assert done.parent is not None
    for number in (done.parent, done.number):
        files = (await desk.store.get(number)).files
        assert set(await desk.store.contents(files.values())) == set(files.values())
    assert set(files) == set(desk.texts())


async def test_taking_the_last_release_back_gives_the_very_bytes_back(desk: Desk) -> None:
    before = desk.texts()
    done = await desk.publish(**NEW_FEE)
    plan = await desk.publishing.plan_take_back(done.number, "luis", "the fee was right")
    back = await desk.publishing.publish(plan, "luis", "the fee was right", kind="rollback")
    assert desk.texts() == before
    assert (back.kind, back.by) == ("rollback", "luis")
    assert [r.why for r in await desk.store.history(RENEW)] == ["the fee was right", "the fee changed"]


async def test_an_older_release_is_taken_back_and_what_came_later_stays(desk: Desk) -> None:
    first = await desk.publish(**NEW_FEE)
    await desk.publish(ref=Ref("answer", "pe-own-permit"), see_also__1="see-doctor")
    plan = await desk.publishing.plan_take_back(first.number, "luis", "wrong")
    await desk.publishing.publish(plan, "luis", "wrong", kind="rollback")
    text = (desk.root / "peru/documents.yaml").read_text(encoding="utf-8")
    assert "cost: 20 soles" in text
    assert "see_also: [renew-residence, see-doctor]" in text


async def test_a_change_that_was_changed_again_is_not_taken_back_blindly(desk: Desk) -> None:
    first = await desk.publish(**NEW_FEE)
    await desk.publish(es__cost="30 soles", en__cost="30 soles")
    with pytest.raises(EntryChanged):
        await desk.publishing.plan_take_back(first.number, "luis", "wrong")
    revision = (await desk.store.history(RENEW))[-1]
    with pytest.raises(EntryChanged):
        await desk.publishing.plan_revision_back(revision.id, "luis", "wrong")


async def test_the_whole_folder_goes_back_to_any_release(desk: Desk) -> None:
    before = desk.texts()
    first = await desk.publish(**NEW_FEE)
    await desk.publish(es__cost="30 soles", en__cost="30 soles")
    assert first.parent is not None
    plan = await desk.publishing.plan_back_to(first.parent, "luis", "all wrong")
    await desk.publishing.publish(plan, "luis", "all wrong", kind="rollback")
    assert desk.texts() == before
    with pytest.raises(NothingToDo):
        await desk.publishing.publish(await desk.publishing.plan_back_to(first.parent, "x", ""), "x", "")


async def test_one_change_is_taken_back_with_one_call(desk: Desk) -> None:
    before = desk.texts()
    await desk.publish(**NEW_FEE)
    (revision,) = await desk.store.history(RENEW)
    plan = await desk.publishing.plan_revision_back(revision.id, "luis", "wrong")
    await desk.publishing.publish(plan, "luis", "wrong", kind="rollback")
    assert desk.texts() == before


async def test_an_entry_is_added_taken_out_and_put_back(desk: Desk) -> None:
    ref = Ref("place", "pe-second")
    fields = {
        **(await desk.drafts.begin(desk.standing(OFFICE), "PE", "eva")).fields,
        "id": "pe-second",
        "city": "Tacna",
    }
    del fields["point.latitude"], fields["point.longitude"], fields["point.exact"]
    new = await desk.drafts.begin_new(ref, "PE", "peru/places.yaml", "ana", fields)
    await desk.publishing.publish_drafts([(await desk.approved(new)).id], "ana")
    assert desk.reload().places["pe-second"].city == "Tacna"
    begun = await desk.drafts.begin(desk.standing(ref), "PE", "ana")
    gone = await desk.approved(
        (await desk.drafts.save(begun.id, "ana", begun.version, {}, why="closed")).draft
    )
    done = await desk.publishing.publish_drafts([gone.id], "ana")
    assert "pe-second" not in desk.reload().places
    plan = await desk.publishing.plan_take_back(done.number, "ana", "it is open again")
    await desk.publishing.publish(plan, "ana", "it is open again", kind="rollback")
    assert "pe-second" in desk.reload().places


async def test_an_id_never_changes_by_an_edit(desk: Desk) -> None:
    done = await desk.approved(await desk.draft(ref=OFFICE, id="pe-other"))
    with pytest.raises(Exception, match="an id never changes"):
        await desk.publishing.publish_drafts([done.id], "ana")


async def test_what_does_not_check_is_never_published(desk: Desk) -> None:
    before = desk.texts()
    done = await desk.approved(await desk.draft(es__cost="25 soles"))
    with pytest.raises(NotInOrder) as refused:
        await desk.publishing.publish_drafts([done.id], "ana", explanation="please do it anyway")
    assert "figures that stand in one language only" in str(refused.value)
    assert str(refused.value).startswith("peru/documents.yaml:")
    assert desk.texts() == before
    assert await desk.store.head() is None


async def test_a_lost_answer_is_published_only_with_a_reason_in_words(desk: Desk) -> None:
    lost = await desk.approved(await desk.draft(status="not confirmed"))
    for explanation in ("", "ok", "it is"):
        with pytest.raises(WordsNeeded) as needed:
            await desk.publishing.publish_drafts([lost.id], "ana", explanation=explanation)
    assert [(x.question, x.country, x.sort) for x in needed.value.changes.standings] == [
        ("renew-residence", "PE", "lost")
    ]
    done = await desk.publishing.publish_drafts(
        [lost.id], "ana", explanation="the office stopped answering us"
    )
    assert done.explanation == "the office stopped answering us"


async def test_english_that_was_compared_is_no_longer_behind(desk: Desk) -> None:
    write_ledger(desk.root, accepted(desk.release, {}, None))
    await desk.publish(es__who="todas", en__who="everybody")
    assert states(desk)["pe-renew-residence"] == "current"
    await desk.publish(es__who="muchas")
    assert states(desk)["pe-renew-residence"] == "stale"


def states(desk: Desk) -> dict[str, str]:
    return {x.id: x.state for x in translations(desk.release, read_ledger(desk.root))}


async def test_edits_made_by_hand_live_on_and_stand_in_the_history(desk: Desk) -> None:
    await desk.publish(**NEW_FEE)
    replace(desk.root, "peru/places.yaml", "address: Av. Principal 734", "address: Av. Principal 999")
    desk.reload()
    done = await desk.publish(es__cost="30 soles", en__cost="30 soles")
    assert desk.release.places["pe-office"].address == "Av. Principal 999"
    (by_hand,) = await desk.store.history(OFFICE)
    assert (by_hand.author, by_hand.release) == ("disk", done.parent)
    plan = await desk.publishing.plan_take_back(done.number, "luis", "wrong")
    await desk.publishing.publish(plan, "luis", "wrong", kind="rollback")
    assert desk.reload().places["pe-office"].address == "Av. Principal 999"


async def test_a_file_saved_by_hand_at_the_last_moment_is_not_written_over(desk: Desk, monkeypatch) -> None:
    plan = await desk.publishing.plan_drafts([await ready(desk)])
    replace(desk.root, "peru/documents.yaml", "10 días", "12 días", 2)
    replace(desk.root, "peru/documents.yaml", "10 days", "12 days")
    by_hand = desk.texts()
    with pytest.raises(FileMoved):
        await desk.publishing.publish(plan, "ana", "")
    assert desk.texts() == by_hand
    assert await desk.store.head() is None


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("broken", ["fsync", "write", "rename"])
async def test_a_full_disk_leaves_the_folder_as_it_was_and_says_so(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    desk = small_desk
    before, id_ = desk.texts(), await ready(desk)
    with monkeypatch.context() as patch:
        if broken == "fsync":
            patch.setattr(os, "fsync", full)
        elif broken == "write":
            patch.setattr(swapping, "_write", full)
        else:
            patch.setattr(swapping, "_put", full)
        with pytest.raises(CannotPublish, match="the disk is full"):
            await desk.publishing.publish_drafts([id_], "ana")
        assert desk.texts() == before
    assert (await desk.drafts.get(id_)).state == "approved"
    await desk.publishing.publish_drafts([id_], "ana")
    assert b"25 soles" in desk.texts()["peru/documents.yaml"]


async def test_of_several_files_all_are_swapped_or_none(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, real, left = small_desk, swapping._put, [1]
    before = desk.texts()
    ids = [await ready(desk), (await desk.approved(await desk.draft(ref=OFFICE, address="Jr. Nuevo 1"))).id]

    def once(file: Path, target: Path) -> None:
        if "new." in file.name and not left:
            full()
        real(file, target)
        left.clear()

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "_put", once)
        with pytest.raises(CannotPublish):
            await desk.publishing.publish_drafts(ids, "ana")
    assert desk.texts() == before


async def test_a_folder_that_can_only_be_read_is_named(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = await ready(small_desk)

    def closed(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", closed)
        with pytest.raises(CannotPublish, match="can only be read"), swapping.one_at_a_time(small_desk.root):
            pass
    assert (await small_desk.drafts.get(id_)).state == "approved"


async def test_a_database_that_fails_at_the_end_undoes_the_files(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = small_desk
    before, id_ = desk.texts(), await ready(desk)

    async def locked(*_: object) -> None:
        assert desk.texts() != before  # the files are in place already
        raise DatabaseAwayError("the database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(publishing_module, "record", locked)
        with pytest.raises(DatabaseAwayError):
            await desk.publishing.publish_drafts([id_], "ana")
    assert desk.texts() == before
    assert await desk.store.head() is None
    assert not (desk.root / swapping.WORKROOM).exists()


class Killed(BaseException):
    """As if the process was ended here."""


@pytest.mark.parametrize("when", ["after the first file", "before it is recorded", "after it is recorded"])
async def test_a_crash_in_the_middle_is_made_good_at_the_next_start(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    desk = small_desk
    before = desk.texts()
    ids = [await ready(desk), (await desk.approved(await desk.draft(ref=OFFICE, address="Jr. Nuevo 1"))).id]
    real, recording = swapping._put, publishing_module.record

    def killed(*_: object) -> None:
        raise Killed

    async def killed_later(*_: object) -> None:
        raise Killed

    def one_only(file: Path, target: Path) -> None:
        real(file, target)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(swapping.Swapped, "undo", killed)
        patch.setattr(swapping.Swapped, "keep", killed)
        if when == "after the first file":
            patch.setattr(swapping, "_put", one_only)
        elif when == "before it is recorded":
            patch.setattr(publishing_module, "record", killed_later)
        else:
            assert recording
        with pytest.raises(Killed):
            await desk.publishing.publish_drafts(ids, "ana")
    assert desk.texts() != before
    again = Desk.__new__(Desk)
    again.__dict__.update(desk.__dict__)
    outcome = await again.publishing.mend()
    if when == "after it is recorded":
        assert outcome == "kept"
        assert b"Jr. Nuevo 1" in desk.texts()["peru/places.yaml"]
    else:
        assert outcome == "undone"
        assert desk.texts() == before
    assert await again.publishing.mend() is None


async def test_what_is_typed_while_it_is_being_published_is_neither_published_nor_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, id_, recording = desk.texts(), await ready(desk), publishing_module.record

    async def typing(*arguments: object) -> object:
        draft = await desk.drafts.get(id_)
        await desk.drafts.save(id_, "ana", draft.version, {**draft.fields, "es.cost": "99 soles"})
        return await recording(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing_module, "record", typing)
    with pytest.raises(DraftMoved):
        await desk.publishing.publish_drafts([id_], "ana")
    assert desk.texts() == before
    left = await desk.drafts.get(id_)
    assert (left.state, left.fields["es.cost"]) == ("draft", "99 soles")


async def test_two_who_publish_at_once_do_so_one_after_the_other(desk: Desk) -> None:
    with swapping.one_at_a_time(desk.root), pytest.raises(CannotPublish, match="somebody else is publishing"):
        await desk.publishing.publish_drafts([await ready(desk)], "ana")


async def test_a_release_that_was_checked_is_served_without_being_read_again(
    desk: Desk, tmp_path: Path
) -> None:
    built = BuiltReleases(tmp_path / "built")
    mine = Desk(desk.root, desk.database, built)
    done = await mine.publish(**NEW_FEE)
    found = built.find(desk.root, TODAY)
    assert found is not None
    assert found.id == done.release == load_release(desk.root, TODAY).id


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/x", "peru/.hidden.yaml", "a//b.yaml", ""])
def test_no_plan_writes_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotPublish, match="is no name"):
        swapping.swap(tmp_path, {name: b"x"}, {name: None})
