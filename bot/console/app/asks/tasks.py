"""Places that people found closed and that wait for a check, as the pages ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class NotAnOrganisation(ValueError):
    """What was given as the one who checked could point at a person: nothing was changed."""


@dataclass(frozen=True, slots=True)
class ClosedPlace:
    """A place that three people or more found closed. `reports` and `since` are of the last 14 days.

    Of fewer than three living reports nothing is told: `reports` is 0 and `since` None.
    """

    place: str
    country: str
    opened: date
    reports: int
    since: date | None


class Tasks(Protocol):
    """bot.usage.place_tasks over the database. Raises one of `Services.away`."""

    async def closed_places(self) -> tuple[ClosedPlace, ...]:
        """Every place that waits for a check, by country and age."""
        ...

    async def clear(self, place: str, by: str | None) -> bool:
        """The place was checked by an organisation: nobody is warned of it any more. False where nothing waited.

        Raises NotAnOrganisation.
        """
        ...
