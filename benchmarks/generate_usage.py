"""Made-up use of the bot, to try the console and to measure: nobody's messages, only dice with plausible weights.

    python -m benchmarks.generate_usage --events 200000 --data DIR [--days 90] [--until 2026-10-31] [--seed 1]

writes them into the database in DIR (made where it is missing) and publishes the weeks that are over. Chile is badly served
on lodging, transit grows in Panama and Mexico in the last weeks, nights and Sundays are quiet, some people write often.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import read_knowledge
from bot.settings import PROJECT
from bot.storage.clock import quarter_of
from bot.storage.engine import Database, open_database
from bot.storage.statements import insert_into
from bot.storage.tables import danger_counts, unanswered_phrases, usage_events
from bot.usage.analysis.publishing import publish_due

COUNTRIES: Mapping[str | None, int] = {  # share in percent
    "PE": 24, "CO": 22, "CL": 14, "EC": 10, "BR": 7, "MX": 6, "AR": 5, "PA": 4, "BO": 2, "CR": 2, "UY": 1, "PY": 1, None: 2,
}  # fmt: skip
HOURS_BEHIND: Mapping[str | None, int] = {
    "BR": 3,
    "AR": 3,
    "UY": 3,
    "CL": 4,
    "BO": 4,
    "PY": 4,
    "MX": 6,
    "CR": 6,
}
TOPICS: Mapping[str, int] = {
    "documents": 26, "health": 12, "work": 12, "asylum": 10, "lodging": 9, "education": 6, "money": 5, "family": 5,
    "consular": 4, "protection": 4, "transit": 3, "scams": 2, "emergency": 2,
}  # fmt: skip
OUTCOMES: Mapping[str, int] = {
    "answer": 52, "choices": 9, "ask_country": 4, "not_known": 9, "menu": 8, "command": 5, "smalltalk": 4, "location": 3,
    "feedback": 6,
}  # fmt: skip
TOPICAL = frozenset({"answer", "ask_country", "not_known", "feedback"})
PHRASES = (
    ("es", "quiero ir a canada con visa"), ("es", "como viajo a canada"), ("es", "visa para canada"),
    ("es", "puedo traer mi perro"), ("es", "mi mascota puede entrar"), ("es", "donde compro un carro usado"),
    ("en", "can i bring my dog"), ("en", "how to get a visa for canada"), ("es", "beca para la universidad"),
)  # fmt: skip
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be asked; `country` None: in every country."""

    question: str
    topic: str
    country: str | None


class Dice:
    """Throws events. The same seed throws the same ones."""

    def __init__(self, seed: int, questions: Sequence[Asked]) -> None:
        self._random = random.Random(seed)
        self._by_place: dict[tuple[str, str | None], list[str]] = {}
        for asked in questions:
            for country in [asked.country] if asked.country else list(COUNTRIES):
                self._by_place.setdefault((asked.topic, country), []).append(asked.question)

    def events(self, count: int, days: Sequence[date]) -> Iterator[dict[str, object]]:
        """About `count` rows of the usage log, spread over the days."""
        weights = [(0.6 if day.weekday() == 6 else 0.85 if day.weekday() == 5 else 1.0) for day in days]
        for position, day in enumerate(days):
            today = round(count * weights[position] / sum(weights))
            people = self._people(max(1, round(today / 2.3)))
            late = position > len(days) * 0.7
            for _ in range(today):
                yield self._event(day, late=late, who=people[int(len(people) * self._random.random() ** 1.6)])

    def _people(self, count: int) -> list[tuple[bytes, str | None, str]]:
        """Pseudonyms of one day, each with a country and a language."""
        countries = self._random.choices(list(COUNTRIES), list(COUNTRIES.values()), k=count)
        languages = self._random.choices(["es", "en"], [92, 8], k=count)
        return [
            (self._random.randbytes(8), country, language)
            for country, language in zip(countries, languages, strict=True)
        ]

    def _event(self, day: date, *, late: bool, who: tuple[bytes, str | None, str]) -> dict[str, object]:
        dice = self._random
        pseudonym, country, language = who
        outcome = self._one_of(OUTCOMES)
        topic, question = (self._asked(country, late=late)) if outcome in TOPICAL else (None, None)
        if country == "CL" and topic == "lodging" and outcome == "answer" and dice.random() < 0.75:
            outcome = "not_known"
        if outcome == "not_known" and (country, topic) != ("CL", "lodging") and dice.random() < 0.6:
            topic = question = None
        unhelpful = 0.45 if (country, topic) == ("CL", "lodging") else 0.2
        return {
            "number": dice.getrandbits(62),
            "day": day,
            "hour": int(dice.triangular(6, 24, 19) + HOURS_BEHIND.get(country, 5)) % 24,
            "language": language,
            "country": None if outcome == "ask_country" else country,
            "topic": topic,
            "question": question,
            "outcome": outcome,
            "confidence": dice.choice(("low", "middle", "high"))
            if outcome in {"answer", "choices"}
            else None,
            "feedback": ("no" if dice.random() < unhelpful else "yes") if outcome == "feedback" else None,
            "milliseconds": int(math.exp(dice.gauss(3.2, 0.9))) + (2000 if dice.random() < 0.002 else 0),
            "pseudonym": pseudonym,
        }

    def _asked(self, country: str | None, *, late: bool) -> tuple[str, str | None]:
        topic = self._one_of(TOPICS)
        if late and country in {"PA", "MX"} and self._random.random() < 0.3:
            topic = "transit"
        known = self._by_place.get((topic, country)) or []
        place = min(int(self._random.expovariate(0.35)), len(known) - 1)
        return topic, known[place] if known else None

    def _one_of(self, weights: Mapping[str, int]) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def phrases(self, days: Sequence[date]) -> list[dict[str, object]]:
        """Words of questions without answer, by several people each."""
        dice = self._random
        return [
            {"day": day, "language": language, "country": country, "words": words, "mark": dice.randbytes(8)}
            for day in days[-28:]
            for language, words in PHRASES
            for country in ("PE", "CO", "CL")
            for _ in range(dice.choice((0, 0, 1, 3, 4)))
        ]

    def danger(self, days: Sequence[date], count: int) -> list[dict[str, object]]:
        """Counts of messages about danger."""
        found: Counter[tuple[date, str]] = Counter()
        for _ in range(count):
            day = self._random.choice(days) - timedelta(days=self._random.choice((0, 91, 182, 273)))
            country = self._random.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
            found[quarter_of(day), country or "XX"] += 1
        return [{"quarter": q, "country": c, "messages": n} for (q, c), n in sorted(found.items())]


