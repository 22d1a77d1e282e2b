"""Which recorded release the files of this folder were last made to be: a small hidden file beside them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

_FILE = ".served.json"


def read_served(root: Path) -> int | None:
    """The number of the release; None where none was put into this folder yet."""
    try:
        number = json.loads((root / _FILE).read_text(encoding="utf-8"))["number"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return number if isinstance(number, int) else None


def write_served(root: Path, number: int) -> None:
    """Notes it. Where the disk refuses, the folder is only compared once more."""
    with suppress(OSError):
        new = root / f"{_FILE}.new"
        new.write_text(json.dumps({"number": number}), encoding="utf-8")
        new.replace(root / _FILE)
