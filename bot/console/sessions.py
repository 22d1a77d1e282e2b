"""Who is at the try-it chat: random ids in a cookie, kept in memory only, the least recently seen let go first."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

MOST_SESSIONS = 200


@dataclass(slots=True, eq=False)
class Session:
    """One visitor's chat. The id in the cookie and the name given to the desk are two different random texts."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    person: str = field(default_factory=lambda: f"web:{secrets.token_hex(12)}", repr=False)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)  # one message at a time
    waiting: int = 0  # messages that are being answered or wait for their turn


class Sessions:
    """At most `most` sessions. An id that a visitor made up opens nothing: only ids given out here are known."""

    def __init__(self, most: int = MOST_SESSIONS) -> None:
        self._most = most
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def find(self, session_id: str | None) -> Session | None:
        """The session of that id, now the most recently seen; None where there is none."""
        session = self._sessions.get(session_id or "")
        if session is not None:
            self._sessions.move_to_end(session.id)
        return session

    def open(self) -> tuple[Session, list[Session]]:
        """A new session, and those that had to leave for it."""
        session = Session()
        self._sessions[session.id] = session
        left = [self._sessions.popitem(last=False)[1] for _ in range(len(self._sessions) - self._most)]
        return session, left

    def close(self, session: Session) -> None:
        """The session is over: its id opens nothing any more."""
        self._sessions.pop(session.id, None)

    def __len__(self) -> int:
        return len(self._sessions)
