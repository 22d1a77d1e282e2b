"""Finds an entry in the files of a knowledge folder, and writes it back into the text it was read from."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.editing.patching import item_block, patched, with_item, with_lines, without_item
from bot.editing.records import EntryKind, Ref, Standing
from bot.editing.refusals import CannotEdit, NoSuchEntry
from bot.editing.spans import Spot, spots
from bot.editing.writing import item_lines
from bot.knowledge.folding import fold
from bot.knowledge.records import REGION, TOPICS, Release
from bot.knowledge.walking import knowledge_files

LISTS: Mapping[EntryKind, str] = {
    "answer": "answers",
    "place": "places",
    "line": "lines",
    "question": "questions",
    "test": "tests",
}
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text with plain line ends; `raw` gives its bytes back as they were written."""

    text: str
    bom: bool = False
    crlf: bool = False

    @classmethod
    def of(cls, raw: bytes) -> FileText:
        """Raises UnicodeDecodeError."""
        text = raw.decode("utf-8")
        return cls(text.removeprefix(_BOM).replace("\r\n", "\n"), text.startswith(_BOM), "\r\n" in text)

    def raw(self, text: str) -> bytes:
        """The bytes of an edited text, in the form of this file."""
        ends = text.replace("\n", "\r\n") if self.crlf else text
        return ((_BOM if self.bom else "") + ends).encode()


def digest_of(text: str) -> str:
    """What an edit carries of the lines it began with. Accents count the same in both of their forms."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def standings(text: str, file: str, code: str) -> Iterator[Standing]:
    """Every entry of one file, in its order. `code`: the country its folder belongs to, "" for shared.

    Raises KnowledgeRefused.
    """
    root = spots(text, file)
    kind = kind_of(file)
    listed = root.at((LISTS[kind],)) if kind else None
    if kind is None or listed is None or listed.kind != "sequence":
        return
    topic = root.at(("topic",))
    for index, item in enumerate(listed.items):
        values = item.value()
        if not isinstance(values, dict) or (id_ := entry_id(kind, values, code)) is None:
            continue
        start, end = item_block(text, item)
        block = text[start:end]
        yield Standing(
            Ref(kind, id_), file, index, block, digest_of(block), values, topic.text if topic else None
        )


def kind_of(file: str) -> EntryKind | None:
    """What the entries of a file are; None for a file that is not edited as entries."""
    *folders, name = PurePosixPath(file).parts
    stem = name.removesuffix(".yaml").partition("-")[0]
    if folders[:2] == ["shared", "questions"]:
        return "question"
    if stem == "tests" and len(folders) == 1:
        return "test"
    if len(folders) != 1 or folders == ["shared"]:
        return None
    if stem in TOPICS:
        return "answer"
    return {"places": "place", "lines": "line"}.get(stem)  # type: ignore[return-value]  # two kinds


def entry_id(kind: EntryKind, values: Mapping[str, object], code: str) -> str | None:
    """The id of an entry by what it says; None where it does not say."""
    if kind == "test":
        return test_id(str(values.get("ask") or ""), values.get("country"))
    if kind == "answer" and not values.get("id"):
        return f"{code.lower()}-{values['answers']}" if values.get("answers") else None
    return str(values["id"]) if values.get("id") else None


def test_id(ask: str, country: object) -> str:
    """The name of a test: tests have none of their own, so it is made of the words and the country."""
    words = f"{country or ''} {fold(ask)}"
    return f"test-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def country_codes(release: Release) -> dict[str, str]:
    """Folder -> country code; the region's is XX, that of what is asked everywhere is empty."""
    own = {c.folder: c.code for c in release.countries.values() if c.folder}
    return {**own, "region": REGION, "shared": ""}


def read_file(root: Path, file: str) -> FileText | None:
    """A file of the folder; None where there is none. Raises OSError, UnicodeDecodeError."""
    try:
        return FileText.of((root / file).read_bytes())
    except FileNotFoundError:
        return None


def find(root: Path, ref: Ref, codes: Mapping[str, str], likely: str | None = None) -> Standing:
    """The entry as it stands on disk now. `likely`: the file to look into first.

    Raises NoSuchEntry, KnowledgeRefused where a file on the way is no YAML, OSError.
    """
    names = [name for name, _ in knowledge_files(root) if kind_of(name) == ref.kind]
    for file in sorted(names, key=lambda name: name != likely):
        if found := find_in(root, file, ref, codes):
            return found
    raise NoSuchEntry(f"{ref} stands in no file of the knowledge")


def find_in(root: Path, file: str, ref: Ref, codes: Mapping[str, str]) -> Standing | None:
    """The entry in one file; None where it is not there. Raises as `find`."""
    read = read_file(root, file)
    return find_text(read.text, file, ref, codes) if read else None


def find_text(text: str, file: str, ref: Ref, codes: Mapping[str, str]) -> Standing | None:
    """The entry in the text of one file; None where it is not there. Raises KnowledgeRefused."""
    code = codes.get(file.partition("/")[0], "")
    return next((x for x in standings(text, file, code) if x.ref == ref), None)


def rewritten(text: str, standing: Standing, values: Mapping[str, object]) -> str:
    """The file's text with the entry saying `values`. Raises CannotEdit, KnowledgeRefused."""
    return patched(text, standing.file, (LISTS[standing.ref.kind], standing.index), values)


def replaced(text: str, standing: Standing, lines: str) -> str:
    """The file's text with the entry's lines changed for others, as they once stood. Raises KnowledgeRefused."""
    item = _item(text, standing)
    start, end = item_block(text, item)
    made = text[:start] + lines + text[end:]
    spots(made, standing.file)
    return made


def added(text: str | None, file: str, kind: EntryKind, values: Mapping[str, object]) -> str:
    """The file's text with one more entry at its end; a new file where `text` is None. Raises CannotEdit."""
    if text is not None:
        return with_item(text, file, LISTS[kind], values)
    return _new_file(file, kind, "\n".join(item_lines(values, 2)) + "\n")


def restored(text: str | None, file: str, kind: EntryKind, lines: str) -> str:
    """The file's text with an entry put back, in its own lines, at the end. Raises CannotEdit, KnowledgeRefused."""
    return with_lines(text, file, LISTS[kind], lines) if text is not None else _new_file(file, kind, lines)


def _new_file(file: str, kind: EntryKind, lines: str) -> str:
    topic = PurePosixPath(file).stem.partition("-")[0]
    head = f"topic: {topic}\n" if kind in {"answer", "question"} else ""
    made = f"{head}{LISTS[kind]}:\n{lines}"
    spots(made, file)
    return made


def removed(text: str, standing: Standing) -> str | None:
    """The file's text without the entry; None where nothing is left of it. Raises CannotEdit, KnowledgeRefused."""
    listed = spots(text, standing.file).at((LISTS[standing.ref.kind],))
    if listed is not None and len(listed.items) == 1:
        return None
    return without_item(text, standing.file, LISTS[standing.ref.kind], standing.index)


def _item(text: str, standing: Standing) -> Spot:
    item = spots(text, standing.file).at((LISTS[standing.ref.kind], standing.index))
    if item is None:
        raise CannotEdit(f"{standing.file}: {standing.ref} is not there any more")
    return item
