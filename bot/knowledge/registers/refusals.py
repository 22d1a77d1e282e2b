"""Why a whole register file is not taken, said to the person who brings it."""

from __future__ import annotations


class RegisterRefused(Exception):
    """The file cannot be imported. The message says where, why and what to do."""

    def __init__(self, file: str, message: str, row: int | None = None) -> None:
        """`row`: the row of the file, counted from 1 as spreadsheets count, where one can be named."""
        where = f"{file}, row {row}" if row else file
        super().__init__(f"{where}: {message}")
