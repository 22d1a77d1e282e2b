"""What is kept of questions that had no answer: known words only, counted by people who cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.statements import insert_into
from bot.storage.tables import unanswered_phrases
from bot.usage.pseudonyms import phrase_mark
from bot.usage.scrub import known_words


@dataclass(frozen=True, slots=True)
class Phrase:
    """The known words of one unanswered question. `person` goes into the mark and nowhere else."""

    day: date
    language: str
    country: str | None
    words: str
    person: str = field(repr=False)


def kept_phrase(
    text: str, vocabulary: frozenset[str], *, person: str, at: datetime, language: str, country: str | None
) -> Phrase | None:
    """What may be kept of a text that had no answer; None where that is nothing."""
    words = known_words(text, vocabulary)
    return Phrase(at.date(), language[:8], country[:2] if country else None, words, person) if words else None


async def store_phrases(
    connection: AsyncConnection,
    database: Database,
    phrases: Sequence[Phrase],
    keys: Mapping[date, bytes | None],
) -> None:
    """Store phrases under the marks of their day; those of a day whose key is dead are left out."""
    rows = [
        {
            "day": phrase.day,
            "language": phrase.language,
            "country": phrase.country or "",
            "words": phrase.words,
            "mark": phrase_mark(key, phrase.person, phrase.words),
        }
        for phrase in phrases
        if (key := keys[phrase.day]) is not None
    ]
    if rows:
        await connection.execute(
            insert_into(database.kind, unanswered_phrases).on_conflict_do_nothing(), rows
        )


async def erase_phrases(connection: AsyncConnection, person: str, keys: Mapping[date, bytes]) -> None:
    """Erase what a person wrote on the days whose keys still live."""
    for day, key in keys.items():
        kept = (await connection.execute(_WORDS, {"on": day})).scalars().all()
        for words in kept:
            mark = phrase_mark(key, person, words)
            await connection.execute(_ERASE, {"on": day, "phrase": words, "by": mark})


async def words_of_several(database: Database, since: date, until: date) -> list[tuple[str, str | None, str]]:
    """Language, country and known words of each unanswered question that FEWEST people or more wrote alike on one day.

    Raises DatabaseAwayError.
    """

    async def work(connection: AsyncConnection) -> list[tuple[str, str | None, str]]:
        found = await connection.execute(_SEVERAL, {"since": since, "until": until, "fewest": FEWEST})
        return [(language, country or None, words) for language, country, words in found]

    return await database.look_up(work)


FEWEST = 3  # people
_alike = (unanswered_phrases.c.language, unanswered_phrases.c.country, unanswered_phrases.c.words)
_SEVERAL = (
    select(*_alike)
    .where(unanswered_phrases.c.day.between(bindparam("since"), bindparam("until")))
    .group_by(unanswered_phrases.c.day, *_alike)
    .having(func.count(unanswered_phrases.c.mark) >= bindparam("fewest"))
    .distinct()
)
_WORDS = select(unanswered_phrases.c.words).where(unanswered_phrases.c.day == bindparam("on")).distinct()
_ERASE = delete(unanswered_phrases).where(
    unanswered_phrases.c.day == bindparam("on"),
    unanswered_phrases.c.words == bindparam("phrase"),
    unanswered_phrases.c.mark == bindparam("by"),
)
