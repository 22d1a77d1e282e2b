"""One thing that happened, as the usage log may know it: no text, no name, and an id only to make the day's pseudonym."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Band = Literal["low", "middle", "high"]
Feedback = Literal["yes", "no"]

DANGER = "danger"
NOWHERE = "XX"  # the country of a danger message where it is not known


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """A message and what came of it. `at` is UTC; only its day and hour are ever stored.

    `person` is the channel's own id; it goes into the pseudonym of the day and nowhere else. An event whose outcome is
    "danger" is stored as one more in a count of its quarter and country.
    """

    at: datetime
    person: str = field(repr=False)
    outcome: str
    language: str
    country: str | None = None
    topic: str | None = None
    question: str | None = None
    confidence: Band | None = None
    feedback: Feedback | None = None
    milliseconds: int | None = None

    @property
    def day(self) -> date:
        """The UTC day."""
        return self.at.date()


def confidence_band(probability: float) -> Band:
    """A probability (0 to 1) as a band: exact values could tell one message from another."""
    if probability < 0.5:
        return "low"
    return "middle" if probability < 0.8 else "high"
