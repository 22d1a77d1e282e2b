"""Where everything stands in a YAML text: each value with the exact stretch of characters it takes.

PyYAML's own marks end a block where the next token begins, comments and empty lines included; these end at the last
character of the value itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml

from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.yaml_reader import Path_, read_text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Kind = Literal["scalar", "mapping", "sequence"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A value and its characters [start, end). `style`: "" plain, ' or " quoted, > or | block, { and [ flow, - block."""

    kind: Kind
    style: str
    start: int
    end: int
    text: str = ""  # of a scalar
    keys: tuple[Key, ...] = ()  # of a mapping
    items: tuple[Spot, ...] = ()  # of a sequence

    @property
    def flow(self) -> bool:
        return self.style in {"{", "["}

    def value(self) -> object:
        """The value as plain text, lists and dicts."""
        if self.kind == "mapping":
            return {key.name: key.spot.value() for key in self.keys}
        if self.kind == "sequence":
            return [item.value() for item in self.items]
        return None if self.style == "" and self.text in {"", "~", "null"} else self.text

    def key(self, name: str) -> Key | None:
        """The key of a mapping; None where it has no such one."""
        return next((key for key in self.keys if key.name == name), None)

    def at(self, path: Path_) -> Spot | None:
        """The value at `path` inside; None where there is nothing."""
        spot: Spot | None = self
        for part in path:
            if spot is None:
                return None
            if isinstance(part, int):
                spot = spot.items[part] if part < len(spot.items) else None
            else:
                key = spot.key(part)
                spot = key.spot if key else None
        return spot


@dataclass(frozen=True, slots=True)
class Key:
    """One `name: value` of a mapping; `start` is where the name begins."""

    name: str
    start: int
    spot: Spot


@lru_cache(maxsize=2)  # an edit reads the same text several times: before, after, and for the next entry
def spots(text: str, file: str) -> Spot:
    """The whole text, whose line ends must be plain. Raises KnowledgeRefused as the reader does, or where it is empty."""
    read_text(text, file)  # its guards come first: size, depth, anchors
    node = yaml.compose(text, Loader=_LOADER)
    if node is None:
        raise KnowledgeRefused([Problem(file, 1, "is empty: delete the file or write its first entry")])
    return _Finder(text).spot(node)


class _Finder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *_after_breaks(text)]

    def spot(self, node: yaml.Node) -> Spot:
        start = self._offset(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, start)
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.spot(item) for item in node.value)
            end = self._offset(node.end_mark) if node.flow_style or not items else items[-1].end
            return Spot("sequence", "[" if node.flow_style else "-", start, end, items=items)
        if not isinstance(node, yaml.ScalarNode):
            msg = f"a node of no known kind: {type(node).__name__}"
            raise TypeError(msg)
        end = self._offset(node.end_mark)
        if node.style in {">", "|"}:
            end = start + len(self._text[start:end].rstrip())
        return Spot("scalar", node.style or "", start, max(end, start), text=node.value)

    def _mapping(self, node: yaml.MappingNode, start: int) -> Spot:
        keys = tuple(
            Key(key.value, self._offset(key.start_mark), self.spot(value)) for key, value in node.value
        )
        end = self._offset(node.end_mark) if node.flow_style or not keys else keys[-1].spot.end
        return Spot("mapping", "{" if node.flow_style else "-", start, end, keys=keys)

    def _offset(self, mark: yaml.Mark) -> int:
        return min(self._lines[min(mark.line, len(self._lines) - 1)] + mark.column, len(self._text))


def _after_breaks(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)
