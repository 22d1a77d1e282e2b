"""Two forms of an entry side by side: a list counts as one field, and the two languages of a field stand together."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.console.app.pages.field_names import field_label, value_shown
from bot.console.app.visit import Visit
from bot.editing.guarding import guarded_changes
from bot.editing.records import Draft, EntryKind, Fields
from bot.editing.word_diff import Run, word_diff
from bot.knowledge.records import LANGUAGES


@dataclass(frozen=True, slots=True)
class Side:
    """One field in one language. runs: none where it did not change."""

    base: str
    language: str | None
    text: str
    runs: tuple[Run, ...]
    since: bool = False  # changed since the person looked


@dataclass(frozen=True, slots=True)
class Group:
    """One field in every language that it is told in. alone: only one of its two languages changed."""

    label: str
    guarded: bool
    sides: tuple[Side, ...]

    @property
    def alone(self) -> bool:
        return len(self.sides) == 2 and sum(bool(side.runs) for side in self.sides) == 1


def base_of(name: str) -> str:
    """The field that a name belongs to: "es.steps" of "es.steps.0", "sources" of "sources.1.url"."""
    parts = name.split(".")
    number = next((i for i, part in enumerate(parts) if part.isdecimal()), len(parts))
    return ".".join(parts[:number])


def whole_fields(fields: Fields) -> dict[str, str]:
    """Every field as one text; of a list, a line for each item."""
    texts: dict[str, dict[int, list[str]]] = {}
    for name, text in fields.items():
        base = base_of(name)
        rest = name[len(base) + 1 :].split(".")
        number = int(rest[0]) if rest[0].isdecimal() else 0
        if text.strip():
            texts.setdefault(base, {}).setdefault(number, []).append(text.strip())
    return {
        base: "\n".join(" · ".join(items[number]) for number in sorted(items))
        for base, items in texts.items()
    }


def differ(one: str, other: str) -> bool:
    """Whether two texts differ, spaces apart."""
    return one.split() != other.split()


def groups(
    visit: Visit, kind: EntryKind, before: Fields, after: Fields, seen: Mapping[str, str] | None = None
) -> tuple[Group, ...]:
    """What changed, word by word. `seen`: the marks of what the person looked at (`marks`)."""
    old, new = whole_fields(before), whole_fields(after)
    guarded = {base_of(name) for name in guarded_changes(kind, before, after)}
    changed = [x for x in dict.fromkeys((*new, *old)) if differ(old.get(x, ""), new.get(x, ""))]
    changed += [x for x in seen or {} if x not in changed and (x in old or x in new)]
    now, found = marks(before, after), dict[str, Group]()
    for base in changed:
        names = _in_both(base)
        if names[0] in found:
            continue
        sides = tuple(
            _side(visit, name, old, new, since=seen is not None and seen.get(name) != now.get(name))
            for name in names
        )
        found[names[0]] = Group(field_label(visit, base), bool(guarded & set(names)), sides)
    return tuple(found.values())


def marks(before: Fields, after: Fields) -> dict[str, str]:
    """A short mark of the new text of every changed field, to tell later what changed since."""
    old, new = whole_fields(before), whole_fields(after)
    return {
        base: f"{zlib.crc32(new.get(base, '').encode()):08x}"
        for base in dict.fromkeys((*new, *old))
        if differ(old.get(base, ""), new.get(base, ""))
    }


def written_marks(draft: Draft) -> str:
    """The marks as a form carries them."""
    return " ".join(f"{base}={mark}" for base, mark in marks(draft.began_fields, draft.fields).items())


def read_marks(text: str) -> dict[str, str]:
    """The marks that a form sent back; what is no mark is left out."""
    pairs = (part.rpartition("=") for part in text.split())
    return {base: mark for base, _, mark in pairs if base}


def _language(base: str) -> str | None:
    return next((part for part in base.split(".") if part in LANGUAGES), None)


def _in_both(base: str) -> tuple[str, ...]:
    """ "es.cost" and "en.cost" of either; a field without a language is alone."""
    if _language(base) is None:
        return (base,)
    return tuple(
        ".".join(language if part in LANGUAGES else part for part in base.split("."))
        for language in LANGUAGES
    )


def _side(visit: Visit, name: str, old: Mapping[str, str], new: Mapping[str, str], *, since: bool) -> Side:
    before, after = (value_shown(visit, name, texts.get(name, "")) for texts in (old, new))
    runs = word_diff(before, after) if differ(before, after) else ()
    return Side(name, _language(name), after, runs, since)
