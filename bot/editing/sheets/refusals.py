"""Why a whole spreadsheet is not taken or not written, said to the person who brings it."""

from __future__ import annotations

from bot.knowledge.problems import short


class SheetRefused(Exception):
    """Nothing of the file can be taken or was written. The message names the file, what is wrong and what to do."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{short(name)}: {message}")
