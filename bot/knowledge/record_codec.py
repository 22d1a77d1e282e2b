"""Turns frozen records into plain lists, texts and numbers, and back, by the types of their fields.

What a field may be: text, number, yes/no, None, a day; a tuple, a frozenset or a mapping of such things; another record; an
array, which is kept beside the rest. A field of any other type is refused when the records are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

Plain = Any  # what JSON can hold
_Turn = Callable[[Any], Any]
Array = np.ndarray[Any, Any]
_PLAIN = (str, int, float, bool, NoneType)
_SHORT = 100  # letters; the same short texts come again and again, and are kept once


@dataclass(frozen=True, slots=True)
class Foreign:
    """A class that is no record: what it is made of, how that is taken from it, how it is made again."""

    parts: tuple[Any, ...]
    taken: Callable[[Any], list[Any]]
    made: Callable[..., Any]


class NotStorable(TypeError):
    """A field of a record has a type that cannot be written."""


class Codec:
    """Writes and reads records. One instance for one writing or reading: it gathers the arrays on the way."""

    def __init__(
        self,
        arrays: list[Array],
        names: Mapping[str, Any] | None = None,
        foreign: Mapping[str, Foreign] | None = None,
    ) -> None:
        """`arrays`: filled when writing, used when reading. `names`: types that annotations may name without importing
        them; `foreign`: by the name of the class."""
        self.arrays = arrays
        self._names, self._foreign = names or {}, foreign or {}
        self._writers: dict[Any, _Turn] = {}
        self._readers: dict[Any, _Turn] = {}
        self._texts: dict[str, str] = {}

    def plain(self, record: Any) -> Plain:
        """The record as what JSON can hold. Raises NotStorable."""
        return self._writer(type(record))(record)

    def record(self, kind: type[Any], plain: Plain) -> Any:
        """The record of `kind` that `plain` was made of. Raises ValueError, TypeError, IndexError for anything else."""
        return self._reader(kind)(plain)

    def _writer(self, kind: Any) -> _Turn:
        if kind not in self._writers:
            self._writers[kind] = lambda value: self._writers[kind](value)  # a record may hold its own kind
            self._writers[kind] = self._made_writer(kind)
        return self._writers[kind]

    def _reader(self, kind: Any) -> _Turn:
        if kind not in self._readers:
            self._readers[kind] = lambda value: self._readers[kind](value)
            self._readers[kind] = self._made_reader(kind)
        return self._readers[kind]

    def _made_writer(self, kind: Any) -> _Turn:
        shape = _Shape(kind, self._names, self._foreign)
        if shape.plain:
            return lambda value: value
        if shape.optional:
            inner = self._writer(shape.optional)
            return lambda value: None if value is None else inner(value)
        if shape.day:
            return lambda value: value.isoformat()
        if shape.array:
            return self._keep
        parts = [self._writer(part) for part in shape.parts]
        if taken := shape.foreign:
            return lambda value: [turn(x) for turn, x in zip(parts, taken.taken(value), strict=True)]
        if shape.record:
            named = list(zip(shape.names, parts, strict=True))
            return lambda value: [turn(getattr(value, name)) for name, turn in named]
        if shape.mapping:
            key, item = parts
            return lambda value: [[key(k), item(v)] for k, v in value.items()]
        if shape.fixed:
            return lambda value: [turn(x) for turn, x in zip(parts, value, strict=True)]
        if shape.collected is frozenset:
            return lambda value: sorted(map(parts[0], value))
        return lambda value: list(map(parts[0], value))

    def _made_reader(self, kind: Any) -> _Turn:
        shape = _Shape(kind, self._names, self._foreign)
        if shape.plain:
            return self._once if str in shape.plain else lambda value: value
        if shape.optional:
            inner = self._reader(shape.optional)
            return lambda value: None if value is None else inner(value)
        if shape.day:
            return date.fromisoformat
        if shape.array:
            return lambda value: self.arrays[value]
        parts = [self._reader(part) for part in shape.parts]
        if made := shape.foreign.made if shape.foreign else shape.record:
            return lambda value: made(*[turn(x) for turn, x in zip(parts, value, strict=True)])
        if shape.mapping:
            key, item = parts
            return lambda value: {key(k): item(v) for k, v in value}
        if shape.fixed:
            return lambda value: tuple(turn(x) for turn, x in zip(parts, value, strict=True))
        collected = shape.collected
        return lambda value: collected(map(parts[0], value))

    def _keep(self, array: Array) -> int:
        self.arrays.append(np.asarray(array))
        return len(self.arrays) - 1

    def _once(self, value: Plain) -> Plain:
        """The value; of equal short texts always the first."""
        if type(value) is str and len(value) <= _SHORT:
            return self._texts.setdefault(value, value)
        return value


class _Shape:
    """What a type is made of. Raises NotStorable."""

    def __init__(self, kind: Any, names: Mapping[str, Any], foreign: Mapping[str, Foreign]) -> None:
        self._kind, self._names, self._foreign = kind, names, foreign
        if not (self.plain or self.optional or self.day or self.array or self.parts):
            raise NotStorable(f"{kind} cannot be written")

    @cached_property
    def plain(self) -> tuple[Any, ...]:
        """The plain types it allows; () where it is more than plain."""
        if self._kind in _PLAIN:
            return (self._kind,)
        if get_origin(self._kind) is Literal:
            return tuple({type(x) for x in get_args(self._kind)})
        if self._union:
            found = [_Shape(part, self._names, self._foreign).plain for part in self._union]
            return tuple(x for some in found for x in some) if all(found) else ()
        return ()

    @cached_property
    def _union(self) -> tuple[Any, ...]:
        return get_args(self._kind) if get_origin(self._kind) in {Union, UnionType} else ()

    @cached_property
    def optional(self) -> Any:
        """The type beside None, where it is one of the two."""
        others = [part for part in self._union if part is not NoneType]
        return others[0] if len(others) == 1 and len(self._union) == 2 and not self.plain else None

    @property
    def day(self) -> bool:
        return self._kind is date

    @property
    def array(self) -> bool:
        return self._kind is np.ndarray or get_origin(self._kind) is np.ndarray

    @property
    def foreign(self) -> Foreign | None:
        return self._foreign.get(getattr(self._kind, "__name__", ""))

    @property
    def record(self) -> Any:
        return self._kind if is_dataclass(self._kind) else None

    @cached_property
    def mapping(self) -> bool:
        return get_origin(self._kind) in {dict, Mapping}

    @property
    def fixed(self) -> bool:
        """A tuple of so many things, each with a type of its own."""
        return self.collected is tuple and Ellipsis not in get_args(self._kind)

    @property
    def collected(self) -> Any:
        """tuple, frozenset, …: what holds the parts."""
        return get_origin(self._kind)

    @cached_property
    def names(self) -> list[str]:
        return [x.name for x in fields(self._kind)]

    @cached_property
    def parts(self) -> list[Any]:
        """The types of a record's fields, of a mapping's keys and values, of a collection's items."""
        if self.foreign:
            return list(self.foreign.parts)
        if self.record:
            return self._field_types()
        arguments = get_args(self._kind)
        if self.mapping:
            return list(arguments)
        if self.fixed:
            return list(arguments)
        return [arguments[0]] if self.collected in {frozenset, tuple} else []

    def _field_types(self) -> list[Any]:
        try:
            hints = get_type_hints(self._kind, localns=self._names)
        except NameError as unknown:
            raise NotStorable(f"{self._kind} names a type that is not known: {unknown}") from None
        return [hints[name] for name in self.names]
