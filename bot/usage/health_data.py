"""How the bot is doing, as plain data for the health page, and what of it admins must be told at once.

What the process counts is read from its own metrics (`bot.channels.telegram.counters` fills them), the rest from the
database. Nothing here is about a person: danger is one count a country and quarter, shown as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Literal

from prometheus_client import REGISTRY
from prometheus_client.registry import CollectorRegistry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.clock import months_before, quarter_of
from bot.storage.engine import Database
from bot.storage.health import Trouble
from bot.storage.tables import danger_counts, update_ledger
from bot.usage.small_numbers import SMALL, Cell, guarded_alone

_FINE = frozenset(
    {"answered", "repeat", "album", "old_edit", "late", "gone", "delivered"}
)  # what became of updates and messages, and is no failure
_QUARTERS = 4  # so many before this one make the usual
TWICE = 2.0  # a spike is at least so many times the usual
ENOUGH_DAYS = 7  # no spike is called in the first days of a quarter
ERRORS_TO_TELL = 5  # of one kind, since the last look
QUIET = timedelta(hours=6)  # the same notice is not sent again before


@dataclass(frozen=True, slots=True)
class ProcessCounts:
    """What this process counted since it started. `errors`: by kind, such as "update given_up" or "telegram Conflict"."""

    in_hand: int = 0
    last_answer: datetime | None = None
    errors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What the ledger of the last 25 hours says, over all replicas. `last_hour`: the hour of the newest answer (UTC)."""

    last_hour: datetime | None
    unfinished: int  # updates that were begun and not answered: in hand now, or their outcome is unknown
    given_up: int


@dataclass(frozen=True, slots=True)
class Danger:
    """Messages about danger of a country this quarter, beside what is usual for so much of a quarter.

    `usual` None: there was no quarter before. The cells are guarded as everywhere.
    """

    country: str
    quarter: date
    messages: Cell
    usual: Cell | None
    spike: bool


