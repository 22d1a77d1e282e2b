"""How fast messages may go out: Telegram's limits as token buckets, overall and for each chat."""

from __future__ import annotations

from collections import OrderedDict

from bot.channels.telegram.clock import Clock

PRIVATE_RATE, PRIVATE_BURST = 1.0, 3.0  # messages a second to one person
GROUP_RATE, GROUP_BURST = 20 / 60, 3.0  # messages a second to one group
_MOST_CHATS = 10_000  # chats remembered at once; a forgotten one starts with a full bucket


class Bucket:
    """Fills by `rate` tokens a second up to `burst`. A message takes one, and waits where there is none."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst, self._tokens, self._at = rate, burst, burst, now

    def take(self, now: float) -> float:
        """Takes a token; gives the seconds to wait until it is really there."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate)


class Pace:
    """Waits as long as Telegram's limits ask. Whoever is in danger does not wait, but is counted."""

    def __init__(self, clock: Clock, messages_per_second: float) -> None:
        self._clock = clock
        self._all = Bucket(messages_per_second, messages_per_second, clock.monotonic())
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    async def wait(self, chat_id: int, *, private: bool, urgent: bool) -> None:
        """Returns when one more message may go to this chat."""
        now = self._clock.monotonic()
        pause = max(self._all.take(now), self._chat(chat_id, private, now).take(now))
        if pause > 0 and not urgent:
            await self._clock.sleep(pause)

    def _chat(self, chat_id: int, private: bool, now: float) -> Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            rate, burst = (PRIVATE_RATE, PRIVATE_BURST) if private else (GROUP_RATE, GROUP_BURST)
            bucket = self._chats[chat_id] = Bucket(rate, burst, now)
            if len(self._chats) > _MOST_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return bucket
