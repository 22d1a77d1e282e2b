"""What pages call an entry and a country, and where an entry is read: never an id where there is a name."""

from __future__ import annotations

from bot.console.app.asks.editing import Editing
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.console.app.words import Words
from bot.editing.records import Draft, EntryKind, Fields, Ref
from bot.knowledge.records import LANGUAGES, REGION, Language, Release

KINDS: tuple[EntryKind, ...] = ("answer", "place", "line", "question")  # those with a page of their own
_LONGEST = 120  # letters of a title that somebody typed


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


def country_said(release: Release, code: str, words: Words) -> str:
    """ "Perú"; the region, and what is asked everywhere (""), have names too; a code nobody knows stays."""
    if not code or code == REGION:
        return words.say("region" if code else "everywhere")
    known = release.countries.get(code)
    return known.names[words.language] if known else code


def country_name(visit: Visit, code: str) -> str:
    """`country_said` of the release being served."""
    return country_said(release_of(visit), code, visit.words)


def language_options(visit: Visit, any_key: str) -> list[tuple[str, str]]:
    """The languages to choose from, after a phrase for any of them."""
    return [("", visit.say(any_key)), *((x, visit.say(f"language_{x}")) for x in LANGUAGES)]


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
        return line.names.get(language) or ref.id
    typed = fields or {}
    if shared := typed.get("answers"):
        return question_title(release, shared, language)
    names = ("question.{l}.title", "{l}.title", "{l}.name", "name", "ask")
    said = (typed.get(name.replace("{l}", x), "").strip() for name in names for x in (language, "es", "en"))
    return next(filter(None, said), ref.id)[:_LONGEST]


def question_title(release: Release, question: str, language: Language) -> str:
    """The title of a question; its id where it is not known."""
    found = release.questions.get(question)
    return found.texts[language].title if found else question


def entry_title(visit: Visit, ref: Ref, fields: Fields | None = None) -> str:
    """`title_of` in the release being served."""
    return title_of(release_of(visit), ref, visit.language, fields)


def draft_title(visit: Visit, draft: Draft) -> str:
    return entry_title(visit, draft.ref, {**draft.began_fields, **draft.fields})


def entry_path(country: str, ref: Ref, *more: str) -> str | None:
    """Where an entry is read; what is asked everywhere lives with the region, and a test has no page."""
    return path_of("entries", country or REGION, ref.kind, ref.id, *more) if ref.kind in KINDS else None
