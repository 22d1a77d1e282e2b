"""Writes usage events in the background, in groups, so that no person waits for the log."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.clock import quarter_of
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.statements import insert_into
from bot.storage.tables import danger_counts, usage_events
from bot.usage.events import DANGER, NOWHERE, UsageEvent
from bot.usage.phrases import Phrase, erase_phrases, kept_phrase, store_phrases
from bot.usage.pseudonyms import Pseudonyms, pseudonym

_BATCH = 500
_LONGEST_PAUSE = 30.0


class Recorder:
    """Holds events in a bounded buffer and writes them. When the buffer is full, events are dropped and counted."""

    def __init__(
        self,
        database: Database,
        pseudonyms: Pseudonyms,
        *,
        keep_unanswered: bool = True,
        room: int = 10_000,
        pause_seconds: float = 0.5,
    ) -> None:
        """`pause_seconds`: how long events gather before they are written together."""
        self._database = database
        self._pseudonyms = pseudonyms
        self._keeps_unanswered = keep_unanswered
        self._room = room
        self._pause = pause_seconds
        self._buffer: dict[int, UsageEvent | Phrase] = {}
        self._writing: asyncio.Task[None] | None = None
        self.dropped = 0

    def record(self, event: UsageEvent) -> None:
        """Take note of an event; returns at once. Of a message about danger not even memory holds whose it was."""
        self._hold(replace(event, person="") if event.outcome == DANGER else event)

    def keep_unanswered(
        self,
        *,
        person: str,
        at: datetime,
        language: str,
        country: str | None,
        text: str,
        vocabulary: frozenset[str],
    ) -> None:
        """Keep the known words of a question that had no answer, if settings allow; the text itself goes no further.

        Never call it for a message about danger. `vocabulary`: the folded words of the knowledge base.
        """
        if not self._keeps_unanswered:
            return
        phrase = kept_phrase(text, vocabulary, person=person, at=at, language=language, country=country)
        if phrase is not None:
            self._hold(phrase)

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return len(self._buffer)

    async def flush(self) -> bool:
        """Write what waits; False when the database is away."""
        with suppress(DatabaseAwayError):
            while self._buffer:
                await self._write_some()
            return True
        return False

    async def stop(self) -> None:
        """Write what waits, if the database lets us, and stop."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        if self._buffer:
            self._database.try_now()
            await self.flush()

    async def erase(self, connection: AsyncConnection, person: str) -> None:
        """Erase a person's events that can still be found: those that wait, and those of the days whose keys live."""
        for number in [number for number, held in self._buffer.items() if held.person == person]:
            del self._buffer[number]
        keys = await self._pseudonyms.living(connection)
        for day, key in keys.items():
            await connection.execute(_ERASE, {"on": day, "by": pseudonym(key, person)})
        await erase_phrases(connection, person, keys)

    # ---- writing ----------------------------------------------------------------------------------------

    def _hold(self, held: UsageEvent | Phrase) -> None:
        if len(self._buffer) >= self._room:
            self.dropped += 1
            self._database.health.trouble(
                "usage log", "the usage log cannot be written and is full: events are dropped"
            )
            return
        self._buffer[secrets.randbits(63)] = held  # a random number: rows keep no order of arrival
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        pause = self._pause
        while self._buffer:
            await asyncio.sleep(pause)
            try:
                await self._write_some()
                pause = self._pause
            except DatabaseAwayError:
                pause = min(_LONGEST_PAUSE, max(1.0, pause * 1.5))

    async def _write_some(self) -> None:
        written: list[int] = []

        async def work(connection: AsyncConnection) -> None:
            # Taken from the buffer inside the transaction: a forgetting that came first has emptied it of its person.
            written[:] = islice(self._buffer, _BATCH)
            held = [(number, self._buffer[number]) for number in written]
            keys = {
                day: await self._pseudonyms.key(connection, day) for day in {item.day for _, item in held}
            }
            events = [(n, item) for n, item in held if isinstance(item, UsageEvent)]
            await self._store_events(connection, [(n, e) for n, e in events if e.outcome != DANGER], keys)
            await self._count_danger(connection, [e for _, e in events if e.outcome == DANGER])
            phrases = [item for _, item in held if isinstance(item, Phrase)]
            await store_phrases(connection, self._database, phrases, keys)

        await self._database.write(work)
        for number in written:
            self._buffer.pop(number, None)
        self._database.health.well("usage log")

    async def _store_events(
        self,
        connection: AsyncConnection,
        events: Sequence[tuple[int, UsageEvent]],
        keys: Mapping[date, bytes | None],
    ) -> None:
        if not events:
            return
        rows = [_row(number, event, keys[event.day]) for number, event in events]
        await connection.execute(
            insert_into(self._database.kind, usage_events).on_conflict_do_nothing(), rows
        )

    async def _count_danger(self, connection: AsyncConnection, events: Sequence[UsageEvent]) -> None:
        counts = Counter((quarter_of(event.day), _cut(event.country, 2) or NOWHERE) for event in events)
        if not counts:
            return
        insert = insert_into(self._database.kind, danger_counts)
        add = insert.on_conflict_do_update(
            index_elements=[danger_counts.c.quarter, danger_counts.c.country],
            set_={"messages": danger_counts.c.messages + insert.excluded.messages},
        )
        rows = [
            {"quarter": quarter, "country": country, "messages": count}
            for (quarter, country), count in sorted(counts.items())
        ]
        await connection.execute(add, rows)


def _row(number: int, event: UsageEvent, key: bytes | None) -> dict[str, object]:
    milliseconds = event.milliseconds
    return {
        "number": number,
        "day": event.day,
        "hour": event.at.hour,
        "language": _cut(event.language, 8) or "?",
        "country": _cut(event.country, 2),
        "topic": _cut(event.topic, 32),
        "question": _cut(event.question, 80),
        "outcome": _cut(event.outcome, 16) or "other",
        "confidence": event.confidence,
        "feedback": event.feedback,
        "milliseconds": None if milliseconds is None else max(0, min(int(milliseconds), 10**9)),
        "pseudonym": pseudonym(key, event.person) if key is not None else None,
    }


def _cut(value: str | None, most: int) -> str | None:
    """A value that fits its column in every database: one odd value must not hold up all the others."""
    return value.replace("\0", "")[:most] if value else None


_ERASE = delete(usage_events).where(
    usage_events.c.day == bindparam("on"), usage_events.c.pseudonym == bindparam("by")
)
