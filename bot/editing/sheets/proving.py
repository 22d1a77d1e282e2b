"""Whether the knowledge would be in order after the edits: each entry alone, then the whole folder, told at the rows."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from bot.editing.entries import LISTS, entry_id, kind_of
from bot.editing.form_fields import SHAPES
from bot.editing.records import Ref
from bot.editing.sheets.gathering import Gathered
from bot.editing.sheets.told import Told
from bot.knowledge.load import Reading, read_knowledge
from bot.knowledge.messages import plain_message
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.yaml_reader import Document, Path_, read_text


def check_alone(found: Sequence[Gathered], told: Told) -> None:
    """Tells what is wrong with the shape of each entry, at the cell that says it."""
    for one in found:
        if one.values is None:
            continue
        shape = SHAPES[one.ref.kind]
        try:
            shape.model_validate(one.values)
        except ValidationError as error:
            for wrong in error.errors(include_url=False):
                path = tuple(part for part in wrong["loc"] if part != "[key]")
                tell_at(one, path, plain_message(path, dict(wrong), shape), told)


def check_whole(
    root: Path, texts: Mapping[str, str], found: Sequence[Gathered], country: str, today: date, told: Told
) -> None:
    """Tells what `rumbo check` would say of the folder with these texts in it, and does not say without them."""
    after = _reading_with(root, texts, today)
    if not after.problems:
        return
    before = {(x.file, x.message) for x in read_knowledge(root, today).problems}
    new = [x for x in after.problems if (x.file, x.message) not in before]
    if after.release is None and not new:  # the files were broken before: nothing can be said of the edits
        new = after.problems[:1]
    by_ref = {one.ref: one for one in found}
    for problem in new:
        _tell(problem, texts.get(problem.file), by_ref, country, told)


def tell_at(one: Gathered, path: Path_, message: str, told: Told) -> None:
    """Tells a problem of an entry at the row and column of the part it is about."""
    row, column = one.row_at(path)
    told.problem(row.headed.name, row.number, column, message)


def _tell(
    problem: Problem, text: str | None, by_ref: Mapping[Ref, Gathered], country: str, told: Told
) -> None:
    if text is not None and (found := _entry_at(problem, text, country)):
        ref, path = found
        if one := by_ref.get(ref):
            tell_at(one, path, problem.message, told)
            return
    for one in by_ref.values():
        if (
            one.values is None and f"'{one.ref.id}'" in problem.message
        ):  # who still names what is to be deleted
            tell_at(one, (), f"{problem.message} ({problem.file}:{problem.line})", told)
            return
    told.problem(problem.file, None, None, f"line {problem.line}: {problem.message}")


def _entry_at(problem: Problem, text: str, country: str) -> tuple[Ref, Path_] | None:
    """The entry that stands in the line of a problem, and the part of it."""
    kind = kind_of(problem.file)
    try:
        document = read_text(text, problem.file)
    except KnowledgeRefused:
        return None
    listed = document.value.get(LISTS[kind]) if kind and isinstance(document.value, dict) else None
    if kind is None or not isinstance(listed, list):
        return None
    start = max(
        (i for i in range(len(listed)) if document.line((LISTS[kind], i)) <= problem.line), default=None
    )
    values = listed[start] if start is not None else None
    if start is None or not isinstance(values, dict) or (id_ := entry_id(kind, values, country)) is None:
        return None
    return Ref(kind, id_), _path_at(document, (LISTS[kind], start), problem.line)


def _path_at(document: Document, start: Path_, line: int) -> Path_:
    if line == document.line(start):
        return ()  # its first line stands for the whole entry
    paths = (
        path[len(start) :]
        for path, at in document.lines.items()
        if at == line and path[: len(start)] == start
    )
    return max(paths, key=len, default=())


def _reading_with(root: Path, texts: Mapping[str, str], today: date) -> Reading:
    with tempfile.TemporaryDirectory(prefix="rumbo-") as folder:
        copy = Path(folder) / "knowledge"
        shutil.copytree(root, copy, copy_function=_link_or_copy)
        for name, text in texts.items():
            path = copy / name
            path.unlink(missing_ok=True)  # it may be a second name of the real file
            path.write_text(text, encoding="utf-8")
        return read_knowledge(copy, today)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
