"""One update from taking it in hand to its delivered answer: ledger, desk, messages, and what is remembered after.

`Application.process_update` of python-telegram-bot is not used for this: it hands a handler's failure to error handlers and
returns as if all was well, so that an unanswered update would count as answered.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.channels.telegram.clock import Clock
from bot.channels.telegram.counters import answer_seconds, count_update
from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.ledger import Ledger, Standing
from bot.channels.telegram.phrases import apology, language_of, late, slow_down
from bot.channels.telegram.received import Press, Received
from bot.channels.telegram.render import Outgoing, Text, render
from bot.channels.telegram.sender import Delivery, Progress, Recipient, Sender
from bot.conversation.desk import Answered, Desk
from bot.conversation.records import Reply

LATE_AFTER = timedelta(hours=6)  # an older message gets one apology instead of an answer out of the blue
ONCE_A_MINUTE = 60.0  # seconds between two "one at a time" lines to a chat
ONCE_AN_HOUR = 3600.0
_REMEMBERED = 10_000

log = structlog.get_logger()


class Lately:
    """What was done for a key within the last seconds; bounded, in memory only."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._seconds = clock, seconds
        self._seen: OrderedDict[object, tuple[float, int]] = OrderedDict()

    def first(self, key: object, owner: int) -> bool:
        """Whether nobody but `owner` (an update's number) claimed `key` lately; claims it."""
        now = self._clock.monotonic()
        found = self._seen.get(key)
        if found is not None and now - found[0] < self._seconds:
            return found[1] == owner
        self._seen[key] = (now, owner)
        self._seen.move_to_end(key)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True


class Answering:
    """Answers one update at a time. Knows nothing of polling, webhooks or the order of updates."""

    def __init__(
        self, desk: Desk, ledger: Ledger, sender: Sender, clock: Clock, urgent: Callable[[str], bool]
    ) -> None:
        self._desk, self._ledger, self._sender, self._clock, self._urgent = (
            desk,
            ledger,
            sender,
            clock,
            urgent,
        )
        self._albums = Lately(clock, ONCE_AN_HOUR)
        self._late = Lately(clock, ONCE_AN_HOUR)
        self._hurried = Lately(clock, ONCE_A_MINUTE)

    def is_urgent(self, received: Received) -> bool:
        """Whether the message tells of danger: such a one is never dropped and never waits for others."""
        text = received.incoming.text
        try:
            return text is not None and self._urgent(text)
        except Exception as error:  # rules that fail must not cost anybody their answer
            log.error("danger_rules_failed", error=type(error).__name__, at=place_of(error))
            return True

    async def answer(self, received: Received) -> bool:
        """Whether the update may be acknowledged. Raises TokenRefused and CancelledError: it was not answered."""
        standing = await self._standing(received.update_id)
        if standing in {"answered", "given_up"}:
            count_update("repeat" if standing == "answered" else "given_up")
            return True
        progress = Progress()
        try:
            await self._answer(received, progress)
        except (TokenRefused, asyncio.CancelledError):
            if not progress.maybe_sent:
                await _quietly(self._ledger.failed(received.update_id))
            raise
        except (
            Exception
        ) as error:  # a bug of ours must cost neither the person's answer nor the ones behind it
            log.error("answer_failed", error=type(error).__name__, at=place_of(error))
            await self._say(received, apology(language_of(received.incoming)))
            count_update("apologised")
        await _quietly(self._ledger.done(received.update_id))
        return True

    async def apologise(self, received: Received) -> None:
        """Says that no answer can be given, and closes the update."""
        await self._say(received, apology(language_of(received.incoming)))
        await _quietly(self._ledger.done(received.update_id))
        count_update("apologised")

    async def shed(self, received: Received) -> None:
        """A message of somebody who writes faster than we answer: not answered, but told so once a minute."""
        count_update("shed")
        if received.press is not None:
            await self._sender.answer_press(received.press, None)
        if received.private and self._hurried.first(received.chat_id, received.update_id):
            await self._say(received, slow_down(language_of(received.incoming)))

    async def _standing(self, update_id: int) -> Standing:
        try:
            return await self._ledger.begin(update_id)
        except Exception as error:  # a ledger that is away must cost nobody their answer
            log.error("ledger_failed", error=type(error).__name__, at=place_of(error))
            return "new"

    # ---- what kind of answer ----------------------------------------------------------------------------

    async def _answer(self, received: Received, progress: Progress) -> None:
        urgent = self.is_urgent(received)
        if not urgent and self._is_album_again(received):
            return count_update("album")
        if received.old_edit and not urgent:
            return count_update("old_edit")
        if self._clock.now() - received.at > LATE_AFTER and not urgent:
            return await self._answer_late(received)
        return await self._answer_now(received, progress)

    def _is_album_again(self, received: Received) -> bool:
        album = (received.chat_id, received.album)
        return received.album is not None and not self._albums.first(album, received.update_id)

    async def _answer_late(self, received: Received) -> None:
        count_update("late")
        if received.private and self._late.first(received.chat_id, received.update_id):
            await self._say(received, late(language_of(received.incoming)))

    async def _answer_now(self, received: Received, progress: Progress) -> None:
        began = self._clock.monotonic()
        answered = await self._desk.answer(received.person, received.incoming)
        reply, happened = answered.outcome.reply, answered.outcome.happened
        if received.press is not None:
            await self._acknowledge_press(received.chat_id, received.press, reply)
        messages = render(reply, happened.language)
        to = Recipient(
            received.chat_id,
            received.private,
            self._once_more(received),
            progress,
            urgent=happened.outcome == "danger",
            entry=happened.entry,
        )
        delivery = await self._sender.deliver(messages, to)
        answer_seconds.observe(self._clock.monotonic() - began)
        await self._settle(received, answered, delivery)

    async def _acknowledge_press(self, chat_id: int, press: Press, reply: Reply) -> None:
        await self._sender.answer_press(press, reply.toast)
        if reply.replaces_buttons and press.message_id is not None:
            await self._sender.take_buttons_away(chat_id, press.message_id)

    async def _settle(self, received: Received, answered: Answered, delivery: Delivery) -> None:
        count_update("answered" if delivery is Delivery.DELIVERED else delivery.value)
        if delivery is Delivery.GONE:
            if received.private:
                await _quietly(self._desk.gone(received.person))
            return
        # Before the update is marked as done: a crash in between answers twice rather than forgetting the conversation.
        await _quietly(self._desk.delivered(answered))

    # ---- lines of our own -------------------------------------------------------------------------------

    async def _say(self, received: Received, line: str) -> None:
        messages: tuple[Outgoing, ...] = (Text("", line),)
        to = Recipient(received.chat_id, received.private, self._once_more(received), Progress())
        try:
            await self._sender.deliver(messages, to)
        except Exception as error:  # nothing is left to say
            if isinstance(error, TokenRefused):
                raise
            log.error("line_not_sent", error=type(error).__name__)

    def _once_more(self, received: Received) -> Callable[[], Awaitable[bool]]:
        """Asks the ledger whether a message of unknown outcome may be sent again: it counts as one more attempt."""

        async def once_more() -> bool:
            return await self._standing(received.update_id) == "retry"

        return once_more


async def _quietly(keeping: Awaitable[None]) -> None:
    """What is kept after an answer went out: if that fails, it is logged, and the answer stays an answer."""
    try:
        await keeping
    except Exception as error:
        log.error("not_kept", error=type(error).__name__, at=place_of(error))


def place_of(error: BaseException) -> str:
    """File and line where an error arose; never its message, which may hold what the person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
