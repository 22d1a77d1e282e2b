"""Opens whatever a partner sends: HSDS as JSON, as a package (zip or folder), or our own table; and writes our exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Literal

from bot.knowledge.exchange.hsds import service_of
from bot.knowledge.exchange.hsds_flat import flat, nested
from bot.knowledge.exchange.hsds_json import json_text, read_services
from bot.knowledge.exchange.hsds_package import package_files, read_rows, zipped
from bot.knowledge.exchange.hsds_schema import Deviation, deviations, row_deviations
from bot.knowledge.exchange.hsds_tables import VERSION
from bot.knowledge.exchange.incoming import Arrivals, places_for
from bot.knowledge.exchange.refusals import ExchangeRefused
from bot.knowledge.exchange.tables import csv_text, of_country, places_in_table, xlsx_bytes
from bot.knowledge.records import Country, Language, Place

Format = Literal["hsds-json", "hsds-package", "csv", "xlsx"]
ENDINGS: Mapping[Format, str] = {
    "hsds-json": ".hsds.json",
    "hsds-package": ".hsds.zip",
    "csv": ".csv",
    "xlsx": ".xlsx",
}
MAX_PLACES = 10_000  # in one HSDS or XLSX export; so many fit what an import takes back
MOST_DEVIATIONS = 1000  # that are looked for; a file with more of them is another standard


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's places, what was not taken of it, and where it departs from HSDS 3.0 (not asked of our own tables)."""

    arrivals: Arrivals
    deviations: tuple[Deviation, ...]


def open_places(
    path: Path, country: Country, known: Mapping[str, Place], today: date, language: Language
) -> Opened:
    """The places of `country` in a file or folder. Raises ExchangeRefused where it cannot be read as any of our forms."""
    ending = path.suffix.lower()
    if path.is_dir() or ending == ".zip":
        rows = read_rows(path)
        told = tuple(islice(row_deviations(rows), MOST_DEVIATIONS))
        return Opened(places_for(nested(rows), path.name, country, known, today, language), told)
    if ending == ".json":
        services = read_services(path)
        told = tuple(islice(deviations(services), MOST_DEVIATIONS))
        return Opened(places_for(services, path.name, country, known, today, language), told)
    if ending in {".csv", ".xlsx"}:
        return Opened(of_country(places_in_table(path), country.code), ())
    said = "is none of: .json (HSDS), .zip or a folder (HSDS package), .csv or .xlsx (our own table)"
    raise ExchangeRefused(path.name, said)


def exported(places: Sequence[Place], form: Format) -> bytes:
    """The bytes of an export. What is to be HSDS is checked against the standard before it is given away.

    Raises ExchangeRefused where it would not keep to it (a mistake of ours), and where it would be too large.
    """
    if form == "csv":
        return csv_text(places).encode()
    if len(places) > MAX_PLACES:
        said = f"would hold more than {MAX_PLACES:,} places: choose one country, leave the register out, or take csv"
        raise ExchangeRefused("the export", said)
    if form == "xlsx":
        return xlsx_bytes(places)
    services = [service_of(place) for place in places]
    found = deviations(services) if form == "hsds-json" else row_deviations(flat(services))
    if wrong := next(iter(found), None):
        raise ExchangeRefused(
            "the export", f"would not be HSDS {VERSION} ({wrong}): please tell Rumbo's developers"
        )
    return json_text(services).encode() if form == "hsds-json" else zipped(package_files(services))
