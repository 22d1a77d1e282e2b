"""What people call an entry, a country and a field: never an id where there is a name."""

from __future__ import annotations

from bot.console.app.pages.review_rights import place_of
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.editing.records import Draft, Fields, Ref
from bot.knowledge.records import REGION, Release

_LONGEST = 120


def release_of(visit: Visit) -> Release:
    """The release being served. Raises 404 where there is none."""
    if visit.services.release is None:
        raise visit.not_found()
    return visit.services.release()


def country_name(visit: Visit, code: str) -> str:
    """ "Perú"; the region and what is asked everywhere have names too."""
    if not code:
        return visit.say("drafts_everywhere")
    known = release_of(visit).countries.get(code)
    if code == REGION or known is None:
        return visit.say("region") if code == REGION else code
    return known.names[visit.language]


def entry_title(visit: Visit, ref: Ref, fields: Fields | None = None) -> str:
    """The title of an entry as it is served; else what its form says; else its id."""
    release, language = release_of(visit), visit.language
    if ref.kind == "answer" and (entry := release.entries.get(ref.id)):
        question = release.questions.get(entry.question)
        return question.texts[language].title if question else ref.id
    if ref.kind == "question" and (asked := release.questions.get(ref.id)):
        return asked.texts[language].title
    if ref.kind == "place" and (place := release.places.get(ref.id)):
        return place.name
    if ref.kind == "line" and (line := release.lines.get(ref.id)):
        return line.names.get(language) or ref.id
    return _typed_title(visit, ref, fields or {})


def _typed_title(visit: Visit, ref: Ref, fields: Fields) -> str:
    asked = release_of(visit).questions.get(fields.get("answers", ""))
    if asked:
        return asked.texts[visit.language].title
    first = visit.language
    for name in (
        f"question.{first}.title", f"{first}.title", f"{first}.name", "name", "ask", "question.es.title",
        "es.title", "es.name",
    ):  # fmt: skip
        if text := fields.get(name, "").strip():
            return text[:_LONGEST]
    return ref.id


def entry_path(country: str, ref: Ref, *more: str) -> str | None:
    """Where an entry is read; a test has no page."""
    if ref.kind == "test":
        return None
    return path_of("entries", place_of(country), ref.kind, ref.id, *more)


def draft_title(visit: Visit, draft: Draft) -> str:
    return entry_title(visit, draft.ref, {**draft.began_fields, **draft.fields})


def field_label(visit: Visit, name: str) -> str:
    """ "es.steps" and "es.steps.0" are "Pasos"; a field without a phrase keeps its own name."""
    parts = [part for part in name.split(".") if part not in {"es", "en"} and not part.isdecimal()]
    key = f"drafts_field_{'_'.join(parts)}"
    return visit.say(key) if visit.words.has(key) else ".".join(parts) or visit.say("drafts_field_whole")


def value_shown(visit: Visit, base: str, text: str) -> str:
    """What a choice says, in words ("in force" -> "vigente"); any other text as it is."""
    if base.split(".")[-1] not in _CHOICES:
        return text
    lines = text.split("\n")
    keys = [f"drafts_value_{line.replace(' ', '_')}" for line in lines]
    return "\n".join(
        visit.say(key) if visit.words.has(key) else line for key, line in zip(keys, lines, strict=True)
    )


_CHOICES = frozenset(
    {
        "status", "certainty", "volatile", "nearest", "lasting", "kind", "exact", "appointment", "free", "purposes", "open",
    }
)  # fmt: skip
