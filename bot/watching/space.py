"""How much space is left on the disk of a folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

SHORT_BYTES = 200 * 1024 * 1024
LITTLE_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of a disk."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether so little is left that the database may soon fail to write."""
        return self.free < SHORT_BYTES

    @property
    def is_little(self) -> bool:
        """Whether somebody should look at it."""
        return self.free < LITTLE_BYTES


def space_of(folder: Path) -> Space | None:
    """The space on the disk of a folder; None where that cannot be known."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return Space(usage.free, usage.total)
