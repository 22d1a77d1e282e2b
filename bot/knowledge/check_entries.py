"""Checks the answers: what they refer to, what they may claim, their dates, and that both languages say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.knowledge.check_texts import Within, check_dates, known_hint, same_figures, starts_as_ended
from bot.knowledge.problems import Kept, Problem
from bot.knowledge.records import LANGUAGES, REGION, REGION_FOLDER, Entry, Release

PARTS = ("who", "requirements", "steps", "cost", "deadline", "duration", "confirm_at")


def check_entries(release: Release, today: date, within: Within) -> Iterator[Problem]:
    """Every problem in the answers of the release."""
    for entry in release.entries.values():
        yield from _question(release, entry, within)
        yield from _references(release, entry, within)
        yield from _truth(entry, within)
        yield from check_dates(entry.origin, entry.as_of, entry.sources, today, within)
        yield from _confirmation(entry, today, within)
        yield from _parts(entry, within)
        yield from _languages(entry, within)


def _question(release: Release, entry: Entry, within: Within) -> Iterator[Problem]:
    question = release.questions.get(entry.question)
    if question is not None and (question.id == entry.id or question.country is None):
        return
    at = within(entry.origin, ("answers",))
    if question is None:
        shared = [q.id for q in release.questions.values() if q.country is None]
        said = (
            f"answers '{entry.question}', a question that does not exist{known_hint(entry.question, shared)}"
        )
        yield Problem.at(at, said, Kept("questions"))
    else:
        said = (
            f"answers '{question.id}', which exists in one country only ({question.origin}): change it there"
        )
        yield Problem.at(at, said, Kept("questions"))


def _references(release: Release, entry: Entry, within: Within) -> Iterator[Problem]:
    here = {entry.country, REGION}
    questions = [q.id for q in release.questions.values() if q.country in {None, entry.country}]
    lines = [x.id for x in release.lines.values() if x.country in here]
    places = [x.id for x in release.places.values() if x.country in here]
    for word, kind, named, known, files in (
        ("see_also", "question", entry.see_also, questions, "answers"),
        ("lines", "line", entry.lines, lines, "lines"),
        ("places", "place", entry.places, places, "places"),
    ):
        kept = [Kept(files, folder) for folder in (entry.origin.folder, REGION_FOLDER)]
        if kind == "question":
            kept.append(Kept("questions"))
        everywhere = {"question": release.questions, "line": release.lines, "place": release.places}[kind]
        for i, name in enumerate(named):
            if name in known:
                continue
            wrong = "belongs to another country" if name in everywhere else "does not exist"
            said = f"'{entry.id}' names the {kind} '{name}', which {wrong}{known_hint(name, known)}"
            yield Problem.at(within(entry.origin, (word, i), (word,)), said, *kept)


def _truth(entry: Entry, within: Within) -> Iterator[Problem]:
    if entry.status == "not confirmed":
        if not (entry.official or entry.lines or entry.places):
            said = f"'{entry.id}' is not confirmed: say whom to ask with `official`, `lines` or `places`"
            yield Problem.at(within(entry.origin, ("status",)), said)
    elif not entry.sources:
        said = f"'{entry.id}' has no source: add `sources:` with publisher, title, url and date"
        yield Problem.at(entry.origin, said)
    elif entry.as_of is None and entry.certainty == "sure":
        said = f"'{entry.id}' is 'sure' but its date is unknown: write `as_of`, or `certainty: confirm`"
        yield Problem.at(within(entry.origin, ("certainty",)), said)
    needs_body = entry.status == "not confirmed" or entry.certainty == "confirm"
    for language in LANGUAGES:
        if needs_body and not entry.texts[language].confirm_at:
            said = f"'{entry.id}' must say in '{language}' where to confirm it: add `confirm_at: <name of the body>`"
            yield Problem.at(within(entry.origin, (language,)), said)
        if entry.status == "ended" and not starts_as_ended(entry.texts[language].text, language):
            word = {"es": "Terminó, Cerrado or Ya no", "en": "Ended, Closed or No longer"}[language]
            said = f"'{entry.id}' has ended: let its '{language}' text begin with {word}"
            yield Problem.at(within(entry.origin, (language, "text")), said)


def _confirmation(entry: Entry, today: date, within: Within) -> Iterator[Problem]:
    for part, said in entry.part_as_of.items():
        at = within(entry.origin, ("part_as_of", part))
        yield from check_dates(at, said, (), today, within, word=f"the date of the {part}")
    if entry.confirmed:
        at = within(entry.origin, ("confirmed",))
        yield from check_dates(at, entry.confirmed.date, (), today, within, word="confirmed")


def _parts(entry: Entry, within: Within) -> Iterator[Problem]:
    """What is said of a cost, deadline or duration that the answer does not have."""
    for word, parts in (("part_as_of", tuple(entry.part_as_of)), ("lasting", entry.lasting)):
        for i, part in enumerate(parts):
            if not any(getattr(text, part) for text in entry.texts.values()):
                said = (
                    f"'{entry.id}' has '{part}' under `{word}`, but no {part}: write it, or take it out there"
                )
                yield Problem.at(within(entry.origin, (word, part), (word, i), (word,)), said)


def _languages(entry: Entry, within: Within) -> Iterator[Problem]:
    spanish, english = entry.texts["es"], entry.texts["en"]
    for part in PARTS:
        one, other = getattr(spanish, part), getattr(english, part)
        if bool(one) != bool(other):
            has, lacks = ("es", "en") if one else ("en", "es")
            said = f"'{entry.id}' has '{part}' in '{has}' only: write it in '{lacks}' too"
            yield Problem.at(within(entry.origin, (has, part)), said)
        elif isinstance(one, tuple) and len(one) != len(other):
            said = f"'{entry.id}' has {len(one)} {part} in 'es' and {len(other)} in 'en': write the same ones in both"
            yield Problem.at(within(entry.origin, ("en", part)), said)
    if different := same_figures(spanish, english):
        said = f"'{entry.id}' has figures that stand in one language only: {', '.join(different)}"
        yield Problem.at(within(entry.origin, ("en",)), said)
