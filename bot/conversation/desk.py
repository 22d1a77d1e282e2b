"""The desk that every channel hands its messages to, as the channels see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.conversation.records import Incoming, Outcome


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply that is ready to be sent, and what must be kept once it was."""

    person: str
    outcome: Outcome
    milliseconds: float  # from the message to the ready reply


class Desk(Protocol):
    """Takes a message, gives the reply; keeps memory and usage only after the channel delivered it."""

    async def answer(self, person: str, incoming: Incoming) -> Answered:
        """The reply to one message. `person` is the channel's own id ("telegram:42"), never stored in the clear.

        Never raises for bad input; with the storage away it answers from what it has.
        """

    async def delivered(self, answered: Answered) -> None:
        """The reply reached the person: remember and count. Never raises, never waits long."""

    async def gone(self, person: str) -> None:
        """The person blocked the bot or the chat no longer exists: forget them."""
