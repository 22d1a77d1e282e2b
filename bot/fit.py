"""python -m bot.fit KNOWLEDGE FILE [BUILT]: fits the matcher of a knowledge folder and saves it; the bot's child process."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import load_release
from bot.matching.matcher import Matcher


def main(knowledge: str, file: str, built: str | None = None) -> None:
    """Fits and saves. `built`: the folder of the built releases. Raises KnowledgeRefused where the folder does not check."""
    kept = BuiltReleases(Path(built)) if built else None
    Matcher.fit(load_release(Path(knowledge), datetime.now(UTC).date(), kept)).save(Path(file))


if __name__ == "__main__":
    main(*sys.argv[1:4])
