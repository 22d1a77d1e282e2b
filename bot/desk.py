"""The desk: takes a message from a channel, gives the reply, then remembers and counts. Where the rooms meet."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol

import structlog

from bot.conversation.desk import Answered
from bot.conversation.memory import memory_bytes, read_memory
from bot.conversation.records import Incoming, Memory, Note, Outcome, Paragraph, Reply, SaidClosed
from bot.conversation.talk import Conversation
from bot.knowledge.records import Language
from bot.serving import Serving
from bot.storage.people import PeopleStore
from bot.takeaway.drawing import draw
from bot.takeaway.link import link_to
from bot.usage.closed_reports import ClosedReports
from bot.usage.events import UsageEvent, confidence_band
from bot.usage.recorder import Recorder
from bot.waiting_desk import WaitingDesk
from bot.wording import wording

log = structlog.get_logger()
LINK_MINUTES = 10  # how long a sign-in link to the console opens
SESSIONS = 200  # people of the try-it chat kept in memory


class TellsFigures(Protocol):
    """Figures for /stats: text and picture of the last days."""

    async def __call__(self, days: int, language: Language) -> tuple[str, bytes | None]:
        """The report as text, and a PNG chart or None where it could not be drawn."""


class GivesConsoleLinks(Protocol):
    """Sign-in links to the console for those who have an account."""

    async def __call__(self, person: str, code: str | None) -> tuple[str, str] | None:
        """The account's name and a fresh link; None for anybody else. `code` ties the person to an account first."""


class PersonalDesk:
    """The desk of the real channels: memory sealed in the database, usage recorded without names."""

    def __init__(
        self,
        serving: Callable[[], Serving],
        people: PeopleStore,
        recorder: Recorder,
        closed: ClosedReports,
        figures: TellsFigures,
        admins: frozenset[str],
        clock: Callable[[], datetime],
        username: Callable[[], str | None] = lambda: None,
        console_links: GivesConsoleLinks | None = None,
        waiting: WaitingDesk | None = None,
    ) -> None:
        """`username`: the bot's name on Telegram, once it is known; codes on pages to keep lead there.

        `waiting`: for a channel in which people can be told later.
        """
        self._waiting = waiting
        self._console_links = console_links
        self._serving, self._people, self._recorder, self._closed = serving, people, recorder, closed
        self._figures, self._admins, self._clock, self._username = figures, admins, clock, username

    async def answer(self, person: str, incoming: Incoming) -> Answered:
        """The reply to one message; nothing is kept before it was delivered, except a wish to be forgotten or told later."""
        started = time.perf_counter()
        now = self._clock()
        memory = Memory() if incoming.group else read_memory(await self._people.read(person), now)
        outcome = respond_safely(
            self._serving().conversation,
            incoming,
            memory,
            now,
            admin=person in self._admins,
            closed=self._closed.closed,
        )
        if "forget" in outcome.effects:
            outcome = await self._forgotten(person, outcome)
        if outcome.reply.stats is not None:
            outcome = await self._with_figures(outcome)
        if outcome.reply.console is not None:
            outcome = await self._with_console_link(person, outcome)
        if self._waiting is not None and not incoming.group:
            outcome = await self._waiting.done(person, outcome, now)
        outcome = await with_picture(outcome, self._username())
        return Answered(person, outcome, (time.perf_counter() - started) * 1000)

    async def delivered(self, answered: Answered) -> None:
        """Keeps the memory and counts what happened. A forgotten person stays forgotten."""
        outcome, now = answered.outcome, self._clock()
        if outcome.reply.silent or "forget" in outcome.effects:
            return
        if not answered.person.endswith(":group"):
            await self._people.write(answered.person, memory_bytes(outcome.memory, now))
            await self._count_closed(answered.person, outcome)
        happened = outcome.happened
        self._recorder.record(
            UsageEvent(
                at=now,
                person=answered.person,
                outcome=happened.outcome,
                language=happened.language,
                country=happened.country,
                topic=happened.topic,
                question=happened.question,
                confidence=confidence_band(happened.confidence),
                feedback=happened.feedback,
                milliseconds=round(answered.milliseconds),
            )
        )
        if happened.outcome == "not_known" and happened.unanswered_words:
            self._recorder.keep_unanswered(
                person=answered.person,
                at=now,
                language=happened.language,
                country=happened.country,
                text=happened.unanswered_words,
                vocabulary=self._serving().words(),
            )

    async def gone(self, person: str) -> None:
        """The person blocked the bot: nothing of them is kept."""
        await self._people.forget(person)

    async def _count_closed(self, person: str, outcome: Outcome) -> None:
        for effect in outcome.effects:
            if isinstance(effect, SaidClosed):
                await self._closed.report(person, effect.place, effect.country)

    async def _forgotten(self, person: str, outcome: Outcome) -> Outcome:
        if await self._people.forget(person) == "done":
            return outcome
        later = wording(outcome.happened.language).say("forget_later")
        return replace(outcome, reply=Reply(blocks=(Paragraph(later),)))

    async def _with_figures(self, outcome: Outcome) -> Outcome:
        asked = outcome.reply.stats
        days = asked.days if asked else 7
        text, picture = await self._figures(days, outcome.happened.language)
        lines = tuple(Paragraph(line) for line in text.split("\n\n") if line.strip())
        return replace(outcome, reply=Reply(blocks=lines, image=picture))

    async def _with_console_link(self, person: str, outcome: Outcome) -> Outcome:
        """A fresh link for somebody with an account; everybody else reads the neutral line."""
        asked = outcome.reply.console
        if asked is None or self._console_links is None:
            return outcome
        given = await self._console_links(person, asked.code)
        if given is None:
            return outcome
        name, link = given
        line = wording(outcome.happened.language).say("console_link", name=name, minutes=LINK_MINUTES)
        return replace(outcome, reply=Reply(blocks=(Paragraph(line), Paragraph(link)), secret=True))


