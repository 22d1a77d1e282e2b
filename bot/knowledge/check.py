"""Checks a whole release: references, truth rules, both languages, and what people would stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.knowledge.check_texts import same_figures, starts_as_ended
from bot.knowledge.folding import fold
from bot.knowledge.freshness import earliest_day
from bot.knowledge.patterns import BadPattern, parse_pattern
from bot.knowledge.problems import Problem
from bot.knowledge.records import LANGUAGES, REGION, Country, Entry, Origin, Place, Release, Source
from bot.knowledge.yaml_reader import nearest_word

SHARED_PHRASINGS = 8  # per language, at least
OWN_PHRASINGS = 5
MARGIN = 2.5  # degrees around a country's cities within which its places must lie
OUTCOMES = {"not_known", "ask_country", "smalltalk", "choices"}


def check_records(release: Release, today: date) -> list[Problem]:
    """Every problem in the release; `today` is what "in the future" is measured against."""
    checks = (
        _questions(release),
        _entries(release, today),
        _places(release, today),
        _lines(release, today),
        _dangers(release),
        _countries(release),
        _coverage(release),
        _tests(release),
    )
    return sorted({problem for check in checks for problem in check})


def _questions(release: Release) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    titles: dict[tuple[str, str | None, str], str] = {}
    for q in release.questions.values():
        if q.country is not None and not q.id.startswith(f"{q.country.lower()}-"):
            yield Problem.at(
                q.origin, f"'{q.id}' exists in one country only: begin its id with '{q.country.lower()}-'"
            )
        for language in LANGUAGES:
            texts = q.texts[language]
            needed = OWN_PHRASINGS if q.country else SHARED_PHRASINGS
            if len(texts.ask) < needed:
                said = f"'{q.id}' has {len(texts.ask)} phrasings in '{language}': write at least {needed}, as people type"
                yield Problem.at(q.origin, said)
            other = titles.setdefault((language, q.country, fold(texts.title)), q.id)
            if other != q.id:
                yield Problem.at(
                    q.origin, f"'{q.id}' and '{other}' have the same title in '{language}': make them differ"
                )
            for phrasing in texts.ask:
                other = seen.setdefault(fold(phrasing), q.id)
                if other != q.id:
                    said = f"the phrasing '{phrasing}' stands under '{q.id}' and '{other}': keep it under one of them"
                    yield Problem.at(q.origin, said)


def _entries(release: Release, today: date) -> Iterator[Problem]:
    for entry in release.entries.values():
        yield from _references(release, entry)
        yield from _truth(entry)
        yield from _dates(entry.origin, entry.as_of, entry.sources, today)
        yield from _languages(entry)


def _references(release: Release, entry: Entry) -> Iterator[Problem]:
    def missing(kind: str, wanted: str, known: list[str]) -> Problem:
        meant = nearest_word(wanted, known)
        hint = f": did you mean '{meant}'?" if meant else ": write it first, or take it out"
        return Problem.at(
            entry.origin, f"'{entry.id}' names the {kind} '{wanted}', which does not exist{hint}"
        )

    if entry.question not in release.questions:
        yield missing("question", entry.question, list(release.questions))
    for question in entry.see_also:
        if question not in release.questions:
            yield missing("question", question, list(release.questions))
    for line in entry.lines:
        if line not in release.lines or release.lines[line].country not in {entry.country, REGION}:
            yield missing("line", line, [x.id for x in release.lines.values() if x.country == entry.country])
    for place in entry.places:
        if place not in release.places or release.places[place].country != entry.country:
            yield missing(
                "place", place, [x.id for x in release.places.values() if x.country == entry.country]
            )


def _truth(entry: Entry) -> Iterator[Problem]:
    if entry.status == "not confirmed":
        if not (entry.official or entry.lines or entry.places):
            said = f"'{entry.id}' is not confirmed: say whom to ask with `official`, `lines` or `places`"
            yield Problem.at(entry.origin, said)
    elif not entry.sources:
        yield Problem.at(
            entry.origin, f"'{entry.id}' has no source: add `sources:` with publisher, title, url and date"
        )
    elif entry.as_of is None and entry.certainty == "sure":
        said = f"'{entry.id}' is 'sure' but its date is unknown: write `as_of`, or `certainty: confirm`"
        yield Problem.at(entry.origin, said)
    needs_body = entry.status == "not confirmed" or entry.certainty == "confirm"
    for language in LANGUAGES:
        if needs_body and not entry.texts[language].confirm_at:
            said = f"'{entry.id}' must say in '{language}' where to confirm it: add `confirm_at: <name of the body>`"
            yield Problem.at(entry.origin, said)
        if entry.status == "ended" and not starts_as_ended(entry.texts[language].text, language):
            said = (
                f"'{entry.id}' has ended: its '{language}' text must begin with that word (Terminó, Ended …)"
            )
            yield Problem.at(entry.origin, said)


def _languages(entry: Entry) -> Iterator[Problem]:
    spanish, english = entry.texts["es"], entry.texts["en"]
    for part in ("who", "cost", "deadline", "duration", "requirements", "steps"):
        if bool(getattr(spanish, part)) != bool(getattr(english, part)):
            yield Problem.at(
                entry.origin, f"'{entry.id}' has '{part}' in one language only: write it in both"
            )
    for part in ("requirements", "steps"):
        if len(getattr(spanish, part)) != len(getattr(english, part)):
            yield Problem.at(entry.origin, f"'{entry.id}' has a different number of {part} in 'es' and 'en'")
    if different := same_figures(spanish, english):
        said = f"'{entry.id}' has figures that are not the same in both languages: {', '.join(different)}"
        yield Problem.at(entry.origin, said)


def _dates(origin: Origin, as_of: str | None, sources: tuple[Source, ...], today: date) -> Iterator[Problem]:
    for what, text in [("as_of", as_of), *(("the source's date", s.date) for s in sources)]:
        if text is None:
            continue
        try:
            day = earliest_day(text)
        except ValueError:
            yield Problem.at(origin, f"{what} '{text}' is no day of the calendar")
            continue
        if day > today:
            yield Problem.at(
                origin, f"{what} '{text}' lies in the future: write the date the source speaks for"
            )


def _places(release: Release, today: date) -> Iterator[Problem]:
    for place in release.places.values():
        yield from _dates(place.origin, place.as_of, place.sources, today)
        if place.point and not _inside(release.countries.get(place.country), place):
            said = f"'{place.id}' lies outside its country: check that latitude and longitude are not swapped"
            yield Problem.at(place.origin, said)
        if place.point and place.point.exact != "city" and not place.address:
            yield Problem.at(place.origin, f"'{place.id}' has an exact point but no address: add the address")


def _inside(country: Country | None, place: Place) -> bool:
    if country is None or not country.cities or place.point is None:
        return True
    latitudes = [c.point.latitude for c in country.cities]
    longitudes = [c.point.longitude for c in country.cities]
    return (
        min(latitudes) - MARGIN <= place.point.latitude <= max(latitudes) + MARGIN
        and min(longitudes) - MARGIN <= place.point.longitude <= max(longitudes) + MARGIN
    )


def _lines(release: Release, today: date) -> Iterator[Problem]:
    for line in release.lines.values():
        yield from _dates(line.origin, line.as_of, line.sources, today)
        if not (line.phone or line.whatsapp or line.email):
            yield Problem.at(line.origin, f"'{line.id}' has no phone, whatsapp or email: add one")


def _dangers(release: Release) -> Iterator[Problem]:
    for kind in release.dangers.values():
        for question in kind.questions:
            if question not in release.questions:
                yield Problem.at(
                    kind.origin, f"'{kind.id}' offers the question '{question}', which does not exist"
                )
        for language, texts in kind.texts.items():
            for phrase in (*texts.phrases, *texts.near_misses):
                try:
                    parse_pattern(phrase)
                except BadPattern as bad:
                    yield Problem.at(kind.origin, f"'{kind.id}' ({language}): {bad}")


def _countries(release: Release) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for country in release.countries.values():
        if country.covered and not country.folder:
            yield Problem.at(country.origin, f"'{country.code}' is covered but has no `folder:`")
        if country.covered and not country.emergency:
            yield Problem.at(country.origin, f"'{country.code}' is covered but has no `emergency:` number")
        if country.emergency and not country.emergency_source:
            yield Problem.at(
                country.origin, f"'{country.code}' has an emergency number without `emergency_source:`"
            )
        cities = [n for city in country.cities for n in (city.name, *city.aliases)]
        for name in (*country.aliases, *country.demonyms, *country.hints, *cities):
            other = names.setdefault(fold(name), country.code)
            if other != country.code:
                said = f"'{name}' stands for {other} and {country.code}: keep it for one of them, or for none"
                yield Problem.at(country.origin, said)


def _coverage(release: Release) -> Iterator[Problem]:
    """Every shared question has an answer, or an honest "not confirmed", in every covered country."""
    for country in release.countries.values():
        if not country.covered:
            continue
        for question in release.questions.values():
            if question.country is None and release.answer(question.id, country.code) is None:
                said = f"{country.names['en']} has no answer for '{question.id}': write one, or `status: not confirmed`"
                yield Problem.at(question.origin, said)


def _tests(release: Release) -> Iterator[Problem]:
    known = {*release.entries, *release.questions, *OUTCOMES, *(f"danger:{d}" for d in release.dangers)}
    for test in release.tests:
        for name in (*([test.expect] if test.expect else []), *test.never):
            if name not in known:
                meant = nearest_word(name, sorted(known))
                hint = f": did you mean '{meant}'?" if meant else ""
                yield Problem.at(test.origin, f"the test expects '{name}', which does not exist{hint}")
        if not test.expect and not test.never:
            yield Problem.at(test.origin, "the test says neither what to `expect` nor what must `never` come")
