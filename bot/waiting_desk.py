"""What the desk does for people who want to be told later: offers it, keeps and ends wishes, shows them under /misdatos."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.conversation import waiting
from bot.conversation.records import Awaited, Outcome, Wait, WaitNoMore
from bot.serving import Serving
from bot.storage.engine import DatabaseAwayError
from bot.storage.inventory import WAITING_DAYS
from bot.usage.phrases import kept_phrase
from bot.usage.subscriptions import MOST_OPEN, Subscriptions
from bot.usage.unanswered import wording_mark
from bot.wording import wording

AccountName = Callable[[str], Awaitable[str | None]]


async def nobodys_account(_person: str) -> str | None:
    """For a bot without a console."""
    return None


class WaitingDesk:
    """Works on outcomes of private chats that the bot can write to unasked. Never raises for a database that is away."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        serving: Callable[[], Serving],
        account_name: AccountName = nobodys_account,
    ) -> None:
        """`account_name`: the console account that a person is tied to; raises DatabaseAwayError."""
        self._subscriptions, self._serving, self._account_name = subscriptions, serving, account_name

    async def done(self, person: str, outcome: Outcome, now: datetime) -> Outcome:
        """The outcome with its wishes fulfilled, its button offered, its own data shown."""
        for effect in outcome.effects:
            if isinstance(effect, Wait):
                return await self._kept(person, effect.awaited, outcome)
            if isinstance(effect, WaitNoMore):
                return await self._ended(person, effect.mark, outcome)
        if outcome.reply.own_data:
            return await self._with_own_data(person, outcome)
        awaited = self._awaited(person, outcome, now)
        if awaited is None:
            return outcome
        return waiting.with_wait_button(outcome, awaited, wording(outcome.happened.language))

    def _awaited(self, person: str, outcome: Outcome, now: datetime) -> Awaited | None:
        """What can be waited for after this outcome; never anything after danger."""
        happened = outcome.happened
        if happened.outcome not in {"answer", "not_known"}:
            return None
        if outcome.unanswered is not None:
            return outcome.unanswered
        text = happened.unanswered_words
        if happened.outcome != "not_known" or not text or not self._subscriptions.keeps_phrases:
            return None
        phrase = kept_phrase(
            text,
            self._serving().words(),
            person=person,
            at=now,
            language=happened.language,
            country=happened.country,
        )
        if phrase is None:
            return None
        country = phrase.country or ""
        return Awaited(wording_mark(phrase.language, country, phrase.words), country=country)

    async def _kept(self, person: str, awaited: Awaited, outcome: Outcome) -> Outcome:
        language = outcome.happened.language
        words = wording(language)
        if not awaited.question and not self._subscriptions.keeps_phrases:
            return outcome
        try:
            kept = await self._subscriptions.wait(
                person, awaited.mark, question=awaited.question, country=awaited.country, language=language
            )
        except DatabaseAwayError:
            return replace(outcome, reply=waiting.wait_said("wait_away", words))
        if kept == "full":
            return replace(outcome, reply=waiting.wait_said("wait_full", words, most=MOST_OPEN))
        return replace(outcome, reply=waiting.wait_kept(awaited, words, WAITING_DAYS))

    async def _ended(self, person: str, mark: bytes | None, outcome: Outcome) -> Outcome:
        words = wording(outcome.happened.language)
        try:
            await self._subscriptions.stop(person, mark)
        except DatabaseAwayError:
            return replace(outcome, reply=waiting.wait_said("wait_stop_away", words))
        reply = (
            waiting.wait_said("wait_stopped", words) if mark else waiting.wait_said("wait_stopped_all", words)
        )
        return replace(outcome, reply=replace(reply, replaces_buttons=True))

    async def _with_own_data(self, person: str, outcome: Outcome) -> Outcome:
        words = wording(outcome.happened.language)
        try:
            kept = await self._subscriptions.of_person(person)
            account = await self._account_name(person)
        except DatabaseAwayError:
            return replace(outcome, reply=waiting.own_data_away(outcome.reply, words))
        wishes = [waiting.Wish(Awaited(w.mark, w.question, w.country), w.day) for w in kept]
        reply = waiting.with_own_data(
            outcome.reply,
            wishes,
            account,
            self._serving().conversation.release,
            words,
            most=MOST_OPEN,
            days=WAITING_DAYS,
        )
        return replace(outcome, reply=reply)
