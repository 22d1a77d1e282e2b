"""Reads a YAML file of somebody's own messages: every scalar stays text, every record keeps its line.

Unlike the reader of the knowledge base it takes any sign a person may have typed (emoji joiners, tabs), since the texts are
there to be asked, never to be shown. It reads the parser's events, which needs no recursion in C.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

MAX_BYTES = 32 * 1024 * 1024
_MAX_DEPTH = 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Value = str | None | list["Value"] | dict[str, "Value"]


class BadFile(ValueError):
    """A file that cannot be used. The message is one line: where, what is wrong, what to change."""

    @classmethod
    def at(cls, file: str, line: int, message: str) -> BadFile:
        """What is wrong in one line of a file."""
        return cls(f"{file}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping of the file and the line where it begins."""

    fields: Mapping[str, Value]
    line: int


@dataclass(slots=True)
class _Builder:
    file: str
    events: Iterator[yaml.Event]
    lines: dict[int, int] = field(default_factory=dict)  # id of a mapping -> its line

    def value(self, event: yaml.Event, depth: int = 0) -> Value:
        line = _line(event)
        if depth > _MAX_DEPTH:
            raise BadFile.at(self.file, line, f"is nested more than {_MAX_DEPTH} levels deep: flatten it")
        if isinstance(event, yaml.ScalarEvent):
            return None if not event.style and event.value in {"", "~", "null"} else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Value] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.value(inner, depth + 1))
            return items
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth)
        raise BadFile.at(self.file, line, "uses an alias (*): write it out")

    def _mapping(self, line: int, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise BadFile.at(self.file, _line(key), "a name is expected before the ':'")
            if key.value in found:
                raise BadFile.at(self.file, _line(key), f"'{key.value}' stands twice here: keep one of them")
            found[str(key.value)] = self.value(next(self.events), depth + 1)
        self.lines[id(found)] = line
        return found


def read_mapping(path: Path) -> dict[str, Value]:
    """The top-level mapping of a file. Raises BadFile."""
    value, _ = _read(path)
    if not isinstance(value, dict):
        raise BadFile.at(path.name, 1, "should hold names with a ':' after each, and nothing else")
    return value


def read_records(path: Path) -> list[Record]:
    """The records of a file: a list of mappings, or a mapping that holds one such list. Raises BadFile."""
    value, lines = _read(path)
    if isinstance(value, dict):
        lists = [x for x in value.values() if isinstance(x, list)]
        value = lists[0] if len(lists) == 1 else value
    if value is None or value == []:
        raise BadFile(f"{path.name} is empty: it should hold a list of messages")
    if not isinstance(value, list):
        raise BadFile.at(path.name, 1, "should hold a list: each message starts with '- id: …'")
    records = []
    for number, item in enumerate(value, 1):
        if not isinstance(item, dict):
            raise BadFile(f"{path.name}: item {number} is no message: it should have id, lang, text, …")
        records.append(Record(item, lines[id(item)]))
    return records


def _read(path: Path) -> tuple[Value, dict[int, int]]:
    """The value of a file, and the line of each mapping in it by its id()."""
    builder = _Builder(path.name, iter(()))
    value: Value = None
    try:
        builder.events = yaml.parse(_text(path), Loader=_LOADER)
        for event in builder.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if value is not None:
                    raise BadFile.at(path.name, _line(event), "starts a second document: remove the '---'")
                value = builder.value(next(builder.events))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "check the signs and the indentation"
        raise BadFile.at(path.name, mark.line + 1 if mark else 1, f"is not YAML: {said}") from None
    except yaml.YAMLError:
        raise BadFile(f"{path.name} is not YAML: check the characters used in it") from None
    return value, builder.lines


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise BadFile(f"{path} is not a file")
        if path.stat().st_size > MAX_BYTES:
            raise BadFile(f"{path} is larger than {MAX_BYTES // 1024**2} MB: split it")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"{path} is not UTF-8: save it again with encoding UTF-8") from None
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({(error.strerror or 'no reason given').lower()})") from None


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1
