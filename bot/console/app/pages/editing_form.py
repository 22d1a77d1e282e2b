"""The form of an entry: its fields in groups, Spanish beside English, and what was typed read back from a request.

Made from `form_fields`: a field that the knowledge gains is in the form too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.console.app.forms import Form
from bot.editing.form_fields import FormField, form_fields, is_guarded
from bot.editing.records import EntryKind, Fields
from bot.knowledge.records import LANGUAGES

Control = Literal[
    "line", "text", "choice", "yes_no", "date", "phone", "link", "id", "number",
    "phrases", "items", "picks", "ticks", "rows",
]  # fmt: skip
MOST_FORM_FIELDS = 900  # as many as a draft may have, and the form's own
PICKED = ("lines", "places", "see_also", "answers")
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "asked": ("id", "answers", "question.title", "question.ask", "title", "ask", "also_asked"),
    "said": ("status", "certainty", "text", "who", "requirements", "steps", "services", "serves"),
    "facts": ("cost", "deadline", "duration", "volatile", "part_as_of.cost", "part_as_of.deadline",
              "part_as_of.duration", "lasting"),
    "where": ("kind", "name", "city", "region", "address", "point.latitude", "point.longitude", "point.exact",
              "purposes", "phone", "whatsapp", "email", "web", "hours", "appointment", "free", "note",
              "confirm_at", "official", "lines", "places", "nearest", "see_also"),
    "sources": ("sources", "as_of", "confirmed.by", "confirmed.date", "research"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that an entry says, in every language it is said in."""

    base: str  # its name without language and numbers: "steps", "question.title", "sources"
    control: Control
    languages: tuple[str, ...]  # ("es", "en"), or ("",) where it is said once
    name: str  # "{l}.steps": the name of its field, or of its list
    required: bool
    most: int
    choices: tuple[str, ...]
    guarded: bool  # a second person looks at a change of it
    columns: tuple[str, ...] = ()  # of rows: "publisher", "title"

    @property
    def label(self) -> str:
        """The key of its name in the wording."""
        return "field_" + self.base.replace(".", "_")

    def field(self, language: str) -> str:
        """The name of the field in that language."""
        return self.name.replace("{l}", language)


@dataclass(frozen=True, slots=True)
class Section:
    """Groups under one heading."""

    name: str
    groups: tuple[Group, ...]


@cache
def sections(kind: EntryKind) -> tuple[Section, ...]:
    """The whole form of a kind of entry."""
    groups = {group.base: group for group in _groups(kind)}
    named = {base for bases in _SECTIONS.values() for base in bases}
    found = [
        Section(name, tuple(groups[base] for base in bases if base in groups))
        for name, bases in _SECTIONS.items()
    ]
    found.append(Section("more", tuple(group for base, group in groups.items() if base not in named)))
    return tuple(section for section in found if section.groups)


def groups_of(kind: EntryKind) -> tuple[Group, ...]:
    """Every group of the form, in order."""
    return tuple(group for section in sections(kind) for group in section.groups)


def _groups(kind: EntryKind) -> Iterator[Group]:
    members: dict[str, list[FormField]] = {}
    for field in form_fields(kind):
        members.setdefault(_base(field), []).append(field)
    for base, fields in members.items():
        first = fields[0]
        control = _control(first)
        languages = tuple(x for x in LANGUAGES if any(f.language == x for f in fields)) or ("",)
        parts = ["{l}" if part == first.language else part for part in first.name.split(".")]
        name = ".".join(parts).partition(".*")[0]
        columns = tuple(f.name.split(".")[-1] for f in fields) if control == "rows" else ()
        yield Group(
            base,
            control,
            languages,
            name,
            first.required or (control == "phrases" and base != "also_asked") or base in {"purposes"},
            first.most,
            first.choices,
            any(is_guarded(kind, f.name) for f in fields),
            columns,
        )


def _base(field: FormField) -> str:
    plain = ".".join(part for part in field.name.split(".") if part != field.language)
    return plain.partition(".*")[0]


def _control(field: FormField) -> Control:
    parts = field.name.split(".")
    if "*" not in parts:
        return field.widget
    if parts[-1] != "*":
        return "rows"
    if field.choices:
        return "ticks"
    if "ask" in parts or parts[0] == "also_asked":
        return "phrases"
    return "picks" if parts[0] in PICKED else "items"


# ---- what stands in a list ------------------------------------------------------------------------------


def numbers(fields: Fields, name: str) -> list[int]:
    """The numbers under which a list has something: 0 and 2 of "es.steps.0", "es.steps.2"."""
    found = set()
    for key, text in fields.items():
        if key.startswith(f"{name}.") and text.strip():
            number = key.removeprefix(f"{name}.").partition(".")[0]
            found |= {int(number)} if number.isdecimal() and len(number) < 5 else set()
    return sorted(found)


def items(fields: Fields, name: str) -> list[str]:
    """What a list of single texts says, in its order."""
    return [fields[f"{name}.{n}"] for n in numbers(fields, name) if f"{name}.{n}" in fields]


# ---- read back from a request -------------------------------------------------------------------------------


def read_fields(kind: EntryKind, form: Form, before: Fields) -> dict[str, str]:
    """What was typed. Fields of `before` that the form does not show stay as they are."""
    typed = {name: text for name, text in form.under("f.").items() if text}
    found: dict[str, str] = {}
    shown: set[str] = set()
    for group in groups_of(kind):
        for language in group.languages:
            name = group.field(language)
            shown.add(name)
            if group.control == "phrases":
                lines = form.text(f"l.{name}", 400_000).split("\n")
                found |= _numbered(name, (line.strip() for line in lines))
            elif group.control == "ticks":
                ticked, order = form.all(f"t.{name}"), items(before, name)
                kept = [x for x in order if x in ticked]
                found |= _numbered(name, (*kept, *(x for x in ticked if x not in kept)))
            else:
                found |= {key: text for key, text in typed.items() if _belongs(key, name)}
    hidden = {key: text for key, text in before.items() if not any(_belongs(key, name) for name in shown)}
    return found | hidden


def _belongs(key: str, name: str) -> bool:
    return key == name or (
        key.startswith(f"{name}.") and key.removeprefix(f"{name}.").partition(".")[0].isdecimal()
    )


def _numbered(name: str, texts: Iterable[str]) -> dict[str, str]:
    return {f"{name}.{i}": text for i, text in enumerate(filter(None, texts))}


# ---- the buttons beside a row -------------------------------------------------------------------------------


def done(fields: Fields, deed: str) -> dict[str, str]:
    """The form after a button was pressed: "up:es.steps.2", "down:sources.0", "drop:lines.1"; others change nothing."""
    act, _, row = deed.partition(":")
    name, _, number = row.rpartition(".")
    if act not in {"up", "down", "drop"} or not name or not number.isdecimal() or len(number) > 4:
        return dict(fields)
    order = numbers(fields, name)
    if int(number) not in order:
        return dict(fields)
    at = order.index(int(number))
    taken = order.pop(at)
    if act != "drop":
        order.insert(max(0, at - 1) if act == "up" else at + 1, taken)
    others = {key: text for key, text in fields.items() if not _belongs(key, name)}
    return others | {
        f"{name}.{new}{key.removeprefix(f'{name}.{old}')}": text
        for new, old in enumerate(order)
        for key, text in fields.items()
        if key == f"{name}.{old}" or key.startswith(f"{name}.{old}.")
    }
