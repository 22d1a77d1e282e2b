"""What is kept, from the inventory and the database."""

from __future__ import annotations

from bot.console.app.asks.keeping import KeptColumn, KeptNow
from bot.console_parts.running import Running
from bot.storage.inventory import INVENTORY
from bot.usage.keeping import kept_now


class Keeping:
    """bot.console.app.asks.keeping.Keeping over the running bot."""

    def __init__(self, running: Running) -> None:
        self._database, self._keeps = running.database, running.settings.keep_unanswered

    def columns(self) -> tuple[KeptColumn, ...]:
        """Every column of the inventory, in its order."""
        return tuple(KeptColumn(kept.table, kept.column, kept.why, kept.how_long) for kept in INVENTORY)

    async def now(self) -> KeptNow:
        """What the database holds now. Raises DatabaseAwayError."""
        kept = await kept_now(self._database)
        return KeptNow(
            oldest_events=kept.events.day,
            events_go=kept.events.gone,
            oldest_phrases=kept.phrases.day,
            phrases_go=kept.phrases.gone,
            living_keys=kept.living_keys,
            oldest_key=kept.keys.day,
            keys_go=kept.keys.gone,
            oldest_wish=kept.wishes.day,
            wishes_go=kept.wishes.gone,
            keeps_phrases=self._keeps,
        )
