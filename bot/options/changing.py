"""What a person could change so that an option would open: a valid passport, a contract, a place to study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.option_records import Conditions, Option
from bot.options.judging import Judged

CHANGEABLE = frozenset({"papers", "plan", "money"})


@dataclass(frozen=True, slots=True)
class Change:
    """An option that would open once the conditions `names` of `way` held."""

    option: Option
    way: Conditions
    names: tuple[str, ...]


def what_would_change(judged: Iterable[Judged]) -> Iterator[Change]:
    """Every option that only something changeable keeps closed, in the given order."""
    for one in judged:
        if one.judgement == "no" and one.option.status != "ended" and set(one.failed) <= CHANGEABLE:
            yield Change(one.option, one.way, one.failed)
