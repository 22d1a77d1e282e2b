"""Changes one value inside a YAML text and touches no other line: comments, order, quotes and line breaks stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.editing.refusals import CannotEdit
from bot.editing.spans import Spot, spots
from bot.editing.writing import (
    ONE_LINE,
    in_braces,
    in_brackets,
    item_lines,
    reworded,
    scalar,
    value_lines,
    word,
)
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.yaml_reader import Path_


@dataclass(frozen=True, slots=True)
class _Swap:
    start: int
    end: int
    text: str


def patched(text: str, file: str, path: Path_, value: Mapping[str, object]) -> str:
    """The text with the mapping at `path` saying `value`: texts, lists and mappings of them; line ends are plain.

    Values are compared with their spaces made single, as the knowledge reads them. Raises KnowledgeRefused where the
    text is no YAML, CannotEdit where there is no mapping at `path`, or the outcome would not say `value`.
    """
    spot = spots(text, file).at(path)
    if spot is None or spot.kind != "mapping":
        raise CannotEdit(f"{file}: the entry to change is not there any more")
    swaps = sorted(_Patch(text).value(spot, value, ""), key=lambda x: (x.start, x.end))
    made = text
    for swap in reversed(swaps):  # from the end, so that what stands before keeps its place
        made = made[: swap.start] + swap.text + made[swap.end :]
    _verify(made, file, path, value)
    return made


def with_item(text: str, file: str, name: str, item: Mapping[str, object]) -> str:
    """The text with one more item at the end of its list `name`, after an empty line where the others have one.

    Raises KnowledgeRefused, CannotEdit.
    """
    listed = _list_to_add_to(text, file, name)
    lines = item_lines(item, _Patch(text).column(listed.items[0].start) - 2)
    made = with_lines(text, file, name, "\n".join(lines) + "\n")
    _verify(made, file, (name, len(listed.items)), item)
    return made


def with_lines(text: str, file: str, name: str, lines: str) -> str:
    """As `with_item`, with the lines of the item as they once stood. Raises KnowledgeRefused, CannotEdit."""
    listed = _list_to_add_to(text, file, name)
    close = len(listed.items) > 1 and "\n\n" not in text[listed.items[-2].end : listed.items[-1].start]
    end = _Patch(text).line_end(listed.end)
    made = text[:end] + ("" if close else "\n") + lines + text[end:]
    spots(made, file)
    return made


def _list_to_add_to(text: str, file: str, name: str) -> Spot:
    listed = spots(text, file).at((name,))
    if listed is None or listed.kind != "sequence" or listed.flow or not listed.items:
        raise CannotEdit(f"{file}: has no list '{name}' to add to")
    return listed


def without_item(text: str, file: str, name: str, index: int) -> str:
    """The text without one item of its list `name`, the comment right above it and the empty line. Raises as `patched`."""
    listed = spots(text, file).at((name,))
    if listed is None or listed.flow or index >= len(listed.items) or len(listed.items) == 1:
        raise CannotEdit(f"{file}: the entry cannot be taken out of '{name}'")
    start, end = item_block(text, listed.items[index])
    above = text[:start].splitlines(keepends=True)
    while index and above and above[-1].lstrip(" ").startswith("#"):
        start -= len(above.pop())
    made = text[:start] + text[end:]
    if made[:start].endswith("\n\n") and made[start : start + 1] in {"", "\n"}:
        made = made[: start - 1] + made[start:]
    spots(made, file)
    return made


def item_block(text: str, item: Spot) -> tuple[int, int]:
    """The whole lines [start, end) of an item of a list, from its dash to the end of its last line."""
    patch = _Patch(text)
    return patch.line_start(item.start), patch.line_end(item.end)


def plain(value: object) -> object:
    """A value with its spaces made single, without what says nothing: how two values are compared."""
    if isinstance(value, Mapping):
        found = {name: plain(part) for name, part in value.items()}
        return {name: part for name, part in found.items() if part not in (None, "", [], {})}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return None if value is None else " ".join(str(value).split())


def _verify(text: str, file: str, path: Path_, value: Mapping[str, object]) -> None:
    try:
        spot = spots(text, file).at(path)
    except KnowledgeRefused as refused:
        raise CannotEdit(f"{file}: the edit cannot be written as it is: {refused}") from refused
    if spot is None or plain(spot.value()) != plain(value):
        raise CannotEdit(
            f"{file}: the edit would be read back differently: change this entry in the file itself"
        )


class _Patch:
    """The swaps that make one value say another, over the text they are for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Behind the end of the line that holds the character before `at`."""
        found = self._text.find("\n", at)
        return len(self._text) if found < 0 else found + 1

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def value(self, spot: Spot, value: object, name: str) -> Iterator[_Swap]:
        if plain(spot.value()) == plain(value):
            return
        if spot.kind == "mapping" and isinstance(value, Mapping) and spot.keys:
            yield from self._flow_mapping(spot, value) if spot.flow else self._mapping(spot, value)
        elif spot.kind == "sequence" and isinstance(value, Sequence) and not isinstance(value, str):
            yield from self._sequence(spot, value, name)
        elif spot.kind == "scalar" and not isinstance(value, Mapping) and isinstance(value, str):
            yield self._scalar(spot, value, name)
        else:
            raise CannotEdit(f"'{name}' has another form in the file: change it there")

    def _scalar(self, spot: Spot, value: str, name: str) -> _Swap:
        text, column = " ".join(value.split()), self.column(spot.start)
        old = self._text[spot.start : spot.end]
        first_line, _, rest = old.partition("\n")
        if rest and spot.style in {">", ""}:
            indent = len(rest) - len(rest.lstrip(" "))
            if spot.style == ">":
                lines = reworded(rest, text, indent)
                return _Swap(
                    spot.start, spot.end, "\n".join([first_line, *(" " * indent + x for x in lines)])
                )
            if word(text) == text:  # goes on as a plain text
                lines = reworded(old, text, indent)
                return _Swap(spot.start, spot.end, f"\n{' ' * indent}".join(lines))
        indent = len(rest) - len(rest.lstrip(" ")) if rest else self._indent(spot.start) + 2
        written = scalar(
            text, column, indent, style=spot.style, fold=bool(name), may_break=name not in ONE_LINE
        )
        if spot.end == spot.start and self._text[spot.start - 1 : spot.start] == ":":
            written = f" {written}"
        return _Swap(spot.start, spot.end, written)

    def _indent(self, at: int) -> int:
        """The column of the name or dash that the value at `at` hangs on."""
        line = self._text[self.line_start(at) : at]
        name = line.lstrip(" -")
        return len(line) - len(name) if name else len(line) - 2

    def _flow_mapping(self, spot: Spot, value: Mapping[str, object]) -> Iterator[_Swap]:
        parts = {name: part for name, part in value.items() if part not in (None, "", [], {})}
        if list(parts) == [key.name for key in spot.keys] and all(isinstance(x, str) for x in parts.values()):
            for key in spot.keys:
                if plain(key.spot.value()) != plain(parts[key.name]):
                    written = word(" ".join(str(parts[key.name]).split()), flow=True, style=key.spot.style)
                    yield _Swap(key.spot.start, key.spot.end, written)
            return
        yield _Swap(spot.start, spot.end, in_braces(parts))

    def _mapping(self, spot: Spot, value: Mapping[str, object]) -> Iterator[_Swap]:
        wanted = {name: part for name, part in value.items() if part not in (None, "", [], {})}
        indent = self.column(spot.keys[0].start)
        for key in spot.keys:
            if key.name in wanted:
                yield from self.value(key.spot, wanted[key.name], key.name)
            elif plain(key.spot.value()) not in (None, [], {}):
                yield self._gone(spot, key.start, key.spot.end)
        before: int | None = None  # the end of the last name that stands, behind which a new one goes
        for name, part in wanted.items():
            key_here = spot.key(name)
            if key_here is not None:
                before = key_here.spot.end
                continue
            lines = "\n".join(value_lines(name, part, indent)) + "\n"
            if before is None:
                first = spot.keys[0]
                yield _Swap(first.start, first.start, lines.lstrip(" ") + " " * indent)
            else:
                at = self.line_end(before)
                yield _Swap(at, at, lines)

    def _gone(self, spot: Spot, start: int, end: int) -> _Swap:
        """Takes the lines of a name out; the first name of an item stands behind its dash, which stays."""
        if (
            start != spot.keys[0].start
            or len(spot.keys) == 1
            or self.column(start) == self._own_indent(start)
        ):
            return _Swap(self.line_start(start), self.line_end(end), "")
        return _Swap(start, spot.keys[1].start, "")

    def _own_indent(self, at: int) -> int:
        line = self._text[self.line_start(at) :]
        return len(line) - len(line.lstrip(" "))

    def _sequence(self, spot: Spot, value: Sequence[object], name: str) -> Iterator[_Swap]:
        if spot.flow or not spot.items:
            column = self.column(spot.start)
            if any(isinstance(item, Mapping) for item in value):
                raise CannotEdit(
                    f"'{name}' stands in brackets: write it over several lines in the file first"
                )
            yield _Swap(spot.start, spot.end, in_brackets(value, column, self._indent(spot.start) + 2))
            return
        indent = self.column(self._dash(spot.items[0]))
        old = [repr(plain(item.value())) for item in spot.items]
        new = [repr(plain(item)) for item in value]
        for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if old[i1:i2] == new[j1:j2]:
                continue
            both = min(i2 - i1, j2 - j1)
            for step in range(both):
                yield from self.value(spot.items[i1 + step], value[j1 + step], "")
            for item in spot.items[i1 + both : i2]:
                yield _Swap(self.line_start(self._dash(item)), self.line_end(item.end), "")
            if j1 + both < j2:
                lines = [x for item in value[j1 + both : j2] for x in item_lines(item, indent)]
                behind = i1 + both
                at = (
                    self.line_end(spot.items[behind - 1].end)
                    if behind
                    else self.line_start(self._dash(spot.items[0]))
                )
                yield _Swap(at, at, "\n".join(lines) + "\n")

    def _dash(self, item: Spot) -> int:
        return self._text.rfind("-", 0, item.start)
