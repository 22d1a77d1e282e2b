"""Which numbers of a table of topics, questions and countries may be published together: solved, not guessed.

The table is a network in which messages flow: everything -> topic -> question -> question in a country -> topic in a
country -> country -> everything. Each number that could be published is the flow of one arc. Whoever reads knows the flow of
the published arcs and that what enters a node leaves it; the rest could be anything that fits. So an arc that is not
published is safe when, with the published ones fixed, its flow could also be eleven or more: a question of maximal flow.
Arcs are withdrawn, smallest first, until every one that is not published is safe. At worst only the whole is published, and
then every arc could carry all of it. The reader is taken to know which arcs carry nothing (zero may be known).

Method: complementary cell suppression with network flows (Cox 1980; Kelly, Golden and Assad 1992), on the real figures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.usage.analysis.cutting import Messages, Numbers
from bot.usage.small_numbers import SMALL


@dataclass(frozen=True, slots=True)
class Arc:
    """Messages that go from a node to another; `rows` are these messages, `people` as `Messages.people` counts them."""

    tail: Hashable
    head: Hashable
    rows: Numbers
    people: int

    @property
    def flow(self) -> int:
        """How many messages."""
        return len(self.rows)


class Network:
    """Arcs, those of them that are published, and what a reader of those could take the others for."""

    def __init__(self, messages: Messages, arcs: Sequence[Arc], shown: Iterable[int]) -> None:
        """`shown`: the numbers (positions in `arcs`) of the arcs that had better be published."""
        self.arcs = arcs
        self.shown = set(shown)
        self._messages = messages
        self._flow = [arc.flow for arc in arcs]  # a world that fits what is published; the true one at first
        self._certain: set[int] = set()  # hidden arcs that some such world shows to be safe
        nodes: dict[Hashable, int] = {}
        self._ends = [
            (nodes.setdefault(arc.tail, len(nodes)), nodes.setdefault(arc.head, len(nodes))) for arc in arcs
        ]
        self._out: list[list[int]] = [[] for _ in nodes]
        self._in: list[list[int]] = [[] for _ in nodes]
        for number, (tail, head) in enumerate(self._ends):
            self._out[tail].append(number)
            self._in[head].append(number)
        self._ways: list[list[tuple[int, int, int]]] = [
            [] for _ in nodes
        ]  # of hidden arcs: number, +1 or -1, to
        for number in range(len(arcs)):
            if number not in self.shown:
                self._open(number)

    def make_safe(self) -> None:
        """Withdraw arcs until nothing under eleven people is left to work out."""
        for side in (*self._out, *self._in):
            self._fill(side)
        waiting = deque(number for number in range(len(self.arcs)) if number not in self.shown)
        while waiting:
            number = waiting.popleft()
            while not self.is_safe(number):
                waiting.extend(self._withdraw_near(number))

    def is_safe(self, number: int) -> bool:
        """Whether a hidden arc could as well carry eleven messages, and something else than it does."""
        return number in self._certain or self.arcs[number].people >= SMALL or self._can_rise(number)

    # ---- what is withdrawn ------------------------------------------------------------------------------

    def _open(self, number: int) -> None:
        tail, head = self._ends[number]
        self._ways[tail].append((number, 1, head))
        self._ways[head].append((number, -1, tail))

    def _withdraw(self, numbers: Sequence[int]) -> None:
        self.shown -= set(numbers)
        for number in numbers:
            self._open(number)

    def _fill(self, side: Sequence[int]) -> list[int]:
        """Withdraw the least arcs on one side of a node until those hidden there are none, or eleven people together."""
        hidden = [number for number in side if number not in self.shown]
        withdrawn: list[int] = []
        while hidden and self._people(hidden) < SMALL:
            least = self._least(number for number in side if number in self.shown)
            if not least:
                break
            self._withdraw(least)
            hidden += least
            withdrawn += least
        return withdrawn

    def _withdraw_near(self, number: int) -> list[int]:
        """Withdraw the least published arcs that touch an arc, or, where none does, the least ones anywhere."""
        near = (n for end in self._ends[number] for n in (*self._out[end], *self._in[end]) if n in self.shown)
        least = self._least(near) or self._least(self.shown)
        if not least:
            raise AssertionError("with nothing published every arc is safe")
        self._withdraw(least)
        more = [self._fill(side) for gone in least for side in self._sides(gone)]
        return [*least, *(n for filled in more for n in filled)]

    def _sides(self, number: int) -> tuple[list[int], list[int]]:
        tail, head = self._ends[number]
        return self._out[tail], self._in[head]

    def _least(self, numbers: Iterable[int]) -> list[int]:
        """Those with the fewest people; equal ones alike, so that no order of names can tell which was taken."""
        people = {number: self.arcs[number].people for number in numbers}
        fewest = min(people.values(), default=0)
        return [number for number, count in people.items() if count == fewest]

    def _people(self, numbers: Iterable[int]) -> int:
        return self._messages.people(np.concatenate([self.arcs[number].rows for number in numbers]))

    # ---- what a reader could think ----------------------------------------------------------------------

    def _can_rise(self, number: int) -> bool:
        """Whether as much as an arc lacks finds a way around, from its head back to its tail, along hidden arcs."""
        tail, head = self._ends[number]
        while self._flow[number] < self._needed(number):
            way = self._way(head, tail, number)
            if way is None:
                return False
            back = [self._flow[step] for step, sign in way if sign < 0]
            amount = min([self._needed(number) - self._flow[number], *back])
            for step, sign in (*way, (number, 1)):
                self._flow[step] += sign * amount
                if self._flow[step] >= self._needed(step):
                    self._certain.add(step)
        return True

    def _needed(self, number: int) -> int:
        return max(SMALL, self.arcs[number].flow + 1)

    def _way(self, start: int, end: int, without: int) -> list[tuple[int, int]] | None:
        """The shortest way along hidden arcs (+1; against their direction, -1, where they carry something), or None."""
        came: dict[int, tuple[int, int, int]] = {start: (-1, 0, 0)}
        reached = [start]
        flow, ways = self._flow, self._ways
        for node in reached:  # grows while it is walked
            for step, sign, to in ways[node]:
                if to not in came and step != without and (sign > 0 or flow[step] > 0):
                    came[to] = (node, step, sign)
                    if to == end:
                        return list(_back(came, end))
                    reached.append(to)
        return None


def _back(came: Mapping[int, tuple[int, int, int]], at: int) -> Iterator[tuple[int, int]]:
    while came[at][0] >= 0:
        at, step, sign = came[at]
        yield step, sign
