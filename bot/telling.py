"""Tells people what they waited for, as soon as the served release has it: once each, then the wish is gone.

Claim, send, erase. A wish is claimed before anything is sent, so that of several processes one tells the person. What
Telegram surely did not take (no connection, 429, 5xx) the channel tries again; where that is unknown it is not sent a
second time. A process that dies between claim and erasing leaves a claimed wish: nobody tells it again, and the next day
it is erased.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Protocol

import structlog

from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.sender import Delivery, Progress
from bot.conversation.records import Reply
from bot.conversation.telling import answer_to_tell, telling
from bot.knowledge.records import LANGUAGES, Entry, Language
from bot.serving import Serving
from bot.storage.engine import DatabaseAwayError
from bot.usage.subscriptions import Claim, Due, Subscriptions

LOOK_SECONDS = 30.0  # between two looks at what is due
RELEASE_SECONDS = 1.0  # between two looks whether another release is served

log = structlog.get_logger()


class Channel(Protocol):
    """Writes to a person unasked."""

    async def bring(self, person: str, reply: Reply, language: Language, progress: Progress) -> Delivery:
        """What became of it. Raises TokenRefused; `progress` says also then whether anything may have been sent."""


class Telling:
    """The worker. `forget`: what is done when a person blocked the bot."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        serving: Callable[[], Serving],
        channel: Channel,
        forget: Callable[[str], Awaitable[object]],
        closed: Callable[[], Mapping[str, date]],
        clock: Callable[[], datetime],
    ) -> None:
        self._subscriptions, self._serving, self._channel = subscriptions, serving, channel
        self._forget, self._closed, self._clock = forget, closed, clock
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[Delivery] | None = None

    def start(self) -> None:
        """Tell what is due, at once when another release is served, else twice a minute, until `stop`."""
        self._running = asyncio.create_task(self._run(), name="telling")

    async def stop(self) -> None:
        """Begin nothing more. A message that is still tried is left; what is being written is written first."""
        self._stopping.set()
        if self._sending is not None:
            self._sending.cancel()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            served = self._serving()
            try:
                if ended := await self.tell_due():
                    log.info("wishes_fulfilled", count=ended)
            except (DatabaseAwayError, TokenRefused):
                pass  # both are told where admins look; the next round tries again
            except Exception as error:  # a mistake of ours must not end the telling
                log.error("telling_failed", error=type(error).__name__)
            for _ in range(round(LOOK_SECONDS / RELEASE_SECONDS)):
                if self._serving() is not served or await self._stopped_within(RELEASE_SECONDS):
                    break

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    async def tell_due(self) -> int:
        """Tell everybody whose answer the served release has; how many wishes are gone. Raises DatabaseAwayError."""
        release, ended = self._serving().conversation.release, 0
        for due in await self._subscriptions.due():
            entry = answer_to_tell(release, due.question, due.country, due.entry)
            if entry is not None:
                ended += await self._tell_all(due, entry)
        if ended:
            await self._subscriptions.scrub()
        return ended

    async def _tell_all(self, due: Due, entry: Entry) -> int:
        """Tell everybody who waits for one thing. A mistake of ours with it must not keep the others waiting."""
        ended = 0
        try:
            while not self._stopping.is_set() and (claim := await self._subscriptions.claim(due)):
                await self._tell(claim, due, entry)
                ended += 1
        except (DatabaseAwayError, TokenRefused):
            raise
        except Exception as error:
            log.error("telling_failed", error=type(error).__name__, entry=entry.id)
        return ended

    async def _tell(self, claim: Claim, due: Due, entry: Entry) -> None:
        """Send and erase; where surely nothing was sent, the wish is given back."""
        if claim.person is None:
            await self._subscriptions.told(claim)
            return
        progress = Progress()
        try:
            self._sending = asyncio.create_task(
                self._send(claim.person, claim.language, due, entry, progress)
            )
            delivery = await self._sending
        except BaseException:
            if not progress.maybe_sent:
                await self._subscriptions.give_back(claim)
            raise
        finally:
            self._sending = None
        if delivery is Delivery.GONE:
            await self._forget(claim.person)
        await self._subscriptions.told(claim)

    async def _send(self, person: str, spoken: str, due: Due, entry: Entry, progress: Progress) -> Delivery:
        language = next((x for x in LANGUAGES if x == spoken), LANGUAGES[0])
        release = self._serving().conversation.release
        reply = telling(release, entry, due.country, language, self._clock(), self._closed())
        return await self._channel.bring(person, reply, language, progress)