@dataclass(frozen=True, slots=True)
class State:
    """Everything the decision needs. `receiving` None: no channel is set up. `problems`: of the knowledge, in words."""

    at: datetime
    receiving: bool | None
    process: ProcessCounts
    troubles: tuple[Trouble, ...]
    danger: tuple[Danger, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the admins. `key` names what it is about; `words` are for an operator and of no person."""

    kind: Literal["broken", "well", "spike"]
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the admins were told: when, by key, and which counts of errors they know."""

    at: Mapping[str, datetime] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    errors: Mapping[str, int] = field(default_factory=dict)


def process_counts(registry: CollectorRegistry = REGISTRY) -> ProcessCounts:
    """What the process counted so far, from its metrics."""
    errors: dict[str, int] = {}
    plain: dict[str, float] = {}
    for metric in registry.collect():
        for sample in metric.samples:
            value = next(iter(sample.labels.values()), "")
            kind = _error(sample.name, value)
            if kind and sample.value:
                errors[kind] = int(sample.value)
            elif not sample.labels:
                plain[sample.name] = sample.value
    last = plain.get("rumbo_telegram_last_answer_time", 0.0)
    answered = datetime.fromtimestamp(last, UTC) if last else None
    return ProcessCounts(int(plain.get("rumbo_telegram_in_hand", 0)), answered, dict(sorted(errors.items())))


async def ledger_state(database: Database) -> LedgerState:
    """What the ledger says. Raises DatabaseAwayError."""
    return await database.read(_ledger)


async def danger_now(database: Database) -> tuple[Danger, ...]:
    """Danger by country this quarter, beside the usual: spikes first. Raises DatabaseAwayError."""
    today = database.clock().date()
    counts = await database.read(_danger)
    return danger_of(counts, today)


def danger_of(counts: Mapping[tuple[date, str], int], today: date) -> tuple[Danger, ...]:
    """Danger by country in the quarter of `today`. `counts`: messages by quarter and country."""
    quarter = quarter_of(today)
    first = min((day for day, _ in counts), default=quarter)
    before = [day for n in range(1, _QUARTERS + 1) if (day := _quarters_before(quarter, n)) >= first]
    passed = (today - quarter).days + 1
    share = passed / (_quarters_before(quarter, -1) - quarter).days
    found = []
    for country in sorted({country for _, country in counts}):
        now = counts.get((quarter, country), 0)
        usual = median(counts.get((day, country), 0) for day in before) * share if before else None
        spike = usual is not None and passed >= ENOUGH_DAYS and _is_spike(now, usual)
        beside = None if usual is None else guarded_alone(country, round(usual), SMALL)
        found.append(Danger(country, quarter, guarded_alone(country, now, SMALL), beside, spike))
    return tuple(sorted(found, key=lambda x: (not x.spike, -(x.messages.count or 0), x.country)))


def notices(state: State, told: Told) -> tuple[tuple[Notice, ...], Told]:
    """What to tell the admins now, and what they know then.

    A thing that is broken is told once, again after QUIET while it lasts, and once more when it is well. A spike is told
    once a quarter. Errors are told when ERRORS_TO_TELL of a kind were added since they were last told.
    """
    broken = dict(_broken(state))
    due = [Notice("broken", key, words) for key, words in broken.items() if _is_due(key, state.at, told)]
    due += [Notice("well", key, f"{key}: works again") for key in sorted(told.broken - broken.keys())]
    known = dict(told.errors)
    for kind, count in state.process.errors.items():
        if count < known.get(kind, 0):  # the process began anew
            known[kind] = 0
        added = count - known.get(kind, 0)
        if added >= ERRORS_TO_TELL and _is_due(f"errors {kind}", state.at, told):
            due.append(Notice("broken", f"errors {kind}", f"{added} errors of the kind '{kind}'"))
            known[kind] = count
    for danger in state.danger:
        key = f"spike {danger.quarter} {danger.country}"
        if danger.spike and key not in told.at:
            due.append(
                Notice("spike", key, f"{danger.country}: {danger.messages.shown} messages about danger")
            )
    at = {key: when for key, when in told.at.items() if key.startswith("spike") or state.at - when < QUIET}
    at |= {notice.key: state.at for notice in due if notice.kind != "well"}
    return tuple(due), Told(at, frozenset(broken), known)


def _error(name: str, value: str) -> str | None:
    """The kind of error that a sample of a metric counts; None for one that counts none."""
    if value in _FINE:
        return None
    if name == "rumbo_telegram_updates_total":
        return f"update {value}"
    if name == "rumbo_telegram_messages_total":
        return f"message {value}"
    return f"telegram {value}" if name == "rumbo_telegram_trouble_total" else None


def _broken(state: State) -> Iterable[tuple[str, str]]:
    if state.receiving is False:
        yield "receiving", "no updates are received from Telegram: people get no answers"
    for trouble in state.troubles:
        yield trouble.part, trouble.words
    if state.problems:
        yield (
            "knowledge",
            f"the knowledge has {len(state.problems)} mistakes: the last good version is served",
        )


def _is_due(key: str, now: datetime, told: Told) -> bool:
    last = told.at.get(key)
    return last is None or now - last >= QUIET


def _is_spike(now: int, usual: float) -> bool:
    """At least twice the usual, eleven messages, and more than chance makes of it (three standard deviations)."""
    return now >= max(SMALL, TWICE * usual) and now - usual >= 3 * max(usual, 1.0) ** 0.5


def _quarters_before(quarter: date, count: int) -> date:
    month = months_before(f"{quarter:%Y-%m}", 3 * count)
    return date(int(month[:4]), int(month[5:7]), 1)


async def _ledger(connection: AsyncConnection) -> LedgerState:
    ledger = update_ledger.c
    hour = await connection.scalar(select(func.max(ledger.hour)).where(ledger.answered.is_(True)))
    open_now = select(func.count()).where(ledger.answered.is_(False))
    unfinished = await connection.scalar(open_now.where(ledger.attempts < 2))
    given_up = await connection.scalar(open_now.where(ledger.attempts >= 2))
    last = None if hour is None else datetime.fromtimestamp(hour * 3600, UTC)
    return LedgerState(last, unfinished or 0, given_up or 0)


async def _danger(connection: AsyncConnection) -> dict[tuple[date, str], int]:
    return {
        (row.quarter, row.country): row.messages for row in await connection.execute(select(danger_counts))
    }
