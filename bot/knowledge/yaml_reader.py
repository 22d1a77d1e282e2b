"""Reads one YAML file into plain Python where every scalar stays text, and remembers the line of every value.

Guards (measured: 60 kB of brackets kill the C composer, YAML 1.1 turns 22:30 into 1350 and NO into False):
size and lines are bounded before parsing, nesting while parsing; anchors, aliases, tags, repeated keys, merge keys and
second documents are refused. Parsing works on the event stream, which needs no recursion in C.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from bot.knowledge.problems import KnowledgeRefused, Problem

MAX_BYTES = 1024 * 1024
MAX_LINES = 20_000
MAX_DEPTH = 20

Value = str | None | list["Value"] | dict[str, "Value"]
Path_ = tuple[str | int, ...]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """A file as read: its name inside the folder, its value, and the line of every value in it."""

    file: str
    value: Value = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line (from 1) of the value at `path`, or of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)


def read_document(path: Path, file: str) -> Document:
    """The content of `path`, known to editors as `file`.

    Raises KnowledgeRefused with one problem that names the line and the mend.
    """
    try:
        return _parse(_text(path), file)
    except _Refused as refused:
        raise KnowledgeRefused([Problem(file, refused.line, refused.message)]) from None


def read_text(text: str, file: str) -> Document:
    """The content of a text that was read elsewhere; the same guards and errors as `read_document`."""
    try:
        return _parse(text, file)
    except _Refused as refused:
        raise KnowledgeRefused([Problem(file, refused.line, refused.message)]) from None


def _text(path: Path) -> str:
    try:
        if not path.is_file() or path.is_symlink():
            raise _Refused(1, "is not a plain file: put the text itself here")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Refused(1, f"cannot be read ({error.strerror}): check the file's permissions") from None
    if len(raw) > MAX_BYTES:
        raise _Refused(1, f"is larger than {MAX_BYTES // 1024} kB: split it into smaller files")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Refused(line, "is not UTF-8: save the file again with encoding UTF-8") from None
    text = text.replace("\r\n", "\n")
    if text.count("\n") > MAX_LINES:
        raise _Refused(MAX_LINES, f"has more than {MAX_LINES} lines: split it into smaller files")
    if hidden := _CONTROL.search(text):
        line = text[: hidden.start()].count("\n") + 1
        raise _Refused(
            line, f"holds a hidden character (U+{ord(hidden[0]):04X}): delete it and type the text again"
        )
    return text


def _parse(text: str, file: str) -> Document:
    document = Document(file)
    try:
        events = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if document.lines:
                    raise _Refused(_line(event), "starts a second document: remove the line '---'")
                document.value = _Builder(events, document).value((), next(events), 1)
    except yaml.MarkedYAMLError as error:
        raise _Refused(*_plain(error)) from None
    except yaml.YAMLError:
        raise _Refused(1, "is not valid YAML: check the characters used in it") from None
    return document


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _plain(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The parser's complaint as an editor can use it."""
    mark = error.problem_mark or error.context_mark
    line = int(mark.line) + 1 if mark else 1
    said = f"{error.context or ''} {error.problem or ''}"
    if "tab" in said or "\\t" in said:
        mend = "there is a tab: indent with spaces"
    elif "mapping values are not allowed" in said:
        mend = "a ': ' stands inside a text: put the text in quotes, or check the indentation of this line"
    elif "expected <block end>" in said or "did not find expected key" in said:
        mend = "the indentation does not fit the lines above, or a quote is not closed: align it with its neighbours"
    elif "found unexpected end of stream" in said or "unexpected end" in said:
        mend = "a quote or bracket is opened and never closed"
    elif "cannot start any token" in said:
        mend = "a text starts with a sign that YAML reserves (@ ` %): put the text in quotes"
    elif "could not find expected ':'" in said:
        mend = "a ':' is missing after the word before this line"
    else:
        mend = "this is not valid YAML: " + (error.problem or "check the signs and the indentation")
    return line, mend


class _Builder:
    """Turns the parser's events into values; one instance a document."""

    def __init__(self, events: Iterator[yaml.Event], document: Document) -> None:
        self._events, self._document = events, document

    def value(self, path: Path_, event: yaml.Event, depth: int) -> Value:
        line = _line(event)
        self._document.lines.setdefault(path, line)
        if depth > MAX_DEPTH:
            raise _Refused(line, f"is nested more than {MAX_DEPTH} levels deep: flatten it")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(line, "uses an anchor or alias (& or *): write the text out, or put it in quotes")
        if getattr(event, "tag", None):
            raise _Refused(line, "uses a tag (!): put the text in quotes")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    @staticmethod
    def _scalar(event: yaml.ScalarEvent) -> str | None:
        if event.style is None and event.value in {"", "~", "null"}:
            return None
        return str(event.value)

    def _sequence(self, path: Path_, depth: int) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self.value((*path, len(items)), event, depth + 1))
        return items

    def _mapping(self, path: Path_, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent) or event.value == "<<":
                raise _Refused(line, "a name is expected before the ':'")
            key = str(event.value)
            if key in found:
                raise _Refused(line, f"'{key}' stands twice here: keep one of them")
            self._document.lines[(*path, key)] = line
            found[key] = self.value((*path, key), next(self._events), depth + 1)
        return found


def nearest_word(word: str, known: list[str]) -> str | None:
    """The known word that `word` probably means, for 'did you mean' in messages."""
    best = max(known, key=lambda x: fuzz.ratio(word, x), default=None)
    return best if best and fuzz.ratio(word, best) >= 60 else None
