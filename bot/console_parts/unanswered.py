"""Questions without an answer, for the console: grouped by the meaning that the matcher being served gives to words."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.console.app.asks.unanswered import MOST_MARKED
from bot.console_parts.running import Running
from bot.conversation.questions import Understands
from bot.knowledge.records import REGION, Language
from bot.matching.encoder import Encoder
from bot.storage.engine import Database
from bot.storage.keys import Keys
from bot.unanswered import Group, GroupPage, Wording
from bot.usage import unanswered as usage

FRESH = timedelta(minutes=2)  # so long the groups are not gathered anew
PAGE = 10
MOST_SUGGESTED = 3
_AT_ONCE = 64  # texts that the encoder takes together
_MARK, _SEAL = 16, 16  # bytes
Matching = Callable[[], Understands]


class WaitingQuestions:
    """Gathers all groups once in a while; every page is a part of them."""

    def __init__(
        self, database: Database, matcher: Matching, keys: Keys, clock: Callable[[], datetime]
    ) -> None:
        """`matcher`: the one being served."""
        self._database, self._matcher, self._clock = database, matcher, clock
        self._key = keys.subkey("console: questions set aside")
        self._gathering = asyncio.Lock()
        self._gathered: tuple[datetime, tuple[Group, ...]] | None = None
        self._known: dict[str, NDArray[np.float16]] = {}
        self._encoder: object = None

    @classmethod
    def of(cls, running: Running) -> WaitingQuestions:
        """That of the running bot."""
        return cls(
            running.database,
            lambda: running.preparing.serving().conversation.matcher,
            running.keys,
            running.clock,
        )

    async def groups(
        self,
        *,
        country: str | None = None,
        language: str | None = None,
        countries: Sequence[str] | None = None,
        page: int = 1,
    ) -> GroupPage:
        seen = [group for x in await self._all() if (group := _seen(x, countries, country))]
        found = [group for group in seen if language in {None, group.language}]
        found.sort(key=lambda group: (-group.people, group.words))
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(page, 1), pages)
        return GroupPage(tuple(found[(page - 1) * PAGE : page * PAGE]), page, pages, len(found))

    async def find(self, id_: str, countries: Sequence[str] | None = None) -> Group | None:
        found = next((group for group in await self._all() if group.id == id_), None)
        return _seen(found, countries, None) if found else None

    async def count(self, countries: Sequence[str] | None = None) -> int:
        return sum(
            countries is None or any(wording.country in countries for wording in group.wordings)
            for group in await self._all()
        )

    async def suggestions(self, words: str, language: Language, country: str | None) -> tuple[str, ...]:
        await asyncio.sleep(
            0
        )  # a matcher belongs to this thread: others get their turn between two questions
        asked = None if country in {None, "", REGION} else country
        understood = self._matcher().understand(words, language=language, country=asked)
        found = (one.question for one in understood.candidates if not one.small_talk)
        return tuple(found)[:MOST_SUGGESTED]

    async def done(self, wordings: Sequence[Wording], by: str) -> str:
        chosen = wordings[:MOST_MARKED]
        if chosen:
            await usage.mark_done(self._database, chosen)
        self._gathered = None
        marks = b"".join(wording.mark for wording in chosen)
        return base64.urlsafe_b64encode(marks + self._sealed(marks, by)).decode()

    async def undone(self, token: str, by: str) -> bool:
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii", "replace"))
        except (binascii.Error, ValueError):
            return False
        marks, sealed = raw[:-_SEAL], raw[-_SEAL:]
        if not marks or len(marks) % _MARK or not hmac.compare_digest(sealed, self._sealed(marks, by)):
            return False
        every = [marks[start : start + _MARK] for start in range(0, len(marks), _MARK)]
        await usage.mark_undone(self._database, every)
        self._gathered = None
        return True

    def _sealed(self, marks: bytes, by: str) -> bytes:
        return hmac.digest(self._key, by.encode() + b"\0" + marks, "sha256")[:_SEAL]

    # ---- gathering --------------------------------------------------------------------------------------

    async def _all(self) -> tuple[Group, ...]:
        async with self._gathering:
            now = self._clock()
            if self._gathered is None or now - self._gathered[0] >= FRESH:
                found = await usage.unanswered_groups(
                    self._database, self._vectors(), size=usage.MOST_PHRASES
                )
                self._gathered = now, found.groups
            return self._gathered[1]

    def _vectors(self) -> usage.Vectors | None:
        """The matcher's own sense of meaning; None where letters alone decide. What it gave is remembered."""
        encoder: Encoder | None = getattr(self._matcher(), "_encoder", None)
        if encoder is None:
            return None
        if encoder is not self._encoder:
            self._encoder, self._known = encoder, {}

        def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
            new = [text for text in texts if text not in self._known]
            kept = {text: self._known[text] for text in texts if text in self._known}
            for start in range(0, len(new), _AT_ONCE):
                part = new[start : start + _AT_ONCE]
                kept.update(zip(part, encoder.vectors(part).astype(np.float16), strict=True))
            self._known = kept
            return np.stack([kept[text] for text in texts]).astype(np.float32)

        return vectors


def _seen(group: Group, countries: Iterable[str] | None, country: str | None) -> Group | None:
    """The part of a group that people of these countries may see; None where that is nothing."""
    may = None if countries is None else {"", *countries}
    left = tuple(
        wording
        for wording in group.wordings
        if (may is None or wording.country in may) and country in {None, wording.country}
    )
    return replace(group, wordings=left) if left else None
