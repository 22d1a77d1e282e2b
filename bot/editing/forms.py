"""An entry as a flat form and back: "es.steps.0" is the first step in Spanish; what is left empty is not said at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.editing.form_fields import SHAPES, form_fields
from bot.editing.records import EntryKind, Fields
from bot.editing.refusals import TooMuchTyped
from bot.knowledge.yaml_reader import Path_

MOST_FIELDS = 800
MOST_LETTERS = 5_000  # of one field as typed
MOST_TYPED = 300_000  # of the whole form
_PAIRS = "hours"  # the one mapping whose names are typed: "hours.0.days" and "hours.0.times"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form says: the values for the file, and the field each of them was typed in."""

    values: Mapping[str, object]
    names: Mapping[Path_, str] = field(default_factory=dict)

    def name(self, path: Path_) -> str:
        """The field of a value, or of its nearest parent that has one; "" where there is none."""
        while path:
            if path in self.names:
                return self.names[path]
            path = path[:-1]
        return ""


def fields_of(values: Mapping[str, object]) -> dict[str, str]:
    """The form of an entry as it stands."""
    return dict(_flat(values, ""))


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    dot = f"{name}." if name else ""
    if isinstance(value, Mapping):
        if name == _PAIRS:
            for i, (days, times) in enumerate(value.items()):
                yield f"{name}.{i}.days", str(days)
                yield f"{name}.{i}.times", _clean(times)
            return
        for key, part in value.items():
            yield from _flat(part, f"{dot}{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for i, part in enumerate(value):
            yield from _flat(part, f"{dot}{i}")
    elif text := _clean(value):
        yield name, text


def bounded(fields: Fields) -> dict[str, str]:
    """The form as it may be kept. Raises TooMuchTyped."""
    if len(fields) > MOST_FIELDS or sum(len(k) + len(v) for k, v in fields.items()) > MOST_TYPED:
        raise TooMuchTyped("the form is longer than any entry can be: shorten it, or make two entries of it")
    for name, text in fields.items():
        if len(text) > MOST_LETTERS:
            raise TooMuchTyped(f"'{name[:60]}' is longer than {MOST_LETTERS} characters: shorten it")
    return {_kept(name)[:120]: _kept(text) for name, text in fields.items()}


def _kept(text: str) -> str:
    """A text as every database can hold it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def filled(kind: EntryKind, fields: Fields) -> Filled:
    """The values a form says, in the order of the files. Fields that the kind does not have are left out."""
    known = {f.name for f in form_fields(kind)}
    tree: dict[str, object] = {}
    for name, text in fields.items():
        if _pattern(name) in known and (clean := _clean(text)):
            _put(tree, name.split("."), (clean, name))
    names: dict[Path_, str] = {}
    values = _tidy(tree, (), (), names)
    assert isinstance(values, dict)  # noqa: S101 - the tree's root is one
    order = [name for name in SHAPES[kind].model_fields if name in values]
    return Filled({name: values[name] for name in order}, names)


def _pattern(name: str) -> str:
    return ".".join("*" if part.isdecimal() else part for part in name.split("."))


def _put(tree: dict[str, object], parts: Sequence[str], leaf: tuple[str, str]) -> None:
    *above, last = parts
    for part in above:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree.setdefault(last, leaf)


def _tidy(node: object, typed: Path_, path: Path_, names: dict[Path_, str]) -> object:
    """Numbered names become lists, without gaps; `names` learns which field each value came from."""
    if isinstance(node, tuple):
        text, name = node
        names[path] = name
        return text
    assert isinstance(node, dict)  # noqa: S101 - the tree is of these two
    if typed == (_PAIRS,):
        return _hours(node, path, names)
    names.setdefault(path, ".".join(map(str, typed)))
    if node and all(key.isdecimal() for key in node):
        ordered = [node[key] for key in sorted(node, key=int)]
        keys = sorted(node, key=int)
        return [_tidy(x, (*typed, keys[i]), (*path, i), names) for i, x in enumerate(ordered)]
    return {key: _tidy(part, (*typed, key), (*path, key), names) for key, part in node.items()}


def _hours(node: Mapping[str, object], path: Path_, names: dict[Path_, str]) -> dict[str, object]:
    hours: dict[str, object] = {}
    names[path] = _PAIRS
    for number in sorted(node, key=int):
        row = node[number]
        if isinstance(row, dict):
            days, times = (row.get(part, ("", "")) for part in ("days", "times"))
            key = str(days[0]) or f"?{number}"
            hours[key] = times[0] or None
            names[(*path, key)] = times[1] or days[1]
    return hours


def _clean(value: object) -> str:
    return "" if value is None else " ".join(unicodedata.normalize("NFC", str(value)).split())
