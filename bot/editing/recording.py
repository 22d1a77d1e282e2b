"""Writes a release down in one transaction: its files, every change, the drafts it published, and edits made by hand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.editing import release_store
from bot.editing.planning import Edit, entry_edits
from bot.editing.records import Draft, Published, Revision
from bot.editing.refusals import BehindTheOthers, DraftMoved
from bot.editing.release_store import ReleaseStore
from bot.knowledge.problems import KnowledgeRefused
from bot.storage.engine import Database
from bot.storage.tables import drafts

ON_DISK = "disk"  # the author of what was edited by hand
MOST_WHY = 1000
_BEHIND = "another release was published meanwhile: try again in some seconds"


@dataclass(frozen=True, slots=True)
class Ready:
    """A release whose files are in place, to be written down."""

    release: str
    edits: tuple[Edit, ...]
    before: Mapping[str, str]  # the folder's files as they were: name -> digest
    after: Mapping[str, str]
    contents: Mapping[str, bytes]  # the changed files, by digest
    served: int | None  # the release this folder had taken in
    by: str
    why: str
    kind: Literal["publish", "rollback"]
    explanation: str
    drafts: tuple[Draft, ...]
    built: tuple[str, bytes] | None = None  # its stamp, and the release in the form that other replicas load


async def record(database: Database, root: Path, ready: Ready, codes: Mapping[str, str]) -> Published:
    """The release as it was written down. Raises BehindTheOthers, DraftMoved, DatabaseAwayError, OSError.

    What differs from the last recorded release was edited by hand: it is recorded first, as a release of the disk's.
    """
    store = ReleaseStore(database)
    head = await store.head()
    if head is not None and head.number != ready.served:
        raise BehindTheOthers(_BEHIND)
    by_hand = head is None or dict(head.files) != dict(ready.before)
    contents = dict(ready.contents)
    if by_hand:
        contents |= await _kept_before(store, root, ready)
    hand_edits = await _hand_edits(store, head, ready, contents, codes) if head and by_hand else []
    disk, mine = _two_releases(head, ready, int(database.clock().timestamp()), by_hand=by_hand)
    moved: list[Draft] = []

    async def work(connection: AsyncConnection) -> bool:
        await release_store.alone(connection, database.kind)
        newest = await release_store.head_number(connection)
        moved.extend(await _moved(connection, ready.drafts))
        if moved or newest != (head.number if head else None):
            return False
        if by_hand:
            changed = [_revision(x, disk) for x in hand_edits]
            await release_store.record(connection, database.kind, disk, contents, changed)
        changed = [_revision(x, mine) for x in ready.edits]
        await release_store.record(connection, database.kind, mine, contents, changed)
        if ready.built is not None:
            await release_store.keep_built(connection, database.kind, mine, ready.built[1])
        await _close(connection, ready.drafts, mine)
        return True

    if not await database.write(work):
        raise DraftMoved(moved[0]) if moved else BehindTheOthers(_BEHIND)
    return mine


def _two_releases(
    head: Published | None, ready: Ready, now: int, *, by_hand: bool
) -> tuple[Published, Published]:
    """The release of what was edited by hand, which is recorded only where there was such, and the one published now."""
    last = head.number if head else None
    number = (last or 0) + 1
    disk = Published(number, "", last, "disk", ON_DISK, "", now, files=ready.before)
    mine = Published(
        number + by_hand, ready.release, number if by_hand else last, ready.kind, ready.by, ready.why[:MOST_WHY], now,
        ready.explanation, ready.after, ready.built[0] if ready.built else None,
    )  # fmt: skip
    return disk, mine


async def _moved(connection: AsyncConnection, those: Sequence[Draft]) -> list[Draft]:
    """The drafts that are not what was approved any more: somebody typed into them meanwhile."""
    found = []
    for draft in those:
        version = select(drafts.c.version).where(drafts.c.id == draft.id, drafts.c.state == "approved")
        if await connection.scalar(version.with_for_update()) != draft.version:
            found.append(draft)
    return found


async def _close(connection: AsyncConnection, those: Sequence[Draft], published: Published) -> None:
    done = {"state": "published", "release": published.number, "changed": published.at}
    for draft in those:
        await connection.execute(update(drafts).where(drafts.c.id == draft.id).values(done))


async def _kept_before(store: ReleaseStore, root: Path, ready: Ready) -> dict[str, bytes]:
    """The files of the folder whose content is not kept yet; of those that changed just now, the old content is given."""
    known = await store.known([*ready.before.values(), *ready.after.values()])
    found = {}
    for name, digest in ready.after.items():
        if digest not in known and digest not in ready.contents:
            found[digest] = (root / name).read_bytes()
    return found


async def _hand_edits(
    store: ReleaseStore,
    head: Published,
    ready: Ready,
    contents: Mapping[str, bytes],
    codes: Mapping[str, str],
) -> list[Edit]:
    """The entries that somebody changed on the disk since the last recorded release."""
    names = [n for n in {*head.files, *ready.before} if head.files.get(n) != ready.before.get(n)]
    old = await store.contents(head.files[n] for n in names if n in head.files)
    edits: list[Edit] = []
    for name in sorted(names):
        was, raw = old.get(head.files.get(name, "")), contents.get(ready.before.get(name, ""))
        try:
            edits += entry_edits(name, was, raw, codes, ON_DISK, "")
        except (KnowledgeRefused, UnicodeDecodeError):  # what cannot be read is kept as a file only
            continue
    return edits


def _revision(edit: Edit, published: Published) -> Revision:
    return Revision(
        secrets.token_hex(12), edit.ref, edit.country, edit.file, published.number, edit.author, edit.reviewer,
        edit.why[:MOST_WHY] or published.why, published.at, edit.before, edit.after, edit.guarded,
    )  # fmt: skip
