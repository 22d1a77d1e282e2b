"""Reads one YAML file into plain Python where every scalar stays text, and remembers the line of every value.

Guards (measured: 60 kB of brackets kill the C composer, YAML 1.1 turns 22:30 into 1350 and NO into False):
size and lines are bounded before parsing, nesting and values while parsing; anchors, aliases, tags, repeated keys, merge
keys and second documents are refused. Parsing works on the event stream, which needs no recursion in C.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from bot.knowledge.problems import KnowledgeRefused, Problem, short

MAX_BYTES = 1024 * 1024
MAX_LINES = 20_000
MAX_DEPTH = 20
MAX_VALUES = 50_000

Value = str | None | list["Value"] | dict[str, "Value"]
Path_ = tuple[str | int, ...]

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_ODD_INDENT = re.compile("^[ -]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]", re.MULTILINE)
_GLUED_COMMENT = re.compile(r"[ ]+#[^\s#]")
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MENDS = (  # what the parser says -> what the editor can do; the first that fits
    (
        "mapping values are not allowed",
        "a ': ' stands inside a text: put the text in quotes, or check the indentation of this line",
    ),
    (
        "unexpected end of stream|unexpected document indicator",
        "the quote opened here is never closed: close it",
    ),
    (
        "flow sequence|flow mapping|expected the node content|cannot start any token.*flow",
        "a bracket opened here is never closed, or a comma between its items is missing",
    ),
    (
        "expected <block end>|did not find expected (key|'-' indicator)|block sequence entries are not allowed",
        "the indentation does not fit the lines above, or a quote is not closed: align it with its neighbours",
    ),
    (
        "cannot start any token|anchor|alias",
        "a text starts with a sign that YAML reserves (@ ` % & *): put the text in quotes",
    ),
    (
        "could not find expected ':'",
        "a ':' is missing after the word in this line, or a line lacks its indentation",
    ),
    (
        "escape|hexdec|Unicode character code",
        "a \\ stands inside double quotes: use single quotes around the text",
    ),
    ("mapping keys are not allowed", "a text starts with '? ': put the text in quotes"),
    ("document start", "this line belongs to nothing above it: check its indentation"),
    ("directive", "a line starts with %: put the text in quotes"),
    ("tag", "uses a tag (!): put the text in quotes"),
    ("block scalar", "after | or > the text starts on the next line, indented"),
)


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
    """The content of the file `path`, known to editors as `file`.

    Raises KnowledgeRefused with one problem that names the line and the mend.
    """
    try:
        text = _decoded(_bytes(path))
        if text and not text.endswith("\n"):  # half-written: "phone: +51 1 2" would pass for a number
            line = text.count("\n") + 1
            raise _Refused(
                line, "ends in the middle of a line: press Enter after the last line and save again"
            )
        return _parse(text, file)
    except _Refused as refused:
        raise KnowledgeRefused([Problem(file, refused.line, refused.message)]) from None


def read_text(text: str, file: str) -> Document:
    """The content of a text that was read elsewhere; the same guards and errors as `read_document`."""
    try:
        return _parse(_guarded(text), file)
    except _Refused as refused:
        raise KnowledgeRefused([Problem(file, refused.line, refused.message)]) from None


def rough_text(path: Path) -> str:
    """What can be read of a file that is broken as YAML; empty where it is no plain file or too large."""
    try:
        return _bytes(path).decode("utf-8", errors="replace")
    except _Refused:
        return ""


def _bytes(path: Path) -> bytes:
    """The bytes of a plain file; a link, a pipe or a device is never read."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        raise _Refused(1, _why_closed(error)) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _Refused(1, "is not a plain file: put a text file here")
        with open(handle, "rb", closefd=False) as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Refused(1, _why_closed(error)) from None
    finally:
        os.close(handle)
    if len(raw) > MAX_BYTES:
        raise _Refused(1, f"is larger than {MAX_BYTES // 1024} kB: split it into smaller files")
    return raw


def _why_closed(error: OSError) -> str:
    if error.errno in {errno.ELOOP, errno.EMLINK}:
        return "is a link to another file: put the file itself here"
    said = (error.strerror or "no reason given").lower()
    return f"cannot be read ({said}): check that the file is there and who may read it"


