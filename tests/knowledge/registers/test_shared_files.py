"""The registers that came with the project go in nearly whole. Skipped where they are not on this machine."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.knowledge.registers.importing import import_places, open_register
from bot.settings import PROJECT

SHARED = Path(os.environ.get("RUMBO_SHARED_PLACES", PROJECT.parent / "shared" / "places"))
KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
CODES = ("AR", "BO", "BR", "CL", "CR", "MX", "PE", "PY")
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the registers are not on this machine")


@pytest.fixture(scope="module")
def release() -> Release:
    return load_release(KNOWLEDGE, date(2026, 11, 26))


@pytest.mark.parametrize("code", CODES)
def test_a_register_goes_in_nearly_whole_with_its_kinds(release: Release, code: str) -> None:
    file = SHARED / f"{code.lower()}.csv"
    country = release.countries[code]
    made = import_places(open_register(file, country, None, None), release, country)
    with file.open(encoding="utf-8", newline="") as stream:
        kinds = [
            row["kind"].replace("vaccination", "health").replace("_", " ") for row in csv.DictReader(stream)
        ]
    assert made.read == len(kinds)
    assert len(made.found) >= 0.995 * made.read
    assert set(made.left_out) <= {"outside the country"}
    assert all(place.kind == kinds[place.row - 2] for place in made.found)


def test_a_file_of_several_countries_gives_each_its_own(release: Release) -> None:
    counts = {}
    for code in ("CR", "MX", "PE"):
        country = release.countries[code]
        opened = open_register(SHARED / "extra_no_coords.csv", country, None, None)
        if code == "PE":
            with pytest.raises(Exception, match="another country: 100"):
                import_places(opened, release, country)
            continue
        counts[code] = len(import_places(opened, release, country).found)
    assert counts == {"CR": 86, "MX": 14}
