"""What stands beside the cells in the parts of an XLSX: merged ranges, hidden rows and columns. Read as a stream."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from bot.editing.sheets.refusals import SheetRefused

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
MAX_MERGED = 1_000  # in a sheet; ours have none


@dataclass(slots=True)
class SheetFacts:
    """Of one sheet. Rows from 1, columns from 0."""

    merged: list[tuple[int, int, str]] = field(default_factory=list)  # first row, last row, as written
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def merged_over(self, row: int) -> str:
        """The merged range that lies over a row; empty where none does."""
        return next((said for first, last, said in self.merged if first <= row <= last), "")


def sheet_facts(path: Path) -> dict[str, SheetFacts]:
    """The facts by the sheet's name; none for misplaced parts. Raises SheetRefused, ParseError, KeyError."""
    found: dict[str, SheetFacts] = {}
    with zipfile.ZipFile(path) as archive:
        targets = _targets(archive)
        with archive.open("xl/workbook.xml") as stream:
            for element in ElementTree.parse(stream).iter():  # noqa: S314 - declarations were refused before
                target = targets.get(element.get(_RELATION, ""))
                if _name(element) == "sheet" and target in archive.namelist():
                    found[element.get("name", "")] = _facts(archive, target, path.name)
    return found


def _targets(archive: zipfile.ZipFile) -> Mapping[str, str]:
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        relations = ElementTree.parse(stream).getroot()  # noqa: S314
    targets = {x.get("Id", ""): x.get("Target", "") for x in relations}
    return {
        key: target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        for key, target in targets.items()
    }


def _facts(archive: zipfile.ZipFile, part: str, path: str) -> SheetFacts:
    facts = SheetFacts()
    with archive.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):  # noqa: S314
            name = _name(element)
            if name == "row":
                if element.get("hidden") in {"1", "true"} and element.get("r", "").isdigit():
                    facts.hidden_rows.add(int(element.get("r", "0")))
                element.clear()
            elif name == "col" and element.get("hidden") in {"1", "true"}:
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                facts.hidden_columns.update(range(first - 1, min(last, 200)))
            elif name == "mergeCell":
                _merge(facts, element.get("ref", ""))
                if len(facts.merged) > MAX_MERGED:
                    raise SheetRefused(
                        path, f"holds more than {MAX_MERGED:,} merged cells: take the merges apart"
                    )
    return facts


def _merge(facts: SheetFacts, ref: str) -> None:
    if found := _RANGE.fullmatch(ref):
        first = int(found[2])
        facts.merged.append((first, int(found[4] or first), ref))


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(_MAIN).removeprefix(_STRICT)
