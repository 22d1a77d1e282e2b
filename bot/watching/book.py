"""The book of notices: what the admins were told, shared by all replicas and kept over restarts. One replica tells.

Each replica writes what is broken at its own place. A thing is well when it is broken nowhere. Who enters a notice has
claimed it; a claim that was not followed by `sent` is free again after CLAIM_SECONDS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import and_, bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.inventory import NOTICE_DAYS
from bot.storage.statements import insert_into
from bot.storage.tables import notices as table
from bot.usage.health_data import Notice, State, Told, notices
from bot.watching import replicas
from bot.watching.replicas import Replica

CLAIM_SECONDS = 180
_LOCK = 7_862_269  # any fixed number of its own
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the book. `since`: since when it was broken; `changed`: when it broke or was mended. UTC."""

    key: str
    kind: Literal["broken", "well", "spike"]
    words: str
    since: datetime
    told: datetime
    changed: datetime
    broken: bool
    owed: bool


class NoticeBook:
    """The book of one database. Every method raises DatabaseAwayError."""

    def __init__(self, database: Database, name: str = replicas.NAME) -> None:
        """`name`: of this replica."""
        self._database, self._name = database, name

    async def enter(
        self, state: State, told: Told, release: str = "", served: datetime | None = None
    ) -> tuple[tuple[Line, ...], Told]:
        """What this replica must tell now, and what it knows then.

        `told`: what this process knows: its counts of errors, and what it told while the database was away.
        """
        work = partial(self._enter, state=state, told=told, release=release, served=served)
        return await self._database.write(work)

    async def sent(self, lines: tuple[Line, ...], *, delivered: bool) -> None:
        """The lines reached an admin; or they did not, and are free to be tried again."""
        owed = None if delivered else 0
        values = [{"of": line.key, "kind_then": line.kind, "then": owed} for line in lines]
        if values:
            await self._database.write(partial(_execute_all, statement=_SENT, values=values))

    async def recent(self, most: int = 20) -> tuple[Line, ...]:
        """The newest lines, what changed last first."""
        statement = select(table).order_by(table.c.changed.desc(), table.c.key).limit(most)
        return await self._database.look_up(partial(_lines, statement=statement))

    async def living(self) -> tuple[Replica, ...]:
        """The replicas that run now."""
        now = self._database.clock()
        return await self._database.look_up(lambda connection: replicas.living(connection, now))

    async def leave(self) -> None:
        """This replica stops."""
        await self._database.write(lambda connection: replicas.leave(connection, self._name))

    # ---- in the one transaction ---------------------------------------------------------------------------

    async def _enter(
        self, connection: AsyncConnection, state: State, told: Told, release: str, served: datetime | None
    ) -> tuple[tuple[Line, ...], Told]:
        if self._database.kind == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        known = {line.key: line for line in await _lines(connection, select(table).order_by(table.c.key))}
        remembered = _remembered(known, told, state.at)
        known |= remembered
        living = await replicas.living(connection, state.at)
        elsewhere = frozenset().union(*(r.broken for r in living if r.name != self._name))
        due, after = notices(state, _told_here(known, elsewhere, told))
        changed = remembered | _written(known, due, after.broken | elsewhere, state.at)
        again = {line.key for line in known.values() if line.owed and line.key not in changed}
        claimed = await self._free(connection, again, state.at)
        await self._write(connection, changed, state.at)
        await replicas.report(
            connection,
            self._database.kind,
            Replica(self._name, state.at, served, release, after.broken),
        )
        await connection.execute(_OLD, {"limit": int(state.at.timestamp()) - NOTICE_DAYS * _DAY})
        telling = [
            changed[notice.key] for notice in due if notice.key in changed and changed[notice.key].owed
        ]
        return (*telling, *(known[key] for key in sorted(claimed))), after

    async def _free(self, connection: AsyncConnection, keys: set[str], now: datetime) -> set[str]:
        """Those of the lines that nobody is sending now; they are this replica's then."""
        seconds = int(now.timestamp())
        claimed = set()
        for key in sorted(keys):
            values = {"of": key, "now": seconds, "limit": seconds - CLAIM_SECONDS}
            if (await connection.execute(_CLAIM, values)).rowcount:
                claimed.add(key)
        return claimed

    async def _write(self, connection: AsyncConnection, lines: Mapping[str, Line], now: datetime) -> None:
        if not lines:
            return
        insert = insert_into(self._database.kind, table)
        columns = ("kind", "words", "since", "told", "changed", "broken", "owed")
        put = insert.on_conflict_do_update(
            index_elements=["key"], set_={name: insert.excluded[name] for name in columns}
        )
        await connection.execute(put, [_values(line, now) for line in lines.values()])


