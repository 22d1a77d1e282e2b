"""What the templates of the edit form need: groups, rows, what each field says, what is wrong there, what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.console.app.pages.editing_form import Group, items, numbers, sections
from bot.console.app.pages.editing_words import Trouble
from bot.console.app.pages.field_names import choice_word
from bot.console.app.pages.names import country_name, entry_path, release_of, title_of
from bot.console.app.visit import Visit
from bot.editing.records import Draft, Fields
from bot.knowledge.records import REGION, Language, Release

RARE = (
    "volatile", "part_as_of.cost", "part_as_of.deadline", "part_as_of.duration", "lasting", "confirmed.by",
    "confirmed.date", "research",
)  # fmt: skip
MORE_ROWS = 3  # that "one more" adds
Options = Mapping[str, Sequence[tuple[str, str]]]


def values(visit: Visit, draft: Draft, found: Sequence[Trouble]) -> dict[str, Any]:
    """For edit.html."""
    release, code = release_of(visit), draft.country
    ref = draft.ref
    said: dict[str, list[str]] = {}
    for trouble in found:
        said.setdefault(trouble.slot, []).append(trouble.said)
    more, at = visit.query("more"), visit.query("at")
    return {
        "draft": draft,
        "title": title_of(release, ref, visit.language, draft.fields),
        "country_name": country_name(visit, code),
        "entry_path": None if draft.is_new or ref.kind == "test" else entry_path(code, ref),
        "sections": sections(ref.kind),
        "troubles": found,
        "said_at": said,
        "options": options(release, code or REGION, visit.language),
        "at": more or at,
        **reading(visit, draft.fields, more),
        "folded": lambda group: _is_rare(draft, group) and not says(draft.fields, group),
        "rest_of": lambda section: [
            x for x in section.groups if _is_rare(draft, x) and not says(draft.fields, x)
        ],
        "troubled": lambda groups: any(says(said, group) for group in groups),
        "fixed": lambda group: not draft.is_new and group.base in {"id", "answers"},
        "place_code": code or REGION,
    }


def reading(visit: Visit, fields: Fields, more: str = "") -> dict[str, Any]:
    """How templates read a form's fields. `more`: the list that gets some more empty rows."""

    def rows(name: str) -> list[int]:
        standing = numbers(fields, name)
        first = standing[-1] + 1 if standing else 0
        return [*standing, *range(first, first + (MORE_ROWS if name == more else 1))]

    return {
        "value": lambda name: fields.get(name, ""),
        "rows": rows,
        "filled_rows": lambda name: numbers(fields, name),
        "listed": lambda name: items(fields, name),
        "choice": lambda value: choice_word(visit, value),
        "label": lambda group: visit.say(group.label) if visit.words.has(group.label) else group.base,
        "says": lambda group: says(fields, group),
        "hint": lambda group: _hint(visit, group),
    }


def says(fields: Mapping[str, object], group: Group) -> bool:
    """Whether something stands in a group."""
    names = [group.field(x) for x in group.languages]
    return any(
        text and any(key == name or key.startswith(f"{name}.") for name in names)
        for key, text in fields.items()
    )


def _is_rare(draft: Draft, group: Group) -> bool:
    """What most entries of this kind do not say: it waits in a fold while it is empty."""
    if draft.ref.kind == "answer":
        shared = bool(draft.fields.get("answers"))
        other = ("id", "question.title", "question.ask") if shared else ("answers", "also_asked")
        if group.base in other:
            return True
    return group.base in RARE


def _hint(visit: Visit, group: Group) -> str:
    key = f"{group.label}_hint"
    return visit.say(key) if visit.words.has(key) else ""


def options(release: Release, code: str, language: Language) -> Options:
    """What can be chosen for lines, places, see_also: id and name, of this country and the region."""
    here = {code, REGION}
    asked = (q for q in release.questions.values() if q.country in {None, code})
    return {
        "lines": [
            (x.id, f"{x.names[language]} · {x.phone or x.whatsapp or x.email or ''}")
            for x in release.lines.values()
            if x.country in here
        ],
        "places": [(x.id, f"{x.name} · {x.city}") for x in release.places.values() if x.country in here],
        "see_also": [(q.id, q.texts[language].title) for q in asked],
    }