class TryItDesk:
    """The desk of the try-it chats: same answers, nothing kept but in memory, nothing counted."""

    def __init__(
        self,
        serving: Callable[[], Serving],
        clock: Callable[[], datetime],
        closed: Callable[[], Mapping[str, date]] = dict,
        username: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`closed`: the places to warn of. What is said here of a place is not counted. `username`: as in PersonalDesk."""
        self._serving, self._clock, self._closed, self._username = serving, clock, closed, username
        self._memories: OrderedDict[str, Memory] = OrderedDict()

    async def answer(self, person: str, incoming: Incoming) -> Answered:
        started = time.perf_counter()
        memory = self._memories.get(person, Memory())
        outcome = respond_safely(
            self._serving().conversation, incoming, memory, self._clock(), admin=False, closed=self._closed()
        )
        outcome = await with_picture(outcome, self._username())
        return Answered(person, outcome, (time.perf_counter() - started) * 1000)

    async def delivered(self, answered: Answered) -> None:
        if "forget" in answered.outcome.effects:
            self._memories.pop(answered.person, None)
            return
        self._memories[answered.person] = answered.outcome.memory
        self._memories.move_to_end(answered.person)
        while len(self._memories) > SESSIONS:
            self._memories.popitem(last=False)

    async def gone(self, person: str) -> None:
        self._memories.pop(person, None)


async def with_picture(outcome: Outcome, username: str | None) -> Outcome:
    """The outcome with the picture of its page to keep, if it has one; where it cannot be drawn, the text says as much."""
    page = outcome.reply.takeaway
    if page is None:
        return outcome
    image = await draw(page, link_to(username, page.code), "png")
    return replace(outcome, reply=replace(outcome.reply, image=image, takeaway=None))


def respond_safely(
    conversation: Conversation,
    incoming: Incoming,
    memory: Memory,
    now: datetime,
    *,
    admin: bool,
    closed: Mapping[str, date],
) -> Outcome:
    """The conversation's outcome; should it ever fail, the person still gets the emergency numbers' menu, and we a trace.

    The trace names the error's type and place in our code, never the message.
    """
    try:
        return conversation.respond(incoming, memory, now, admin=admin, closed=closed)
    except Exception as error:  # the last line of defence: a person is never left without a reply
        place = _place(error)
        log.error("a reply could not be made", error=type(error).__name__, at=place)
        fallback = replace(incoming, text="/menu", action=None, location=None, other=None, group=False)
        outcome = conversation.respond(fallback, replace(memory, context=None), now)
        apology = Note(wording(outcome.happened.language).say("failed"))
        return replace(outcome, reply=replace(outcome.reply, blocks=(apology, *outcome.reply.blocks)))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"


def utc_now() -> datetime:
    return datetime.now(UTC)
