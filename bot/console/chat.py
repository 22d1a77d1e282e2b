"""The try-it chat's end of the line: one message of the page in, the reply as JSON out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console.reading import BodyRefused, read_body
from bot.console.reply_json import NotAMessage, Sent, parse_json, read_sent, reply_json
from bot.console.sessions import Session, Sessions
from bot.conversation.desk import Answered, Desk

COOKIE = "rumbo_chat"
MOST_BYTES = 64 * 1024
MOST_WAITING = 5  # messages of one person at a time; the page itself sends one after the other


class Chat:
    """Answers the messages of the try-it page. Keeps sessions in memory, and nothing that was said."""

    def __init__(self, desk: Desk, sessions: Sessions | None = None) -> None:
        self._desk = desk
        self._sessions = sessions or Sessions()

    async def answer(self, request: Request) -> Response:
        """POST /chat: the reply in JSON, or a sentence with 400, 408, 413, 415 or 429."""
        sent = await _read(request)
        known = self._sessions.find(request.cookies.get(_cookie_name(request)))
        if sent.reset and known is not None:
            await self._leave(known)
        session = known if known is not None and not sent.reset else await self._enter()
        if session.waiting >= MOST_WAITING:
            raise BodyRefused(429, "One message at a time: the last ones are still being answered.")
        session.waiting += 1
        try:
            answered = await self._ask(session, sent)
        finally:
            session.waiting -= 1
        response = JSONResponse(_said(answered))
        if session is not known:
            # Seen by no script, sent by no other site, gone with the browser.
            secure = request.url.scheme == "https"
            response.set_cookie(
                _cookie_name(request), session.id, httponly=True, samesite="strict", secure=secure
            )
        return response

    async def _ask(self, session: Session, sent: Sent) -> Answered:
        """One message at a time per person, remembered before the next is looked at."""
        async with session.turn:
            answered = await self._desk.answer(session.person, sent.incoming)
            await self._desk.delivered(answered)
            return answered

    async def _enter(self) -> Session:
        session, left = self._sessions.open()
        for other in left:
            await self._desk.gone(other.person)
        return session

    async def _leave(self, session: Session) -> None:
        self._sessions.close(session)
        async with session.turn:  # a message still in hand must not remember them again afterwards
            await self._desk.gone(session.person)


def _cookie_name(request: Request) -> str:
    """By https the name binds the cookie to this very host."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


async def _read(request: Request) -> Sent:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BodyRefused(415, "Send the message as application/json.")
    body = await read_body(request, MOST_BYTES)
    try:
        return read_sent(parse_json(body))
    except NotAMessage as refused:
        raise BodyRefused(400, str(refused)) from None


def _said(answered: Answered) -> dict[str, object]:
    """The reply, with the language it is in and the country that is remembered, for the page's controls."""
    outcome = answered.outcome
    state = {"language": outcome.happened.language, "country": outcome.memory.country}
    return reply_json(outcome.reply) | state
