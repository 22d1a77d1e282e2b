"""How a question that stands beside the knowledge is judged: right, offered, missed, a known miss, or forbidden."""

from __future__ import annotations

import pytest

from bot.conversation.records import Choice, Happened
from bot.knowledge.records import KnowledgeTest, Origin
from bot.trials import verdict

ANSWERED = Happened("answer", "es", country="PE", question="asylum", entry="pe-asylum")
OFFERED = Happened("choices", "es", country="PE", choices=(Choice("asylum", "pe-asylum", "asylum"),))
UNKNOWN = Happened("not_known", "es", country="PE")


def asks(expect: str | None, *never: str, known_miss: bool = False) -> KnowledgeTest:
    return KnowledgeTest("como pido refugio", "PE", expect, never, Origin("peru/tests.yaml", 1), known_miss)


@pytest.mark.parametrize(
    ("test", "happened", "judged"),
    [
        (asks("pe-asylum"), ANSWERED, "right"),
        (asks("asylum"), ANSWERED, "right"),
        (asks("pe-asylum"), OFFERED, "offered"),
        (asks("pe-asylum"), UNKNOWN, "missed"),
        (asks("pe-school"), ANSWERED, "missed"),
        (asks("pe-school", known_miss=True), ANSWERED, "open"),
        (asks("pe-asylum", known_miss=True), ANSWERED, "right"),
        (asks("pe-asylum", known_miss=True), OFFERED, "offered"),
        (asks("pe-school", "pe-asylum"), ANSWERED, "forbidden"),
        (asks("pe-school", "pe-asylum", known_miss=True), ANSWERED, "forbidden"),
        (asks(None, "pe-asylum"), UNKNOWN, "right"),
    ],
)
def test_a_known_miss_is_never_taken_for_more_than_it_is(
    test: KnowledgeTest, happened: Happened, judged: str
) -> None:
    assert verdict(test, happened) == judged
