"""What is wrong with a country's walk as a whole: found by walking every path of it and every example person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.knowledge.option_records import Conditions, CountryOptions, Option, Situation
from bot.knowledge.problems import Problem
from bot.knowledge.records import Entry, Release
from bot.options.asking import MOST_QUESTIONS, Walk, days_at
from bot.options.judging import Judged, holds, judge_all, names_of
from bot.options.paths import Step, every_step
from bot.options.person import OTHER, Person

FEWEST_SITUATIONS = 5


def walk_problems(release: Release, country: CountryOptions, today: date) -> list[Problem]:
    """Contradictions, unreachable options, questions nobody needs, outcomes without source, examples that came out else."""
    walk = Walk.of(release, country, today)
    steps = list(every_step(walk))
    return sorted(
        {
            *_contradictions(walk),
            *_unreachable(walk),
            *_needless(walk, steps),
            *_without_source(country, release),
            *_dead_ends(walk, release, steps),
            *_examples(walk, release),
        }
    )


def _contradictions(walk: Walk) -> Iterator[Problem]:
    """Ways that nobody can fulfil: who is outside the country has neither entered nor a permit."""
    for option in walk.country.options:
        for number, way in enumerate(option.when, start=1):
            outside = way.values.get("inside") == frozenset({"no"})
            if outside and (way.entered or {"entry", "permit"} & set(way.values)):
                said = "asks for people outside the country and for how they entered or what permit they have"
                yield Problem.at(option.origin, f"way {number} of '{option.id}' {said}: nobody fulfils both")
            own_country = way.values.get("nationality") == frozenset({walk.country.country})
            if own_country:
                said = "is for nationals of the country, who need no option"
                yield Problem.at(option.origin, f"way {number} of '{option.id}' {said}")


def _unreachable(walk: Walk) -> Iterator[Problem]:
    """Options that no combination of answers fulfils, and options that hide behind another with the same conditions."""
    for option in walk.country.options:
        if not any(_somebody(walk, way) for way in option.when):
            said = f"no path of the walk leads to '{option.id}': its conditions exclude each other"
            yield Problem.at(option.origin, said)
    yield from _twins(walk.country)


def _somebody(walk: Walk, way: Conditions) -> bool:
    """Whether a person can answer so that every condition of a way holds."""
    answers = {name: sorted(values)[0] for name, values in way.values.items()}
    answers |= {name: "yes" if value else "no" for name, value in way.own.items()}
    if way.not_nationality:
        answers["nationality"] = OTHER
    if "yes" in way.values.get("inside", ()):
        answers["inside"] = "yes"
    days = [day.isoformat() for day in days_at(way.entered, walk.today)] if way.entered else [""]
    people = [Person({**answers, "entered": day} if day else answers) for day in days]
    return any(all(holds(way, n, person, walk.today) for n in names_of(way)) for person in people)


def _twins(country: CountryOptions) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for option in (o for o in country.options if o.status != "ended"):
        ways = frozenset(
            (
                tuple(sorted((k, tuple(sorted(v))) for k, v in w.values.items())),
                tuple(sorted(w.not_nationality)),
                w.entered,
                tuple(sorted(w.own.items())),
            )
            for w in option.when
        )
        key = (ways, option.answer)
        if other := seen.get(key):
            said = f"'{option.id}' has the same conditions and the same answer as '{other}': keep one of them"
            yield Problem.at(option.origin, said)
        seen.setdefault(key, option.id)


def _needless(walk: Walk, steps: list[Step]) -> Iterator[Problem]:
    """Questions that are never asked, or whose answers change nothing."""
    asked = {step.question for step in steps}
    for question in walk.country.questions:
        if question.id not in asked:
            said = (
                f"nobody is ever asked '{question.id}': no condition needs it, or others always decide first"
            )
            yield Problem.at(question.origin, said)
        elif len(walk.classes.get(question.id, ())) < 2:
            yield Problem.at(question.origin, f"the answer to '{question.id}' changes nothing: take it out")


def _without_source(country: CountryOptions, release: Release) -> Iterator[Problem]:
    for option in country.options:
        entry = release.entries.get(option.answer)
        if entry is not None and not entry.sources and not _states_nothing(option, entry):
            said = f"'{option.id}' rests on '{entry.id}', which names no source: name one there"
            yield Problem.at(option.origin, said)


def _states_nothing(option: Option, entry: Entry) -> bool:
    """An honest "we could not confirm this, ask there" needs no source."""
    return option.status == "unknown" and entry.status == "not confirmed"


def _dead_ends(walk: Walk, release: Release, steps: list[Step]) -> Iterator[Problem]:
    """Ends of the walk at which a person is left with no option at all, and paths that are too long."""
    for step in steps:
        if step.depth > MOST_QUESTIONS:
            yield Problem.at(walk.country.origin, f"a path asks more than {MOST_QUESTIONS} questions")
        if step.question is not None:
            continue
        judged = judge_all(walk.country, step.person, walk.today, release)
        if not any(j.judgement in {"applies", "may"} for j in judged):
            said = ", ".join(f"{k}: {v}" for k, v in step.person.answers.items())
            yield Problem.at(walk.country.origin, f"a dead end: no option is left for {said}")
            return


def _examples(walk: Walk, release: Release) -> Iterator[Problem]:
    country = walk.country
    if len(country.situations) < FEWEST_SITUATIONS:
        said = f"has {len(country.situations)} example persons: write at least {FEWEST_SITUATIONS} in situations.yaml"
        yield Problem.at(country.origin, said)
    for situation in country.situations:
        yield from example_problems(walk, release, situation)


def example_problems(walk: Walk, release: Release, situation: Situation) -> Iterator[Problem]:
    """Where the walk says something else about an example person than its editors wrote."""
    judged = judge_all(walk.country, Person(situation.person), walk.today, release)
    by_id = {j.option.id: j for j in judged}
    expected = (("applies", situation.applies), ("may", situation.may), ("no", situation.not_))
    for judgement, ids in expected:
        for id_ in ids:
            found = by_id.get(id_)
            if found is not None and found.judgement != judgement:
                said = f"'{situation.id}': '{id_}' should be '{judgement}', the walk says '{found.judgement}'"
                yield Problem.at(situation.origin, f"{said} ({_because(found)})")
    if situation.first and judged[0].option.id != situation.first:
        said = (
            f"'{situation.id}': '{situation.first}' should lead, the walk puts '{judged[0].option.id}' first"
        )
        yield Problem.at(situation.origin, said)


def _because(judged: Judged) -> str:
    if judged.failed:
        return "fails: " + ", ".join(judged.failed)
    if judged.open:
        return "not known: " + ", ".join(judged.open)
    return "all conditions hold"
