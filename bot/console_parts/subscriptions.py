"""Wishes to be told, as the console asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.console_parts.running import Running
from bot.conversation.waiting import known
from bot.knowledge.records import REGION
from bot.usage.small_numbers import SMALL, guarded
from bot.usage.subscriptions import give_to_entry, how_many_wait, waiting_by_country


class Wishes:
    """bot.console.app.asks.subscriptions.Subscriptions over the running bot. Every method raises DatabaseAwayError."""

    def __init__(self, running: Running) -> None:
        self._database, self._release = running.database, running.release

    async def belongs(self, marks: Sequence[bytes], entry: str) -> int:
        """Give the words to the entry; how many people it will tell, as far as the served release knows its country."""
        await give_to_entry(self._database, marks, entry)
        return await how_many_wait(self._database, marks, self._told_by(entry))

    def _told_by(self, entry: str) -> tuple[str, ...] | None:
        """The countries whose people the entry answers; None: all, also where it is not served yet."""
        release = self._release()
        found = release.entries.get(entry)
        if found is None or found.country == REGION:
            return None
        answered = (code for code in release.countries if known(release, found.question, code))
        return ("", *dict.fromkeys((found.country, *answered)))

    async def waiting(self) -> Mapping[str, int]:
        """The guarded counts by country."""
        counts = await waiting_by_country(self._database)
        everywhere = {**dict.fromkeys((REGION, *self._release().countries), 0), **counts}
        return {cell.name: cell.count for cell in guarded(everywhere, SMALL) if cell.count is not None}
