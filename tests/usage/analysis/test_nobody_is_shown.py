"""No number of 1 to 10 people stands in what is published, and none can be worked out from it, by whoever solves it all."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bot.usage.analysis import cutting
from bot.usage.analysis.cells import Block, Event, Week, cut_week
from bot.usage.analysis.crossing import Number
from bot.usage.analysis.cutting import Messages, coded, cut
from bot.usage.analysis.names import ALL, OTHERS, UNKNOWN
from tests.usage.analysis.kit import MONDAY, made_week, people_behind

WEEKS = [(seed, count, people) for seed in range(6) for count, people in ((150, 40), (700, 90), (2500, 300))]
SALT = b"a salt of 16 ..."

# ---- what stands there --------------------------------------------------------------------------------


def in_block(event: Event, block: Block, week: Week) -> bool:
    """Whether an event is one of the block's: "(others)" stands for what has no block of its own."""
    outcomes = {b.outcome for b in week.blocks}
    if block.outcome not in {event.outcome, OTHERS} or (
        block.outcome == OTHERS and event.outcome in outcomes
    ):
        return False
    languages = {b.language for b in week.blocks if b.outcome == block.outcome}
    return block.language == event.language or (block.language == OTHERS and event.language not in languages)


@pytest.mark.parametrize(("seed", "count", "people"), WEEKS)
def test_behind_every_published_number_are_eleven_people_of_one_day(seed: int, count: int, people: int):
    """Each number is counted anew from the events: messages must be right, people enough."""
    events = made_week(seed, count, people)
    week = cut_week(MONDAY, events, SALT)
    assert week.blocks
    seen = 0
    for block in week.blocks:
        inside = [e for e in events if in_block(e, block, week)]
        countries = {number.country for number in block.numbers if number.kind == "country"}
        for number in block.numbers:
            behind = [
                e
                for e in inside
                if number.country in {ALL, e.country or UNKNOWN}
                and number.topic in {ALL, e.topic or UNKNOWN}
                and number.question in {ALL, e.question or ""}
            ]
            assert (len(behind), people_behind(behind) >= 11) == (number.messages, True), number
        for moment in block.moments:
            of_country = [e for e in inside if in_country(e, moment.country, countries)]
            behind = [
                e
                for e in of_country
                if moment.days >> e.weekday & 1
                and (moment.hours == 24 or 0 <= e.weekday * 24 + e.hour - moment.start < moment.hours)
            ]
            assert (len(behind), people_behind(behind) >= 11) == (moment.messages, True), moment
        for vote in block.votes:
            of_country = [e for e in inside if vote.country == ALL or in_country(e, vote.country, countries)]
            told = {v.vote for v in block.votes if v.country == vote.country}
            behind = [
                e
                for e in of_country
                if (e.feedback or "") == vote.vote or (vote.vote == OTHERS and (e.feedback or "") not in told)
            ]
            assert (len(behind), people_behind(behind) >= 11) == (vote.messages, True), vote
        seen += sum(moment.messages for moment in block.moments)
        assert block.numbers[0].messages == sum(moment.messages for moment in block.moments)
    assert seen == len(events), "every message stands in one block and one moment"
    assert all(run.messages >= 11 for run in week.times)
    assert all(n.people == 0 or n.people >= 11 for n in week.people)
    assert all(n.again is None or n.again == 0 or n.again >= 11 for n in week.people)


def in_country(event: Event, name: str, told: set[str]) -> bool:
    return (event.country or UNKNOWN) == name or (name == OTHERS and (event.country or UNKNOWN) not in told)


def test_somebody_who_writes_all_day_and_every_day_is_one_person():
    busy = [
        Event(n % 7, 12, "answer", "es", "BO", "transit", "q", None, 5, bytes([n % 7, 99]))
        for n in range(200)
    ]
    week = cut_week(MONDAY, made_week(1, 1500, 200) + busy, SALT)
    assert not [n for b in week.blocks for n in b.numbers if (n.country, n.topic) == ("BO", "transit")]
    alone = cut_week(MONDAY, busy, SALT)
    assert (alone.small, alone.blocks, alone.people) == (True, (), ())


