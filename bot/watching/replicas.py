"""The processes that serve people from one database: who was seen lately, with which release, and what is broken there."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.inventory import REPLICA_MINUTES
from bot.storage.statements import Kind, insert_into
from bot.storage.tables import replicas

LIVES_SECONDS = 180  # who was not seen for so long does not run any more
NAME = secrets.token_hex(4)  # of this process


@dataclass(frozen=True, slots=True)
class Replica:
    """One process. `seen`, `served`: UTC; `served` None: not known."""

    name: str
    seen: datetime
    served: datetime | None
    release: str
    broken: frozenset[str] = frozenset()


async def report(connection: AsyncConnection, kind: Kind, replica: Replica) -> None:
    """Writes that a process runs, and drops those that do not any more."""
    values = {
        "name": replica.name,
        "seen": int(replica.seen.timestamp()),
        "served": int(replica.served.timestamp()) if replica.served else None,
        "release": replica.release[:16],
        "broken": json.dumps(sorted(replica.broken)),
    }
    insert = insert_into(kind, replicas)
    changed = {name: insert.excluded[name] for name in values if name != "name"}
    await connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=changed), [values])
    await connection.execute(_GONE, {"limit": values["seen"] - REPLICA_MINUTES * 60})  # type: ignore[operator]


async def living(connection: AsyncConnection, now: datetime) -> tuple[Replica, ...]:
    """The processes that run now, by name."""
    limit = int(now.timestamp()) - LIVES_SECONDS
    found = await connection.execute(_LIVING, {"limit": limit})
    return tuple(
        Replica(row.name, _time(row.seen), _time(row.served) if row.served else None, row.release,
                frozenset(json.loads(row.broken)))
        for row in found
    )  # fmt: skip


async def leave(connection: AsyncConnection, name: str) -> None:
    """A process stops: it is named no more, and what was broken there is nobody's trouble."""
    await connection.execute(delete(replicas).where(replicas.c.name == name))


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_GONE = delete(replicas).where(replicas.c.seen < bindparam("limit"))
_LIVING = select(replicas).where(replicas.c.seen >= bindparam("limit")).order_by(replicas.c.name)
