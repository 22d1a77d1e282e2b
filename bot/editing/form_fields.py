"""The fields of each kind of entry, made from the shapes of the files: a new field of the knowledge is one here too."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from bot.editing.records import EntryKind
from bot.knowledge.fields import MAX_LINE, Shape
from bot.knowledge.schema import AnswerShape, LineShape, PlaceShape, SharedQuestion
from bot.knowledge.schema_shared import TestShape

Widget = Literal["line", "text", "choice", "yes_no", "date", "phone", "link", "id", "number"]
SHAPES: Mapping[EntryKind, type[Shape]] = {
    "answer": AnswerShape,
    "place": PlaceShape,
    "line": LineShape,
    "question": SharedQuestion,
    "test": TestShape,
}
_WIDGETS: Mapping[str, Widget] = {
    **dict.fromkeys(("phone", "whatsapp"), "phone"),
    **dict.fromkeys(("official", "web", "url"), "link"),
    **dict.fromkeys(("as_of", "date"), "date"),
    **dict.fromkeys(("part_as_of.cost", "part_as_of.deadline", "part_as_of.duration"), "date"),
    **dict.fromkeys(("id", "answers"), "id"),
    **dict.fromkeys(("latitude", "longitude"), "number"),
    "text": "text",
}
_PHONES = ("phone", "whatsapp", "email", "lines", "purposes")
_ADDRESSES = ("address", "city", "region", "point", "places")
GUARDED: Mapping[EntryKind, tuple[str, ...]] = {  # a second person looks at these; a line is guarded whole
    "answer": (
        "lines",
        "places",
        "official",
        "sources.*.url",
        "*.cost",
        "*.deadline",
        "part_as_of",
        "lasting",
    ),
    "place": (*_PHONES, *_ADDRESSES, "web", "sources.*.url", "free"),
    "line": ("",),
    "question": (),
    "test": (),
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. A list's name ends in `*`: es.steps.*; of a list of groups each part has one: sources.*.url."""

    name: str
    widget: Widget
    required: bool
    most: int  # characters
    choices: tuple[str, ...] = ()
    help: str = ""
    many: bool = False

    @property
    def language(self) -> str | None:
        """`es` or `en` where the field is told in both languages; pages set the two side by side."""
        return next((part for part in self.name.split(".") if part in {"es", "en"}), None)


@lru_cache(maxsize=8)
def form_fields(kind: EntryKind) -> tuple[FormField, ...]:
    """All fields of a kind of entry, in the order of the files."""
    return tuple(_fields(SHAPES[kind], ""))


def is_guarded(kind: EntryKind, name: str) -> bool:
    """Whether a field's change needs a second person: phones, links, addresses, emergency lines, deadlines, costs."""
    return any(_fits(pattern.split("."), name.split(".")) for pattern in GUARDED[kind])


def _fits(pattern: list[str], parts: list[str]) -> bool:
    """Whether a pattern names the field or a group it is in; `*` is any one part, an empty pattern is everything."""
    if pattern == [""]:
        return True
    return len(parts) >= len(pattern) and all(p in {"*", x} for p, x in zip(pattern, parts, strict=False))


def _fields(shape: type[Shape], prefix: str) -> Iterator[FormField]:
    for name, info in shape.model_fields.items():
        yield from _field(f"{prefix}{name}", info.annotation, info, many=False)


def _field(name: str, annotation: Any, info: FieldInfo, *, many: bool) -> Iterator[FormField]:
    inner, most = _bare(annotation, [info])
    origin = typing.get_origin(inner)
    if origin is list:
        yield from _field(f"{name}.*", typing.get_args(inner)[0], info, many=True)
    elif origin is dict:  # opening hours: which days, and when
        for part in ("days", "times"):
            yield FormField(f"{name}.*.{part}", "line", False, MAX_LINE, help=_help(info), many=True)
    elif isinstance(inner, type) and issubclass(inner, Shape):
        for found in _fields(inner, f"{name}."):
            yield FormField(
                found.name,
                found.widget,
                found.required,
                found.most,
                found.choices,
                found.help,
                many or found.many,
            )
    else:
        choices = tuple(map(str, typing.get_args(inner))) if origin is Literal else ()
        widget: Widget = (
            "choice"
            if choices
            else "yes_no"
            if inner is bool
            else _WIDGETS.get(name) or _WIDGETS.get(_last(name), "line")
        )
        yield FormField(name, widget, info.is_required() and not many, most, choices, _help(info), many)


def _last(name: str) -> str:
    return [part for part in name.split(".") if part != "*"][-1]


def _bare(annotation: Any, infos: list[FieldInfo]) -> tuple[Any, int]:
    """The type without Optional and Annotated, and how many characters it may have."""
    most = [m.max_length for info in infos for m in info.metadata if isinstance(m, MaxLen)]
    while True:
        if typing.get_origin(annotation) is Annotated:
            annotation, *metadata = typing.get_args(annotation)
            inner = [m for x in metadata for m in (x.metadata if isinstance(x, FieldInfo) else [x])]
            most += [m.max_length for m in inner if isinstance(m, MaxLen)]
        elif typing.get_origin(annotation) in {typing.Union, types.UnionType}:
            annotation = next(x for x in typing.get_args(annotation) if x is not type(None))
        else:
            return annotation, min(most, default=MAX_LINE)


def _help(info: FieldInfo) -> str:
    return info.description or ""
