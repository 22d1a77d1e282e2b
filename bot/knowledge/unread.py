"""What can truly be said of a knowledge folder in which some files could not be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from bot.knowledge import schema_shared
from bot.knowledge.fields import Shape
from bot.knowledge.files import Folder, is_register, shape_of
from bot.knowledge.problems import Kept, Problem
from bot.knowledge.records import REGION_FOLDER, TOPICS
from bot.knowledge.yaml_reader import Document, rough_text

COUNTRIES = "shared/countries.yaml"
_CODE_OR_FOLDER = re.compile(r"^[ -]*(code|folder):[ ]*['\"]?([A-Za-z][\w-]*)", re.MULTILINE)
_LIMITS = schema_shared.AgeLimitsShape.model_construct(due=1, overdue=2, expired=None)


def mistakes(problems: Iterable[Problem], unread: Collection[str]) -> list[Problem]:
    """The problems that no unread file may explain, sorted by file and line. `unread`: names of files."""
    return sorted({p for p in problems if not any(_may_stand(kept, unread) for kept in p.misses)})


def _may_stand(kept: Kept, unread: Collection[str]) -> bool:
    """Whether what is kept there may stand in one of the unread files. One at the top may belong anywhere."""
    folders = {None, "", kept.folder}
    return any(
        _kind(name) in {None, kept.kind}
        and (kept.folder is None or name.rpartition("/")[0].partition("/")[0] in folders)
        for name in unread
    )


def _kind(name: str) -> str | None:
    """The kind of a file by its name, as in `Kept`; None for one that has no place in the folder."""
    if shape_of(name) is None and not is_register(name):
        return None
    *folders, file = name.split("/")
    if folders == ["shared", "questions"]:
        return "questions"
    stem = file.partition(".")[0].partition("-")[0]
    return "answers" if stem in TOPICS else stem


def stand_in(folder: Folder, root: Path) -> None:
    """Puts empty shapes where a file is not that no release can be built without. A missing one becomes a problem."""
    for name, shape in list(_essentials(folder, root)):
        if not _may_stand(Kept(_kind(name) or "", "shared"), folder.unread):
            folder.problems.append(Problem(name, 1, "is missing: the bot cannot answer without this file"))
        folder.unread.add(name)
        folder.shapes[name] = shape
        folder.documents.setdefault(name, Document(name))


def _essentials(folder: Folder, root: Path) -> Iterator[tuple[str, Shape]]:
    """The essential files that were not read, each with a shape in which nothing is wrong."""
    if COUNTRIES not in folder.shapes:
        yield COUNTRIES, _countries(folder, root)
    if "shared/danger.yaml" not in folder.shapes:
        yield "shared/danger.yaml", schema_shared.DangerFile.model_construct(dangers=[])
    if "shared/vocabulary.yaml" not in folder.shapes:
        words = schema_shared.VocabularyFile.model_construct(
            chat_words={}, fillers=[], protected=[], everyday=[]
        )
        yield "shared/vocabulary.yaml", words
    if "shared/freshness.yaml" not in folder.shapes:
        limits = schema_shared.FreshnessFile.model_construct(
            stable=_LIMITS, volatile=_LIMITS, places=_LIMITS, lines=_LIMITS
        )
        yield "shared/freshness.yaml", limits


def _countries(folder: Folder, root: Path) -> schema_shared.CountriesFile:
    """The countries by their folder and code alone, as far as a broken file tells them; other folders stay unread."""
    codes = _codes(rough_text(root / COUNTRIES))
    folder.unread.update(
        name
        for name in (*folder.shapes, *folder.registers)
        if name.partition("/")[0] not in {"shared", REGION_FOLDER, *codes}
    )
    countries = [
        schema_shared.CountryShape.model_construct(
            code=code, folder=top, flag="", es=top, en=top, time_zone="UTC"
        )
        for top, code in codes.items()
    ]
    return schema_shared.CountriesFile.model_construct(countries=countries)


def _codes(text: str) -> dict[str, str]:
    """Folder name -> country code, each folder and each code once."""
    codes: dict[str, str] = {}
    code = None
    for word, value in _CODE_OR_FOLDER.findall(text):
        if word == "code":
            code = value
        elif (
            code is not None
            and code not in codes.values()
            and value not in {"shared", REGION_FOLDER, "schema"}
        ):
            codes.setdefault(value, code)
    return codes
