"""What people asked and nobody has written yet: known words of questions without answer, grouped by meaning.

Only words that three people or more wrote alike on one day are read at all (see `phrases`); by then nothing but words of the
knowledge base is left of them. Who deals with a group marks it as done: its words are then not shown again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, delete, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.statements import insert_into
from bot.storage.tables import phrases_done, unanswered_phrases
from bot.unanswered import Group, GroupPage, Wording, wording_mark
from bot.usage.figures import FEWEST_PEOPLE

__all__ = [
    "Vectors",
    "Wording",
    "erase_old_marks",
    "grouped",
    "mark_done",
    "mark_undone",
    "unanswered_groups",
    "wording_mark",
]
Vectors = Callable[[Sequence[str]], NDArray[np.float32]]  # texts -> an array of shape (texts, dimensions)
ALIKE = 0.72  # the cosine from which two phrasings are taken for one question
MOST_PHRASES = 2000
PAGE = 20


async def unanswered_groups(
    database: Database,
    vectors: Vectors | None,
    *,
    country: str | None = None,
    language: str | None = None,
    countries: Sequence[str] | None = None,
    page: int = 1,
    size: int = PAGE,
) -> GroupPage:
    """A page of the groups that wait. `vectors` None: only equal words are grouped. `countries`: those the reader may see.

    Wordings of no known country are seen by all. The vectors are made in a thread, so that nobody waits for them. Raises
    DatabaseAwayError.
    """
    wordings = await database.read(partial(_wordings, country=country, language=language))
    if countries is not None:
        wordings = [wording for wording in wordings if wording.country in {"", *countries}]
    groups = await asyncio.to_thread(grouped, wordings, vectors)
    pages = max(1, -(-len(groups) // size))
    page = min(max(page, 1), pages)
    return GroupPage(tuple(groups[(page - 1) * size : page * size]), page, pages, len(groups))


def grouped(wordings: Sequence[Wording], vectors: Vectors | None, alike: float = ALIKE) -> list[Group]:
    """The wordings in groups of one language: each joins the group whose most used wording it resembles most."""
    if not wordings:
        return []
    ordered = sorted(wordings, key=lambda w: (-w.people, w.words, w.country))
    texts = sorted({wording.words for wording in ordered})
    near = _likeness(texts, vectors)
    place = {text: position for position, text in enumerate(texts)}
    groups: list[list[Wording]] = []
    for wording in ordered:
        best, found = alike, None
        for group in groups:
            likeness = float(near[place[wording.words], place[group[0].words]])
            if group[0].language == wording.language and likeness >= best:
                best, found = likeness, group
        if found is None:
            groups.append([wording])
        else:
            found.append(wording)
    made = [Group.of(tuple(group)) for group in groups]
    return sorted(made, key=lambda group: (-group.people, group.words))


async def mark_done(database: Database, wordings: Sequence[Wording]) -> None:
    """Show wordings no more. Raises DatabaseAwayError."""
    rows = [{"mark": wording.mark, "day": database.clock().date()} for wording in wordings]
    insert = insert_into(database.kind, phrases_done).on_conflict_do_nothing()

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(insert, rows)

    await database.write(work)


async def mark_undone(database: Database, marks: Sequence[bytes]) -> None:
    """Show wordings again that were done, by their marks. Raises DatabaseAwayError."""

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(delete(phrases_done).where(phrases_done.c.mark.in_(marks)))

    await database.write(work)


async def erase_old_marks(connection: AsyncConnection, before: date) -> int:
    """Erase the marks of what was done before a day; how many there were."""
    return (await connection.execute(_OLD, {"limit": before})).rowcount


def _likeness(texts: Sequence[str], vectors: Vectors | None) -> NDArray[np.float32]:
    """The cosine of each two texts, shape (texts, texts); without vectors, 1 for equal and 0 for different ones."""
    if vectors is None:
        return np.eye(len(texts), dtype=np.float32)
    found = np.array(vectors(texts), dtype=np.float32)
    if found.shape[:1] != (len(texts),) or found.ndim != 2:
        msg = f"vectors must have the shape ({len(texts)}, dimensions), not {found.shape}"
        raise ValueError(msg)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    found /= np.where(length > 0, length, np.float32(1))
    likeness: NDArray[np.float32] = found @ found.T
    np.fill_diagonal(likeness, 1)
    return likeness


async def _wordings(connection: AsyncConnection, country: str | None, language: str | None) -> list[Wording]:
    query = _ALIKE_ON_A_DAY
    if country is not None:
        query = query.where(unanswered_phrases.c.country == country)
    if language is not None:
        query = query.where(unanswered_phrases.c.language == language)
    people: Counter[tuple[str, str, str]] = Counter()
    last: dict[tuple[str, str, str], date] = {}
    for row in await connection.execute(query):
        key = (row.words, row.language, row.country)
        people[key] += row.people
        last[key] = max(last.get(key, row.day), row.day)
    done = set((await connection.execute(select(phrases_done.c.mark))).scalars())
    found = [Wording(*key, count, last[key]) for key, count in people.most_common(MOST_PHRASES)]
    return [wording for wording in found if wording.mark not in done]


_phrase = unanswered_phrases.c
_people = func.count(distinct(_phrase.mark)).label("people")
_ALIKE_ON_A_DAY = (
    select(_phrase.day, _phrase.language, _phrase.country, _phrase.words, _people)
    .group_by(_phrase.day, _phrase.language, _phrase.country, _phrase.words)
    .having(_people >= FEWEST_PEOPLE)
)
_OLD = delete(phrases_done).where(phrases_done.c.day < bindparam("limit"))
