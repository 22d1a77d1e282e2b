"""Keeps what was seen of a spreadsheet for an hour, sealed, for the account that sent it."""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bot.editing.sheets.looked import Looked, packed, unpacked
from bot.knowledge.exchange.merging import put_in_place
from bot.storage.inventory import SHEET_HOURS
from bot.storage.keys import Keys
from bot.storage.sealing import seal, unseal

SECONDS = SHEET_HOURS * 3600
MOST_OF_ONE = 5  # files an account
MOST_BYTES = 100 * 1024**2  # of all of them
_HANDLE = re.compile(r"[0-9a-f]{32}")
_LENGTH = 8  # bytes that tell how long the first part is


class SheetStore:
    """Files named by time, account and handle in one folder. Methods block, and raise OSError."""

    def __init__(self, folder: Path, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._key = keys.subkey("console: spreadsheets")

    def keep(self, looked: Looked, raw: bytes, by: str) -> str:
        """Keeps what was seen, and the file where it is needed again; its handle."""
        handle = secrets.token_hex(16)
        first = zlib.compress(packed(looked))
        content = len(first).to_bytes(_LENGTH) + first + raw
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{self._now():012d}-{_owner(by)}-{handle}"
        put_in_place(path, seal(self._key, _bound(by, looked.country, handle), content))
        self._sweep(_owner(by))
        return handle

    def get(self, handle: str, country: str, by: str) -> tuple[Looked, bytes] | None:
        """What was kept, and the file; None where there is nothing for this account and country."""
        path = self._path(handle, by)
        sealed = path.read_bytes() if path else b""
        content = unseal(self._key, _bound(by, country, handle), sealed)
        if content is None:
            return None
        end = _LENGTH + int.from_bytes(content[:_LENGTH])
        try:
            return unpacked(zlib.decompress(content[_LENGTH:end])), content[end:]
        except ValueError:  # written by another version of the program
            return None

    def drop(self, handle: str, by: str) -> None:
        """Forgets it."""
        if path := self._path(handle, by):
            path.unlink(missing_ok=True)

    def _path(self, handle: str, by: str) -> Path | None:
        if not _HANDLE.fullmatch(handle):
            return None
        found = next(self._folder.glob(f"*-{_owner(by)}-{handle}"), None)
        return found if found and not self._is_over(found) else None

    def _is_over(self, path: Path) -> bool:
        began = path.name.partition("-")[0]
        return not began.isdecimal() or not 0 <= self._now() - int(began) < SECONDS

    def _sweep(self, owner: str) -> None:
        """Takes away what is over, and the oldest where there is too much."""
        found = ((path, path.stat()) for path in self._folder.iterdir() if path.is_file())
        newest = sorted(found, key=lambda one: one[1].st_mtime_ns, reverse=True)
        mine, total = 0, 0
        for path, facts in newest:
            mine += f"-{owner}-" in path.name
            total += facts.st_size
            too_many = mine > MOST_OF_ONE and f"-{owner}-" in path.name
            if self._is_over(path) or too_many or total > MOST_BYTES:
                path.unlink(missing_ok=True)

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _owner(by: str) -> str:
    return sha256(by.encode()).hexdigest()[:12]


def _bound(by: str, country: str, handle: str) -> bytes:
    return f"{by}\0{country}\0{handle}".encode()
