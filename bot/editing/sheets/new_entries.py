"""Where a new row of a sheet goes: which entry it makes, in which file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.editing.entries import kind_of, test_id
from bot.editing.records import EntryKind, Ref
from bot.editing.sheets.comparing import RowEdit
from bot.editing.sheets.standing import CountryFiles, own_id
from bot.knowledge.problems import short

_FILES = {"place": "places.yaml", "line": "lines.yaml", "test": "tests.yaml"}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Wrong = tuple[str, str]  # the column's key, and what is wrong


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that is to be: `answers` is the shared question it answers, None where it has its own."""

    ref: Ref
    file: str
    answers: str | None = None


def placed(kind: EntryKind, edit: RowEdit, files: CountryFiles) -> tuple[NewEntry | None, Wrong]:
    """The entry that a new row makes; None where it cannot, and why."""
    values = edit.values
    if kind == "test":
        if not values.get("ask"):
            return None, ("ask", "is empty: write the question")
        ref = Ref("test", test_id(str(values["ask"]), values.get("country")))
    elif not _ID.fullmatch(edit.id):
        said = (
            f"'{short(edit.id)}' is no id: small letters, digits and single hyphens"
            if edit.id
            else "is empty: write an id"
        )
        return None, ("id", said)
    else:
        ref = Ref(kind, own_id(edit.id, files) if kind == "answer" else edit.id)
    shared = _shared(ref, files) if kind == "answer" else None
    topic = str(values.get("topic") or (files.titles[shared][0] if shared else ""))
    if kind == "answer" and not topic:
        return None, ("topic", "is empty: choose the topic of the new answer")
    if shared and topic != files.titles[shared][0]:
        return None, ("topic", f"is '{files.titles[shared][0]}' for the shared question '{shared}'")
    file = str(values.get("file") or f"{files.folder}/{_FILES.get(kind, f'{topic}.yaml')}")
    if wrong := _wrong_file(kind, file, topic, files):
        return None, ("file", wrong)
    return NewEntry(ref, file, shared), ("", "")


def started(new: NewEntry | None) -> dict[str, object]:
    """The first words of the new entry."""
    if new is None or new.ref.kind != "answer":
        return {}
    return {"answers": new.answers} if new.answers else {"id": new.ref.id}


def _shared(ref: Ref, files: CountryFiles) -> str | None:
    plain = ref.id.removeprefix(f"{files.country.lower()}-")
    return plain if plain in files.titles else None


def _wrong_file(kind: EntryKind, file: str, topic: str, files: CountryFiles) -> str | None:
    if file in files.texts or file == f"{files.folder}/{_FILES.get(kind, f'{topic}.yaml')}":
        stem = file.rpartition("/")[2].removesuffix(".yaml").partition("-")[0]
        if kind_of(file) == kind and (kind != "answer" or stem == topic):
            return None
    return f"'{short(file)}' is no file for this row: leave the cell empty"
