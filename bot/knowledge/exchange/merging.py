"""Holds arriving places against those that stand, and writes what is new or changed into a file of its own.

Only the lines of changed places in that file are written anew. What stands in other files, and every comment, stays.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal

from bot.knowledge.exchange.place_yaml import place_lines
from bot.knowledge.exchange.refusals import ExchangeRefused
from bot.knowledge.load import read_knowledge
from bot.knowledge.problems import Problem
from bot.knowledge.records import Country, Place
from bot.knowledge.yaml_reader import MAX_BYTES, MAX_LINES, read_text

Sort = Literal["new", "same", "changed", "elsewhere", "commented"]
_NAME = re.compile(r"[a-z0-9-]+/places(-[a-z0-9]+)*\.yaml")


@dataclass(frozen=True, slots=True)
class Difference:
    """How an arriving place differs from the one with its id. `elsewhere` and `commented` ones are left to an editor."""

    place: Place
    sort: Sort
    standing: Place | None
    parts: tuple[tuple[str, object, object], ...]  # field, as it stands, as it comes


def target_name(root: Path, country: Country, to: Path | None) -> str:
    """The file to write, as its name inside the knowledge folder. Raises ExchangeRefused where it cannot be one."""
    if country.folder is None:
        raise ExchangeRefused(
            country.code, "has no folder in the knowledge: name one in shared/countries.yaml first"
        )
    if to is None:
        return f"{country.folder}/places-hsds.yaml"
    try:
        name = PurePosixPath(to.resolve().relative_to(root.resolve())).as_posix()
    except ValueError:
        raise ExchangeRefused(
            str(to), f"lies outside the knowledge folder {root}: choose a file in it"
        ) from None
    if not _NAME.fullmatch(name) or not name.startswith(f"{country.folder}/"):
        raise ExchangeRefused(name, f"is no file for places: name it {country.folder}/places-….yaml")
    return name


def differences(
    arriving: Iterable[Place], known: Mapping[str, Place], target: str, text: str
) -> list[Difference]:
    """Each arriving place beside the one with its id. `target`: the file to write; `text`: what stands in it."""
    lines = text.splitlines()
    found = []
    for place in arriving:
        standing = known.get(place.id)
        parts = _parts(standing, place) if standing else ()
        sort: Sort = "new" if standing is None else "changed" if parts else "same"
        if sort == "changed" and standing and standing.origin.file != target:
            sort = "elsewhere"
        elif sort == "changed" and standing and _commented(lines, standing.origin.line):
            sort = "commented"
        found.append(Difference(place, sort, standing, parts))
    return found


def _parts(standing: Place, place: Place) -> tuple[tuple[str, object, object], ...]:
    pairs = (
        (f.name, getattr(standing, f.name), getattr(place, f.name))
        for f in fields(Place)
        if f.name != "origin"
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def merged(text: str, found: Sequence[Difference], country: Country, target: str) -> str:
    """The file with new places at its end and changed ones in their old lines. Raises ExchangeRefused above the bounds."""
    lines = text.splitlines() if text.strip() else _head(country)
    changed = [(x.standing.origin.line, x.place) for x in found if x.sort == "changed" and x.standing]
    for start, place in sorted(changed, key=lambda x: x[0], reverse=True):
        lines[start - 1 : _end(lines, start)] = place_lines(place)
    for x in found:
        if x.sort == "new":
            lines += ["", *place_lines(x.place)] if lines[-1].strip() != "places:" else place_lines(x.place)
    made = "\n".join(lines) + "\n"
    if len(lines) > MAX_LINES or len(made.encode()) > MAX_BYTES:
        said = (
            "would grow too large to be read: bring so many places as a register, with `rumbo places import`"
        )
        raise ExchangeRefused(target, said)
    read_text(made, target)  # what we wrote must be what is read
    return made


def _head(country: Country) -> list[str]:
    return [
        f"# {country.names['en']}: places from HSDS data, written by `rumbo places hsds-import`. Correct them here: the",
        "# next import shows what differs, and writes a place anew only where no comment stands in it.",
        "places:",
    ]


def _end(lines: Sequence[str], start: int) -> int:
    """The line after the last of the place that starts in line `start` (from 1), without the empty lines behind it."""
    last = start
    for number in range(start + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and (not line.startswith("    ") or line.lstrip().startswith("#")):
            break
        if line.strip():
            last = number
    return last


def _commented(lines: Sequence[str], start: int) -> bool:
    """Whether a comment stands within the lines of a place, or its form is not the one we write."""
    block = lines[start - 1 : _end(lines, start)]
    after = lines[_end(lines, start) : _end(lines, start) + 1]
    own = [*block, *(line for line in after if line.startswith("    "))]
    return not block[0].startswith("  - ") or any(re.search(r"(^|\s)#", line) for line in own)


def new_problems(root: Path, target: str, text: str, today: date) -> list[Problem]:
    """What `rumbo check` would say of the folder with this file in it, and does not say without it."""
    before = set(read_knowledge(root, today).problems)
    with tempfile.TemporaryDirectory(prefix="rumbo-") as folder:
        copy = Path(folder) / "knowledge"
        shutil.copytree(root, copy, copy_function=_link_or_copy)
        put_in_place(copy / target, text)
        return [problem for problem in read_knowledge(copy, today).problems if problem not in before]


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)  # nothing is written into: a file is put in the place of another
    except OSError:
        shutil.copyfile(source, target)


def put_in_place(path: Path, content: str | bytes) -> None:
    """Writes a file whole or not at all. Raises OSError."""
    raw = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        new.chmod(0o666 & ~_umask())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
