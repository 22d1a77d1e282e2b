"""A strict Bot API of our own: a true queue with offsets, held long polls, a webhook with retries, and faults on demand.

It refuses what Telegram refuses and records everything sent. Used in a test's own event loop (`async with FakeBotApi()`) or
as a process; bots under test reach it by HTTP.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.end_to_end.bot_api_rules import (
    Refusal,
    check_markup,
    parameters_of,
    refused,
    seen_text,
    snake_case,
)
from tests.end_to_end.bot_profile import BotProfile

TOKEN = "123456789:AAFakeTokenForTestsOnly_0123456789abcdef"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Rumbo", "username": "rumbo_test_bot"}
KEPT_SECONDS = 24 * 3600


@dataclass
class Fault:
    """What happens instead of an answer: a status, a cut connection, garbage; or a delay before the true answer."""

    status: int | None = None
    retry_after: object = None
    cut: bool = False
    cut_after_doing: bool = False  # does what was asked, then cuts: the bot cannot know
    body: bytes | None = None
    delay: float = 0.0
    chat_id: int | None = None  # only for calls to this chat
    times: int = 1


@dataclass
class Sent:
    """One message that a person got."""

    chat_id: int
    method: str
    parameters: dict[str, Any]
    message_id: int
    text: str  # as seen, without markup
    at: float
    markup: dict[str, Any] | None = None

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The inline buttons under the message."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass
class _Waiting:
    update: dict[str, Any]
    since: float


class FakeBotApi(BotProfile):
    """The server. `url` is what a bot gets as its API address."""

    def __init__(self, token: str = TOKEN, port: int = 0, webhook_wait: float = 60.0) -> None:
        super().__init__()
        self.token, self.port, self.webhook_wait = token, port, webhook_wait
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.confirmed: list[int] = []
        self.answered_presses: dict[str, dict[str, Any]] = {}
        self.webhook: dict[str, Any] = {}
        self.webhook_statuses: list[int] = []
        self.webhook_error: str | None = None
        self.blocked: set[int] = set()
        self.unknown_chats: set[int] = set()
        self.refuse_token = False
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._queue: list[_Waiting] = []
        self._next_update, self._next_message = 1000, 1
        self._presses: set[str] = set()
        self._messages: dict[tuple[int, int], Sent] = {}
        self._poller: asyncio.Event | None = None
        self._news = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self._deliveries: set[asyncio.Task[None]] = set()
        self._lanes: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._session: aiohttp.ClientSession | None = None
        self.url = ""

    async def __aenter__(self) -> FakeBotApi:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_post("/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{self.port}"
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        for task in self._deliveries:
            task.cancel()
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()

    # ---- what people do ---------------------------------------------------------------------------------

    async def push(self, content: dict[str, Any], update_id: int | None = None) -> int:
        """A new update; gives its number."""
        if update_id is None:
            self._next_update += 1
            update_id = self._next_update
        else:
            self._next_update = max(self._next_update, update_id)
        update = {"update_id": update_id, **content}
        self._queue.append(_Waiting(update, time.time()))
        if self.webhook.get("url"):
            self._deliver(update)
        async with self._news:
            self._news.notify_all()
        return update_id

    async def push_raw(self, update: dict[str, Any]) -> None:
        """Something that is hardly an update."""
        self._queue.append(_Waiting(update, time.time()))
        async with self._news:
            self._news.notify_all()

    def new_message_id(self) -> int:
        self._next_message += 1
        return self._next_message

    def allow_press(self, callback_id: str) -> None:
        self._presses.add(callback_id)

    def to(self, chat_id: int) -> list[Sent]:
        """Everything a chat got."""
        return [sent for sent in self.sent if sent.chat_id == chat_id]

    @property
    def unconfirmed(self) -> list[int]:
        """The numbers of the updates that Telegram would offer again."""
        return [w.update["update_id"] for w in self._queue if isinstance(w.update.get("update_id"), int)]

    def fail(self, method: str, **what: Any) -> None:
        """The next call of `method` goes wrong."""
        self.faults[method].append(Fault(**what))

    async def until(self, true: Any, seconds: float = 15.0) -> None:
        """Waits until `true()` holds. Raises AssertionError after `seconds`."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s; {len(self.sent)} messages were sent")
            await asyncio.sleep(0.01)

    # ---- calls ------------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters = await parameters_of(request)
        if request.match_info["token"] != self.token or self.refuse_token:
            return refused(Refusal(401, "Unauthorized"))
        self.calls.append((method, parameters))
        fault = self._fault(method, parameters)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.cut_after_doing:
                await self._do(method, parameters)
            if fault.cut or fault.cut_after_doing:
                assert request.transport is not None
                request.transport.close()
                raise ConnectionResetError
            if fault.body is not None:
                return web.Response(body=fault.body, status=fault.status or 200)
            if fault.status is not None:
                extra = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
                return refused(Refusal(fault.status, "scripted", **extra))
        try:
            result = await self._do(method, parameters)
        except Refusal as refusal:
            return refused(refusal)
        return web.json_response({"ok": True, "result": result})

    def _fault(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        for fault in self.faults[method]:
            if fault.chat_id is None or fault.chat_id == parameters.get("chat_id"):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults[method].remove(fault)
                return fault
        return None

    async def _do(self, method: str, parameters: dict[str, Any]) -> Any:
        if method in {"getMe", "leaveChat"}:
            return BOT if method == "getMe" else True
        known = getattr(self, f"_{snake_case(method)}", None)
        if known is None:
            raise Refusal(404, "Not Found: method not found")
        return await known(parameters)

    async def _get_updates(self, parameters: dict[str, Any]) -> Any:
        if self.webhook.get("url"):
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poller is not None:
            self._poller.set()  # the older poll is ended
        mine = self._poller = asyncio.Event()
        try:
            return await self._held_poll(parameters, mine)
        finally:
            if self._poller is mine:
                self._poller = None

    async def _held_poll(self, parameters: dict[str, Any], ended: asyncio.Event) -> list[dict[str, Any]]:
        offset, end = (
            int(parameters.get("offset") or 0),
            time.monotonic() + int(parameters.get("timeout") or 0),
        )
        self._confirm(offset)
        while True:
            if ended.is_set():
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
            self._queue = [w for w in self._queue if time.time() - w.since < KEPT_SECONDS]
            found = [w.update for w in self._queue][: int(parameters.get("limit") or 100)]
            left = end - time.monotonic()
            if found or left <= 0:
                return found
            async with self._news:
                try:
                    await asyncio.wait_for(self._news.wait(), min(left, 0.25))
                except TimeoutError:
                    continue

    def _confirm(self, offset: int) -> None:
        kept = []
        for waiting in self._queue:
            update_id = waiting.update.get("update_id")
            if isinstance(update_id, int) and update_id < offset:
                self.confirmed.append(update_id)
            else:
                kept.append(waiting)
        self._queue = kept

    # ---- webhook ----------------------------------------------------------------------------------------

    async def _set_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook, self.webhook_error = dict(parameters), None
        for waiting in self._queue:
            self._deliver(waiting.update)
        return True

    async def _delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = {}
        if parameters.get("drop_pending_updates"):
            self._queue = []
        return True

    async def _get_webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
        }
        if self.webhook:
            info["max_connections"] = int(self.webhook.get("max_connections") or 40)
            info["allowed_updates"] = self.webhook.get("allowed_updates") or []
        if self.webhook_error:
            info |= {"last_error_message": self.webhook_error, "last_error_date": int(time.time())}
        return info

    def _deliver(self, update: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._deliver_until_taken(update))
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    async def _deliver_until_taken(self, update: dict[str, Any]) -> None:
        part = next(v for k, v in update.items() if k != "update_id")
        chat = part.get("chat", part.get("message", {}).get("chat", {})).get("id", 0)
        async with self._lanes[chat]:  # one chat's updates come in order
            while self.webhook.get("url"):
                status = await self._post_update(update)
                self.webhook_statuses.append(status)
                if 200 <= status < 300:
                    self._queue = [w for w in self._queue if w.update is not update]
                    self.confirmed.append(update["update_id"])
                    return
                self.webhook_error = f"Wrong response from the webhook: {status}"
                await asyncio.sleep(0.2)

    async def _post_update(self, update: dict[str, Any]) -> int:
        assert self._session is not None
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with self._session.post(
                self.webhook["url"],
                json=update,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=self.webhook_wait),
            ) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    # ---- what is sent -----------------------------------------------------------------------------------

    async def _send_message(self, parameters: dict[str, Any]) -> Any:
        text = seen_text(parameters.get("text", ""), parameters.get("parse_mode"), 4096)
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        return self._keep("sendMessage", parameters, text)

    async def _send_photo(self, parameters: dict[str, Any]) -> Any:
        if not parameters.get("photo"):
            raise Refusal(400, "Bad Request: there is no photo in the request")
        return self._keep(
            "sendPhoto",
            parameters,
            seen_text(parameters.get("caption", ""), parameters.get("parse_mode"), 1024),
        )

    async def _send_venue(self, parameters: dict[str, Any]) -> Any:
        if not parameters.get("title") or not parameters.get("address"):
            raise Refusal(400, "Bad Request: venue title and address must be non-empty")
        return self._keep("sendVenue", parameters, f"{parameters['title']}, {parameters['address']}")

    def _keep(self, method: str, parameters: dict[str, Any], text: str) -> dict[str, Any]:
        chat_id = int(parameters["chat_id"])
        if chat_id in self.unknown_chats:
            raise Refusal(400, "Bad Request: chat not found")
        if chat_id in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        markup = parameters.get("reply_markup")
        check_markup(markup)
        message_id = self.new_message_id()
        sent = Sent(chat_id, method, parameters, message_id, text, time.time(), markup)
        self.sent.append(sent)
        self._messages[chat_id, message_id] = sent
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "group", "first_name": "Ana"}
        return {"message_id": message_id, "date": int(time.time()), "chat": chat, "from": BOT, "text": text}

    async def _edit_message_reply_markup(self, parameters: dict[str, Any]) -> Any:
        sent = self._messages.get((int(parameters["chat_id"]), int(parameters["message_id"])))
        if sent is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if sent.markup == parameters.get("reply_markup"):
            raise Refusal(400, "Bad Request: message is not modified")
        sent.markup = parameters.get("reply_markup")
        chat = {"id": sent.chat_id, "type": "private", "first_name": "Ana"}
        return {"message_id": sent.message_id, "date": int(time.time()), "chat": chat, "text": sent.text}

    async def _answer_callback_query(self, parameters: dict[str, Any]) -> bool:
        if parameters.get("callback_query_id") not in self._presses:
            raise Refusal(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        if len(parameters.get("text") or "") > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered_presses[parameters["callback_query_id"]] = parameters
        return True


def main() -> None:
    """Runs as a process of its own: python -m tests.end_to_end.fake_bot_api PORT"""
    import sys

    async def serve() -> None:
        api = FakeBotApi(port=int(sys.argv[1]) if len(sys.argv) > 1 else 9081)
        await api.start()
        print(api.url, flush=True)
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