def made_up_questions() -> list[Asked]:
    """Eight questions a topic and two a country and topic, under names that nobody uses."""
    shared = [Asked(f"{topic}-{n}", topic, None) for topic in TOPICS for n in range(8)]
    own = [Asked(f"{c.lower()}-{t}-{n}", t, c) for c in COUNTRIES if c for t in TOPICS for n in range(2)]
    return own + shared


def real_questions(folder: Path, built: Path | None = None) -> list[Asked]:
    """The questions of a knowledge base, so that the console can show their titles; from `built`, where it lies there."""
    today = datetime.now(UTC).date()
    release = BuiltReleases(built).find(folder, today) if built else None
    release = release or read_knowledge(folder, today).release
    if release is None:
        return made_up_questions()
    return [Asked(q.id, q.topic, q.country) for q in release.questions.values()]


async def write_events(database: Database, dice: Dice, count: int, days: Sequence[date]) -> None:
    """Write events, phrases and counts of danger."""
    events = dice.events(count, days)
    while rows := list(islice(events, _AT_ONCE)):
        await database.write(lambda connection, rows=rows: connection.execute(insert(usage_events), rows))
    others = ((unanswered_phrases, dice.phrases(days)), (danger_counts, dice.danger(days, count // 400)))
    for table, rows in others:
        if rows:
            statement = insert_into(database.kind, table).on_conflict_do_nothing()
            await database.write(lambda connection, s=statement, rows=rows: connection.execute(s, rows))


async def generate(arguments: argparse.Namespace) -> None:
    """Do what the command line asks."""
    until = arguments.until or datetime.now(UTC).date()
    days = [until - timedelta(days=n) for n in reversed(range(arguments.days))]
    dice = Dice(arguments.seed, real_questions(arguments.knowledge, arguments.data / "built"))
    night = datetime.combine(until + timedelta(days=1), time(4), UTC)
    now = max(night, datetime.now(UTC))
    database = await open_database(arguments.url, arguments.data, clock=lambda: now)
    try:
        await write_events(database, dice, arguments.events, days)
        published = await publish_due(database)
    finally:
        await database.close()
    print(f"{arguments.events:,} events from {days[0]} to {days[-1]}; {published} weeks published")


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.generate_usage", description=__doc__.split("\n")[0]
    )
    options.add_argument("--events", type=int, default=200_000)
    options.add_argument("--data", type=Path, required=True, help="the data folder, as RUMBO_DATA")
    options.add_argument("--url", help="a PostgreSQL address, as DATABASE_URL")
    options.add_argument("--days", type=int, default=90)
    options.add_argument("--until", type=date.fromisoformat, help="the last day [default: today]")
    options.add_argument("--seed", type=int, default=secrets.randbits(32))
    options.add_argument("--knowledge", type=Path, default=PROJECT / "knowledge")
    asyncio.run(generate(options.parse_args()))


if __name__ == "__main__":
    main()
