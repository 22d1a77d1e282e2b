"""Turns the shapes of the options walk into records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from bot.knowledge.basics import Language
from bot.knowledge.files import Folder
from bot.knowledge.option_records import (
    VALUES,
    AttributeText,
    Brief,
    Conditions,
    CountryOptions,
    Entered,
    Option,
    OptionText,
    OwnQuestion,
    OwnQuestionText,
    Situation,
    ValueText,
    WalkWords,
)
from bot.knowledge.problems import Problem
from bot.knowledge.schema_options import (
    AttributeTextShape,
    OptionsFile,
    OptionShape,
    OwnQuestionShape,
    SituationsFile,
    WalkFile,
)

WALK_FILE = "shared/walk.yaml"


def walk_words(folder: Folder) -> WalkWords | None:
    """The questions of the walk; None where the folder has none."""
    shape = folder.shapes.get(WALK_FILE)
    if not isinstance(shape, WalkFile):
        return None
    texts: dict[str, dict[Language, AttributeText]] = {
        name: {"es": _attribute(a.es), "en": _attribute(a.en)} for name, a in shape.attributes.items()
    }
    return WalkWords(texts, tuple(shape.nationalities))


def country_options(folder: Folder, codes: dict[str, str]) -> Iterator[CountryOptions]:
    """The options of each country that has them. `codes`: folder name -> country code."""
    found: dict[str, str] = {}
    for file, shape in folder.shapes.items():
        code = codes.get(PurePosixPath(file).parts[0])
        if code is None or not isinstance(shape, OptionsFile):
            continue
        if code in found:
            said = f"the options of {code} stand in {found[code]}: keep them in one file"
            folder.problems.append(Problem(file, 1, said))
            continue
        found[code] = file
        yield _options(folder, file, shape, code, tuple(_situations(folder, file, code)))


def _options(
    folder: Folder, file: str, shape: OptionsFile, code: str, situations: tuple[Situation, ...]
) -> CountryOptions:
    brief = {
        name: Brief({"es": line.es, "en": line.en}, line.answer)
        for name in ("enter", "work", "asylum")
        for line in [getattr(shape.brief, name)]
    }
    return CountryOptions(
        country=code,
        options=tuple(_option(folder, file, i, o, code) for i, o in enumerate(shape.options)),
        questions=tuple(_own_question(folder, file, i, q) for i, q in enumerate(shape.questions)),
        brief=brief,
        legal_help=shape.legal_help,
        situations=situations,
        origin=folder.origin(file),
    )


def _option(folder: Folder, file: str, i: int, shape: OptionShape, code: str) -> Option:
    return Option(
        id=shape.id,
        country=code,
        kind=shape.kind,
        status=shape.status,
        answer=shape.answer,
        work=shape.work,
        asks_record=shape.asks_record,
        texts={
            "es": OptionText(shape.es.title, shape.es.summary),
            "en": OptionText(shape.en.title, shape.en.summary),
        },
        when=tuple(_conditions(way) for way in shape.when),
        ended=shape.ended.isoformat() if shape.ended else None,
        replaced_by=tuple(shape.replaced_by),
        research=tuple(shape.research),
        origin=folder.origin(file, "options", i),
    )


def _conditions(shape: Any) -> Conditions:
    values = {name: frozenset(chosen) for name in VALUES if (chosen := getattr(shape, name)) is not None}
    if shape.nationality is not None:
        values["nationality"] = frozenset(shape.nationality)
    entered = None
    if shape.entered is not None:
        e = shape.entered
        entered = Entered(e.before, e.since, e.within_days, e.days_ago)
    return Conditions(values, frozenset(shape.not_nationality or ()), entered, dict(shape.own))


def _own_question(folder: Folder, file: str, i: int, shape: OwnQuestionShape) -> OwnQuestion:
    return OwnQuestion(
        id=shape.id,
        key=shape.key,
        texts={
            "es": OwnQuestionText(shape.es.ask, shape.es.yes, shape.es.no),
            "en": OwnQuestionText(shape.en.ask, shape.en.yes, shape.en.no),
        },
        origin=folder.origin(file, "questions", i),
    )


def _situations(folder: Folder, options_file: str, code: str) -> Iterator[Situation]:
    file = str(PurePosixPath(options_file).with_name("situations.yaml"))
    shape = folder.shapes.get(file)
    if not isinstance(shape, SituationsFile):
        return
    for i, s in enumerate(shape.situations):
        yield Situation(
            id=s.id,
            country=code,
            texts={"es": s.es, "en": s.en},
            person=dict(s.person),
            applies=tuple(s.applies),
            may=tuple(s.may),
            not_=tuple(s.not_),
            first=s.first,
            origin=folder.origin(file, "situations", i),
        )


def _attribute(shape: AttributeTextShape) -> AttributeText:
    values = {name: ValueText(v.label, v.said) for name, v in shape.values.items()}
    return AttributeText(shape.ask, shape.name, values)
