"""What the pages of entries call things: an entry, a country, a choice; and the parts they are made of."""

from __future__ import annotations

from bot.console.app.asks.editing import Editing
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.editing.records import EntryKind, Fields, Ref
from bot.knowledge.records import REGION, Language, Release

KINDS: tuple[EntryKind, ...] = ("answer", "place", "line", "question")


def editing_of(visit: Visit) -> Editing:
    """The editing desk. Raises 404 where this process has none."""
    if visit.services.editing is None:
        raise visit.not_found()
    return visit.services.editing


def release_of(visit: Visit) -> Release:
    """The release being served. Raises 404 where there is none."""
    if visit.services.release is None:
        raise visit.not_found()
    return visit.services.release()


def country_label(visit: Visit, code: str) -> str:
    """ "Perú"; the region, and what is asked everywhere, have names too."""
    if not code:
        return visit.say("entries_everywhere")
    known = release_of(visit).countries.get(code)
    return visit.say("region") if code == REGION else known.names[visit.language] if known else code


def country_of(release: Release, ref: Ref) -> str | None:
    """The country an entry of the release belongs to, "" for what is asked everywhere; None where there is none."""
    if ref.kind == "question":
        found = release.questions.get(ref.id)
        return None if found is None else found.country or ""
    records = {"answer": release.entries, "place": release.places, "line": release.lines}.get(ref.kind, {})
    record = records.get(ref.id)
    return None if record is None else str(getattr(record, "country", ""))


def title_of(release: Release, ref: Ref, language: Language, fields: Fields | None = None) -> str:
    """The title of an entry as it is served, else what its form says, else its id."""
    if ref.kind == "answer" and (entry := release.entries.get(ref.id)):
        return question_title(release, entry.question, language)
    if ref.kind == "question" and ref.id in release.questions:
        return question_title(release, ref.id, language)
    if ref.kind == "place" and (place := release.places.get(ref.id)):
        return place.name
    if ref.kind == "line" and (line := release.lines.get(ref.id)):
        return line.names[language]
    typed = fields or {}
    if shared := typed.get("answers"):
        return question_title(release, shared, language)
    names = ("question.{l}.title", "{l}.title", "{l}.name", "name", "ask")
    said = (typed.get(name.replace("{l}", x), "") for name in names for x in (language, "es", "en"))
    return next(filter(None, said), ref.id)[:120]


def question_title(release: Release, question: str, language: Language) -> str:
    """The title of a question; its id where it is not known."""
    found = release.questions.get(question)
    return found.texts[language].title if found else question


def entry_path(country: str, ref: Ref, *more: str) -> str:
    """Where an entry is read; what is asked everywhere lives with the region."""
    return path_of("entries", country or REGION, ref.kind, ref.id, *more)


def choice_word(visit: Visit, value: str) -> str:
    """ "in force" -> "vigente"; a value without a phrase as it is."""
    key = f"choice_{value.replace(' ', '_')}"
    return visit.say(key) if visit.words.has(key) else value
