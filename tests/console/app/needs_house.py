"""A console with spreadsheets and unanswered questions over a small knowledge folder; its matcher is told its guesses."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.console_parts.sheet_store import SheetStore
from bot.console_parts.sheets import CountrySheets, Run
from bot.console_parts.unanswered import WaitingQuestions
from bot.editing.sheets.child import worked
from bot.matching.records import Candidate, LanguageGuess, Mention, Understanding
from bot.usage.phrases import Phrase, store_phrases
from tests.console.app.house import console
from tests.console.app.publishing_house import PublishingHouse, open_publishing_house
from tests.knowledge.folder import TODAY
from tests.storage.kit import KEYS

OTHERS = 211  # meanings of texts that hold none of the words
DAY_KEY = b"a key of one day, of 32 bytes ..."


@dataclass
class Meanings:
    """In place of the sentence encoder: texts that share one of these words mean the same."""

    words: tuple[str, ...]

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.zeros((len(texts), len(self.words) + OTHERS), np.float32)
        for row, text in enumerate(texts):
            other = len(self.words) + crc32(text.encode()) % OTHERS
            found[row, next((i for i, word in enumerate(self.words) if word in text), other)] = 1
        return found


@dataclass
class GuessingMatcher:
    """Gives the guesses that it was told, by a word of the text."""

    guesses: Mapping[str, tuple[str, ...]]
    _encoder: Meanings | None = field(default_factory=lambda: Meanings(("perro", "carnet", "dog")))

    def understand(
        self, text: str, *, language: object, country: object, topic: object = None
    ) -> Understanding:
        found = next((said for word, said in self.guesses.items() if word in text), ())
        likely = tuple(Candidate(name, 0.4, name == "thanks") for name in found)
        guess = LanguageGuess("es", "es", True)
        return Understanding(guess, Mention(None), likely, (), None, text, empty=False)


@dataclass
class NeedsHouse:
    """The editing house with two more parts."""

    editing: PublishingHouse
    sheets: CountrySheets
    unanswered: WaitingQuestions

    async def asked(
        self, words: str, people: int, country: str | None = "PE", language: str = "es", day: date = TODAY
    ) -> None:
        """So many people wrote these words on one day and got no answer."""
        phrases = [Phrase(day, language, country, words, f"telegram:{n}") for n in range(people)]
        database = self.editing.house.database
        await database.write(lambda c: store_phrases(c, database, phrases, {day: DAY_KEY}))


async def here(_: str, data: bytes, __: float) -> bytes:
    """In place of the child process, which takes a second to start."""
    return await asyncio.to_thread(worked, data)


async def open_needs_house(folder: Path, run: Run = here, **more: object) -> NeedsHouse:
    """`run`: what reads and writes spreadsheets."""
    made = await open_publishing_house(folder)
    house = made.house
    store = SheetStore(folder / "data" / "sheets", KEYS, house.clock)
    sheets = CountrySheets(made.root, store, made.desk, house.clock, run)
    matcher = GuessingMatcher(
        {"carnet": ("renew-residence", "thanks", "see-doctor"), "permiso": ("pe-own-permit",)}
    )
    unanswered = WaitingQuestions(house.database, lambda: matcher, KEYS, house.clock)  # type: ignore[arg-type,return-value]
    house.app = console(
        house.accounts,
        house.clock,
        release=lambda: made.release,
        editing=made.desk,
        sheets=sheets,
        unanswered=unanswered,
        **more,
    )
    return NeedsHouse(made, sheets, unanswered)
