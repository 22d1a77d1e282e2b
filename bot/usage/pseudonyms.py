"""Pseudonyms of one day, under a random key that is sealed and dies: the key gone, they lead to nobody."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.inventory import PSEUDONYM_KEY_DAYS
from bot.storage.keys import Keys
from bot.storage.sealing import seal, unseal
from bot.storage.statements import insert_into
from bot.storage.tables import pseudonym_keys

_LENGTH = 8


def pseudonym(key: bytes, person: str) -> bytes:
    """The 8-byte pseudonym of a person under the key of a day: HMAC-SHA256, cut."""
    return hmac.digest(key, b"person\0" + person.encode(), "sha256")[:_LENGTH]


def phrase_mark(key: bytes, person: str, words: str) -> bytes:
    """An 8-byte mark that counts the people behind one phrase and cannot be joined with their pseudonym."""
    return hmac.digest(key, f"phrase\0{words}\0{person}".encode(), "sha256")[:_LENGTH]


class Pseudonyms:
    """The keys of today and yesterday, shared by all replicas through the database, sealed under the master key."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._sealing = keys.subkey("pseudonym keys")
        self._known: dict[date, bytes] = {}

    async def key(self, connection: AsyncConnection, day: date) -> bytes | None:
        """The key of a day, made if need be. None for a day whose key is dead (older than yesterday).

        Ask once a day and transaction: a key made here is remembered only when a later transaction finds it stored.
        """
        if day < self._oldest():
            return None
        if day in self._known:
            return self._known[day]
        self._known = {known: key for known, key in self._known.items() if known >= self._oldest()}
        stored = await self._stored(connection, day)
        if stored is None:
            return await self._made(connection, day)
        self._known[day] = stored
        return stored

    async def living(self, connection: AsyncConnection) -> dict[date, bytes]:
        """Every key that still exists, by day: what is needed to erase a person's traces."""
        rows = (await connection.execute(select(pseudonym_keys.c.day))).scalars().all()
        found = {day: await self._stored(connection, day) for day in rows if day >= self._oldest()}
        return {day: key for day, key in found.items() if key is not None}

    def _oldest(self) -> date:
        return self._database.clock().date() - timedelta(days=PSEUDONYM_KEY_DAYS)

    async def _stored(self, connection: AsyncConnection, day: date) -> bytes | None:
        sealed = await connection.scalar(_SEALED, {"day": day})
        key = unseal(self._sealing, day.isoformat().encode(), sealed) if sealed else None
        if sealed and key is None:
            self._database.health.trouble("keys", _OTHER_KEY)
        return key

    async def _made(self, connection: AsyncConnection, day: date) -> bytes:
        """A new key, unless another replica was faster. One that cannot be opened (other master key) is replaced."""
        key = secrets.token_bytes(32)
        row = {"day": day, "sealed": seal(self._sealing, day.isoformat().encode(), key)}
        insert = insert_into(self._database.kind, pseudonym_keys)
        made = await connection.execute(insert.on_conflict_do_nothing().returning(pseudonym_keys.c.day), row)
        if made.first() is not None:
            return key
        theirs = await self._stored(connection, day)
        if theirs is not None:
            return theirs
        await connection.execute(_REPLACE, {"on": day, "new": row["sealed"]})
        return key


async def destroy_dead_keys(connection: AsyncConnection, today: date) -> int:
    """Overwrite and delete every key older than yesterday; how many there were."""
    limit = today - timedelta(days=PSEUDONYM_KEY_DAYS)
    dead = (await connection.execute(_DEAD, {"limit": limit})).scalars().all()
    for day in dead:
        await connection.execute(_REPLACE, {"on": day, "new": secrets.token_bytes(285)})
    await connection.execute(delete(pseudonym_keys).where(pseudonym_keys.c.day < limit))
    return len(dead)


_OTHER_KEY = (
    "the database was written under another master key: what is remembered about people cannot be found. "
    "Put the right RUMBO_SECRET_KEY or key file back; if it is lost, people are met as new ones"
)
_SEALED = select(pseudonym_keys.c.sealed).where(pseudonym_keys.c.day == bindparam("day"))
_DEAD = select(pseudonym_keys.c.day).where(pseudonym_keys.c.day < bindparam("limit"))
_REPLACE = (
    update(pseudonym_keys).where(pseudonym_keys.c.day == bindparam("on")).values(sealed=bindparam("new"))
)
