"""What nobody has written yet is grouped by meaning; words of fewer than three people are never read; done is done."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from bot.storage.engine import Database
from bot.storage.statements import insert_into
from bot.storage.tables import unanswered_phrases
from bot.usage.retention import Retention
from bot.usage.unanswered import Wording, grouped, mark_done, mark_undone, unanswered_groups
from tests.storage.kit import MovedClock, rows

TODAY = date(2025, 3, 9)
MEANINGS = {"perro": 0, "mascota": 0, "dog": 0, "canada": 1, "beca": 2}


def vectors(texts):
    """Vectors by one word of each text."""
    found = np.zeros((len(texts), 3))
    for position, text in enumerate(texts):
        for word, place in MEANINGS.items():
            if word in text:
                found[position, place] = 2.0
    return found


async def wrote(
    database: Database,
    words: str,
    people: int,
    *,
    country: str = "PE",
    language: str = "es",
    day: date = TODAY,
):
    found = [
        {"day": day, "language": language, "country": country, "words": words, "mark": bytes([n] * 8)}
        for n in range(people)
    ]
    await database.write(lambda c: c.execute(insert_into(database.kind, unanswered_phrases), found))


async def test_wordings_of_one_meaning_stand_together_by_language_with_people_by_country(database: Database):
    await wrote(database, "puedo llevar mi perro", 5)
    await wrote(database, "mi mascota puede entrar", 3, country="CL")
    await wrote(database, "can i bring my dog", 4, language="en")
    await wrote(database, "visa de canada", 4)
    found = await unanswered_groups(database, vectors)
    assert [(g.words, g.people, g.countries) for g in found.groups] == [
        ("puedo llevar mi perro", 8, (("PE", 5), ("CL", 3))),
        ("can i bring my dog", 4, (("PE", 4),)),
        ("visa de canada", 4, (("PE", 4),)),
    ]
    assert [g.words for g in (await unanswered_groups(database, vectors, language="en")).groups] == [
        "can i bring my dog"
    ]
    assert [g.people for g in (await unanswered_groups(database, vectors, country="CL")).groups] == [3]
    assert (await unanswered_groups(database, None)).total == 4, "without vectors only equal words are one"


async def test_words_of_two_people_a_day_are_not_read_on_however_many_days(database: Database):
    for n in range(9):
        await wrote(database, "puedo llevar mi perro", 2, day=TODAY - timedelta(days=n))
    assert (await unanswered_groups(database, vectors)).total == 0
    await wrote(database, "puedo llevar mi perro", 3, day=TODAY - timedelta(days=9))
    assert [g.people for g in (await unanswered_groups(database, vectors)).groups] == [3]


async def test_an_editor_sees_their_countries_and_what_has_none(database: Database):
    for country in ("PE", "CL", ""):
        await wrote(database, f"beca {country or 'nada'}", 3, country=country)
    found = await unanswered_groups(database, vectors, countries=["CL"])
    assert {country for group in found.groups for country, _ in group.countries} == {"CL", ""}


async def test_a_group_that_is_done_is_shown_no_more_until_it_is_taken_back(
    database: Database, clock: MovedClock
):
    await wrote(database, "puedo llevar mi perro", 5)
    await wrote(database, "visa de canada", 4)
    group = (await unanswered_groups(database, vectors)).groups[0]
    await mark_done(database, group.wordings)
    await mark_done(database, group.wordings)
    assert [g.words for g in (await unanswered_groups(database, vectors)).groups] == ["visa de canada"]
    await mark_undone(database, [wording.mark for wording in group.wordings])
    assert (await unanswered_groups(database, vectors)).total == 2
    await mark_done(database, group.wordings)
    stored = repr(await rows(database, "SELECT * FROM phrases_done"))
    assert "perro" not in stored, "no words outlive their thirty days"
    clock.move(days=91)
    await Retention(database).run_once()
    assert await rows(database, "SELECT count(*) FROM phrases_done") == [(0,)]


async def test_groups_come_page_by_page(database: Database):
    for n in range(7):
        await wrote(database, f"palabra {n} rara", 3 + n)
    pages = [await unanswered_groups(database, None, page=n, size=3) for n in (1, 2, 3, 99, -1)]
    assert [(p.page, p.pages, p.total, len(p.groups)) for p in pages] == [
        (1, 3, 7, 3), (2, 3, 7, 3), (3, 3, 7, 1), (3, 3, 7, 1), (1, 3, 7, 3),
    ]  # fmt: skip
    assert [g.people for p in pages[:3] for g in p.groups] == [9, 8, 7, 6, 5, 4, 3]


def test_vectors_of_another_shape_are_refused_and_none_is_never_asked_for():
    wording = Wording("visa de canada", "es", "PE", 3, TODAY)
    with pytest.raises(ValueError, match="shape"):
        grouped([wording], lambda texts: np.zeros(3))
    assert grouped([], lambda texts: np.zeros(3)) == []
    nothing = grouped(
        [wording, Wording("otra cosa", "es", "PE", 3, TODAY)], lambda texts: np.zeros((len(texts), 4))
    )
    assert len(nothing) == 2, "texts without meaning are alike to nothing"
