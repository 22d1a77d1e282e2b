"""The Telegram channel: builds its parts, starts them, and stops them so that nothing in hand is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.answering import Answering, place_of
from bot.channels.telegram.clock import Clock, SystemClock
from bot.channels.telegram.connection import host_of, remove_webhook, set_webhook
from bot.channels.telegram.counters import AsideCounts
from bot.channels.telegram.errors import TokenRefused, TooFast
from bot.channels.telegram.intake import MOST_AT_ONCE, Intake
from bot.channels.telegram.ledger import Ledger
from bot.channels.telegram.own_view import OwnView, own_view
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.parse import parse_update
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.profile import set_profile
from bot.channels.telegram.raw_bot import RawBot
from bot.channels.telegram.received import Left, Received, SetAside, Unwanted
from bot.channels.telegram.redact import quiet_talkative_loggers
from bot.channels.telegram.render import render
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Delivery, Progress, Recipient, Sender, pause_before
from bot.channels.telegram.webhook import WebhookReceiver
from bot.conversation.desk import Desk
from bot.conversation.records import Reply
from bot.knowledge.records import Language
from bot.settings import Settings

FINISH_SECONDS = 17.0  # for what is in hand when the bot stops
CONFIRM_SECONDS = 2.0  # for the last word to Telegram
APOLOGY_SECONDS = 5.0
RED_AFTER = 60.0  # seconds without a getUpdates that went well
LOOK_SECONDS = 60.0  # between two looks at the webhook

log = structlog.get_logger()


def nothing_is_urgent(_text: str) -> bool:
    """For a bot without danger rules."""
    return False


class TelegramChannel:
    """Takes updates from Telegram, by polling or by webhook, and brings the desk's replies back.

    `urgent` says whether a text tells of danger: such a message is never dropped in a flood and never waits for others.
    Raises ValueError where the settings hold no token.
    """

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        ledger: Ledger,
        clock: Clock | None = None,
        *,
        urgent: Callable[[str], bool] = nothing_is_urgent,
    ) -> None:
        if settings.telegram_bot_token is None:
            msg = "TELEGRAM_BOT_TOKEN is not set: ask @BotFather for a bot and its token"
            raise ValueError(msg)
        quiet_talkative_loggers()
        self._clock = clock or SystemClock()
        self._desk, self._settings = desk, settings
        self._request = AiohttpRequest(connections=MOST_AT_ONCE * 2)
        self._bot = RawBot(
            settings.telegram_bot_token.get_secret_value(),
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._sender = Sender(self._bot, Pace(self._clock, settings.messages_per_second), self._clock)
        self._answering = Answering(desk, ledger, self._sender, self._clock, urgent)
        self._intake = Intake(self._answering.answer, self._answering.shed)
        self._polling = Polling(self._bot, self.take, self._clock)
        self._aside = AsideCounts()
        self._username: str | None = None
        self._trouble: str | None = "Telegram was not reached yet"
        self._stop = asyncio.Event()
        self._running: asyncio.Task[int] | None = None
        self._small: set[asyncio.Task[None]] = set()
        self.webhook: WebhookReceiver | None = None
        """The receiver for the page that Telegram calls; None by polling."""
        if settings.webhook_url and settings.webhook_secret:
            self.webhook = WebhookReceiver(settings.webhook_secret.get_secret_value(), self)

    async def start(self) -> None:
        """Opens the connection and begins to answer. Waits for nobody."""
        await self._request.initialize()
        self._running = asyncio.create_task(self._run(), name="telegram")

    async def wait(self) -> int:
        """Waits for the channel's end; the exit code for the process: 0 stopped in order, 78 the token is refused."""
        if self._running is None:
            return 0
        return await asyncio.shield(self._running)

    async def stop(self) -> None:
        """Takes nothing more, finishes what is in hand within 20 s; what was not answered stays unconfirmed."""
        if self.webhook is not None:
            self.webhook.stop()
        self._stop.set()
        await self.wait()

    async def receive(self, secret: bytes | None, content_type: str, body: bytes) -> int:
        """The HTTP status for a call of the webhook; 404 where the bot polls."""
        return 404 if self.webhook is None else await self.webhook.receive(secret, content_type, body)

    def refusal(self, secret: bytes | None, content_type: str, length: int | None) -> int | None:
        """The status of a call that is refused before its body is read, else None."""
        return None if self.webhook is None else self.webhook.refusal(secret, content_type, length)

    def healthy(self) -> bool:
        """Whether people are being answered."""
        age = self._poll_age()
        return self._trouble is None and (self.webhook is not None or age is None or age <= RED_AFTER)

    def health(self) -> dict[str, object]:
        """How the channel is right now, for the health page. Counts, ages in seconds and plain words only."""
        trouble = self._trouble or (self._polling.trouble if self.webhook is None else None)
        age = self._poll_age()
        return {
            "ok": self.healthy(),
            "mode": "polling" if self.webhook is None else "webhook",
            "words": trouble or "answering",
            "last_poll_seconds": None if age is None else round(age, 1),
            "in_hand": self._intake.in_hand,
            "set_aside": self._aside.counts(),
        }

    async def tell(self, chat_id: int, text: str) -> bool:
        """Sends a line that nobody asked for. Whether it needs no second try: it arrived, or never will.

        Raises TokenRefused.
        """
        delivery = await self._sender.tell(chat_id, text)
        return delivery is not Delivery.UNKNOWN

    async def bring(self, person: str, reply: Reply, language: Language, progress: Progress) -> Delivery:
        """Brings a person ("telegram:42") a reply that they asked for earlier.

        What is known to have failed is tried until it went well; where the outcome is unknown it is not sent again. Raises
        TokenRefused.
        """
        to = Recipient(int(person.removeprefix("telegram:")), True, _never_again, progress)
        return await self._sender.deliver(render(reply, language), to)

    async def own_view(self) -> OwnView:
        """What Telegram itself says of this bot's updates. Raises TelegramError."""
        return await own_view(self._bot)

    @property
    def username(self) -> str | None:
        """The bot's own username, once Telegram told it."""
        return self._username or None

    # ---- what polling and the webhook hand over ---------------------------------------------------------

    def take(self, raw: Mapping[str, Any]) -> asyncio.Future[bool]:
        """Takes a raw update in hand. The future: True once it is answered, False if it must be offered again."""
        if self._username is None:
            return _already(False)
        parsed = parse_update(raw, self._clock.now(), self._username)
        if isinstance(parsed, Received):
            return self._intake.offer(parsed, urgent=self._answering.is_urgent(parsed))
        if isinstance(parsed, SetAside):
            self._aside.add(parsed.reason)
        elif isinstance(parsed, Left):
            self._aside.add("left")
            self._aside_task(self._desk.gone(parsed.person))
        elif isinstance(parsed, Unwanted):
            self._aside.add("channel_left")
            self._aside_task(self._sender.leave(parsed.chat_id))
        return _already(True)

    async def give_up(self, raw: Mapping[str, Any]) -> None:
        """Stops answering an update and apologises to the person."""
        parsed = parse_update(raw, self._clock.now(), self._username or "")
        if isinstance(parsed, Received):
            self._intake.cancel(parsed.update_id)
            log.error("update_given_up", why="no answer could be delivered in three offers")
            try:
                await asyncio.wait_for(self._answering.apologise(parsed), APOLOGY_SECONDS)
            except (TimeoutError, TokenRefused):
                log.warning("apology_not_sent")

    # ---- inside -----------------------------------------------------------------------------------------

    def _poll_age(self) -> float | None:
        """Seconds since the last getUpdates that went well; None by webhook and before the first."""
        last = self._polling.finished_at
        return None if last is None else self._clock.monotonic() - last

    async def _run(self) -> int:
        working = asyncio.create_task(self._keep_working())
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        except TokenRefused as refused:
            self._trouble = str(refused)
            log.error("token_refused", what_to_do=str(refused))
            return TokenRefused.exit_code
        finally:
            stopping.cancel()
            working.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)
            await self._finish()
        return 0

    async def _keep_working(self) -> None:
        """Begins again after a fault of our own: only a refused token ends the channel. Raises TokenRefused."""
        attempt = 0
        while True:
            try:
                await self._work()
            except TokenRefused:
                raise
            except Exception as error:
                log.error("channel_failed", error=type(error).__name__, at=place_of(error))
            self._trouble = "the channel failed and begins again"
            await self._clock.sleep(pause_before(attempt))
            attempt += 1

    async def _work(self) -> None:
        await self._until_reached(self._introduce)
        self._aside_task(_ignoring_refusal(set_profile(self._bot)))
        if self.webhook is None:
            await self._until_reached(lambda: remove_webhook(self._bot))
            self._trouble = None
            log.info("telegram_polling", bot=self._username)
            await self._polling.run()
        else:
            await self._keep_webhook()

    async def _introduce(self) -> None:
        self._username = (await self._bot.get_me()).username or ""

    async def _keep_webhook(self) -> None:
        url, secret = self._settings.webhook_url, self._settings.webhook_secret
        if url is None or secret is None:
            return
        while True:
            await self._until_reached(lambda: set_webhook(self._bot, url, secret.get_secret_value()))
            if self._trouble is not None:
                log.info("telegram_webhook", bot=self._username, host=host_of(url))
            self._trouble = None
            await self._clock.sleep(LOOK_SECONDS)

    async def _until_reached(self, call: Callable[[], Awaitable[None]]) -> None:
        """Calls until Telegram answers. Raises TokenRefused."""
        attempt = 0
        while True:
            try:
                return await call()
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                words = f"Telegram was not reached: {error.message}"
                if self._trouble != words:
                    log.warning("telegram_not_reached", why=error.message)
                self._trouble = words
                await self._clock.sleep(
                    error.seconds if isinstance(error, TooFast) else pause_before(attempt)
                )
                attempt += 1

    async def _finish(self) -> None:
        await self._intake.close(FINISH_SECONDS)
        if self.webhook is None and self._polling.finished_at is not None:
            try:
                await asyncio.wait_for(self._polling.confirm(), CONFIRM_SECONDS)
            except (TimeoutError, TelegramError, TokenRefused):
                log.warning(
                    "last_updates_not_confirmed", why="they will be offered again and known as answered"
                )
        for task in list(self._small):
            task.cancel()
        await self._request.shutdown()

    def _aside_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._small.add(task)
        task.add_done_callback(self._small.discard)


async def _never_again() -> bool:
    return False


def _already(answered: bool) -> asyncio.Future[bool]:
    done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    done.set_result(answered)
    return done


async def _ignoring_refusal(work: Coroutine[Any, Any, None]) -> None:
    """A refused token is met by the main work as well, which ends the channel."""
    try:
        await work
    except TokenRefused:
        return
