"""What a look at a spreadsheet came to, as plain records that can be kept and shown: this file knows no storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.editing.records import Fields, Ref
from bot.editing.sheets.told import Change, Remark


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the file makes of one entry. `began_with` "": it is new; `fields` empty: it is to be taken out."""

    ref: Ref
    file: str
    began_with: str
    began_fields: Fields
    fields: Fields


@dataclass(frozen=True, slots=True)
class Looked:
    """All that one file of a country would change. `files`: the digest of each file that it was held against."""

    country: str
    changes: tuple[Change, ...]
    problems: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    wanted: tuple[Wanted, ...]
    files: Mapping[str, str]

    @property
    def has_conflicts(self) -> bool:
        """Whether a cell was changed here and in the files, so that somebody must choose."""
        return any(problem.here is not None for problem in self.problems)


_JSON = TypeAdapter(Looked)


def packed(looked: Looked) -> bytes:
    """As JSON."""
    return _JSON.dump_json(looked)


def unpacked(raw: bytes) -> Looked:
    """What `packed` gave. Raises ValueError."""
    return _JSON.validate_json(raw)
