"""Why a whole file is not taken or not written, said to the person who brings it."""

from __future__ import annotations

from bot.knowledge.problems import short


class ExchangeRefused(Exception):
    """The file cannot be exchanged. The message names the file, what is wrong with it and what to do."""

    def __init__(self, file: str, message: str, row: int | None = None) -> None:
        """`row`: counted from 1 as spreadsheets count, where one can be named."""
        super().__init__(f"{short(file)}{f', row {row}' if row else ''}: {message}")
