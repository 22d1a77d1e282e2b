"""Writes into the audit log who asked for what is not theirs: one line a minute for each person and page."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.console.app.failures import Failed

if TYPE_CHECKING:
    from bot.console.app.visit import Visit

PAUSE = timedelta(minutes=1)
MOST_KEPT = 1000


class Denials:
    """Remembers in one process what was just written, so that a loop cannot fill the log."""

    def __init__(self) -> None:
        self._written: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    async def note(self, visit: Visit, error: Exception) -> None:
        """Write the line "denied" where `error` says that the role may not, or the country is another's."""
        if visit.who is None or not isinstance(error, Failed) or error.status not in {403, 404}:
            return
        page, now = visit.page, visit.services.clock()
        asked = f"{page.method} {page.path}"
        key = (visit.who.account.name, asked)
        if key in self._written and now - self._written[key] < PAUSE:
            return
        self._written[key] = now
        self._written.move_to_end(key)
        while len(self._written) > MOST_KEPT:
            self._written.popitem(last=False)
        with suppress(*visit.services.away):
            await visit.note("denied", asked, _country(visit))


def _country(visit: Visit) -> str | None:
    code = visit.part(visit.page.country).upper() if visit.page.country else ""
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
