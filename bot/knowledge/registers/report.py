"""The report of an import as a CSV file: every row left out and why, and everything that differs from what stood."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.knowledge.registers.cleaning import safe_cell
from bot.knowledge.registers.refresh import Difference
from bot.knowledge.registers.rows import LeftOut

_HEAD = ("what", "row", "id", "name", "detail")


class ReportFile:
    """Written row by row, so that a million rows left out need no memory; moved to its place when all is told.

    Its cells start no formula in a spreadsheet.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._draft = path, path.with_name(f".{path.name}.{os.getpid()}.draft")

    def __enter__(self) -> Self:
        self._stream = self._draft.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(_HEAD)
        return self

    def left_out(self, row: LeftOut) -> None:
        self._write("left out: " + row.reason, str(row.row), "", row.name, row.detail)

    def differs(self, difference: Difference) -> None:
        self._write(difference.change, "", difference.id, difference.name, difference.detail)

    def _write(self, *cells: str) -> None:
        self._writer.writerow([safe_cell(cell) for cell in cells])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if kind is None:
            self._draft.replace(self._path)
        else:
            self._draft.unlink(missing_ok=True)
