"""python -m bot.fit KNOWLEDGE FILE: fits the matcher of a knowledge folder and saves it; the bot's child process."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.knowledge.load import load_release
from bot.matching.matcher import Matcher


def main(knowledge: str, file: str) -> None:
    """Fits and saves. Raises KnowledgeRefused where the folder does not check."""
    release = load_release(Path(knowledge), datetime.now(UTC).date())
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    Matcher.fit(release).save(path)


if __name__ == "__main__":
    main(*sys.argv[1:3])
