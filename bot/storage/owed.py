"""Forgettings that are still owed, kept in a small sealed file so that a restart does not lose them.

The file lies beside the database, holds only sealed ids and is gone as soon as nothing is owed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from bot.storage.keys import Keys
from bot.storage.sealing import seal, unseal

FILE_NAME = "owed-forgettings"


class OwedForgettings:
    """The sealed file. Every method is best effort: a full or read-only disk leaves the list in memory only."""

    def __init__(self, keys: Keys, folder: Path | None) -> None:
        self._key = keys.subkey("owed forgettings")
        self._path = folder / FILE_NAME if folder else None

    def read(self) -> tuple[str, ...]:
        """The people whose forgetting was still owed when the program last stopped."""
        if self._path is None:
            return ()
        try:
            lines = self._path.read_text("ascii").split()
        except (OSError, UnicodeDecodeError):
            return ()
        return tuple(person for line in lines if (person := self._opened(line)) is not None)

    def write(self, people: Iterable[str]) -> bool:
        """Keep just these people; True when the file says so now."""
        if self._path is None:
            return False
        lines = [seal(self._key, b"", person.encode()).hex() for person in people]
        try:
            if lines:
                self._replace("\n".join(lines) + "\n")
            else:
                self._erase()
        except OSError:
            return False
        return True

    def _opened(self, line: str) -> str | None:
        try:
            content = unseal(self._key, b"", bytes.fromhex(line))
        except ValueError:
            return None
        return content.decode() if content is not None else None

    def _replace(self, text: str) -> None:
        assert self._path is not None  # noqa: S101  write() has looked
        draft = self._path.with_name(f"{FILE_NAME}.new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self._erase()
        draft.rename(self._path)

    def _erase(self) -> None:
        assert self._path is not None  # noqa: S101  write() has looked
        if not self._path.exists():
            return
        size = self._path.stat().st_size
        with self._path.open("r+b") as file:
            file.write(secrets.token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        self._path.unlink()
