"""The usage log takes note of what happened, never of who or of what words, and never makes anybody wait."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.engine import Database, open_database
from bot.storage.people import PeopleStore
from bot.usage.events import UsageEvent, confidence_band
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from tests.storage.kit import KEYS, MovedClock, files_with, rows, until

VOCABULARY = frozenset(
    [
        "quiero",
        "pedir",
        "refugio",
        "en",
        "lima",
        "donde",
        "puedo",
        "dormir",
        "esta",
        "noche",
        "perdi",
        "mi",
        "pasaporte",
    ]
)
ANA = "telegram:4242424242"


def recorder_for(database: Database, **options) -> Recorder:
    return Recorder(database, Pseudonyms(database, KEYS), **{"pause_seconds": 0.01, **options})


def happened(clock: MovedClock, person: str = ANA, **changes) -> UsageEvent:
    given = {
        "at": clock.now, "person": person, "outcome": "answer", "language": "es", "country": "PE",
        "topic": "asylum", "question": "ask-asylum", "confidence": "high", "milliseconds": 12,
    }  # fmt: skip
    return UsageEvent(**{**given, **changes})


def unanswered(recorder: Recorder, clock: MovedClock, text: str, person: str = ANA) -> None:
    recorder.keep_unanswered(
        person=person, at=clock.now, language="es", country="PE", text=text, vocabulary=VOCABULARY
    )


async def test_an_event_is_stored_with_day_and_hour_and_no_id(
    database: Database, clock: MovedClock, folder: Path
):
    recorder = recorder_for(database)
    recorder.record(happened(clock, feedback="yes"))
    await recorder.stop()
    [row] = await rows(
        database,
        "SELECT day, hour, language, country, topic, question, outcome, confidence, feedback, milliseconds"
        " FROM usage_events",
    )
    assert str(row[0]) == "2025-03-09"
    assert row[1:] == (15, "es", "PE", "asylum", "ask-asylum", "answer", "high", "yes", 12)
    assert not files_with(
        folder, ANA.encode(), b"4242424242", (4242424242).to_bytes(8), (4242424242).to_bytes(4 + 1)
    )


async def test_recording_returns_before_anything_is_written_and_is_written_soon_after(
    embedded: Database, clock
):
    recorder = recorder_for(embedded)
    for _ in range(100):
        recorder.record(happened(clock))
    assert recorder.waiting == 100
    await until(lambda: recorder.waiting == 0)
    assert await rows(embedded, "SELECT count(*) FROM usage_events") == [(100,)]


async def test_the_order_of_arrival_is_not_kept(embedded: Database, clock: MovedClock):
    recorder = recorder_for(embedded)
    for i in range(200):
        recorder.record(happened(clock, milliseconds=i))
    await recorder.stop()
    stored = [row[0] for row in await rows(embedded, "SELECT milliseconds FROM usage_events")]
    assert sorted(stored) == list(range(200))
    in_order = sum(a < b for a, b in pairwise(stored))
    assert 60 < in_order < 140


async def test_a_full_buffer_drops_and_counts_and_says_so(
    embedded: Database, clock: MovedClock, folder: Path
):
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    recorder = recorder_for(embedded, room=50)
    for _ in range(80):
        recorder.record(happened(clock))
    assert (recorder.waiting, recorder.dropped) == (50, 30)
    assert await recorder.flush() is False
    assert any(trouble.part == "usage log" for trouble in embedded.health.troubles)
    other.close()
    await until(lambda: recorder.waiting == 0)
    assert await rows(embedded, "SELECT count(*) FROM usage_events") == [(50,)]
    assert embedded.health.troubles == ()


async def test_an_odd_value_does_not_hold_up_the_others(database: Database, clock: MovedClock):
    recorder = recorder_for(database)
    recorder.record(
        happened(clock, question="q" * 5000, country="Perú", language="es-419-x-long", milliseconds=10**12)
    )
    recorder.record(happened(clock, topic="nul\0in it", outcome="", language="", milliseconds=-5))
    recorder.record(happened(clock))
    assert await recorder.flush() is True
    assert await rows(database, "SELECT count(*) FROM usage_events") == [(3,)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=9), st.integers()), max_size=5))
async def test_whatever_the_values_an_event_never_raises(embedded: Database, values):
    recorder = recorder_for(embedded)
    for text, short, number in values:
        at = datetime(2025, 3, 9, tzinfo=UTC)
        recorder.record(UsageEvent(at, short, text or "x", short, text, text, text, "low", None, number))
    assert await recorder.flush() is True


@pytest.mark.parametrize(
    ("probability", "band"), [(0, "low"), (0.49, "low"), (0.5, "middle"), (0.8, "high"), (1, "high")]
)
def test_confidence_is_kept_as_a_band_only(probability: float, band: str):
    assert confidence_band(probability) == band


# ---- danger ---------------------------------------------------------------------------------------------


async def test_five_hundred_danger_messages_change_one_counter_and_nothing_else(
    database: Database, clock: MovedClock
):
    recorder = recorder_for(database)
    recorder.record(happened(clock))
    await recorder.flush()
    names = [
        "people", "update_ledger", "usage_events", "pseudonym_keys", "unanswered_phrases", "monthly_counts",
        "monthly_people",
    ]  # fmt: skip
    before = {name: await rows(database, f"SELECT * FROM {name}") for name in names}
    for i in range(500):
        recorder.record(
            happened(
                clock, person=f"telegram:{i}", outcome="danger", topic="protection", question="hit-by-partner"
            )
        )
    await recorder.stop()
    assert {name: await rows(database, f"SELECT * FROM {name}") for name in names} == before
    [(quarter, country, count)] = await rows(database, "SELECT * FROM danger_counts")
    assert (str(quarter), country, count) == ("2025-01-01", "PE", 500)


async def test_danger_is_counted_by_quarter_and_country(database: Database):
    recorder = recorder_for(database)
    for day, country in ((date(2025, 3, 31), "PE"), (date(2025, 4, 1), "PE"), (date(2025, 4, 1), None)):
        at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
        recorder.record(UsageEvent(at, ANA, "danger", "es", country))
    await recorder.stop()
    counted = await rows(
        database, "SELECT quarter, country, messages FROM danger_counts ORDER BY quarter, country"
    )
    assert [(str(q), c, n) for q, c, n in counted] == [
        ("2025-01-01", "PE", 1),
        ("2025-04-01", "PE", 1),
        ("2025-04-01", "XX", 1),
    ]


# ---- phrases --------------------------------------------------------------------------------------------


async def test_of_an_unanswered_question_only_known_words_are_kept(
    database: Database, clock: MovedClock, folder: Path
):
    recorder = recorder_for(database)
    unanswered(recorder, clock, "Quiero pedir refugio para Yulimar Chirinos, cédula V-12.345.678, en Lima")
    await recorder.stop()
    assert await rows(database, "SELECT words FROM unanswered_phrases") == [
        ("quiero pedir refugio ▮ en lima",)
    ]
    assert not files_with(folder, b"yulimar", b"Yulimar", b"chirinos", b"12345678", "cédula".encode())


async def test_phrases_can_be_switched_off(database: Database, clock: MovedClock):
    recorder = recorder_for(database, keep_unanswered=False)
    unanswered(recorder, clock, "quiero pedir refugio")
    assert recorder.waiting == 0


async def test_the_same_person_counts_once_for_a_phrase_and_cannot_be_followed_to_another(
    database: Database, clock
):
    recorder = recorder_for(database)
    for text in ("quiero dormir", "quiero dormir", "perdi mi pasaporte"):
        unanswered(recorder, clock, text)
    recorder.record(happened(clock))
    await recorder.stop()
    marks = [bytes(row[0]) for row in await rows(database, "SELECT mark FROM unanswered_phrases")]
    [(pseudonym,)] = await rows(database, "SELECT pseudonym FROM usage_events")
    assert len({*marks, bytes(pseudonym)}) == 3


# ---- forgetting -----------------------------------------------------------------------------------------


async def test_forgetting_takes_the_events_whose_key_lives_and_those_that_wait(
    database: Database, clock: MovedClock
):
    recorder = recorder_for(database)
    people = PeopleStore(database, KEYS)
    people.also_erase(recorder.erase)
    for days in (0, 1, 1):
        clock.move(days=days)
        for person in (ANA, "telegram:1"):
            recorder.record(happened(clock, person))
            unanswered(recorder, clock, "quiero pedir refugio", person)
        await recorder.flush()
    recorder.record(happened(clock))
    unanswered(recorder, clock, "perdi mi pasaporte")
    assert await people.forget(ANA) == "done"
    assert recorder.waiting == 0
    by_day = await rows(database, "SELECT day, count(*) FROM usage_events GROUP BY day ORDER BY day")
    assert [(str(day), count) for day, count in by_day] == [
        ("2025-03-09", 2),
        ("2025-03-10", 1),
        ("2025-03-11", 1),
    ]
    assert await rows(database, "SELECT count(*) FROM unanswered_phrases") == [(4,)]
    await people.close()


async def test_forgetting_leaves_no_byte_of_todays_pseudonym(
    embedded: Database, clock: MovedClock, folder: Path
):
    recorder = recorder_for(embedded)
    people = PeopleStore(embedded, KEYS)
    people.also_erase(recorder.erase)
    chance = random.Random(1)
    recorder.record(happened(clock))
    await recorder.flush()
    [(pseudonym,)] = await rows(embedded, "SELECT pseudonym FROM usage_events")
    for i in range(3000):
        recorder.record(happened(clock, ANA if chance.random() < 0.1 else f"telegram:{i}"))
    await recorder.flush()
    assert files_with(folder, bytes(pseudonym))
    assert await people.forget(ANA) == "done"
    assert not files_with(folder, bytes(pseudonym))
    await people.close()


async def test_events_in_the_midst_of_being_written_do_not_outlive_a_forgetting(
    database: Database, clock: MovedClock
):
    recorder = recorder_for(database, pause_seconds=0)
    people = PeopleStore(database, KEYS)
    people.also_erase(recorder.erase)
    for _ in range(20):
        for _ in range(10):
            recorder.record(happened(clock))
        writing = asyncio.create_task(recorder.flush())
        await asyncio.sleep(random.random() * 0.01)
        assert await people.forget(ANA) == "done"
        await writing
    assert await rows(database, "SELECT count(*) FROM usage_events") == [(0,)]
    await people.close()


async def test_events_survive_an_orderly_restart(address, folder: Path, clock: MovedClock):
    database = await open_database(address, folder, clock=clock)
    recorder = Recorder(database, Pseudonyms(database, KEYS))  # with its usual pause
    recorder.record(happened(clock))
    await recorder.stop()
    await database.close()
    database = await open_database(address, folder, clock=clock)
    assert await rows(database, "SELECT count(*) FROM usage_events") == [(1,)]
    await database.close()
