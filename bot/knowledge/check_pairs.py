"""Checks that each quote and bracket of a text has its partner: half a pair is often half of a line that YAML cut in two."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.check_texts import Within
from bot.knowledge.problems import Problem, short
from bot.knowledge.records import Release
from bot.knowledge.said import records, said

PAIRS = (('"', '"'), ("(", ")"), ("[", "]"), ("«", "»"), ("“", "”"), ("¿", "?"), ("¡", "!"))


def check_pairs(release: Release, within: Within) -> Iterator[Problem]:
    """Texts in which a quote or bracket has no partner: often half of a line that YAML cut in two."""
    for record in records(release):
        for one in said(record):
            for opens, closes in PAIRS:
                odd = (
                    one.text.count(opens) % 2
                    if opens == closes
                    else one.text.count(opens) > one.text.count(closes)
                )
                if odd:
                    wrong = f"'{record.id}' has {opens} without its partner in '{short(one.text)}': add it or take it out"
                    yield Problem.at(one.origin(record, within), wrong)
