"""The messages to evaluate with, and which questions of the knowledge answer each need they may have."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.evaluation.reading import BadFile, Record, Value, read_mapping, read_records
from bot.knowledge.records import Release

LANGUAGES = ("es", "en", "pt", "mixed")
REQUIRED = ("id", "lang", "text", "need", "in_scope")
_YES, _NO = {"true", "yes", "on"}, {"false", "no", "off"}
_ALIKE = 70  # of 100: near enough for "did you mean"


@dataclass(frozen=True, slots=True)
class Case:
    """One message and its labels."""

    id: str
    text: str
    language: str  # of the message: one of LANGUAGES
    country: str | None  # where the writer is, where the text says or implies it
    topic: str
    need: str
    in_scope: bool
    urgent: str | None = None  # the kind of danger it tells of
    style: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True, slots=True)
class Needs:
    """Need -> the questions that answer it; and the needs that are rightly met by a question back."""

    questions: Mapping[str, frozenset[str]]
    asked_back: frozenset[str] = frozenset()

    def wanted(self, need: str, release: Release) -> frozenset[str]:
        """The questions of the release that answer `need`, which may also be the id of a question itself."""
        named = self.questions.get(need)
        if named is None:
            return frozenset({need} & release.questions.keys())
        return named & release.questions.keys()


def read_cases(path: Path) -> tuple[Case, ...]:
    """The messages of a file. Raises BadFile with the line of the first mistake."""
    cases = tuple(_case(path.name, record) for record in read_records(path))
    first: dict[str, int] = {}
    for case in cases:
        if case.id in first:
            said = (
                f"the id '{case.id}' stands twice, first in line {first[case.id]}: give each message its own"
            )
            raise BadFile.at(path.name, case.line, said)
        first[case.id] = case.line
    return cases


def read_needs(path: Path) -> Needs:
    """The needs of a file: `needs` (need: [question, …]), and where wished `covered_elsewhere` (question: [need, …])
    and `asked_back` ([need, …]). Raises BadFile."""
    content = read_mapping(path)
    needs = content.get("needs")
    if not isinstance(needs, dict) or not needs:
        raise BadFile(f"{path.name}: needs a list of 'needs', each with the questions that answer it")
    found = {need: set(_texts(path.name, need, value)) for need, value in needs.items()}
    elsewhere = content.get("covered_elsewhere")
    for question, also in elsewhere.items() if isinstance(elsewhere, dict) else ():
        for need in _texts(path.name, question, also):
            found.setdefault(need, set()).add(question)
    asked_back = _texts(path.name, "asked_back", content.get("asked_back"))
    return Needs({need: frozenset(questions) for need, questions in found.items()}, frozenset(asked_back))


def check_needs(file: str, cases: Iterable[Case], needs: Needs, release: Release) -> None:
    """Raises BadFile for the first message whose need nobody knows: neither the needs file nor the knowledge."""
    known = [*needs.questions, *release.questions]
    for case in cases:
        if case.need not in needs.questions and case.need not in release.questions:
            near = process.extractOne(case.need, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            mend = f"did you mean '{near[0]}'?" if near else "add it to the needs file, or name a question"
            raise BadFile.at(file, case.line, f"'{case.need}' is no need that is known: {mend}")


def unknown_questions(needs: Needs, release: Release) -> tuple[str, ...]:
    """The questions that the needs name and this knowledge does not have."""
    named = {question for questions in needs.questions.values() for question in questions}
    return tuple(sorted(named - release.questions.keys()))


def drawn(cases: Sequence[Case], limit: int | None, seed: int) -> tuple[Case, ...]:
    """At most `limit` messages, drawn with the seed, in the order of the file."""
    if limit is None or limit >= len(cases):
        return tuple(cases)
    chosen = set(random.Random(seed).sample(range(len(cases)), limit))  # noqa: S311 - repeatable on purpose
    return tuple(case for i, case in enumerate(cases) if i in chosen)


def _case(file: str, record: Record) -> Case:
    fields, line = record.fields, record.line
    missing = [name for name in REQUIRED if fields.get(name) is None]
    if missing:
        raise BadFile.at(file, line, f"this message lacks {', '.join(missing)}")
    return Case(
        id=_word(file, record, "id"),
        text=_word(file, record, "text"),
        language=_one_of(file, record, "lang", LANGUAGES),
        country=_country(file, record),
        topic=_word(file, record, "topic") if fields.get("topic") is not None else "other",
        need=_word(file, record, "need"),
        in_scope=_yes_or_no(file, record, "in_scope"),
        urgent=_word(file, record, "urgent") if fields.get("urgent") is not None else None,
        style=tuple(_texts(f"{file}:{line}", "style", fields.get("style"))),
        line=line,
    )


def _word(file: str, record: Record, name: str) -> str:
    value = record.fields[name]
    if not isinstance(value, str):
        raise BadFile.at(file, record.line, f"'{name}' should be a text")
    return value


def _one_of(file: str, record: Record, name: str, allowed: Sequence[str]) -> str:
    value = _word(file, record, name).lower()
    if value not in allowed:
        raise BadFile.at(file, record.line, f"'{name}' is '{value}': it should be {', '.join(allowed)}")
    return value


def _country(file: str, record: Record) -> str | None:
    if record.fields.get("country") is None:
        return None
    code = _word(file, record, "country")
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise BadFile.at(file, record.line, f"'country' is '{code}': it should be two letters such as PE")
    return code.upper()


def _yes_or_no(file: str, record: Record, name: str) -> bool:
    value = _word(file, record, name).lower()
    if value not in _YES | _NO:
        raise BadFile.at(file, record.line, f"'{name}' is '{value}': it should be true or false")
    return value in _YES


def _texts(file: str, name: str, value: Value) -> list[str]:
    """A list of texts; one text alone, and nothing at all, are lists too."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    texts = [x for x in items if isinstance(x, str)]
    if len(texts) != len(items):
        raise BadFile(f"{file}: '{name}' should be a list of texts")
    return texts
