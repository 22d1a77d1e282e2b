"""Reads each file of a knowledge folder into its shape, with every mistake as a Problem."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.knowledge import schema
from bot.knowledge.fields import Shape
from bot.knowledge.messages import plain_problems
from bot.knowledge.problems import KnowledgeRefused, Problem, short
from bot.knowledge.records import TOPICS, Origin
from bot.knowledge.registers import form
from bot.knowledge.registers.opening import register_rows
from bot.knowledge.registers.register import RegisterRows
from bot.knowledge.walking import MAX_FILES, knowledge_files
from bot.knowledge.yaml_reader import Document, Path_, nearest_word, read_document

S = TypeVar("S", bound=Shape)


@dataclass(slots=True)
class Folder:
    """The whole folder as read: shapes by file name, their documents for line numbers, and what is wrong."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    registers: dict[str, RegisterRows] = field(default_factory=dict)  # by file name
    digest: str = ""
    unread: set[str] = field(default_factory=set)  # the files that say nothing as they are
    _paths: dict[Origin, tuple[str | int, ...]] = field(default_factory=dict)

    def shape(self, file: str, kind: type[S]) -> S:
        """The shape of a file that must be there. Raises LookupError."""
        found = self.shapes.get(file)
        if not isinstance(found, kind):
            msg = f"{file} was not read"
            raise LookupError(msg)
        return found

    def origin(self, file: str, *path: str | int) -> Origin:
        """Where the record at `path` stands; `within` finds its parts afterwards."""
        origin = Origin(file, self.documents[file].line(path))
        self._paths.setdefault(origin, path)
        return origin

    def within(self, origin: Origin, *paths: Path_) -> Origin:
        """Where the first of `paths` that exists stands inside the record at `origin`; else the record itself."""
        document, start = self.documents.get(origin.file), self._paths.get(origin)
        if document is None or start is None:
            return origin
        lines = (document.lines.get((*start, *path)) for path in paths)
        return Origin(origin.file, next((line for line in lines if line), origin.line))


def read_folder(root: Path) -> Folder:
    """Reads every file of the knowledge folder. Never raises for bad content: mistakes are in `problems`."""
    folder = Folder()
    try:
        files = knowledge_files(root)
    except OSError as error:
        where = Path(error.filename).name if error.filename else "."
        said = f"the folder cannot be opened ({(error.strerror or '').lower()}): check who may read it"
        folder.problems.append(Problem(short(where), 1, said))
        folder.unread.add(".")
        return folder
    if len(files) > MAX_FILES:
        said = f"the folder holds more than {MAX_FILES} files: is this the right folder?"
        folder.problems.append(Problem(".", 1, said))
        folder.unread.add(".")
        return folder
    digest = hashlib.sha256()
    for name, path in files:
        if is_register(name):
            digest.update(_read_register_into(folder, name, path))
            continue
        shape = shape_of(name)
        if shape is None:
            folder.problems.append(Problem(short(name), 1, unknown_file(name)))
            continue
        _read_into(folder, name, path, shape)
        if read := folder.shapes.get(name):
            digest.update(name.encode() + b"\0" + read.model_dump_json().encode() + b"\0")
    folder.digest = digest.hexdigest()
    folder.unread.update(
        name for name, _ in files if name not in folder.shapes.keys() | folder.registers.keys()
    )
    return folder


def shape_of(name: str) -> type[Shape] | None:
    """The shape a file must have, by its place in the folder; None for a file that has no place there."""
    if name in schema.SHARED_FILES:
        return schema.SHARED_FILES[name]
    if not name.endswith(".yaml"):
        return None
    *folders, file = name.split("/")
    stem = file.removesuffix(".yaml")
    if folders == ["shared", "questions"]:
        return schema.QuestionsFile if stem.partition("-")[0] in TOPICS else None
    if len(folders) == 1 and folders != ["shared"]:
        return form.RegisterShape if file == form.ABOUT_FILE else schema.country_file(stem)
    return None


def is_register(name: str) -> bool:
    """Whether a file is the bulk register of a country's folder."""
    top, _, file = name.partition("/")
    return file == form.REGISTER_FILE and top != "shared"


def unknown_file(name: str) -> str:
    """What to do with a file that has no place in the folder."""
    *folders, file = name.split("/")
    if file.lower().endswith(".csv"):
        return (
            f"stands in the wrong place or has the wrong name: a register is <country>/{form.REGISTER_FILE}"
        )
    if not file.endswith(".yaml"):
        if "." not in file:
            return "is a link to another folder: put the folder itself here"
        right = file.lower().removesuffix(".txt").removesuffix(".yml").removesuffix(".yaml") + ".yaml"
        return f"has the wrong ending: rename it to {short(right)}"
    known = (
        [n.removeprefix("shared/") for n in schema.SHARED_FILES]
        if folders == ["shared"]
        else [f"{stem}.yaml" for stem in schema.COUNTRY_FILES]
    )
    meant = nearest_word(file, known) if len(folders) == 1 else None
    hint = f": did you mean {meant}?" if meant else ""
    where = "answers go to <country>/<topic>.yaml, questions to shared/questions/<topic>.yaml"
    return f"is no file the bot knows{hint or f': {where}'}"


def _read_into(folder: Folder, name: str, path: Path, shape: type[Shape]) -> None:
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
        read = shape.model_validate(document.value)
    except ValidationError as error:
        folder.problems.extend(plain_problems(document, shape, error))
        return
    folder.shapes[name] = read
    topic = Path(name).stem.partition("-")[0]
    if isinstance(read, schema.AnswersFile | schema.QuestionsFile) and read.topic != topic:
        said = f"'topic' is '{read.topic}', but the file is named after '{topic}': change one of them"
        folder.problems.append(Problem(name, document.line(("topic",)), said))


def _read_register_into(folder: Folder, name: str, path: Path) -> bytes:
    """Reads a register; gives what the release's id takes of it."""
    try:
        rows, digest = register_rows(path, name)
    except KnowledgeRefused as refused:
        folder.problems.extend(refused.problems)
        return b""
    folder.registers[name] = rows
    return name.encode() + b"\0" + digest + b"\0"
