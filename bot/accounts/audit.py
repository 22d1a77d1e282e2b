"""The audit log: who did what, when, on what. Holds no other personal data than the account's own short name."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from sqlalchemy import and_, bindparam, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.records import Deed
from bot.storage.inventory import DEED_DAYS
from bot.storage.tables import account_deeds

LONGEST_DID = 32
LONGEST_TARGET = 120
_DAY = 86_400


async def note(
    connection: AsyncConnection, now: int, who: str, did: str, target: str = "", country: str | None = None
) -> None:
    """Write one line. `now`: seconds since 1970; `did`: a name of the wording ("invited"); `target`: on what."""
    values = {
        "at": now,
        "number": _number(),
        "who": who,
        "did": did[:LONGEST_DID],
        "target": target[:LONGEST_TARGET],
        "country": country,
    }
    await connection.execute(insert(account_deeds), values)


def _number() -> int:
    """Greater than the one before: puts the deeds of one second in their order. Two at once hardly ever give the same."""
    return (time.time_ns() // 1000) << 10 | secrets.randbits(10)


async def deeds(
    connection: AsyncConnection, most: int, who: str | None, before: tuple[int, int] | None
) -> tuple[Deed, ...]:
    """The last lines, newest first: of one account, or of all; `before`: (seconds, number) of the line to go on from."""
    statement = select(account_deeds).order_by(account_deeds.c.at.desc(), account_deeds.c.number.desc())
    if who is not None:
        statement = statement.where(account_deeds.c.who == who)
    if before is not None:
        at, number = before
        older = and_(account_deeds.c.at == at, account_deeds.c.number < number)
        statement = statement.where(or_(account_deeds.c.at < at, older))
    found = await connection.execute(statement.limit(most))
    return tuple(
        Deed(datetime.fromtimestamp(row.at, UTC), row.number, row.who, row.did, row.target, row.country)
        for row in found
    )


async def erase_old(connection: AsyncConnection, now: int) -> int:
    """Erase what is older than a year; how many lines there were."""
    return (await connection.execute(_OLD, {"limit": now - DEED_DAYS * _DAY})).rowcount


_OLD = delete(account_deeds).where(account_deeds.c.at < bindparam("limit"))
