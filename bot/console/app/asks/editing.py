"""Drafts, reviews and releases of the knowledge, as the pages ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from bot.editing.checking import Problems
from bot.editing.home import CountryHome
from bot.editing.outlook import Outlook
from bot.editing.records import (
    Draft,
    DraftState,
    EntryKind,
    Fields,
    Published,
    Ref,
    Revision,
    Saved,
    Standing,
)
from bot.editing.word_diff import FieldChange
from bot.knowledge.records import Language, Topic


class Drafts(Protocol):
    """bot.editing.drafts.Drafts, what the pages read of it."""

    async def get(self, id_: str) -> Draft: ...
    async def of_entry(self, ref: Ref) -> tuple[Draft, ...]: ...
    async def listed(
        self,
        states: Sequence[DraftState] = ...,
        countries: Sequence[str] | None = None,
        author: str | None = None,
        most: int = 200,
    ) -> tuple[Draft, ...]: ...


class Editing(Protocol):
    """bot.editing.desk.EditingDesk, as the pages see it. Raises EditingRefused, one of `Services.away`, or OSError."""

    @property
    def drafts(self) -> Drafts: ...

    async def entry(self, ref: Ref) -> Standing: ...
    def country(self, file: str) -> str: ...
    async def begin(self, ref: Ref, author: str) -> Draft: ...
    async def begin_new(
        self, kind: EntryKind, country: str, topic: Topic, fields: Fields, author: str
    ) -> Draft: ...
    async def save(
        self,
        id_: str,
        author: str,
        version: int,
        fields: Fields,
        *,
        why: str | None = None,
        english_checked: bool | None = None,
    ) -> Saved: ...
    async def problems(self, draft: Draft) -> Problems: ...
    def changes(self, draft: Draft) -> tuple[FieldChange, ...]: ...
    async def history(self, ref: Ref) -> tuple[Revision, ...]: ...
    async def submit(self, id_: str, author: str, version: int) -> Draft: ...
    async def approve(self, id_: str, reviewer: str, version: int, note: str = "") -> Draft: ...
    async def send_back(self, id_: str, reviewer: str, version: int, note: str) -> Draft: ...
    async def withdraw(self, id_: str, version: int) -> Draft: ...
    async def choose(self, id_: str, author: str, version: int, fields: Fields) -> Draft: ...
    async def confirm(self, ref: Ref, author: str, by: str, day: date) -> Draft: ...
    async def add_phrasing(
        self,
        entry: str,
        language: Language,
        phrasing: str,
        author: str,
        country: str | None,
        *,
        everywhere: bool = False,
    ) -> tuple[Draft, Draft]: ...
    async def homes(
        self, countries: Sequence[str], closed: Iterable[tuple[str, str, date]] = ()
    ) -> tuple[CountryHome, ...]: ...
    async def outlook(self, ids: Sequence[str]) -> Outlook: ...
    async def publish(
        self, ids: Sequence[str], by: str, why: str = "", explanation: str = ""
    ) -> Published: ...
    async def take_back(self, number: int, by: str, why: str, explanation: str = "") -> Published: ...
    async def take_back_revision(self, id_: str, by: str, why: str, explanation: str = "") -> Published: ...
    async def releases(self, most: int = 50) -> tuple[Published, ...]: ...
