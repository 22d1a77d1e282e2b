"""Which English texts were written against a Spanish text that has changed since: computed by hash, never typed.

Editors write the Spanish text and its English together. Who has seen that the two say the same accepts it; the hash of the
Spanish text then goes to knowledge/translations.json (the ledger). A later change of the Spanish makes the English stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bot.knowledge.check_texts import known_hint
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Entry, HelpLine, Language, Origin, Place, Release

LEDGER = "translations.json"  # inside the knowledge folder
HASH_DIGITS = 12
TRANSLATED: Language = "en"
TranslationState = Literal["current", "stale", "unreviewed"]
Ledger = Mapping[
    str, str
]  # "answer pe-asylum en" -> the first 12 hex digits of the SHA-256 of its Spanish text


class UnknownRecord(Exception):
    """No answer, place or line has the id that was to be accepted."""


@dataclass(frozen=True, slots=True)
class Translation:
    """How the English of one answer, place or line stands to its Spanish."""

    key: str  # as in the ledger
    id: str
    state: TranslationState
    spanish: str  # its hash today
    origin: Origin

    def problem(self) -> Problem:
        """What to do about it, for an editor."""
        why = {
            "stale": "the Spanish text changed after its English was reviewed: bring the English up to date",
            "unreviewed": "nobody has said that its English says what the Spanish says: compare them",
        }[self.state]
        return Problem.at(self.origin, f"'{self.id}': {why}, then `rumbo translations --accept {self.id}`")


def translations(release: Release, ledger: Ledger) -> list[Translation]:
    """The state of every English text in the release, in the order of the files."""
    return [_translation(key, record, ledger) for key, record in _translated(release)]


def outdated(found: Iterable[Translation]) -> list[Translation]:
    """Those that an editor must look at."""
    return [x for x in found if x.state != "current"]


def accepted(release: Release, ledger: Ledger, ids: Iterable[str] | None) -> dict[str, str]:
    """The ledger after the English of `ids` (None: of everything) was accepted. What is no longer there is left out.

    Raises UnknownRecord.
    """
    found = translations(release, ledger)
    wanted = {x.id for x in found} if ids is None else set(ids)
    known = sorted({x.id for x in found})
    for name in wanted.difference(known):
        msg = f"'{name}' is no answer, place or line{known_hint(name, known)}"
        raise UnknownRecord(msg)
    kept = {x.key: ledger[x.key] for x in found if x.key in ledger}
    return kept | {x.key: x.spanish for x in found if x.id in wanted}


def read_ledger(root: Path) -> Ledger:
    """The ledger of the knowledge folder; empty where there is none. Raises KnowledgeRefused where it is broken."""
    try:
        text = (root / LEDGER).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        mend = f"is broken here ({error.msg}): take the last good version, or delete the file and accept anew"
        raise KnowledgeRefused([Problem(LEDGER, error.lineno, mend)]) from None
    if not isinstance(said, dict) or not all(isinstance(x, str) for x in said.values()):
        mend = "must hold one hash a line: delete the file and accept anew"
        raise KnowledgeRefused([Problem(LEDGER, 1, mend)])
    return said


def write_ledger(root: Path, ledger: Ledger) -> Path:
    """Writes the ledger, whole or not at all: one line a text, sorted, so that two editors' changes merge."""
    new = root / f".{LEDGER}.new"
    new.write_text(ledger_text(ledger), encoding="utf-8")
    return new.replace(root / LEDGER)


def ledger_text(ledger: Ledger) -> str:
    """The ledger as it stands in its file."""
    return json.dumps(dict(sorted(ledger.items())), indent=1, ensure_ascii=False) + "\n"


def _translation(key: str, record: Entry | Place | HelpLine, ledger: Ledger) -> Translation:
    reviewed, spanish = ledger.get(key), _hash(_spanish(record))
    state: TranslationState = (
        "unreviewed" if reviewed is None else "current" if reviewed == spanish else "stale"
    )
    return Translation(key, record.id, state, spanish, record.origin)


def _translated(release: Release) -> Iterator[tuple[str, Entry | Place | HelpLine]]:
    """Every record that says something in Spanish, with its key."""
    for kind, records in (("answer", release.entries), ("place", release.places), ("line", release.lines)):
        for record in records.values():
            if _spanish(record):
                yield f"{kind} {record.id} {TRANSLATED}", record


def _spanish(record: Entry | Place | HelpLine) -> dict[str, object]:
    """All that a person reads of the record in Spanish, by part."""
    if isinstance(record, HelpLine):
        return {"name": record.names["es"], "note": record.notes.get("es")}
    return {part: said for part, said in asdict(record.texts["es"]).items() if said}


def _hash(said: dict[str, object]) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]
