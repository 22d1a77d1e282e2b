"""How one register is read: which column is what, and what its own words mean. Guessed, or written by an editor as YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field as Value
from pydantic import ValidationError

from bot.knowledge.fields import Line, Shape
from bot.knowledge.folding import fold
from bot.knowledge.messages import plain_problems
from bot.knowledge.problems import KnowledgeRefused, short
from bot.knowledge.records import PlaceKind
from bot.knowledge.registers.header_words import FIELDS, Field
from bot.knowledge.registers.headers import Guess
from bot.knowledge.registers.kinds import NoPlace, Owner
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.tables import Line as Row
from bot.knowledge.yaml_reader import nearest_word, read_document


class MappingFile(Shape):
    """A mapping for `rumbo places import --mapping FILE`"""

    columns: dict[Field, Line] = Value(default_factory=dict)
    """Ours: the name of the register's column. What is not named is guessed; write `none` to leave one out."""
    kinds: dict[Line, PlaceKind | NoPlace] = Value(default_factory=dict)
    """What stands in the register's column of kinds: which of our kinds it is, or none."""
    owners: dict[Line, Owner] = Value(default_factory=dict)
    """What stands in its column of owners: public, ngo, private or unknown."""
    closed: list[Line] = Value(default_factory=list)
    """What stands in its column of states where a place is closed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything by which a row is read: columns by field, and the meaning of the register's own words (folded)."""

    columns: Mapping[Field, int]
    kinds: Mapping[str, PlaceKind | NoPlace] = field(default_factory=dict)
    owners: Mapping[str, Owner] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    default_kind: PlaceKind | None = None

    def cell(self, row: Row, name: Field) -> str:
        """What stands in a row for one of our fields; empty where its column is missing."""
        column = self.columns.get(name)
        return row.cells[column] if column is not None and column < len(row.cells) else ""


def read_mapping(path: Path) -> MappingFile:
    """The mapping an editor wrote. Raises KnowledgeRefused with every mistake."""
    document = read_document(path, path.name)
    try:
        return MappingFile.model_validate(document.value if document.value is not None else {})
    except ValidationError as error:
        raise KnowledgeRefused(plain_problems(document, MappingFile, error)) from None


def chosen(
    guesses: Sequence[Guess], names: Sequence[str], columns: Mapping[Field, str], file: str
) -> tuple[Guess, ...]:
    """The guesses with an editor's choices in their place. Raises RegisterRefused for a column that does not exist."""
    folded = {fold(name): i for i, name in reversed(list(enumerate(names)))}
    found = {guess.field: guess for guess in guesses}
    for ours, name in columns.items():
        found.pop(ours, None)
        if fold(name) == "none":
            continue
        at = folded.get(fold(name))
        if at is None:
            near = nearest_word(name, list(names))
            hint = f", did you mean '{near}'?" if near else f": it has {', '.join(map(short, names))}"
            raise RegisterRefused(file, f"has no column '{short(name)}'{hint}")
        for other in [x.field for x in found.values() if x.column == at and x.why != "mapping"]:
            del found[other]
        found[ours] = Guess(ours, at, names[at], "mapping", "")
    return tuple(found[ours] for ours in FIELDS if ours in found)


def reading(
    guesses: Sequence[Guess], mapping: MappingFile | None, default_kind: PlaceKind | None = None
) -> Reading:
    """How rows are read with these columns and the words of the mapping."""
    columns = {guess.field: guess.column for guess in guesses}
    if mapping is None:
        return Reading(columns, default_kind=default_kind)
    return Reading(
        columns,
        {fold(word): kind for word, kind in mapping.kinds.items()},
        {fold(word): owner for word, owner in mapping.owners.items()},
        frozenset(map(fold, mapping.closed)),
        default_kind,
    )


def missing(guesses: Sequence[Guess]) -> Literal["name", "point or city"] | None:
    """What a register cannot be read without; None where nothing is missing."""
    fields = {guess.field for guess in guesses}
    if "name" not in fields:
        return "name"
    has_point = "point" in fields or {"latitude", "longitude"} <= fields
    return None if has_point or fields & {"city", "region"} else "point or city"


def written(guesses: Sequence[Guess]) -> str:
    """The columns as a mapping file, to be kept and corrected by an editor."""
    lines = [f'  {guess.field}: "{guess.header.replace(chr(34), " ")}"\n' for guess in guesses]
    return f"# Which column of the register is which of ours.\ncolumns:\n{''.join(lines)}"
