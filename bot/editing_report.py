"""What editors read in the terminal beside `rumbo check`: how easy the texts are, and which English is stale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.knowledge.coverage_export import LANGUAGE_NAMES
from bot.knowledge.readability import GRADE_AT_MOST, INFLESZ_AT_LEAST, SHORTEST, Readability
from bot.knowledge.records import LANGUAGES
from bot.knowledge.translations import Translation

LIMITS = {"es": f"INFLESZ {INFLESZ_AT_LEAST:.0f} or more", "en": f"grade {GRADE_AT_MOST:.0f} or less"}
_SHOWN = 90  # characters of a hard text


def readability_report(judged: Sequence[Readability], worst: int) -> Iterator[RenderableType]:
    """How many texts keep the limit of their language, and the `worst` of those that do not."""
    hard = [x for x in judged if not x.easy]
    if hard and worst:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1))
        table.add_column("where", no_wrap=True)
        for name in ("", "score", "text"):
            table.add_column(name, justify="right" if name == "score" else "left", overflow="fold")
        for x in hard[:worst]:
            text = x.text if len(x.text) <= _SHOWN else x.text[: _SHOWN - 1] + "…"
            table.add_row(str(x.origin), x.language, f"{x.score:.1f}", Text(text))
        yield table
    for language in LANGUAGES:
        own = [x for x in judged if x.language == language]
        easy = sum(x.easy for x in own)
        share = f"{easy / len(own):.1%}" if own else "none"
        judged_ones = f"{easy} of {len(own)} texts of {SHORTEST} words or more ({share})"
        yield Text(f"{LANGUAGE_NAMES[language]}: {judged_ones} have {LIMITS[language]}")


def translations_summary(found: Sequence[Translation]) -> str:
    """The last line of `rumbo translations`."""
    stale, unreviewed = (sum(x.state == state for x in found) for state in ("stale", "unreviewed"))
    if not stale and not unreviewed:
        return f"All {len(found)} English texts are up to date."
    return f"{len(found)} English texts: {stale} stale, {unreviewed} never reviewed."
