"""What is remembered about a person: sealed bytes under a row key. Reads, writes and forgets even with the database away.

While it is away, reads come from a bounded memory, writes wait in memory, and forgettings are owed: each is done as
soon as the database is back.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.clock import month_of
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.groups import GroupCommit
from bot.storage.keys import Keys
from bot.storage.owed import OwedForgettings
from bot.storage.recent import Recent
from bot.storage.sealing import PersonSeal
from bot.storage.sqlite_file import damaged_files
from bot.storage.statements import insert_into
from bot.storage.tables import people

Forgetting = Literal["done", "later"]
Eraser = Callable[[AsyncConnection, str], Awaitable[None]]

_MOST_RECENT = 10_000
_RECENT_SECONDS = 30 * 60.0
_MOST_OWED = 10_000


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Everything that is kept about a person: the opened content and the month of last use ("2025-03")."""

    content: bytes
    month: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """One change of a person's row; `content` is what to write, "" verbs need none."""

    verb: Literal["write", "touch", "forget"]
    person: str
    content: bytes = b""


class PeopleStore:
    """Remembers sealed bytes about a person. No method raises for a database that is away."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        owed_folder: Path | None = None,
        retry_seconds: float = 1.0,
    ) -> None:
        """`owed_folder`: where forgettings that are owed survive a restart; default: beside the SQLite file."""
        self._database = database
        self._seal = PersonSeal(keys)
        self._erasers: list[Eraser] = []
        self._group: GroupCommit[_Wish, None] = GroupCommit(self._commit, key=lambda wish: wish.person)
        self._reads: GroupCommit[bytes, tuple[bytes, str] | None] = GroupCommit(
            self._find, key=lambda key: key
        )
        self._scrubs: GroupCommit[object, bool] = GroupCommit(self._scrub_for, key=id)
        self._recent: Recent[bytes] = Recent(_MOST_RECENT, _RECENT_SECONDS)
        self._owed_writes: OrderedDict[str, bytes] = OrderedDict()
        folder = owed_folder or (database.path.parent if database.path else None)
        self._owed_file = OwedForgettings(keys, folder)
        self._owed_forgets: dict[str, None] = dict.fromkeys(self._owed_file.read())
        self._unscrubbed = False  # deleted rows whose bytes may still lie in a file
        self._retry_seconds = retry_seconds
        self._retrying: asyncio.Task[None] | None = None
        self._touching: set[asyncio.Task[None]] = set()
        if self._owed_forgets:
            self._retry_soon()

    def also_erase(self, eraser: Eraser) -> None:
        """Call `eraser(connection, person)` in the same transaction whenever a person is forgotten."""
        self._erasers.append(eraser)

    # ---- what the desk asks -----------------------------------------------------------------------------

    async def read(self, person: str) -> bytes | None:
        """What is remembered about a person, or None. With the database away: what was seen in the last 30 minutes."""
        if person in self._owed_writes:
            return self._owed_writes[person]
        if person in self._owed_forgets:
            return None
        try:
            found = await self._row(person)
        except DatabaseAwayError:
            return self._recent.get(person)
        if found is None:
            return None
        self._recent.put(person, found.content)
        if found.month < self._month():
            self._touch_later(person)
        return found.content

    async def write(self, person: str, content: bytes) -> None:
        """Remember `content` about a person. With the database away it waits in memory and is written later."""
        self._recent.put(person, content)
        if person in self._owed_forgets:
            self._owe_write(person, content)
            return
        try:
            await self._group.submit(_Wish("write", person, content))
        except DatabaseAwayError:
            self._owe_write(person, content)
        else:
            self._owed_writes.pop(person, None)

    async def forget(self, person: str) -> Forgetting:
        """Erase everything about a person, in memory and in the files: "done", or "later" when the database is away."""
        self._recent.drop(person)
        self._owed_writes.pop(person, None)
        try:
            await self._group.submit(_Wish("forget", person))
        except DatabaseAwayError:
            self._owed_forgets[person] = None
            self._owed_file.write(self._owed_forgets)
            self._retry_soon()
            return "later"
        self._recent.drop(person)
        self._drop_damaged_files()
        return "later" if not await self._scrub() else "done"

    async def disclose(self, person: str) -> Disclosed | None:
        """Everything that is kept about a person, for them to see; None when that is nothing.

        With the database away: the content as far as memory has it, the month being this one.
        """
        waiting = self._owed_writes.get(person)
        if waiting is not None:
            return Disclosed(waiting, self._month())
        if person in self._owed_forgets:
            return None
        try:
            return await self._row(person)
        except DatabaseAwayError:
            content = self._recent.get(person)
            return None if content is None else Disclosed(content, self._month())

    async def close(self) -> None:
        """Do what is owed if the database lets us, and stop. Call it before the database is closed."""
        if self._retrying is not None:
            self._retrying.cancel()
            await asyncio.gather(self._retrying, return_exceptions=True)
        await asyncio.gather(*self._touching, return_exceptions=True)
        await self._group.settle()
        if self._owes:
            self._database.try_now()
            await self._settle_owed()

    @property
    def owed(self) -> int:
        """How many writes and forgettings wait for the database."""
        return len(self._owed_writes) + len(self._owed_forgets)

    # ---- the row ----------------------------------------------------------------------------------------

    async def _row(self, person: str) -> Disclosed | None:
        found = await self._reads.submit(self._seal.row_key(person))
        if found is None:
            return None
        content = self._seal.unseal(person, found[0])
        if content is None:
            self._database.health.trouble("people", _NOT_OPENED)
            return None
        return Disclosed(content, found[1])

    async def _find(self, keys: Sequence[bytes]) -> Sequence[tuple[bytes, str] | None]:
        """The rows of several people, in one query."""

        async def work(connection: AsyncConnection) -> dict[bytes, tuple[bytes, str]]:
            rows = await connection.execute(_FIND, {"keys": list(keys)})
            return {bytes(row.key): (bytes(row.sealed), str(row.month)) for row in rows}

        found = await self._database.look_up(work)
        return [found.get(key) for key in keys]

    async def _commit(self, wishes: Sequence[_Wish]) -> Sequence[None]:
        async def work(connection: AsyncConnection) -> None:
            await self._write_all(connection, [wish for wish in wishes if wish.verb == "write"])
            for wish in wishes:
                if wish.verb == "touch":
                    await connection.execute(
                        _TOUCH, {"row": self._seal.row_key(wish.person), "now": self._month()}
                    )
                elif wish.verb == "forget":
                    await self._erase(connection, wish.person)

        await self._database.write(work)
        return [None] * len(wishes)

    async def _write_all(self, connection: AsyncConnection, wishes: list[_Wish]) -> None:
        if not wishes:
            return
        insert = insert_into(self._database.kind, people)
        upsert = insert.on_conflict_do_update(
            index_elements=[people.c.key],
            set_={"sealed": insert.excluded.sealed, "month": insert.excluded.month},
        )
        month = self._month()
        sealed = {self._seal.row_key(x.person): self._seal.seal(x.person, x.content) for x in wishes}
        # One order in every replica, so that no two wait for each other in a ring.
        rows = [{"key": key, "sealed": sealed[key], "month": month} for key in sorted(sealed)]
        await connection.execute(upsert, rows)

    async def _erase(self, connection: AsyncConnection, person: str) -> None:
        key = self._seal.row_key(person)
        if (
            self._database.kind == "postgresql"
        ):  # which keeps dead rows until VACUUM: let the last one say nothing
            await connection.execute(_OVERWRITE, {"row": key, "noise": secrets.token_bytes(285)})
        await connection.execute(_DELETE, {"row": key})
        for erase in self._erasers:
            await erase(connection, person)

    def _touch_later(self, person: str) -> None:
        """Note this month as that of the last use, without making the person wait."""
        task = asyncio.create_task(self._touch(person))
        self._touching.add(task)
        task.add_done_callback(self._touching.discard)

    async def _touch(self, person: str) -> None:
        try:
            await self._group.submit(_Wish("touch", person))
        except DatabaseAwayError:
            return  # the next read tries again

    def _month(self) -> str:
        return month_of(self._database.clock().date())

    # ---- what is owed -----------------------------------------------------------------------------------

    @property
    def _owes(self) -> bool:
        return bool(self._owed_writes or self._owed_forgets or self._unscrubbed)

    def _owe_write(self, person: str, content: bytes) -> None:
        self._owed_writes[person] = content
        self._owed_writes.move_to_end(person)
        while len(self._owed_writes) > _MOST_OWED:
            self._owed_writes.popitem(last=False)
        self._retry_soon()

    def _retry_soon(self) -> None:
        if self._retrying is None or self._retrying.done():
            self._retrying = asyncio.create_task(self._retry())

    async def _retry(self) -> None:
        pause = self._retry_seconds
        while self._owes:
            await asyncio.sleep(pause)
            pause = self._retry_seconds if await self._settle_owed() else min(30.0, pause * 1.5)

    async def _settle_owed(self) -> bool:
        """Do what is owed, forgettings before writes; True when all of it was done."""
        await asyncio.gather(*(self._settle_forget(person) for person in list(self._owed_forgets)))
        self._owed_file.write(self._owed_forgets)
        if self._owed_forgets:
            return False
        await asyncio.gather(*(self._settle_write(*owed) for owed in list(self._owed_writes.items())))
        if self._unscrubbed:
            self._drop_damaged_files()
        return not self._owed_writes and (not self._unscrubbed or await self._scrub())

    async def _settle_forget(self, person: str) -> None:
        with suppress(DatabaseAwayError):
            await self._group.submit(_Wish("forget", person))
            self._owed_forgets.pop(person, None)
            self._unscrubbed = True

    async def _settle_write(self, person: str, content: bytes) -> None:
        with suppress(DatabaseAwayError):
            await self._group.submit(_Wish("write", person, content))
            if self._owed_writes.get(person) is content:
                del self._owed_writes[person]

    async def _scrub(self) -> bool:
        """Take the bytes of deleted rows out of the files: once for all who were forgotten in the same moment."""
        self._unscrubbed = True
        if await self._scrubs.submit(object()):
            return True
        self._retry_soon()
        return False

    async def _scrub_for(self, waiting: Sequence[object]) -> Sequence[bool]:
        """When readers hold the files it is tried a few times; then it is left for later."""
        for _ in range(20):
            if await self._database.scrub_freed():
                self._unscrubbed = False
                return [True] * len(waiting)
            await asyncio.sleep(0.05)
        return [False] * len(waiting)

    def _drop_damaged_files(self) -> None:
        """A damaged database that was set aside may still hold the person, and nobody can take them out of it."""
        if self._database.path is None:
            return
        with suppress(OSError):  # a disk that cannot be written: the daily erasing tries again
            for file in damaged_files(self._database.path):
                file.unlink(missing_ok=True)


_NOT_OPENED = (
    "what is remembered about some people cannot be opened: another key made it, or it is damaged. "
    "They are met as new people; put the right key back to mend it"
)
_FIND = select(people).where(people.c.key.in_(bindparam("keys", expanding=True)))
_DELETE = delete(people).where(people.c.key == bindparam("row"))
_OVERWRITE = update(people).where(people.c.key == bindparam("row")).values(sealed=bindparam("noise"))
_TOUCH = update(people).where(people.c.key == bindparam("row")).values(month=bindparam("now"))
