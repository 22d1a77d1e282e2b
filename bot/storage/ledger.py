"""The update ledger: which updates were begun and answered, so that a repeat is answered once and none for ever.

An attempt is counted durably before the answer goes out. After a crash the outcome of that attempt is unknown: it is
tried once more, then given up, so that no update is ever answered three times and none can block the rest.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.clock import hour_number
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.groups import GroupCommit
from bot.storage.statements import insert_into
from bot.storage.tables import update_ledger

Standing = Literal["new", "retry", "answered", "given_up"]
_Wish = Literal["begin", "done", "failed"]

MOST_ATTEMPTS = 2
LEASE_SECONDS = 60
_REMEMBERED = 50_000  # updates held in memory for when the database is away


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of one update."""

    attempts: int
    answered: bool


@dataclass(frozen=True, slots=True)
class _Held:
    """Another replica is answering this update now; ask again in `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class _Item:
    update_id: int
    wish: _Wish


class UpdateLedger:
    """Counts attempts at updates. Never raises for a database that is away: it goes on from memory.

    A channel keeps its own set of the updates it has in hand; `begin` twice in one process counts two attempts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = secrets.token_hex(8)
        self._group: GroupCommit[_Item, Standing | _Held] = GroupCommit(
            self._commit, key=lambda item: item.update_id
        )
        self._memory: OrderedDict[int, _Entry] = OrderedDict()
        self._unwritten: set[int] = set()  # updates whose memory entry is ahead of the database

    async def begin(self, update_id: int) -> Standing:
        """Count an attempt at an update, durably, and say how it stands:

        "new" answer it; "retry" an earlier attempt had an unknown outcome, answer it; "answered" acknowledge only;
        "given_up" two attempts had unknown outcomes, acknowledge and count it.
        While another replica is answering this update it waits for that (at most LEASE_SECONDS).
        """
        while True:
            try:
                found = await self._group.submit(_Item(update_id, "begin"))
            except DatabaseAwayError:
                return self._begin_in_memory(update_id)
            if not isinstance(found, _Held):
                return found
            await asyncio.sleep(min(found.seconds, 0.25))

    async def done(self, update_id: int) -> None:
        """The answer to this update reached Telegram."""
        self._remember(update_id, _Entry(self._attempts(update_id) or 1, answered=True))
        await self._settle(_Item(update_id, "done"))

    async def failed(self, update_id: int) -> None:
        """The attempt is known to have sent nothing (Telegram refused it, no connection): it does not count."""
        self._remember(update_id, _Entry(max(0, self._attempts(update_id) - 1), answered=False))
        await self._settle(_Item(update_id, "failed"))

    async def close(self) -> None:
        """Write what only memory knows, if the database lets us. Call it before the database is closed."""
        await self._group.settle()
        if self._unwritten:
            self._database.try_now()
            with suppress(DatabaseAwayError):
                while owed := self._owed([]):
                    await self._database.write(partial(self._write_owed, owed=owed))
                    self._unwritten.difference_update(owed)

    async def _settle(self, item: _Item) -> None:
        try:
            await self._group.submit(item)
        except DatabaseAwayError:
            self._unwritten.add(item.update_id)

    # ---- in memory --------------------------------------------------------------------------------------

    def _attempts(self, update_id: int) -> int:
        entry = self._memory.get(update_id)
        return entry.attempts if entry else 0

    def _remember(self, update_id: int, entry: _Entry) -> None:
        self._memory[update_id] = entry
        self._memory.move_to_end(update_id)
        while len(self._memory) > _REMEMBERED:
            forgotten, _ = self._memory.popitem(last=False)
            self._unwritten.discard(forgotten)

    def _begin_in_memory(self, update_id: int) -> Standing:
        entry = self._memory.get(update_id, _Entry(0, answered=False))
        standing = _standing(entry)
        if standing in {"new", "retry"}:
            self._remember(update_id, _Entry(entry.attempts + 1, answered=False))
            self._unwritten.add(update_id)
        return standing

    # ---- in the database --------------------------------------------------------------------------------

    async def _commit(self, items: Sequence[_Item]) -> Sequence[Standing | _Held]:
        owed = self._owed(items)
        begun = [item.update_id for item in items if item.wish == "begin"]

        async def work(connection: AsyncConnection) -> dict[int, Standing | _Held]:
            await self._write_owed(connection, owed)
            await self._write_done(connection, [item.update_id for item in items if item.wish == "done"])
            await self._take_back(connection, [item.update_id for item in items if item.wish == "failed"])
            return await self._begin_all(connection, begun) if begun else {}

        standings = await self._database.write(work)
        self._unwritten.difference_update(i for i, entry in owed.items() if self._memory.get(i) is entry)
        for update_id in begun:
            if standings[update_id] in {"new", "retry"}:
                attempts = 1 if standings[update_id] == "new" else MOST_ATTEMPTS
                self._remember(update_id, _Entry(attempts, answered=False))
        return [standings.get(item.update_id, "answered") for item in items]

    def _owed(self, items: Sequence[_Item]) -> dict[int, _Entry]:
        """Entries that the database lacks: those of `items` first of all, and some of the rest."""
        due = [item.update_id for item in items if item.update_id in self._unwritten]
        due += list(islice(self._unwritten, 1000))
        return {i: self._memory[i] for i in due if i in self._memory}

    async def _begin_all(self, connection: AsyncConnection, ids: list[int]) -> dict[int, Standing | _Held]:
        ids = sorted(ids)  # in one order everywhere, so that replicas never wait for each other in a ring
        made = await connection.execute(
            insert_into(self._database.kind, update_ledger)
            .on_conflict_do_nothing()
            .returning(update_ledger.c.update_id),
            [self._row(update_id, _Entry(1, answered=False), held=True) for update_id in ids],
        )
        standings: dict[int, Standing | _Held] = {int(row[0]): "new" for row in made}
        rest = [update_id for update_id in ids if update_id not in standings]
        if not rest:
            return standings
        again: list[int] = []
        for row in await connection.execute(_FOUND, {"ids": rest}):
            found = self._standing_of(row.attempts, row.answered, row.holder, row.held_until)
            standings[row.update_id] = found
            if found in {"new", "retry"}:
                again.append(row.update_id)
        if again:
            await connection.execute(
                _ONCE_MORE,
                [{"id": i, "by": self._holder, "until": self._lease_end()} for i in again],
            )
        return standings

    def _standing_of(
        self, attempts: int, answered: bool, holder: str | None, until: int | None
    ) -> Standing | _Held:
        standing = _standing(_Entry(attempts, answered))
        if standing == "answered" or holder is None or holder == self._holder or until is None:
            return standing
        # The embedded database has one process at a time: another holder is one that died.
        left = until - self._now() if self._database.kind == "postgresql" else 0.0
        return _Held(left) if left > 0 else standing

    async def _write_owed(self, connection: AsyncConnection, owed: dict[int, _Entry]) -> None:
        if not owed:
            return
        insert = insert_into(self._database.kind, update_ledger)
        catch_up = insert.on_conflict_do_update(
            index_elements=[update_ledger.c.update_id],
            set_={
                "attempts": insert.excluded.attempts,
                "answered": update_ledger.c.answered | insert.excluded.answered,
                "holder": insert.excluded.holder,
                "held_until": insert.excluded.held_until,
            },
        )
        rows = [self._row(i, entry, held=not entry.answered) for i, entry in sorted(owed.items())]
        await connection.execute(catch_up, rows)

    async def _write_done(self, connection: AsyncConnection, ids: list[int]) -> None:
        if not ids:
            return
        mark = insert_into(self._database.kind, update_ledger).on_conflict_do_update(
            index_elements=[update_ledger.c.update_id],
            set_={"answered": True, "holder": None, "held_until": None},
        )
        await connection.execute(
            mark, [self._row(i, _Entry(1, answered=True), held=False) for i in sorted(ids)]
        )

    async def _take_back(self, connection: AsyncConnection, ids: list[int]) -> None:
        if ids:
            await connection.execute(_TAKE_BACK, [{"id": i} for i in sorted(ids)])

    def _row(self, update_id: int, entry: _Entry, *, held: bool) -> dict[str, object]:
        return {
            "update_id": update_id,
            "attempts": entry.attempts,
            "answered": entry.answered,
            "hour": hour_number(self._database.clock()),
            "holder": self._holder if held else None,
            "held_until": self._lease_end() if held else None,
        }

    def _now(self) -> float:
        return self._database.clock().timestamp()

    def _lease_end(self) -> int:
        return int(self._now()) + LEASE_SECONDS


_FOUND = (
    select(update_ledger)
    .where(update_ledger.c.update_id.in_(bindparam("ids", expanding=True)))
    .order_by(update_ledger.c.update_id)
    .with_for_update()
)
_ONCE_MORE = (
    update(update_ledger)
    .where(update_ledger.c.update_id == bindparam("id"))
    .values(attempts=update_ledger.c.attempts + 1, holder=bindparam("by"), held_until=bindparam("until"))
)
_TAKE_BACK = (
    update(update_ledger)
    .where(update_ledger.c.update_id == bindparam("id"), update_ledger.c.attempts > 0)
    .values(attempts=update_ledger.c.attempts - 1, holder=None, held_until=None)
)


def _standing(entry: _Entry) -> Standing:
    if entry.answered:
        return "answered"
    if entry.attempts == 0:
        return "new"
    return "retry" if entry.attempts < MOST_ATTEMPTS else "given_up"