def _remembered(known: Mapping[str, Line], told: Told, now: datetime) -> dict[str, Line]:
    """What this process told while the database was away, and the book does not say."""
    found = {}
    for key in told.broken:
        line, at = known.get(key), told.at.get(key, now)
        if line is None or (not line.broken and line.changed < at):
            found[key] = Line(key, "broken", key, at, at, at, broken=True, owed=False)
    return found


def _told_here(known: Mapping[str, Line], elsewhere: frozenset[str], told: Told) -> Told:
    """What counts as told for this replica; a thing that is broken elsewhere is not well because it is well here."""
    at = dict(told.at) | {
        line.key: max(line.told, told.at.get(line.key, line.told)) for line in known.values()
    }
    broken = frozenset(line.key for line in known.values() if line.broken)
    return Told(at, broken - elsewhere, told.errors)


def _written(
    known: Mapping[str, Line], due: tuple[Notice, ...], broken: frozenset[str], now: datetime
) -> dict[str, Line]:
    """The lines that change: told now, broken now, or well again. A thing is called well only where it was called broken."""
    changed: dict[str, Line] = {}
    for notice in due:
        line = known.get(notice.key)
        if notice.kind == "well":
            if line is not None:
                told = line.kind == "broken"
                owed = told or line.owed
                changed[notice.key] = replace(line, kind="well", changed=now, broken=False, owed=owed)
            continue
        since = line.since if line is not None and line.broken else now
        lasts = notice.key in broken
        changed[notice.key] = Line(notice.key, notice.kind, notice.words[:200], since, now, now, lasts, True)
    for key in broken - changed.keys():
        line = known.get(key)
        if line is not None and not line.broken:  # broken again, and told not long ago
            changed[key] = replace(line, broken=True, since=now, changed=now)
    return changed


def _values(line: Line, now: datetime) -> dict[str, object]:
    return {
        "key": line.key[:80],
        "kind": line.kind,
        "words": line.words,
        "since": int(line.since.timestamp()),
        "told": int(line.told.timestamp()),
        "changed": int(line.changed.timestamp()),
        "broken": line.broken,
        "owed": int(now.timestamp()) if line.owed else None,
    }


async def _lines(connection: AsyncConnection, statement: Any) -> tuple[Line, ...]:
    return tuple(
        Line(row.key, row.kind, row.words, _time(row.since), _time(row.told), _time(row.changed),
             bool(row.broken), row.owed is not None)
        for row in await connection.execute(statement)
    )  # fmt: skip


async def _execute_all(connection: AsyncConnection, statement: Any, values: list[dict[str, Any]]) -> None:
    await connection.execute(statement, values)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_SENT = (
    update(table)
    .where(and_(table.c.key == bindparam("of"), table.c.kind == bindparam("kind_then")))
    .values(owed=bindparam("then"))
)
_CLAIM = (
    update(table)
    .where(and_(table.c.key == bindparam("of"), table.c.owed <= bindparam("limit")))
    .values(owed=bindparam("now"))
)
_OLD = delete(table).where(
    and_(table.c.changed < bindparam("limit"), table.c.broken.is_(False), table.c.owed.is_(None))
)
