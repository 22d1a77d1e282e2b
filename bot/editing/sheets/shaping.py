"""Sets parts of a record as an editor would: a new name goes where the schema has it, an empty part goes away."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, get_args

from bot.editing.form_fields import SHAPES
from bot.editing.records import EntryKind
from bot.knowledge.fields import Shape
from bot.knowledge.yaml_reader import Path_


def with_parts(
    kind: EntryKind, values: Mapping[str, object], parts: Mapping[Path_, object]
) -> dict[str, object]:
    """A record with the parts at these paths saying something else; None: nothing any more."""
    made = copy.deepcopy(dict(values))
    for path, value in parts.items():
        made = _with(SHAPES[kind], made, path, value)
    return made


def _with(shape: Any, values: Mapping[str, object], path: Path_, value: object) -> dict[str, object]:
    name, *rest = path
    if rest:
        inner = values.get(str(name))
        value = _with(
            _inner(shape, str(name)), inner if isinstance(inner, Mapping) else {}, tuple(rest), value
        )
    empty = value in (None, "", [], {})
    if str(name) in values or empty:
        found = {key: value if key == name else part for key, part in values.items()}
        return {key: part for key, part in found.items() if key != name or not empty}
    order = list(shape.model_fields) if shape else []
    place = order.index(str(name)) if name in order else len(order)
    before = [key for key in values if key in order and order.index(key) < place]
    made: dict[str, object] = {} if before else {str(name): value}
    for key, part in values.items():
        made[key] = part
        if before and key == before[-1]:
            made[str(name)] = value
    return made


def _inner(shape: Any, name: str) -> type[Shape] | None:
    """The shape of a part; None where it is no mapping of known names."""
    field = shape.model_fields.get(name) if shape else None
    kinds = (field.annotation, *get_args(field.annotation)) if field else ()
    return next((x for x in kinds if isinstance(x, type) and issubclass(x, Shape)), None)