def test_a_message_whose_writer_is_not_known_counts_for_nobody():
    unknown = [Event(0, 12, "answer", "es", "CL", "work", "q", None, 5, None) for _ in range(500)]
    assert cut_week(MONDAY, unknown, SALT).small


def test_a_week_in_which_nobody_wrote_is_told_as_that():
    assert cut_week(MONDAY, [], SALT) == Week(MONDAY, small=False)


# ---- what can be worked out ---------------------------------------------------------------------------

Fine = tuple[str, str, str, int]  # topic, question, country, day


class Attacker:
    """Knows all that is published of a block and which combinations exist, and solves for what the rest can be."""

    def __init__(self, block: Block, events: list[Event]) -> None:
        self.events = events
        places = sorted({(e.topic or UNKNOWN, e.question or "", e.country or UNKNOWN) for e in events})
        self.cells: list[Fine] = [(*place, day) for place in places for day in range(7)]
        self._told = {number.country for number in block.numbers if number.kind == "country"}
        rows = [
            ([self._is(cell, n.topic, n.question, n.country) for cell in self.cells], n.messages)
            for n in block.numbers
        ]
        by_days: dict[tuple[str, int], int] = defaultdict(int)
        for moment in block.moments:
            by_days[moment.country, moment.days] += moment.messages
        for (country, days), count in by_days.items():
            rows.append(
                ([self._of(cell, country) and bool(days >> cell[3] & 1) for cell in self.cells], count)
            )
        self._sums = LinearConstraint(
            csr_array(np.array([r for r, _ in rows], float)), *[[n for _, n in rows]] * 2
        )

    def _is(self, cell: Fine, topic: str, question: str, country: str) -> bool:
        return topic in {ALL, cell[0]} and question in {ALL, cell[1]} and country in {ALL, cell[2]}

    def _of(self, cell: Fine, country: str) -> bool:
        return cell[2] == country or (country == OTHERS and cell[2] not in self._told)

    def bounds(self, region: Callable[[Fine], bool]) -> tuple[int, int]:
        """Between which numbers the messages of a region must lie."""
        wanted = np.array([region(cell) for cell in self.cells], float)
        found = []
        for sign in (1, -1):
            solved = milp(
                sign * wanted,
                constraints=self._sums,
                integrality=np.ones(len(wanted)),
                bounds=Bounds(0, np.inf),
            )
            assert solved.success, "what is published must fit together"
            found.append(round(sign * solved.fun))
        return found[0], found[1]

    def truth(self, region: Callable[[Fine], bool]) -> list[Event]:
        return [
            e
            for e in self.events
            if region((e.topic or UNKNOWN, e.question or "", e.country or UNKNOWN, e.weekday))
        ]


def regions(dice: random.Random, cells: list[Fine]) -> list[Callable[[Fine], bool]]:
    """What an attacker may want to know: a place, a question in it, on a day, all but some of them, and mixtures."""
    found: list[Callable[[Fine], bool]] = []
    for _ in range(14):
        one, kind = dice.choice(cells), dice.randrange(6)
        several = set(dice.sample(cells, min(len(cells), dice.randrange(1, 9))))
        found.append(
            [
                lambda c, o=one: (c[0], c[2]) == (o[0], o[2]),
                lambda c, o=one: c[:3] == o[:3],
                lambda c, o=one: (c[0], c[2], c[3]) == (o[0], o[2], o[3]),
                lambda c, o=one: c[0] == o[0] and c[2] != o[2],
                lambda c, o=one: c[2] == o[2] and c[1] != o[1],
                lambda c, s=several: c in s,
            ][kind]
        )
    return found


