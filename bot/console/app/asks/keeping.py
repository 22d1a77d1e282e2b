"""What is kept about people, column by column, and how it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """One column of a table (or, with table "file", one file): why it is kept and how long, in English."""

    table: str
    column: str
    why: str
    how_long: str


@dataclass(frozen=True, slots=True)
class KeptNow:
    """The oldest of what is erased by age, and the first day on which the oldest is gone; None where there is none."""

    oldest_events: date | None
    events_go: date | None
    oldest_phrases: date | None
    phrases_go: date | None
    living_keys: int  # random keys of days, by which the events of a person can still be told together
    oldest_key: date | None
    keys_go: date | None
    oldest_wish: date | None  # of a person who waits to be told
    wishes_go: date | None
    keeps_phrases: bool  # whether words of questions without answer are kept at all


class Keeping(Protocol):
    """The inventory, and what the database holds of it now. `now` raises one of `Services.away`."""

    def columns(self) -> tuple[KeptColumn, ...]: ...
    async def now(self) -> KeptNow: ...
