"""What a changed cell says, held against what a cell of its column may hold."""

from __future__ import annotations

import re

from bot.editing.sheets.cells import CellWrong, value_of
from bot.editing.sheets.columns import YES_NO, Column
from bot.editing.sheets.tables import Cell
from bot.knowledge.exchange.cells import looks_like_formula
from bot.knowledge.exchange.degrees import degrees_of_cell
from bot.knowledge.problems import short
from bot.knowledge.yaml_reader import hidden_in

_AS_TEXT = "give the cell the format Text (Texto) and type it again"


def checked(cell: Cell, column: Column) -> object:
    """The value a cell means. Raises CellWrong."""
    text = cell.text
    if cell.sort == "formula":
        raise CellWrong(f"holds a formula ({short(text)}): write its result as text")
    if cell.sort == "error":
        raise CellWrong(f"holds the spreadsheet's error {short(text)}: write the text itself")
    if cell.sort == "date":
        raise CellWrong(f"was turned into the date {short(text)} by the spreadsheet: {_AS_TEXT}")
    if cell.sort == "number":
        if column.sort != "degrees":
            raise CellWrong(f"was turned into the number {short(text)} by the spreadsheet: {_AS_TEXT}")
        return degrees_of_cell(text)
    if cell.sort == "truth" and column.choices != YES_NO:
        raise CellWrong(f"was turned into the truth value {short(text)} by the spreadsheet: {_AS_TEXT}")
    for line in re.split("\r\n|\r|\n", text):
        if hidden := hidden_in(line.replace("\t", " ")):
            raise CellWrong(hidden)
        if looks_like_formula(line.strip()):
            raise CellWrong(f"begins with '{line.strip()[0]}', as a formula does: take the sign out")
    return value_of(text, column)
