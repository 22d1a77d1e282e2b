"""The columns of each sheet: what stands in the header, what its note says in both languages, how its cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.editing.sheets.column_notes import NOTES
from bot.knowledge.records import LANGUAGES, PARTS, TOPICS, Certainty, Exactness, PlaceKind, Status
from bot.knowledge.yaml_reader import Path_

Sort = Literal[
    "text", "lines", "words", "ids", "id", "choice", "date", "phone", "link", "degrees", "hours", "sources"
]  # fmt: skip
Kind = Literal["answers", "questions", "phrasings", "places", "lines", "tests", "options"]
DELETE, MARK = "delete", "rumbo"
YES_NO = ("yes", "no")
_WIDTHS: Mapping[Sort, int] = {
    "text": 34, "lines": 40, "words": 20, "ids": 24, "id": 26, "choice": 15, "date": 13, "phone": 20, "link": 34,
    "degrees": 11, "hours": 26, "sources": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `fixed`: nobody changes it in a row that stands; `shown`: it is for reading only, in every row."""

    key: str
    sort: Sort
    choices: tuple[str, ...] = ()
    fixed: bool = False
    shown: bool = False
    width: int = 0

    @property
    def path(self) -> Path_:
        """Where its value stands inside the record."""
        return tuple(self.key.split("."))

    @property
    def names(self) -> tuple[str, str]:
        """Its name in Spanish and in English."""
        return NOTES[self._noted][:2]

    @property
    def notes(self) -> tuple[str, str]:
        """What an editor should know about it, in Spanish and in English."""
        return NOTES[self._noted][2:]

    @property
    def header(self) -> str:
        """The text of its header cell; the word in brackets is how the column is found again."""
        spanish, english = self.names
        language = self.key.split(".")[-2] if self.key.split(".")[-2:-1] in (["es"], ["en"]) else ""
        mark = f" ({language})" if language else ""
        both = spanish if spanish == english else f"{spanish} / {english}"
        return f"{both}{mark} [{self.key}]"

    @property
    def wide(self) -> int:
        """Its width in characters."""
        return self.width or _WIDTHS[self.sort]

    @property
    def _noted(self) -> str:
        plain = ".".join(part for part in self.key.split(".") if part not in LANGUAGES)
        return plain or self.key


def _both(key: str, sort: Sort, width: int = 0) -> tuple[Column, Column]:
    spanish, english = (Column(f"{language}.{key}", sort, width=width) for language in LANGUAGES)
    return spanish, english


def _choice(key: str, choices: tuple[str, ...]) -> Column:
    return Column(key, "choice", choices)


_ID = Column("id", "id", fixed=True)
_FILE = Column("file", "text", fixed=True, width=24)
_DELETE = Column(DELETE, "choice", YES_NO, width=11)
_CERTAINTY = _choice("certainty", get_args(Certainty))
_FREE = _choice("free", YES_NO)
_SOURCES = (Column("sources", "sources"), Column("as_of", "date"))
_RESEARCH = Column("research", "ids")
_CONTACT = (Column("phone", "phone"), Column("whatsapp", "phone"), Column("email", "link", width=26))

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    "answers": (
        _ID,
        Column("title", "text", shown=True),
        _DELETE,
        Column("topic", "choice", TOPICS, fixed=True),
        _choice("status", get_args(Status)),
        _CERTAINTY,
        _choice("volatile", YES_NO),
        *_both("text", "text", 60),
        *_both("who", "text"),
        *_both("requirements", "lines"),
        *_both("steps", "lines"),
        *_both("cost", "text"),
        *_both("deadline", "text"),
        *_both("duration", "text"),
        *_both("confirm_at", "text"),
        Column("official", "link"),
        Column("lines", "ids"),
        Column("places", "ids"),
        Column("nearest", "words"),
        Column("see_also", "ids"),
        *_SOURCES,
        *(Column(f"part_as_of.{part}", "date") for part in PARTS),
        Column("lasting", "words"),
        Column("confirmed.by", "text"),
        Column("confirmed.date", "date"),
        _RESEARCH,
        _FILE,
    ),
    "questions": (_ID, Column("question.es.title", "text"), Column("question.en.title", "text")),
    "phrasings": (
        _ID,
        Column("title", "text", shown=True),
        _DELETE,
        Column("language", "choice", LANGUAGES, fixed=True),
        Column("phrase", "text", width=80),
    ),
    "places": (
        _ID,
        _DELETE,
        _choice("kind", get_args(PlaceKind)),
        *(Column(key, "text") for key in ("name", "city", "region", "address")),
        Column("point.latitude", "degrees"),
        Column("point.longitude", "degrees"),
        _choice("point.exact", get_args(Exactness)),
        *_CONTACT,
        Column("web", "link"),
        Column("hours", "hours"),
        _choice("appointment", YES_NO),
        _FREE,
        _CERTAINTY,
        *_both("services", "text", 40),
        *_both("serves", "text", 40),
        *_SOURCES,
        _RESEARCH,
        _FILE,
    ),
    "lines": (
        _ID,
        _DELETE,
        Column("purposes", "words"),
        *_CONTACT,
        *_both("name", "text"),
        *_both("note", "text", 40),
        _FREE,
        _CERTAINTY,
        *_SOURCES,
        _RESEARCH,
        _FILE,
    ),
    "tests": (
        Column("ask", "text", width=60),
        _DELETE,
        Column("country", "id", width=10),
        Column("expect", "id"),
        Column("never", "ids"),
        _choice("open", YES_NO),
        _FILE,
    ),
    "options": tuple(
        Column(key, "text", shown=True)
        for key in (
            "id",
            "kind",
            "status",
            "answer",
            "work",
            "es.title",
            "en.title",
            "es.summary",
            "en.summary",
        )
    ),
}
"""The columns by kind, in the order of the sheets; at their right end stands the hidden mark of each row."""

SHEETS: Mapping[Kind, tuple[str, str]] = {
    "answers": ("Respuestas", "Answers"),
    "questions": ("Preguntas propias", "Own questions"),
    "phrasings": ("Formas de preguntar", "Phrasings"),
    "places": ("Lugares", "Places"),
    "lines": ("Líneas de ayuda", "Lines"),
    "tests": ("Pruebas", "Tests"),
    "options": ("Opciones", "Options"),
}
"""What the tab of each kind is called in Spanish and English."""


def sheet_title(kind: Kind) -> str:
    """The text on its tab; at most 31 characters, as spreadsheets want it."""
    return " - ".join(SHEETS[kind])[:31]


def column(kind: Kind, key: str) -> Column:
    """The column with a key. Raises LookupError."""
    for one in COLUMNS[kind]:
        if one.key == key:
            return one
    msg = f"{kind} has no column {key}"
    raise LookupError(msg)
