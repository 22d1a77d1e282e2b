"""A country as it stands in the files now, as the rows of its sheets."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.editing.entries import FileText, kind_of, standings
from bot.editing.records import Ref, Standing
from bot.editing.sheets.cells import cell_of, tidy
from bot.editing.sheets.columns import COLUMNS, DELETE, Kind
from bot.editing.sheets.marks import digest_of_files
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.spans import spots
from bot.knowledge.records import LANGUAGES, REGION
from bot.knowledge.schema import AnswersFile, LinesFile, PlacesFile
from bot.knowledge.walking import knowledge_files
from bot.knowledge.yaml_reader import read_document

REGION_FOLDER = "region"
SHAPES = {"answer": AnswersFile, "place": PlacesFile, "line": LinesFile}
_KINDS: Mapping[str, Kind] = {"answer": "answers", "place": "places", "line": "lines", "test": "tests"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: the record it belongs to, and its cells by column. `item`: where a phrasing stands in its list."""

    kind: Kind
    key: str
    ref: Ref | None
    cells: Mapping[str, str]
    item: tuple[tuple[str, ...], int] | None = None


@dataclass(frozen=True, slots=True)
class CountryFiles:
    """All that the sheets of a country are made of."""

    country: str
    folder: str
    texts: Mapping[str, FileText]  # by the name inside the knowledge folder
    digest: str
    standings: Mapping[Ref, Standing]
    titles: Mapping[str, tuple[str, str]]  # of the shared questions: topic and title
    rows: Mapping[Kind, tuple[Row, ...]]


def country_files(root: Path, country: str) -> CountryFiles:
    """Reads a country of the knowledge folder `root`. `country`: its code; XX is the region.

    Raises SheetRefused for a country without a folder, KnowledgeRefused where a file is no YAML, OSError.
    """
    folder = folder_of(root, country)
    named = [
        name for name, _ in knowledge_files(root) if name.startswith(f"{folder}/") and name.endswith(".yaml")
    ]
    digest = digest_of_files(root, named)
    try:
        texts = {name: FileText.of((root / name).read_bytes()) for name in named}
    except UnicodeDecodeError:
        raise SheetRefused(folder, "holds a file that is not UTF-8: see `rumbo check`") from None
    found = {
        x.ref: x for name, read in texts.items() if kind_of(name) for x in standings(read.text, name, country)
    }
    titles = _titles(root)
    rows = _rows(found, titles)
    if options := texts.get(f"{folder}/options.yaml"):
        rows["options"] = tuple(_options(options.text, f"{folder}/options.yaml"))
    return CountryFiles(country, folder, texts, digest, found, titles, rows)


def folder_of(root: Path, country: str) -> str:
    """The folder of a country's files. Raises SheetRefused, KnowledgeRefused."""
    if country == REGION:
        return REGION_FOLDER
    read = read_document(root / "shared/countries.yaml", "shared/countries.yaml").value
    listed = read.get("countries") if isinstance(read, dict) else None
    folders = {x.get("code"): x.get("folder") for x in listed or () if isinstance(x, dict)}
    if not isinstance(folder := folders.get(country), str):
        known = ", ".join(sorted(str(code) for code, folder in folders.items() if folder))
        raise SheetRefused(
            country, f"is no country with a folder of its own. Those that have one: {known}, {REGION}"
        )
    return folder


def phrase_lists(values: Mapping[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where the ways to ask stand in an answer, by language."""
    for language in LANGUAGES:
        yield language, ("question", language, "ask") if values.get("id") else ("also_asked", language)


def own_id(typed: str, files: CountryFiles) -> str:
    """The id of an answer, which may be typed as the shared question's: asylum is pe-asylum in Peru."""
    prefix = f"{files.country.lower()}-"
    return f"{prefix}{typed}" if typed in files.titles and not typed.startswith(prefix) else typed


def value_at(values: object, path: Iterable[str | int]) -> object:
    """What stands at a path inside a record; None where nothing does."""
    for part in path:
        values = values.get(str(part)) if isinstance(values, Mapping) else None
    return values


def _titles(root: Path) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, path in knowledge_files(root):
        if kind_of(name) != "question":
            continue
        read = read_document(path, name).value
        if not isinstance(read, dict):
            continue
        for question in read.get("questions") or ():
            title = value_at(question, ("es", "title"))
            if isinstance(question, dict) and isinstance(id_ := question.get("id"), str):
                found[id_] = (str(read.get("topic")), str(title or ""))
    return found


def _rows(
    found: Mapping[Ref, Standing], titles: Mapping[str, tuple[str, str]]
) -> dict[Kind, tuple[Row, ...]]:
    rows: dict[Kind, list[Row]] = {kind: [] for kind in COLUMNS}
    for ref, standing in found.items():
        kind, values = _KINDS[ref.kind], standing.values
        title = _title(values, titles)
        known = {"id": ref.id, "title": title, "topic": standing.topic or "", "file": standing.file}
        rows[kind].append(Row(kind, ref.id, ref, _cells(kind, values, known)))
        if ref.kind == "answer":
            if values.get("id"):
                rows["questions"].append(Row("questions", ref.id, ref, _cells("questions", values, known)))
            rows["phrasings"] += _phrasings(ref, values, title)
    return {kind: tuple(listed) for kind, listed in rows.items()}


def _title(values: Mapping[str, object], titles: Mapping[str, tuple[str, str]]) -> str:
    own = value_at(values, ("question", "es", "title"))
    return str(own) if own else titles.get(str(values.get("answers")), ("", ""))[1]


def _cells(kind: Kind, values: Mapping[str, object], known: Mapping[str, str]) -> dict[str, str]:
    """The cells of a record; `known`: those that stand nowhere inside it."""
    cells: dict[str, str] = {}
    for column in COLUMNS[kind]:
        if column.key in known:
            cells[column.key] = known[column.key]
        elif column.key != DELETE:
            cells[column.key] = cell_of(value_at(values, column.path), column.sort)
    return cells


def _phrasings(ref: Ref, values: Mapping[str, object], title: str) -> Iterator[Row]:
    for language, path in phrase_lists(values):
        seen: Counter[str] = Counter()
        listed = value_at(values, path)
        for index, phrase in enumerate(listed if isinstance(listed, list) else ()):
            text = cell_of(phrase, "text")
            name = phrase_key(ref.id, language, text)
            key = f"{name}:{seen[name]}"
            seen[name] += 1
            cells = {"id": ref.id, "title": title, "language": language, "phrase": text}
            yield Row("phrasings", key, ref, cells, (path, index))


def phrase_key(id_: str, language: str, phrase: str) -> str:
    """The name of a phrasing, which has none of its own: made of its words."""
    return f"{id_}:{language}:{hashlib.sha256(tidy(phrase).encode()).hexdigest()[:12]}"


def _options(text: str, file: str) -> Iterator[Row]:
    listed = spots(text, file).at(("options",))
    for item in listed.items if listed else ():
        values = item.value()
        cells = {c.key: cell_of(value_at(values, c.path), c.sort) for c in COLUMNS["options"]}
        yield Row("options", cells["id"], None, cells)
