"""Builds a page: for a country, or for the options that a walk left, in one language and perhaps for one city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.knowledge.folding import fold
from bot.knowledge.option_records import Option
from bot.knowledge.records import City, Language, Release
from bot.options.judging import judge_all
from bot.options.person import Person
from bot.takeaway.code import Contents, encode
from bot.takeaway.pieces import Facts
from bot.takeaway.records import Piece, Section, TakeawayPage
from bot.takeaway.slots import LEGAL, LINES, QUESTIONS

MOST_OPTIONS, MOST_PLACES = 8, 4  # as many as the code has room for
MOST_NAMES = 3  # purposes named beside one number
_GENERAL = {"takeaway_emergency", "takeaway_line", "takeaway_health"}  # named only where nothing tells more


def build_page(
    release: Release,
    country: str,
    language: Language,
    today: date,
    *,
    person: Person | None = None,
    city: str | None = None,
    closed: Iterable[str] = (),
) -> TakeawayPage:
    """The page of a covered country. `person`: print the options left to them, and nothing else of what they said.

    `city` by the name that places bear; `closed`: ids of places that people found closed.

    Raises LookupError for a country that is not covered.
    """
    record = release.countries.get(country)
    if record is None or not record.covered:
        msg = f"no page for '{country}': it is not covered"
        raise LookupError(msg)
    facts = Facts(release, country, language, today, frozenset(closed))
    words = facts.words
    answers = {slot: facts.answer(slot) for slot in QUESTIONS}
    lines = tuple(facts.line(purpose, number) for purpose, number, _ in LINES)
    options = _options(facts, person)
    printed = tuple(facts.option(o) for o in options[:MOST_OPTIONS])
    places = tuple(facts.place(p) for p in facts.places(city)[:MOST_PLACES])
    name = record.names[language]
    contents = Contents(country, language, today, tuple(answers.values()), lines, printed, places)
    sections = (
        Section("lines", words.say("takeaway_lines"), _merged(facts, lines)),
        _answers(
            facts, "health", "takeaway_health", answers, ("medical-emergency", "health-care", "pregnancy")
        ),
        _answers(facts, "lodging", "takeaway_lodging", answers, ("shelter-tonight",)),
        _answers(facts, "legal", "takeaway_legal", answers, (LEGAL,)),
        Section("options", words.say("takeaway_options"), printed),
        _answers(facts, "other", "takeaway_other", answers, ("asylum",)),
        Section("places", words.say("takeaway_places"), places),
    )
    return TakeawayPage(
        country=country,
        language=language,
        city=city,
        day=today,
        title=words.say("takeaway_title", place=f"{city}, {name}" if city else name),
        day_line=words.say("takeaway_day", date=words.date(today.isoformat())),
        emergency=record.emergency,
        emergency_label=words.say("takeaway_emergency"),
        sections=tuple(s for s in sections if s.pieces),
        more=words.say("takeaway_more") if len(options) > MOST_OPTIONS else None,
        notes=(words.say("takeaway_star"), words.say("walk_no_promise"), words.say("takeaway_free")),
        check=words.say("takeaway_check"),
        code=encode(contents, release),
    )


def _options(facts: Facts, person: Person | None) -> Sequence[Option]:
    """The options of a page: most fitting first where they are too many, but in the order that every page has."""
    everything = facts.offered()
    country = facts.options
    if person is None or country is None:
        return everything
    judged = judge_all(country, person, facts.today, facts.release)
    left = [j.option for j in judged if j.judgement in {"applies", "may"} and facts.may_name(j.option)]
    kept, rest = left[:MOST_OPTIONS], left[MOST_OPTIONS:]
    order = {option.id: place for place, option in enumerate(everything)}
    return [*sorted(kept, key=lambda o: order[o.id]), *rest]


def _answers(
    facts: Facts, name: str, heading: str, answers: dict[str, Piece | None], slots: Sequence[str]
) -> Section:
    pieces = [piece for slot in slots if (piece := answers[slot])]
    return Section(name, facts.words.say(heading), tuple(pieces))


def numbers(facts: Facts) -> tuple[Piece, ...]:
    """The lines of a country, each number once."""
    return _merged(facts, [facts.line(purpose, number) for purpose, number, _ in LINES])


def _merged(facts: Facts, lines: Sequence[Piece | None]) -> tuple[Piece, ...]:
    """Each number once, with what it is for: "911 · police, ambulance, fire brigade"."""
    found: dict[str, tuple[Piece, list[str | None]]] = {}
    for piece, (_, _, key) in zip(lines, LINES, strict=True):
        if piece is not None:
            _, keys = found.setdefault(piece.label, (piece, []))
            keys += [key] if key not in keys else []
    return tuple(replace(piece, label=_named(facts, piece, keys)) for piece, keys in found.values())


def _named(facts: Facts, piece: Piece, keys: Sequence[str | None]) -> str:
    phrases = [k for k in keys if k]
    telling = [k for k in phrases if k not in _GENERAL] or phrases[:1]
    said = [facts.words.say(k) for k in telling[:MOST_NAMES]]
    names = ", ".join(said[:1] + [name.lower() for name in said[1:]])
    return f"{piece.label} · {names}" if names else piece.label


def cities_of(release: Release, country: str) -> tuple[str, ...]:
    """The cities of a country in which a place is known, by name."""
    cities = {p.city for p in release.places.values() if p.country == country}
    return tuple(sorted(cities, key=fold))


def city_named(release: Release, country: str, said: str) -> str | None:
    """The name that places bear of a city as somebody typed it ("tumbes", an alias), or None."""
    wanted = fold(said)
    known = {fold(name): name for name in cities_of(release, country)}
    if wanted in known:
        return known[wanted]
    record: Sequence[City] = release.countries[country].cities if country in release.countries else ()
    for city in record:
        if wanted in {fold(city.name), *map(fold, city.aliases)}:
            return known.get(fold(city.name))
    return None
