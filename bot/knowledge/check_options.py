"""Checks of the options walk that need the whole release: names, dates, figures, what may be stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot.knowledge.basics import LANGUAGES, Origin
from bot.knowledge.check_texts import Within, figures_in, known_hint, starts_as_ended
from bot.knowledge.option_records import (
    ATTRIBUTES,
    VALUES,
    Conditions,
    CountryOptions,
    Option,
    Situation,
    WalkWords,
)
from bot.knowledge.problems import Kept, Problem
from bot.knowledge.records import REGION, REGION_FOLDER, Release

MOST_QUESTIONS = 4  # a country's own
_OPEN = ("nationality", "entered")


def check_options(release: Release, within: Within) -> Iterator[Problem]:
    """Every problem of the options, their situations and the words of the walk."""
    if release.walk is not None:
        yield from _walk(release.walk, release)
    for country in release.options.values():
        if release.walk is None:
            said = "shared/walk.yaml is missing: the walk cannot ask anything without it"
            yield Problem.at(country.origin, said, Kept("walk"))
            break
    for country in release.options.values():
        yield from _country(country, release, within)


def _walk(walk: WalkWords, release: Release) -> Iterator[Problem]:
    file = "shared/walk.yaml"
    for attribute in ATTRIBUTES:
        texts = walk.attributes.get(attribute)
        if texts is None:
            yield Problem(file, 1, f"says nothing about '{attribute}': write its question in both languages")
            continue
        expected = set() if attribute in _OPEN else set(VALUES[attribute])
        for language in LANGUAGES:
            if (given := set(texts[language].values)) != expected:
                wrong = ", ".join(sorted(given ^ expected))
                yield Problem(file, 1, f"'{attribute}' in '{language}': one text for each answer ({wrong})")
    for code in walk.nationalities:
        if code not in release.countries:
            said = f"the nationality '{code}' is not in shared/countries.yaml: add it there"
            yield Problem(file, 1, said, (Kept("countries"),))


def _country(country: CountryOptions, release: Release, within: Within) -> Iterator[Problem]:
    if country.legal_help not in release.questions:
        said = (
            f"'{country.legal_help}' is no question{known_hint(country.legal_help, list(release.questions))}"
        )
        yield Problem.at(within(country.origin, ("legal_help",)), said, Kept("questions"), Kept("answers"))
    for name, brief in country.brief.items():
        at = within(country.origin, ("brief", name))
        yield from _entry(brief.answer, country.country, release, at)
        if figures_in(brief.texts["es"]) != figures_in(brief.texts["en"]):
            yield Problem.at(at, f"the figures of '{name}' differ between the languages: make them equal")
    yield from _repeated(country)
    if len(country.questions) > MOST_QUESTIONS:
        said = f"asks {len(country.questions)} questions of its own: keep at most {MOST_QUESTIONS}"
        yield Problem.at(country.questions[MOST_QUESTIONS].origin, said)
    for option in country.options:
        yield from _option(option, country, release, within)
    for situation in country.situations:
        yield from _situation(situation, country, release, within)


def _repeated(country: CountryOptions) -> Iterator[Problem]:
    ids = Counter(o.id for o in country.options) + Counter(q.id for q in country.questions)
    keys = Counter(q.key for q in country.questions)
    named = [(o.id, o.origin) for o in country.options] + [(q.id, q.origin) for q in country.questions]
    for id_, origin in named:
        if ids[id_] > 1:
            yield Problem.at(origin, f"'{id_}' stands twice: give each its own id")
    for question in country.questions:
        if keys[question.key] > 1:
            yield Problem.at(question.origin, f"the key {question.key} stands twice: one digit a question")
    seen = Counter(s.id for s in country.situations)
    for situation in country.situations:
        if seen[situation.id] > 1:
            yield Problem.at(situation.origin, f"'{situation.id}' stands twice: give each its own id")


def _entry(id_: str, country: str, release: Release, at: Origin) -> Iterator[Problem]:
    kept: tuple[Kept, ...] = ()
    entry = release.entries.get(id_)
    if entry is None:
        said = f"'{id_}' is no answer{known_hint(id_, list(release.entries))}"
        kept = Kept("answers", at.folder), Kept("answers", REGION_FOLDER)
    elif entry.country not in (country, REGION):
        said = f"'{id_}' is an answer of {entry.country}: name one of {country}, or of the region"
    else:
        return
    yield Problem.at(at, said, *kept)


def _option(option: Option, country: CountryOptions, release: Release, within: Within) -> Iterator[Problem]:
    if not option.id.startswith(f"{country.country.lower()}-"):
        yield Problem.at(option.origin, f"'{option.id}' must begin with '{country.country.lower()}-'")
    yield from _entry(option.answer, country.country, release, within(option.origin, ("answer",)))
    ids = [o.id for o in country.options]
    for i, other in enumerate(option.replaced_by):
        if other not in ids or other == option.id:
            said = f"'{option.id}' is replaced by '{other}', which is no other option{known_hint(other, ids)}"
            yield Problem.at(within(option.origin, ("replaced_by", i)), said)
    for i, way in enumerate(option.when):
        yield from _way(option, way, country, release, within(option.origin, ("when", i)))
    yield from _texts(option, within)
    for note in option.research:
        verdict = release.verdicts.get(note)
        at = within(option.origin, ("research",))
        if release.verdicts and verdict is None:
            known = known_hint(note, list(release.verdicts))
            said = f"'{option.id}' cites '{note}', which no research.yaml has{known}"
            yield Problem.at(at, said, Kept("research"))
        elif verdict in {"lead", "drop"}:
            yield Problem.at(at, f"'{option.id}' cites '{note}', which must not be stated ({verdict})")


def _texts(option: Option, within: Within) -> Iterator[Problem]:
    spanish, english = option.texts["es"], option.texts["en"]
    if figures_in(spanish.title + " " + spanish.summary) != figures_in(english.title + " " + english.summary):
        yield Problem.at(option.origin, f"the figures of '{option.id}' differ between the languages")
    if option.status == "ended":
        for language in LANGUAGES:
            if not starts_as_ended(option.texts[language].summary, language):
                said = f"'{option.id}' has ended: its summary must say so in its first words"
                yield Problem.at(within(option.origin, (language, "summary")), said)
    elif option.ended is not None:
        yield Problem.at(
            option.origin, f"'{option.id}' names the day it ended, but its status is '{option.status}'"
        )


def _way(
    option: Option, way: Conditions, country: CountryOptions, release: Release, where: Origin
) -> Iterator[Problem]:
    if not way.values and not way.not_nationality and way.entered is None and not way.own:
        yield Problem.at(where, f"'{option.id}' has a way without any condition: name at least one")
    for code in (*way.values.get("nationality", ()), *way.not_nationality):
        if code not in release.countries:
            said = f"the nationality '{code}' is not in shared/countries.yaml"
            yield Problem.at(where, said, Kept("countries"))
    if way.not_nationality and "nationality" in way.values:
        yield Problem.at(where, f"'{option.id}' names nationality and not_nationality: keep one of them")
    own = [q.id for q in country.questions]
    for name in way.own:
        if name not in own:
            yield Problem.at(where, f"'{name}' is no question of this country{known_hint(name, own)}")
    entered = way.entered
    if entered and entered.before and entered.since and entered.since >= entered.before:
        yield Problem.at(where, f"'{option.id}': `since` must be earlier than `before`")


def _situation(
    situation: Situation, country: CountryOptions, release: Release, within: Within
) -> Iterator[Problem]:
    ids = [o.id for o in country.options]
    named = [*situation.applies, *situation.may, *situation.not_]
    named += [situation.first] if situation.first else []
    for id_ in named:
        if id_ not in ids:
            yield Problem.at(situation.origin, f"'{id_}' is no option of this country{known_hint(id_, ids)}")
    own = {q.id for q in country.questions}
    for name, value in situation.person.items():
        at, kept = within(situation.origin, ("person", name)), [Kept("countries")]
        if name == "nationality":
            known = value in release.countries
        elif name == "entered":
            known = _is_day(value)
        elif name in own:
            known = value in {"yes", "no"}
        else:
            known = value in VALUES.get(name, ())
        if not known:
            said = f"'{name}: {value}' is no answer of the walk: docs/options.md lists them"
            yield Problem.at(at, said, *(kept if name == "nationality" else ()))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
