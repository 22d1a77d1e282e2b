"""People who asked to be told once a question has an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Subscriptions(Protocol):
    """Wishes to be told. Raises one of `Services.away`."""

    async def belongs(self, marks: Sequence[bytes], entry: str) -> int:
        """Remember that the words with these marks (`Wording.mark`) are answered by an entry.

        Gives how many people wait for it; they are told, once each, as soon as the served release has the entry, with the
        answer of the country they asked for. Saying it again is harmless; of two entries the last one counts.
        """

    async def waiting(self) -> Mapping[str, int]:
        """How many wishes there are, by country ("" not known), as far as they may be shown.

        Counts below eleven are put together as "(others)" or left out; those that are shown are rounded to five.
        """
