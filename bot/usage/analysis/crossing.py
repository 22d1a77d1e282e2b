"""The table of topics, questions and countries of one outcome and language: which of its numbers are published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.usage.analysis.cutting import Coin, Messages, Numbers
from bot.usage.analysis.names import ALL, OTHERS
from bot.usage.analysis.network import Arc, Network

Kind = Literal["all", "country", "topic", "place", "question", "place_question"]
# Which of topic, question and country a number of each kind tells; a "place" is a topic in a country.
_TELLS: dict[Kind, tuple[str, ...]] = {
    "topic": ("topic",),
    "question": ("topic", "question"),
    "place_question": ("topic", "question", "country"),
    "place": ("topic", "country"),
    "country": ("country",),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One published number of messages. What its kind does not tell is "*", for all."""

    kind: Kind
    country: str
    topic: str
    question: str
    messages: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """The published numbers, and the countries with their messages ("(others)": those without a number of their own)."""

    numbers: tuple[Number, ...]
    countries: tuple[tuple[str, Numbers], ...]


def cross(messages: Messages, rows: Numbers, coin: Coin, *path: str) -> Crossing:
    """What is published of these messages, which must be eleven people or more. `path` names them for the coin."""
    found = [(kind, names, here) for kind in _TELLS for names, here in _grouped(messages, rows, _TELLS[kind])]
    arcs = [_arc(messages, kind, names, here) for kind, names, here in found]
    shown = [
        number
        for number, (kind, names, _) in enumerate(found)
        if arcs[number].people >= coin.least(*path, kind, *names.values())
    ]
    network = Network(messages, arcs, shown)
    network.make_safe()
    numbers = [Number("all", ALL, ALL, ALL, len(rows))]
    others: list[Numbers] = []
    countries: list[tuple[str, Numbers]] = []
    for number, (kind, names, here) in enumerate(found):
        told = number in network.shown
        if told:
            country, topic, question = (names.get(by, ALL) for by in ("country", "topic", "question"))
            numbers.append(Number(kind, country, topic, question, len(here)))
        if kind == "country":
            countries += [(names["country"], here)] if told else []
            others += [] if told else [here]
    if others:
        countries.append((OTHERS, np.concatenate(others)))
    return Crossing(tuple(numbers), tuple(countries))


def _grouped(
    messages: Messages, rows: Numbers, properties: tuple[str, ...]
) -> Iterator[tuple[dict[str, str], Numbers]]:
    """The messages by several properties: the names, and the rows that have them."""
    code = np.zeros(len(rows), np.int64)
    for by in properties:
        code = code * len(messages.names[by]) + messages.values[by][rows]
    order = np.argsort(code, kind="stable")
    _, starts = np.unique(code[order], return_index=True)
    for here in np.split(rows[order], starts[1:]):
        yield {by: messages.names[by][messages.values[by][here[0]]] for by in properties}, here


def _arc(messages: Messages, kind: Kind, names: dict[str, str], rows: Numbers) -> Arc:
    topic, question, country = (names.get(by, "") for by in ("topic", "question", "country"))
    nodes = {
        "topic": ("everything", ("topic", topic)),
        "question": (("topic", topic), ("question", topic, question)),
        "place_question": (("question", topic, question), ("place", topic, country)),
        "place": (("place", topic, country), ("country", country)),
        "country": (("country", country), "everything"),
    }
    tail, head = nodes[kind]
    return Arc(tail, head, rows, messages.people(rows))
