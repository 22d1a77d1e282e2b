"""Every replica serves what one of them published, and what somebody edits on a disk by hand lives beside it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.editing.following import Follower
from bot.editing.refusals import BehindTheOthers
from bot.editing.served import read_served
from bot.knowledge.built import BuiltReleases
from bot.knowledge.keeper import Keeper
from bot.knowledge.records import Release
from tests.editing.desk import Desk
from tests.knowledge.folder import TODAY, replace, write_folder
from tests.storage.kit import until

NEW_FEE = {"es__cost": "25 soles", "en__cost": "25 soles"}


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The folder of another replica: the same files, another disk."""
    return write_folder(tmp_path / "other")


def fee(root: Path) -> str:
    return next(
        x for x in (root / "peru/documents.yaml").read_text("utf-8").split("\n") if "cost:" in x
    ).strip()


async def test_a_release_arrives_in_the_folder_of_every_replica_and_so_does_its_undoing(
    desk: Desk, other: Path
) -> None:
    follower = Follower(other, desk.database)
    assert not await follower.look()
    done = await desk.publish(**NEW_FEE)
    assert await follower.look()
    assert fee(other) == "cost: 25 soles"
    assert read_served(other) == done.number
    assert not await follower.look()
    plan = await desk.publishing.plan_take_back(done.number, "luis", "wrong")
    await desk.publishing.publish(plan, "luis", "wrong", kind="rollback")
    assert await follower.look()
    assert fee(other) == "cost: 20 soles"


async def test_people_of_the_other_replica_get_the_new_release_within_seconds(
    desk: Desk, other: Path, tmp_path: Path
) -> None:
    served: list[str] = []

    async def serve(release: Release) -> None:
        served.append(release.id)

    built = BuiltReleases(tmp_path / "built")
    keeper = Keeper(other, lambda: TODAY, serve, built)
    await keeper.start()
    watching = [
        asyncio.create_task(x) for x in (keeper.watch(), Follower(other, desk.database, built, 0.1).watch())
    ]
    done = await desk.publish(**NEW_FEE)
    try:
        await until(lambda: served[-1] == done.release, seconds=30)
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    assert keeper.release.entries["pe-renew-residence"].texts["es"].cost == "25 soles"


async def test_a_replica_gets_the_release_built_and_only_the_newest_is_kept_so(
    desk: Desk, other: Path, tmp_path: Path
) -> None:
    publishing, mine = (
        Desk(desk.root, desk.database, BuiltReleases(tmp_path / "a")),
        BuiltReleases(tmp_path / "b"),
    )
    first = await publishing.publish(**NEW_FEE)
    second = await publishing.publish(es__cost="30 soles", en__cost="30 soles")
    await Follower(other, desk.database, mine).look()
    found = mine.find(other, TODAY)
    assert found is not None
    assert found.id == second.release
    assert await desk.store.built(await desk.store.get(first.number)) is None


async def test_a_replica_that_is_behind_publishes_nothing_until_it_caught_up(desk: Desk, other: Path) -> None:
    theirs = Desk(other, desk.database)
    await desk.publish(**NEW_FEE)
    draft = await theirs.approved(await theirs.draft("eva", es__who="todas"))
    before = theirs.texts()
    with pytest.raises(BehindTheOthers):
        await theirs.publishing.publish_drafts([draft.id], "eva")
    assert theirs.texts() == before
    await Follower(other, desk.database).look()
    theirs.reload()
    fresh = await theirs.drafts.rebase(draft.id, "eva", draft.version, theirs.standing(), draft.fields)
    saved = await theirs.drafts.save(
        fresh.id, "eva", fresh.version, {**fresh.fields, "es.cost": "25 soles", "en.cost": "25 soles"}
    )
    await theirs.publishing.publish_drafts([(await theirs.approved(saved.draft)).id], "eva")
    await Follower(desk.root, desk.database).look()
    assert fee(desk.root) == "cost: 25 soles"
    assert "who: todas" in (desk.root / "peru/documents.yaml").read_text("utf-8")


async def test_a_hand_edit_of_another_file_stays_beside_a_release(desk: Desk, other: Path) -> None:
    follower = Follower(other, desk.database)
    await desk.publish(**NEW_FEE)
    await follower.look()
    replace(other, "peru/places.yaml", "address: Av. Principal 734", "address: Jr. Propio 1")
    await desk.publish(es__cost="30 soles", en__cost="30 soles")
    assert await follower.look()
    assert fee(other) == "cost: 30 soles"
    assert "Jr. Propio 1" in (other / "peru/places.yaml").read_text("utf-8")
    assert follower.conflicts == ()


async def test_a_file_edited_by_hand_and_published_elsewhere_is_named_and_neither_text_is_lost(
    desk: Desk, other: Path
) -> None:
    follower = Follower(other, desk.database)
    await desk.publish(**NEW_FEE)
    await follower.look()
    replace(other, "peru/documents.yaml", "10 días", "12 días")
    await desk.publish(es__cost="30 soles", en__cost="30 soles")
    assert not await follower.look()
    assert follower.conflicts == ("peru/documents.yaml",)
    assert "12 días" in (other / "peru/documents.yaml").read_text("utf-8")
    assert any("peru/documents.yaml" in t.words for t in desk.database.health.troubles)
    await follower.take_published("peru/documents.yaml")
    await follower.look()
    assert fee(other) == "cost: 30 soles"
    assert follower.conflicts == ()


async def test_a_machine_that_comes_with_an_older_image_takes_the_release_and_one_with_new_texts_keeps_them(
    desk: Desk, tmp_path: Path
) -> None:
    image = shutil.copytree(desk.root, tmp_path / "image")
    replace(image, "ecuador/documents.yaml", "cost: 40 USD", "cost: 45 USD", 2)
    await desk.publish(**NEW_FEE)
    assert await Follower(image, desk.database).look()
    assert fee(image) == "cost: 25 soles"
    assert "cost: 45 USD" in (image / "ecuador/documents.yaml").read_text("utf-8")


async def test_a_damaged_copy_in_the_database_is_never_put_in_place(small_desk: Desk, other: Path) -> None:
    from sqlalchemy import text

    desk = small_desk
    await desk.publish(**NEW_FEE)
    before = (other / "peru/documents.yaml").read_bytes()

    async def spoil(connection) -> None:
        await connection.execute(
            text("UPDATE release_files SET content = (SELECT content FROM release_files LIMIT 1)")
        )

    await desk.database.write(spoil)
    with pytest.raises(Exception, match="is not kept"):
        await Follower(other, desk.database).look()
    assert (other / "peru/documents.yaml").read_bytes() == before
