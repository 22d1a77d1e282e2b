"""The message that comes unasked, because the person asked for it: the answer to what they waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.conversation.answers import give
from bot.conversation.records import Memory, Note, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.waiting import known
from bot.knowledge.records import REGION, Entry, Language, Release


def answer_to_tell(release: Release, question: str, country: str, entry: str | None) -> Entry | None:
    """The answer from a source that a person who waits can be told by now, else None.

    `question` "": words that an editor gave to `entry`. They are answered in the country they were asked for, never with
    another country's answer; where no country was known, with the entry itself.
    """
    if question:
        return known(release, question, country) if question in release.questions else None
    given = release.entries.get(entry or "")
    return known(release, given.question, country or given.country) if given else None


def telling(
    release: Release,
    entry: Entry,
    country: str,
    language: Language,
    now: datetime,
    closed: Mapping[str, date],
) -> Reply:
    """The reply to somebody who waited, `country` "" where it was not known. The first line never names the matter."""
    asked_for = next((c for c in (country, entry.country) if c and c != REGION), None)
    memory = Memory(language=language, country=asked_for, greeted=True)
    scene = Scene(release, memory, now, closed=closed)
    reply = give(scene, entry.question, asked_for).reply
    first, last = Paragraph(scene.words.say("told_first")), Note(scene.words.say("told_last"))
    return replace(reply, blocks=(first, *reply.blocks, last))
