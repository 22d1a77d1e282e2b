"""Joins the registers of a folder to its release: each with its country, its source and its age."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.knowledge.problems import Kept, Problem
from bot.knowledge.records import Country, Place, Source
from bot.knowledge.registers import form
from bot.knowledge.registers.boxes import Box
from bot.knowledge.registers.register import FIRST_LINE, Register, RegisterRows

if TYPE_CHECKING:
    from bot.knowledge.files import Folder

MOST = 20  # points outside the country that are told


def registers(
    folder: Folder, countries: Mapping[str, Country], codes: Mapping[str, str], places: Mapping[str, Place]
) -> dict[str, Register]:
    """The registers by country code. `codes`: folder name -> code. Appends what is wrong to `folder.problems`."""
    made: dict[str, Register] = {}
    for top, code in codes.items():
        rows, about = folder.registers.get(f"{top}/{form.REGISTER_FILE}"), f"{top}/{form.ABOUT_FILE}"
        shape, kept = folder.shapes.get(about), (Kept(form.STEM, top),)
        if rows is None:
            if shape is not None:
                said = f"has no {form.REGISTER_FILE} beside it: import the register, or delete this file"
                folder.problems.append(Problem(about, 1, said, kept))
            continue
        if not isinstance(shape, form.RegisterShape):
            said = f"has no {form.ABOUT_FILE} beside it (source, date, licence): import it with `rumbo places import`"
            folder.problems.append(Problem(rows.file, 1, said, kept))
            continue
        if shape.count != len(rows):
            said = f"says {shape.count} places, {form.REGISTER_FILE} holds {len(rows)}: correct `count`, or import again"
            folder.problems.append(Problem.at(folder.origin(about, "count"), said))
        if code in countries:
            folder.problems += _misplaced(rows, countries[code])
        folder.problems += _ids_of_two(rows, places)
        made[code] = _register(code, rows, shape)
    _strays(folder, codes)
    return made


def _register(code: str, rows: RegisterRows, shape: form.RegisterShape) -> Register:
    said = shape.source
    source = Source(said.publisher, said.title, said.url, said.date)
    return Register(code, rows, source, None if shape.as_of == "unknown" else shape.as_of, shape.licence)


def _misplaced(rows: RegisterRows, country: Country) -> list[Problem]:
    outside = Box.of(country).outside(rows.latitudes, rows.longitudes)
    said = f"lies outside {country.names['en']}: check latitude and longitude, and the minus signs"
    return [
        Problem(rows.file, int(row) + FIRST_LINE, f"'{rows.ids[row].decode()}' {said}")
        for row in outside[:MOST]
    ]


def _ids_of_two(rows: RegisterRows, places: Mapping[str, Place]) -> list[Problem]:
    taken = ((rows.row_of(place.id), place) for place in places.values())
    return [
        Problem(
            rows.file, row + FIRST_LINE, f"'{place.id}' already stands at {place.origin}: give one another id"
        )
        for row, place in taken
        if row is not None
    ]


def _strays(folder: Folder, codes: Mapping[str, str]) -> None:
    for file in folder.registers:
        if PurePosixPath(file).parts[0] not in codes:
            said = "stands in a folder that is no country's: move it to the country's folder"
            folder.problems.append(Problem(file, 1, said, (Kept("countries"),)))
