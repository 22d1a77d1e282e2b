"""What this room needs of the ledger of updates, which another room keeps durably."""

from __future__ import annotations

from typing import Literal, Protocol

Standing = Literal["new", "retry", "answered", "given_up"]


class Ledger(Protocol):
    """Counts the attempts at each update, so that none is answered three times and none blocks the rest for ever.

    An attempt is counted before its answer goes out. If the process dies, the outcome of that attempt is unknown: the
    update is answered a second time, and after two unknown outcomes it is only acknowledged.
    """

    async def begin(self, update_id: int) -> Standing:
        """Count an attempt, durably, and say how the update stands.

        "new": answer it. "retry": one earlier attempt had an unknown outcome; answer it. "answered": acknowledge it.
        "given_up": two attempts had unknown outcomes; acknowledge it.
        """

    async def done(self, update_id: int) -> None:
        """The answer reached Telegram."""

    async def failed(self, update_id: int) -> None:
        """The attempt is known to have sent nothing: it does not count."""
