"""The plain records that editing and the web pages share. This file knows no storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EntryKind = Literal["answer", "place", "line", "question", "test"]
DraftState = Literal["draft", "in review", "approved", "published", "withdrawn"]
OPEN_STATES: tuple[DraftState, ...] = ("draft", "in review", "approved")
Fields = Mapping[str, str]  # a form: "es.text" -> what was typed; lists are numbered: "es.steps.0"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Which entry: its kind and its id (pe-asylum, pe-lima-office, asylum). A test has the id that `entries` gives it."""

    kind: EntryKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands in its file now."""

    ref: Ref
    file: str  # inside the knowledge folder
    index: int  # in the file's list
    text: str  # its own lines, from its dash on
    digest: str  # of these lines
    values: Mapping[str, object]  # as read: texts, lists, mappings
    topic: str | None = None  # of its file, where that has one


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody changed the entry meanwhile: all three texts, for the person who must choose. None: it does not stand."""

    ref: Ref
    began_with: str | None
    stands_now: str | None
    wanted: Fields | str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's edit of one entry. `fields` is the whole form as typed, right or wrong."""

    id: str
    ref: Ref
    country: str  # XX: the region; "" what is asked everywhere
    file: str
    state: DraftState
    author: str
    why: str
    began_with: str  # the entry's lines when the edit began; "" where it is new
    began_fields: Fields
    fields: Fields
    version: int  # grows with every save
    created: int  # seconds since 1970
    changed: int
    reviewer: str | None = None
    note: str = ""  # of the reviewer
    release: int | None = None  # the number of the release that published it
    english_checked: bool = False  # the author says that the English says what the Spanish says

    @property
    def is_new(self) -> bool:
        return not self.began_with

    @property
    def removes(self) -> bool:
        """An empty form takes the entry out."""
        return bool(self.began_with) and not any(text.strip() for text in self.fields.values())


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to. `other` is the draft that stood in the way; then `draft` is a new one beside it."""

    draft: Draft
    other: Draft | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One published change of one entry. `before` and `after` are its lines; "" where it did not or does not stand."""

    id: str
    ref: Ref
    country: str
    file: str
    release: int
    author: str
    reviewer: str | None
    why: str
    at: int
    before: str
    after: str
    guarded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """One release as it is recorded: who put it in place, when and why."""

    number: int
    release: str  # the id of the knowledge: 12 hex digits
    parent: int | None
    kind: Literal["publish", "rollback", "disk"]
    by: str
    why: str
    at: int
    explanation: str = ""  # why a loss or a failing test is right
    files: Mapping[str, str] = field(default_factory=dict, repr=False)  # name -> digest of its bytes
    built: str | None = None  # the stamp under which the newest release is kept built