@pytest.mark.parametrize(
    ("seed", "count", "people"), [(s, *size) for s in range(4) for size in ((150, 40), (600, 90))]
)
def test_no_number_from_one_to_ten_follows_from_all_that_is_published(seed: int, count: int, people: int):
    """What is certain is zero, or could be eleven and more; and what is certain to the last message has eleven people."""
    events, dice = made_week(seed, count, people), random.Random(seed)
    week = cut_week(MONDAY, events, SALT)
    for block in week.blocks:
        attacker = Attacker(block, [e for e in events if in_block(e, block, week)])
        for region in regions(dice, attacker.cells):
            least, most = attacker.bounds(region)
            truth = attacker.truth(region)
            assert least <= len(truth) <= most
            assert not (least >= 1 and most <= 10)
            if least == most:
                assert not truth or people_behind(truth) >= 11


def test_the_attacker_is_no_straw_man():
    """Against a table that is published carelessly (every number of 11 messages) it finds small numbers."""
    found = 0
    for seed in range(4):
        events = made_week(seed, 600, 90)
        careless = careless_block(events)
        attacker = Attacker(careless, events)
        places = {(c[0], c[2]) for c in attacker.cells}
        for topic, country in sorted(places):
            least, most = attacker.bounds(lambda c, t=topic, k=country: (c[0], c[2]) == (t, k))
            found += 1 <= least <= most <= 10
    assert found


def careless_block(events: list[Event]) -> Block:
    numbers = [Number("all", ALL, ALL, ALL, len(events))]
    for topic, country in product({e.topic for e in events} | {None}, {e.country for e in events} | {ALL}):
        inside = [e for e in events if topic in {None, e.topic} and (country == ALL or e.country == country)]
        if len(inside) >= 11:
            kind = "place" if topic and country != ALL else "topic" if topic else "country"
            numbers.append(
                Number(kind, ALL if country == ALL else country or UNKNOWN, topic or ALL, ALL, len(inside))
            )  # type: ignore[arg-type]
    return Block("answer", "es", tuple(numbers), (), ())


# ---- who knows the rule as well -----------------------------------------------------------------------


class Tossed:
    """A coin whose side is given by name."""

    def __init__(self, small: int, sides: dict[str, int]) -> None:
        self._small, self._sides = small, sides

    def least(self, *path: object) -> int:
        return self._small + self._sides.get(str(path[-1]), 0)


def messages_with(table: dict[tuple[str, ...], int], names: tuple[str, ...]) -> Messages:
    """Messages by properties, each of another person, all on Monday."""
    rows = [key for key, count in table.items() for _ in range(count)]
    values, known = {}, {}
    for position, name in enumerate(names):
        values[name], known[name] = coded([row[position] for row in rows])
    everybody = np.arange(len(rows))
    return Messages(everybody, np.zeros(len(rows), np.int64), values, known)


@pytest.mark.parametrize("small", [3, 4])
def test_who_knows_the_rule_but_not_the_coins_never_learns_that_a_hidden_name_is_small(
    monkeypatch: pytest.MonkeyPatch, small: int
):
    """All tables and all throws of the coins are published; among those that look alike a name takes other numbers too."""
    monkeypatch.setattr(cutting, "SMALL", small)
    names, most = "ABC", 2 * small + 1
    alike: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=len(names)):
        if sum(counts) < small:
            continue
        messages = messages_with({(n,): c for n, c in zip(names, counts, strict=True)}, ("name",))
        for sides in product((0, 1), repeat=len(names)):
            coin = Tossed(small, dict(zip(names, sides, strict=True)))
            parts = cut(messages, messages.everything, "name", coin)  # type: ignore[arg-type]
            shown = frozenset((messages.names["name"][p.codes[0]], len(p.rows)) for p in parts if p.shown)
            alike[shown, sum(counts)].append(counts)
    worked_out = 0
    for worlds in alike.values():
        if max(map(max, worlds)) < most:  # else worlds that look alike lie beyond those tried
            for values in zip(*worlds, strict=True):
                worked_out += 1 <= min(values) <= max(values) < small
    assert len(alike) > 50
    assert worked_out == 0
