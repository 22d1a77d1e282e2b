"""Who asked to be told once a question has an answer: one row a wish, the address sealed, gone once the person is told.

A row holds no text and no time finer than a day. Whoever tells a person first claims the row: of several processes one
wins, and a claimed row is never told again, also when the process dies.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.inventory import WAITING_DAYS
from bot.storage.keys import Keys
from bot.storage.sealing import seal, unseal
from bot.storage.statements import insert_into
from bot.storage.tables import awaited_entries, subscriptions

MOST_OPEN = 5  # wishes of one person at a time
_LOCK = 7_862_268  # any fixed number: two wishes at once must not make six of five
_MANY = 500  # marks in one statement
_Where = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One wish of a person. `question` "": words that nobody had answered; `country` "": not known."""

    mark: bytes
    question: str
    country: str
    day: date


@dataclass(frozen=True, slots=True)
class Due:
    """What at least one person waits for. `entry`: where an editor gave the awaited words to one."""

    mark: bytes
    question: str
    country: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A wish that this process alone may fulfil. `person` None: the address cannot be opened under this master key."""

    row: bytes
    mark: bytes
    token: bytes
    language: str
    person: str | None = field(repr=False)


class Subscriptions:
    """The wishes of one database. Every method raises DatabaseAwayError."""

    def __init__(self, database: Database, keys: Keys, *, keeps_phrases: bool = True) -> None:
        """`keeps_phrases`: whether words without answer are kept at all; else only questions can be waited for."""
        self._database = database
        self._rows = keys.subkey("subscriptions: person")
        self._addresses = keys.subkey("subscriptions: address")
        self.keeps_phrases = keeps_phrases

    # ---- what a person asks -----------------------------------------------------------------------------

    async def wait(
        self, person: str, mark: bytes, *, question: str, country: str, language: str
    ) -> Literal["kept", "full"]:
        """Keep a wish; "full" where the person has too many. Saying it again changes nothing."""
        row = self._row(person)
        values = {
            "person": row,
            "mark": mark,
            "question": question,
            "country": country,
            "language": language[:8],
            "day": self._today(),
            "sealed": seal(self._addresses, row + mark, person.encode()),
        }

        async def work(connection: AsyncConnection) -> Literal["kept", "full"]:
            if self._database.kind == "postgresql":  # SQLite lets only one write anyway
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            open_ = {bytes(x) for x in (await connection.execute(_MARKS_OF, {"of": row})).scalars()}
            if mark in open_:
                return "kept"
            if len(open_) >= MOST_OPEN:
                return "full"
            await connection.execute(insert_into(self._database.kind, subscriptions), values)
            return "kept"

        return await self._database.write(work)

    async def stop(self, person: str, mark: bytes | None) -> int:
        """Erase one wish of a person, or all; how many there were."""
        row = self._row(person)

        async def work(connection: AsyncConnection) -> int:
            where = {"of": row} if mark is None else {"of": row, "what": mark}
            return await self._erase(connection, _OF if mark is None else _ONE, where)

        erased = await self._database.write(work)
        if erased:
            await self._database.scrub_freed()
        return erased

    async def of_person(self, person: str) -> tuple[Waiting, ...]:
        """What a person waits for, the oldest wish first."""
        found = await self._database.look_up(lambda c: _rows(c, self._row(person)))
        return tuple(sorted(found, key=lambda waiting: (waiting.day, waiting.mark)))

    async def erase(self, connection: AsyncConnection, person: str) -> None:
        """Forget a person (/borrar, or the bot was blocked), in the transaction that forgets the rest of them."""
        await self._erase(connection, _OF, {"of": self._row(person)})

    # ---- telling ----------------------------------------------------------------------------------------

    async def due(self) -> tuple[Due, ...]:
        """What people wait for, each once: the questions, and the words that an editor gave to an entry."""

        async def work(connection: AsyncConnection) -> tuple[Due, ...]:
            rows = await connection.execute(_AWAITED, {"since": self._oldest()})
            return tuple(Due(bytes(r.mark), r.question, r.country, r.entry) for r in rows)

        return await self._database.look_up(work)

    async def claim(self, due: Due) -> Claim | None:
        """The wish of one person, for this process alone; None where nobody is left to be told."""
        token = secrets.token_bytes(8)
        which = {"what": due.mark, "about": due.question, "in": due.country, "since": self._oldest()}

        async def work(connection: AsyncConnection) -> Claim | None:
            for row in (await connection.execute(_FREE, which)).all():
                taken = {"of": row.person, "what": row.mark, "token": token, "today": self._today()}
                if (await connection.execute(_CLAIM, taken)).rowcount == 1:
                    return self._claimed(row, token)
            return None

        return await self._database.write(work)

    async def told(self, claim: Claim) -> None:
        """The person has the answer, or never can: erase the wish."""
        which = {"of": claim.row, "what": claim.mark, "by": claim.token}
        await self._database.write(lambda c: self._erase(c, _CLAIMED, which))

    async def give_back(self, claim: Claim) -> None:
        """Nothing was sent: somebody may try again. A person who was forgotten meanwhile stays forgotten."""
        which = {"of": claim.row, "what": claim.mark, "by": claim.token}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(_GIVE_BACK, which)

        await self._database.write(work)

    async def scrub(self) -> bool:
        """Let the bytes of what was erased leave the files; False where that must be tried again later."""
        return await self._database.scrub_freed()

    # ---- inside -----------------------------------------------------------------------------------------

    def _row(self, person: str) -> bytes:
        return hmac.digest(self._rows, person.encode(), "sha256")

    def _claimed(self, found: Any, token: bytes) -> Claim:
        row, mark = bytes(found.person), bytes(found.mark)
        address = unseal(self._addresses, row + mark, bytes(found.sealed))
        return Claim(row, mark, token, found.language, address.decode() if address else None)

    async def _erase(self, connection: AsyncConnection, which: _Where, values: dict[str, bytes]) -> int:
        """Erase rows; on PostgreSQL, which keeps dead rows until VACUUM, let the last version say nothing."""
        if self._database.kind == "postgresql":
            noise = {"noise": secrets.token_bytes(285), **values}
            await connection.execute(update(subscriptions).where(*which).values(_NOISE), noise)
        return (await connection.execute(delete(subscriptions).where(*which), values)).rowcount

    def _today(self) -> date:
        return self._database.clock().date()

    def _oldest(self) -> date:
        return self._today() - timedelta(days=WAITING_DAYS)


async def give_to_entry(database: Database, marks: Sequence[bytes], entry: str) -> None:
    """Remember that an editor gave the words with these marks to an entry. Raises DatabaseAwayError."""
    rows = [{"mark": mark, "entry": entry, "day": database.clock().date()} for mark in dict.fromkeys(marks)]
    insert = insert_into(database.kind, awaited_entries)
    put = insert.on_conflict_do_update(
        index_elements=[awaited_entries.c.mark],
        set_={"entry": insert.excluded.entry, "day": insert.excluded.day},
    )

    async def work(connection: AsyncConnection) -> None:
        if rows:
            await connection.execute(put, rows)

    await database.write(work)


async def how_many_wait(
    database: Database, marks: Sequence[bytes], countries: Sequence[str] | None = None
) -> int:
    """How many wishes there are for words with these marks; `countries`: those alone. Raises DatabaseAwayError."""

    async def work(connection: AsyncConnection) -> int:
        count = 0
        for start in range(0, len(marks), _MANY):
            query = select(func.count()).where(_c.mark.in_(marks[start : start + _MANY]), _c.claim.is_(None))
            if countries is not None:
                query = query.where(_c.country.in_(countries))
            count += int(await connection.scalar(query) or 0)
        return count

    return await database.read(work)


async def waiting_by_country(database: Database) -> dict[str, int]:
    """How many wishes there are, by country; "" where it is not known. Not guarded. Raises DatabaseAwayError."""

    async def work(connection: AsyncConnection) -> dict[str, int]:
        return {row.country: row.wishes for row in await connection.execute(_BY_COUNTRY)}

    return await database.look_up(work)


async def erase_old_subscriptions(connection: AsyncConnection, today: date) -> int:
    """Erase wishes that waited too long, tellings that broke off, and old gifts of words; how many there were."""
    limit = {"limit": today - timedelta(days=WAITING_DAYS)}
    wishes = (await connection.execute(_OLD, limit)).rowcount
    broken = (await connection.execute(_BROKEN, {"today": today})).rowcount
    return wishes + broken + (await connection.execute(_OLD_GIFTS, limit)).rowcount


async def _rows(connection: AsyncConnection, row: bytes) -> list[Waiting]:
    found = await connection.execute(_WISHES, {"of": row})
    return [Waiting(bytes(r.mark), r.question, r.country, r.day) for r in found]


_c = subscriptions.c
_OF = (_c.person == bindparam("of"),)
_ONE = (*_OF, _c.mark == bindparam("what"))
_CLAIMED = (*_ONE, _c.claim == bindparam("by"))
_NOISE: dict[str, Any] = {"sealed": bindparam("noise")}
_MARKS_OF = select(_c.mark).where(*_OF)
_WISHES = select(_c.mark, _c.question, _c.country, _c.day).where(*_OF)
_AWAITED = (
    select(_c.mark, _c.question, _c.country, awaited_entries.c.entry)
    .outerjoin_from(subscriptions, awaited_entries, awaited_entries.c.mark == _c.mark)
    .where(_c.claim.is_(None), _c.day >= bindparam("since"))
    .where((_c.question != "") | awaited_entries.c.entry.is_not(None))
    .distinct()
)
_FREE = (
    select(_c.person, _c.mark, _c.language, _c.sealed)
    .where(_c.mark == bindparam("what"), _c.question == bindparam("about"), _c.country == bindparam("in"))
    .where(_c.claim.is_(None), _c.day >= bindparam("since"))
    .limit(20)
)
_CLAIM = (
    update(subscriptions)
    .where(*_ONE, _c.claim.is_(None))
    .values(claim=bindparam("token"), claimed=bindparam("today"))
)
_GIVE_BACK = update(subscriptions).where(*_CLAIMED).values(claim=None, claimed=None)
_BY_COUNTRY = select(_c.country, func.count().label("wishes")).group_by(_c.country)
_OLD = delete(subscriptions).where(_c.day < bindparam("limit"))
_BROKEN = delete(subscriptions).where(_c.claimed < bindparam("today"))
_OLD_GIFTS = delete(awaited_entries).where(awaited_entries.c.day < bindparam("limit"))
