"""The two words every record uses: a language, and where in the files something stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the files a record stands, for messages to editors."""

    file: str  # path inside the knowledge folder, with forward slashes
    line: int  # 1 is the first

    @property
    def folder(self) -> str:
        """The folder of its country, "shared" or "region"."""
        return self.file.partition("/")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"
