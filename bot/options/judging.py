"""Whether an option applies to a person: three-valued, with the condition that decides, so that it can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.knowledge.option_records import Conditions, CountryOptions, Entered, Option
from bot.knowledge.records import Release
from bot.options.person import Person

Judgement = Literal["applies", "may", "no", "ended"]
FEW_PEOPLE = frozenset({"victim", "age", "health", "plan", "record", "goal"})  # where most people answer "no"
_ONLY_INSIDE = {"entry", "entered", "permit"}  # what nobody has who is not in the country yet


@dataclass(frozen=True, slots=True)
class Judged:
    """An option for one person.

    `met` are the conditions of the best way that surely hold, `open` those that are not known, `failed` those that surely
    don't (only where no way is left). Each is an attribute or the id of an own question.
    """

    option: Option
    judgement: Judgement
    way: Conditions
    met: tuple[str, ...]
    open: tuple[str, ...]
    failed: tuple[str, ...]


def names_of(way: Conditions) -> tuple[str, ...]:
    """The attributes and own questions a way asks about, in the vocabulary's order."""
    names = [*way.values]
    if way.not_nationality and "nationality" not in way.values:
        names.insert(0, "nationality")
    if way.entered is not None:
        names.append("entered")
    return (*names, *way.own)


def holds(way: Conditions, name: str, person: Person, today: date) -> bool | None:
    """Whether one condition of a way holds; None where it is not known."""
    if name in _ONLY_INSIDE and person.knows("inside") == "no":
        return _from_outside(way, name, today)
    if name == "entered":
        return _entered_holds(way.entered, person.entered, today)
    said = person.knows(name)
    if said is None:
        return None
    if name == "nationality" and way.not_nationality:
        return said not in way.not_nationality
    if name in way.own:
        return (said == "yes") is way.own[name]
    return said in way.values[name]


def _from_outside(way: Conditions, name: str, today: date) -> bool | None:
    """Who has not entered yet can enter tomorrow at the earliest, has no permit, and may still choose how."""
    if name == "entered":
        return _entered_holds(way.entered, today + timedelta(days=1), today)
    return "none" in way.values["permit"] if name == "permit" else None


def _entered_holds(limit: Entered | None, day: date | None, today: date) -> bool | None:
    if limit is None or day is None:
        return None
    ago = (today - day).days
    return (
        (limit.before is None or day < limit.before)
        and (limit.since is None or day >= limit.since)
        and (limit.within_days is None or ago <= limit.within_days)
        and (limit.days_ago is None or ago >= limit.days_ago)
    )


def judge(option: Option, person: Person, today: date, release: Release) -> Judged:
    """What an option is for a person: applies, may apply, doesn't, or would have (ended)."""
    ways = [_way(way, person, today) for way in option.when]
    best = min(ways, key=lambda w: (len(w.failed), len(w.open), -len(w.met)))
    if best.failed:
        judgement: Judgement = "no"
    elif option.status == "ended":
        judgement = "ended"
    elif best.open or not _confirmed(option, release):
        judgement = "may"
    else:
        judgement = "applies"
    return Judged(option, judgement, best.way, best.met, best.open, best.failed)


@dataclass(frozen=True, slots=True)
class _Way:
    way: Conditions
    met: tuple[str, ...]
    open: tuple[str, ...]
    failed: tuple[str, ...]


def _way(way: Conditions, person: Person, today: date) -> _Way:
    known = {name: holds(way, name, person, today) for name in names_of(way)}
    return _Way(
        way,
        tuple(n for n, h in known.items() if h is True),
        tuple(n for n, h in known.items() if h is None),
        tuple(n for n, h in known.items() if h is False),
    )


def _confirmed(option: Option, release: Release) -> bool:
    """Where a rule is not surely in force, or must be confirmed, its option only "may" apply, whatever the person says."""
    entry = release.entries.get(option.answer)
    sure = entry is not None and entry.status == "in force" and entry.certainty == "sure"
    return sure and option.status == "in force"


def judge_all(country: CountryOptions, person: Person, today: date, release: Release) -> tuple[Judged, ...]:
    """Every option of a country for a person.

    What leads first; then applies, may (the fewer open conditions the sooner), ended, doesn't; then the order of the file.
    """
    order = {"applies": 0, "may": 1, "ended": 2, "no": 3}
    judged = [judge(option, person, today, release) for option in country.options]
    return tuple(sorted(judged, key=lambda j: (not leads(j, person), order[j.judgement], _rarity(j))))


def _rarity(judged: Judged) -> int:
    """How far an option is from being settled: each open condition counts, and what few people are counts double."""
    return sum(2 if name in FEW_PEOPLE else 1 for name in judged.open)


def leads(judged: Judged, person: Person) -> bool:
    """Whether an option goes before all others: asylum for who fears return, protection for a victim or a child alone."""
    if judged.judgement not in {"applies", "may"}:
        return False
    kind = judged.option.kind
    if person.knows("fear") == "yes" and kind == "asylum":
        return True
    exploited = person.knows("victim") in {"trafficking", "crime"} or person.knows("age") == "minor alone"
    return exploited and kind == "protection" and person.knows("fear") != "yes"
