"""Says in plain words what pydantic found wrong in a file, with the line where it stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from bot.knowledge.fields import Shape
from bot.knowledge.problems import Problem, short
from bot.knowledge.yaml_reader import Document, Path_, nearest_word

MOST = 50  # problems told of one file; more would hide the first
_INDENTED = "must hold names and values, each on a line of its own, indented below it"
_PLAIN = {
    "missing": "is missing: add it",
    "string_type": "is empty or not a text: write a text after the ':'",
    "list_type": "must be a list: each item on its own line, starting with '- '",
    "dict_type": _INDENTED,
    "model_type": _INDENTED,
    "too_short": "has no item: write at least one, on its own line, starting with '- '",
}


def plain_problems(document: Document, shape: type[Shape], error: ValidationError) -> list[Problem]:
    """One problem a mistake, at most MOST."""
    found = error.errors(include_url=False)
    problems = [_problem(document, shape, dict(x)) for x in found[:MOST]]
    if len(found) > MOST:
        problems.append(Problem(document.file, 1, f"has {len(found) - MOST} mistakes more: mend these first"))
    return problems


def _problem(document: Document, shape: type[Shape], found: dict[str, Any]) -> Problem:
    path = _yaml_path(document, found["loc"], missing=found["type"] == "missing")
    return Problem(document.file, document.line(path), plain_message(path, found, shape))


def _yaml_path(document: Document, loc: tuple[str | int, ...], *, missing: bool) -> Path_:
    """Pydantic's location without what no editor wrote, such as '[key]'. A missing word keeps its name at the end."""
    path: Path_ = ()
    for part in loc:
        if (*path, part) in document.lines:
            path = (*path, part)
    return (*path, loc[-1]) if missing and loc else path


def plain_message(path: Path_, found: dict[str, Any], shape: type[Shape]) -> str:
    """What pydantic found at `path`, in plain words; the last name of the path is named."""
    kind, context = str(found["type"]), found.get("ctx") or {}
    words = [str(part) for part in path if isinstance(part, str)]
    if found["loc"][-1:] == ("[key]",):  # the message names the wrong word itself
        words.pop()
    name = words[-1] if words else None
    named = f"'{short(name)}'" if name else "the file"
    if kind in _PLAIN:
        return f"{named} {_PLAIN[kind]}"
    if kind in {"too_long", "string_too_long"}:
        length = len(" ".join(str(found.get("input", "")).split()))
        return f"{named} is too long: {length} characters, at most {context.get('max_length')}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        edge = f"{context['ge']:g} or more" if "ge" in context else f"{context['le']:g} or less"
        return f"{named} must be {edge}"
    if kind == "extra_forbidden":
        return _unknown_word(name or "", _known_words(shape))
    if kind == "literal_error":
        return _choice(named, found.get("input"), str(context.get("expected")))
    said = str(found["msg"]).removeprefix("Value error, ")
    return f"{named}: {said}" if said.startswith("'") else f"{named} {said}"


def _unknown_word(word: str, known: list[str]) -> str:
    if word in known:
        return f"'{word}' does not belong here: check its indentation, or write it under the right word"
    meant = nearest_word(word, known)
    return f"'{short(word)}' is not a known word here" + (
        f": did you mean '{meant}'?" if meant else ": take it out"
    )


def _choice(named: str, written: object, expected: str) -> str:
    choices = [x for x in expected.replace(" or ", ", ").replace("'", "").split(", ") if x]
    if not isinstance(written, str):
        return f"{named} is empty or not a text: write one of {', '.join(choices)}"
    meant = nearest_word(written, choices)
    hint = f"did you mean '{meant}'? " if meant else ""
    return f"{named} cannot be '{short(written)}': {hint}It is one of: {', '.join(choices)}"


@lru_cache(maxsize=32)
def _known_words(shape: type[Shape]) -> list[str]:
    """Every word that may stand anywhere in a file of this shape."""
    schema = shape.model_json_schema()
    words = {word for part in schema.get("$defs", {}).values() for word in part.get("properties", {})}
    return sorted(words | set(shape.model_fields))
