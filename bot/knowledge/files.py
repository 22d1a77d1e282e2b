"""Finds the files of a knowledge folder and reads each into its shape, with every mistake as a Problem."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.knowledge import schema
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Origin
from bot.knowledge.yaml_reader import Document, Path_, nearest_word, read_document

MAX_FILES = 5_000
S = TypeVar("S", bound=schema.Shape)
NOT_KNOWLEDGE = {"schema"}  # folders beside the knowledge that hold something else


@dataclass(slots=True)
class Folder:
    """The whole folder as read: shapes by file name, their documents for line numbers, and what is wrong."""

    shapes: dict[str, schema.Shape] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def shape(self, file: str, kind: type[S]) -> S:
        """The shape of a file that must be there. Raises LookupError."""
        found = self.shapes.get(file)
        if not isinstance(found, kind):
            msg = f"{file} was not read"
            raise LookupError(msg)
        return found

    def origin(self, file: str, *path: str | int) -> Origin:
        return Origin(file, self.documents[file].line(path))


def knowledge_files(root: Path) -> list[tuple[str, Path]]:
    """Every YAML file below `root` with its name inside it, in a stable order."""
    found = [
        (path.relative_to(root).as_posix(), path)
        for pattern in ("*.yaml", "*.yml")
        for path in root.rglob(pattern)
        if not any(part.startswith(".") or part in NOT_KNOWLEDGE for part in path.relative_to(root).parts)
    ]
    return sorted(found)


def read_folder(root: Path) -> Folder:
    """Reads every file of the knowledge folder. Never raises for bad content: mistakes are in `problems`."""
    folder = Folder()
    files = knowledge_files(root)
    if len(files) > MAX_FILES:
        folder.problems.append(
            Problem(".", 1, f"holds more than {MAX_FILES} files: is this the right folder?")
        )
        return folder
    digest = hashlib.sha256()
    for name, path in files:
        shape = shape_of(name)
        if shape is None:
            folder.problems.append(Problem(name, 1, unknown_file(name)))
            continue
        _read_into(folder, name, path, shape)
        digest.update(name.encode() + b"\0" + repr(folder.shapes.get(name)).encode() + b"\0")
    folder.digest = digest.hexdigest()
    return folder


def shape_of(name: str) -> type[schema.Shape] | None:
    """The shape a file must have, by its place in the folder; None for a file that has no place there."""
    if name in schema.SHARED_FILES:
        return schema.SHARED_FILES[name]
    parts = name.split("/")
    if parts[:2] == ["shared", "questions"] and len(parts) == 3:
        return schema.QuestionsFile
    if len(parts) == 2 and parts[0] != "shared":
        return schema.COUNTRY_FILES.get(parts[1], schema.AnswersFile)
    return None


def unknown_file(name: str) -> str:
    if name.endswith(".yml"):
        return "ends in .yml: rename it so that it ends in .yaml"
    return (
        "has no place here: answers go to <country>/<topic>.yaml, questions to shared/questions/<topic>.yaml"
    )


def _read_into(folder: Folder, name: str, path: Path, shape: type[schema.Shape]) -> None:
    try:
        document = read_document(path, name)
    except KnowledgeRefused as refused:
        folder.problems.extend(refused.problems)
        return
    folder.documents[name] = document
    if document.value is None:
        folder.problems.append(Problem(name, 1, "is empty: delete the file or write its first entry"))
        return
    try:
        folder.shapes[name] = shape.model_validate(document.value)
    except ValidationError as error:
        folder.problems.extend(_problems(document, shape, error))


def _problems(document: Document, shape: type[schema.Shape], error: ValidationError) -> list[Problem]:
    return [
        Problem(
            document.file,
            document.line(_yaml_path(document, found["loc"])),
            _message(found["loc"], found["type"], found["msg"], found.get("ctx") or {}, shape),
        )
        for found in error.errors(include_url=False, include_input=False)
    ]


def _yaml_path(document: Document, loc: tuple[str | int, ...]) -> Path_:
    """Pydantic's location without the names of union members, which no editor wrote."""
    path: Path_ = ()
    for part in loc:
        if (*path, part) in document.lines:
            path = (*path, part)
    return path


def _message(
    loc: tuple[str | int, ...], kind: str, said: str, context: dict[str, object], shape: type[schema.Shape]
) -> str:
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "this file")
    simple = {
        "missing": f"'{name}' is missing: add it",
        "string_type": f"'{name}' is empty or not a text: write a text after the ':'",
        "list_type": f"'{name}' must be a list: each item on its own line, starting with '- '",
        "dict_type": f"'{name}' must hold names and values, indented below it",
        "model_type": f"'{name}' must hold names and values, indented below it",
        "string_too_long": f"'{name}' is too long: at most {context.get('max_length')} characters",
        "too_short": f"'{name}' needs at least {context.get('min_length')} item",
        "string_pattern_mismatch": f"'{name}' does not have the right form",
        "greater_than_equal": f"'{name}' must be {context.get('ge')} or more",
        "less_than_equal": f"'{name}' must be {context.get('le')} or less",
    }
    if kind in simple:
        return simple[kind]
    if kind == "extra_forbidden":
        meant = nearest_word(name, sorted(_known_words(shape)))
        return f"'{name}' is not a known word here" + (
            f": did you mean '{meant}'?" if meant else ": take it out"
        )
    if kind == "literal_error":
        return f"'{name}' must be one of: {context.get('expected')}"
    return f"'{name}' " + said.removeprefix("Value error, ")


def _known_words(shape: type[schema.Shape], seen: frozenset[type] = frozenset()) -> set[str]:
    """Every word that may stand anywhere in a file of this shape."""
    words: set[str] = set()
    for definition in shape.model_json_schema()["$defs"].values() if seen == frozenset() else ():
        words |= set(definition.get("properties", {}))
    return words | set(shape.model_fields)
