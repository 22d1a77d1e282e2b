"""Made-up weeks for the tests, and who is behind a set of messages, counted here anew."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import insert

from bot.storage.engine import Database
from bot.storage.tables import usage_events
from bot.usage.analysis.cells import Event

MONDAY = date(2025, 3, 3)
COUNTRIES = ("PE", "PE", "PE", "PE", "CO", "CO", "CL", "EC", "BO", None)
TOPICS = ("documents", "documents", "documents", "health", "work", "transit")
OUTCOMES = ("answer", "answer", "answer", "choices", "not_known", "feedback")


def made_week(seed: int, count: int, people: int, days: int = 7) -> list[Event]:
    """A week of `count` messages by about `people` people a day; some write far more than others."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        day = dice.randrange(days)
        topic = dice.choice(TOPICS)
        outcome = dice.choice(OUTCOMES)
        country = dice.choice(COUNTRIES)
        own = f"{country.lower()}-{topic}" if country and dice.random() < 0.3 else None
        found.append(
            Event(
                weekday=day,
                hour=min(23, int(dice.gauss(15, 4))),
                outcome=outcome,
                language=dice.choices(["es", "en"], [8, 1])[0],
                country=country,
                topic=topic,
                question=own or f"{topic}-{min(3, int(dice.expovariate(0.7)))}",
                feedback=dice.choice(["yes", "yes", "no"]) if outcome == "feedback" else None,
                milliseconds=int(dice.lognormvariate(3, 1.3)),
                pseudonym=bytes([day, *int(people * dice.random() ** 1.7).to_bytes(4)]),
            )
        )
    return found


def people_behind(events: Iterable[Event]) -> int:
    """The most different people on one day."""
    days: dict[int, set[bytes]] = defaultdict(set)
    for event in events:
        if event.pseudonym is not None:
            days[event.weekday].add(event.pseudonym)
    return max(map(len, days.values()), default=0)


async def store(database: Database, events: Iterable[Event], monday: date = MONDAY) -> None:
    """Write a made week into the log."""
    rows = [
        {
            "day": monday + timedelta(days=event.weekday),
            "number": number,
            "hour": event.hour,
            "language": event.language,
            "country": event.country,
            "topic": event.topic,
            "question": event.question,
            "outcome": event.outcome,
            "confidence": None,
            "feedback": event.feedback,
            "milliseconds": event.milliseconds,
            "pseudonym": event.pseudonym,
        }
        for number, event in enumerate(events)
    ]
    if rows:
        await database.write(lambda connection: connection.execute(insert(usage_events), rows))
