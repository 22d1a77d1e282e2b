"""What is wrong in a knowledge file, said to the editor who must mend it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.knowledge.records import Origin

SHOWN = 60  # characters of an editor's own text that a message repeats


@dataclass(frozen=True, slots=True)
class Kept:
    """Where things are kept: in the files of a kind, such as "places", of one folder or (None) of any."""

    kind: str
    folder: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it stands, what is wrong and what to do, in plain words.

    `misses`: where the things are kept for want of which it is a mistake. It is none if they stand in a file that
    could not be read.
    """

    file: str
    line: int
    message: str
    misses: tuple[Kept, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def at(cls, origin: Origin, message: str, *misses: Kept) -> Problem:
        return cls(origin.file, origin.line, message, misses)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeRefused(Exception):
    """The knowledge folder does not check. `problems` holds every mistake found, sorted by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def short(text: object) -> str:
    """`text` on one line and cut to SHOWN printable characters, so that a message stays a line whatever is in a file."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in str(text)[: SHOWN * 4]).split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