def _decoded(raw: bytes) -> str:
    try:
        return _guarded(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Refused(line, "is not UTF-8: save the file again with encoding UTF-8") from None


def _guarded(text: str) -> str:
    """`text` with plain line ends and composed accents. Raises _Refused for what an editor cannot see."""
    text = text.replace("\r\n", "\n")
    if len(text) > MAX_BYTES:
        raise _Refused(1, f"is larger than {MAX_BYTES // 1024} kB: split it into smaller files")
    if text.count("\n") > MAX_LINES:
        raise _Refused(MAX_LINES, f"has more than {MAX_LINES} lines: split it into smaller files")
    if hidden := _HIDDEN.search(text):
        raise _Refused(_line_of(text, hidden.start()), _hidden_message(hidden[0]))
    if (tab := text.find("\t")) >= 0:
        raise _Refused(_line_of(text, tab), "holds a tab: delete it and type spaces")
    if odd := _ODD_INDENT.search(text):
        said = "starts with a special space, as copied from a web page: delete it and type normal spaces"
        raise _Refused(_line_of(text, odd.start()), said)
    return unicodedata.normalize("NFC", text)


def hidden_in(text: str) -> str | None:
    """What is wrong with a text that holds a character nobody can see; None where it holds none."""
    found = _HIDDEN.search(text)
    return _hidden_message(found[0]) if found else None


def _hidden_message(character: str) -> str:
    return f"holds a hidden character (U+{ord(character):04X}): delete this text and type it again"


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _parse(text: str, file: str) -> Document:
    document = Document(file)
    try:
        events = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if document.lines:
                    raise _Refused(_line(event), "starts a second document: remove the line '---'")
                document.value = _Builder(events, document, text).value((), next(events), 1)
    except yaml.MarkedYAMLError as error:
        raise _Refused(*_plain(error)) from None
    except yaml.YAMLError:
        raise _Refused(1, "is not valid YAML: check the characters used in it") from None
    return document


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _plain(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The parser's complaint as an editor can use it: the line to look at, and the mend."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    opened = "unexpected end" in said or "flow" in (error.context or "")
    if opened and error.context_mark:  # the place where it was opened helps more than the end of the file
        mark = error.context_mark
    line = int(mark.line) + 1 if mark else 1
    for pattern, mend in _MENDS:
        if re.search(pattern, said):
            return line, mend
    return line, "this is not valid YAML: check the signs and the indentation of this line and the one above"


class _Builder:
    """Turns the parser's events into values; one instance a document."""

    def __init__(self, events: Iterator[yaml.Event], document: Document, text: str) -> None:
        self._events, self._lines = events, document.lines
        lines = text.split("\n") if _GLUED_COMMENT.search(text) else []
        self._glued = {i: line for i, line in enumerate(lines) if _GLUED_COMMENT.search(line)}
        self._count = 0

    def value(self, path: Path_, event: yaml.Event, depth: int) -> Value:
        self._lines.setdefault(path, _line(event))
        self._guard(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _guard(self, event: yaml.Event, depth: int) -> None:
        self._count += 1
        if self._count > MAX_VALUES:
            raise _Refused(_line(event), f"holds more than {MAX_VALUES} values: split it into smaller files")
        if depth > MAX_DEPTH:
            raise _Refused(_line(event), f"is nested more than {MAX_DEPTH} levels deep: flatten it")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            said = "starts with & or *, which YAML reads as an anchor or alias: put the text in quotes, or write it out"
            raise _Refused(_line(event), said)
        if getattr(event, "tag", None):
            raise _Refused(_line(event), "starts with !, which YAML reads as a tag: put the text in quotes")

    def _scalar(self, event: yaml.ScalarEvent) -> str | None:
        if not event.style and event.value in {"", "~", "null"}:
            return None
        if not event.style and self._glued:
            self._guard_comment(event)
        if event.style == '"' and (hidden := _HIDDEN.search(event.value)):  # written as an escape: "\u202e"
            raise _Refused(_line(event), _hidden_message(hidden[0]))
        return str(event.value)

    def _guard_comment(self, event: yaml.ScalarEvent) -> None:
        """Refuses 'Calle 5 #12': YAML would cut it to 'Calle 5' without a word. A comment has a space after its #."""
        if event.end_mark and (line := self._glued.get(event.end_mark.line)):
            comment = _GLUED_COMMENT.match(line, event.end_mark.column)
            if comment and event.value:
                said = "a ' #' stands inside a text, and YAML drops what follows it: put the text in quotes"
                raise _Refused(event.end_mark.line + 1, said)

    def _sequence(self, path: Path_, depth: int) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self.value((*path, len(items)), event, depth + 1))
        return items

    def _mapping(self, path: Path_, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._guard(event, depth)
            key = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else None
            if key is None or key == "<<":
                raise _Refused(_line(event), "a name is expected before the ':'")
            if key in found:
                first = self._lines[(*path, key)]
                said = f"'{short(key)}' stands twice here, first in line {first}: keep one of them"
                raise _Refused(_line(event), said)
            self._lines[(*path, key)] = _line(event)
            found[key] = self.value((*path, key), next(self._events), depth + 1)
        return found


def nearest_word(word: str, known: list[str]) -> str | None:
    """The known word that `word` probably means, for 'did you mean' in messages."""
    best = max(known, key=lambda x: fuzz.ratio(word, x), default=None)
    return best if best and fuzz.ratio(word, best) >= 60 else None
