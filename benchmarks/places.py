"""A hundred thousand places: importing their register, reading it at the start, and the nearest three, beside plain Python.

Baselines, in the same run: for the import and the start Python's csv module alone reading the same file, with no checks;
for the nearest three a haversine in plain Python over all places. The places are made in the run, from a seed.
"""

from __future__ import annotations

import csv
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bot.knowledge.load import read_knowledge
from bot.knowledge.records import Country, Point, Release, Source
from bot.knowledge.registers.importing import import_places, open_register, write_import
from bot.knowledge.registers.opening import register_rows
from bot.knowledge.registers.register import Register, RegisterRows
from bot.knowledge.registers.writing import About
from bot.places.directory import Asking, Directory
from bot.places.filters import PlaceFilter
from bot.settings import PROJECT

PLACES = 100_000
SEARCHES = 400
BASELINE_SEARCHES = 12
SEED = 20261126
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
WORDS = (
    "San Juan", "Santa Rosa", "Villa Norte", "Los Andes", "Esperanza", "Mirador", "Unión", "Progreso", "Niño Jesús",
)  # fmt: skip
TYPES = (
    "Hospital Regional",
    "Posta de Salud Rural",
    "Centro de Salud Familiar",
    "SAPU",
    "Consultorio General Rural",
    "CECOSF",
)
HEAD = (
    "Código",
    "Nombre Oficial",
    "Tipo",
    "Dirección",
    "Comuna",
    "Región",
    "Latitud",
    "Longitud",
    "Teléfono",
    "Dependencia",
    "Estado",
)


def write_places(path: Path, country: Country) -> None:
    """A register as a ministry would print it: semicolons, decimal commas, one row in ten closed, clustered in cities."""
    dice = random.Random(SEED)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEAD)
        for i in range(PLACES * 10 // 9):
            city = dice.choice(country.cities)
            name = f"{dice.choice(TYPES)} {dice.choice(WORDS)} {dice.choice(WORDS)} {i}"
            latitude, longitude = (
                f"{middle + dice.gauss(0, 0.15):.6f}".replace(".", ",")
                for middle in (city.point.latitude, city.point.longitude)
            )
            phone = f"+56 2 {dice.randrange(10**7, 10**8)}"
            state = "Cerrado" if i % 10 == 9 else "Vigente"
            street = f"Calle {dice.choice(WORDS)} {i % 3000}"
            writer.writerow(
                (i, name, "", street, city.name, "", latitude, longitude, phone, "Municipal", state)
            )


def plain_nearest(points: list[tuple[float, float]], here: Point, most: int) -> list[tuple[float, int]]:
    """The baseline: a haversine in plain Python over all points."""
    y, x = radians(here.latitude), radians(here.longitude)
    found = []
    for i, (latitude, longitude) in enumerate(points):
        other = radians(latitude)
        h = sin((other - y) / 2) ** 2 + cos(y) * cos(other) * sin((radians(longitude) - x) / 2) ** 2
        found.append((2 * 6371.0 * asin(sqrt(h)), i))
    return sorted(found)[:most]


class Seconds(float):
    """Shown with three decimals."""

    def __str__(self) -> str:
        return f"{self:.3f} s"


def seconds(work: Callable[[], object]) -> tuple[Seconds, Seconds]:
    """Seconds of the wall and of this process: others may share the processor."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return Seconds(time.perf_counter() - wall), Seconds(time.process_time() - own)


def milliseconds(work: Callable[[Point], object], points: list[Point]) -> tuple[float, float, float]:
    """The median, the 99th percentile (of few: the greatest), and that of the processor's time alone."""
    times, own = [], []
    for here in points:
        started = time.perf_counter(), time.thread_time()
        work(here)
        times.append((time.perf_counter() - started[0]) * 1000)
        own.append((time.thread_time() - started[1]) * 1000)
    high = min(len(points) - 1, int(len(points) * 0.99))
    return statistics.median(times), sorted(times)[high], sorted(own)[high]


def memory() -> float:
    """Megabytes of this process."""
    gc.collect()
    return psutil.Process().memory_info().rss / 1024**2


def registered(
    folder: Path, release: Release, country: Country
) -> tuple[tuple[Seconds, Seconds], Seconds, Path]:
    """Imports the places: seconds of the import, seconds of csv alone, and the register's file."""
    raw = folder / "register.csv"
    write_places(raw, country)

    def imported() -> None:
        opened = open_register(raw, country, None, None)
        result = import_places(opened, replace(release, facilities={}), country)
        write_import(
            result, folder, About("made", "benchmark", None, "2026", "none"), opened.columns, add=False
        )

    took = seconds(imported)
    return took, seconds(lambda: csv_alone(raw, ";"))[0], folder / "health_facilities.csv"


def csv_alone(path: Path, delimiter: str = ",") -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream, delimiter=delimiter))


def main() -> None:
    release = read_knowledge(PROJECT / "knowledge", NOW.date()).release
    assert release is not None
    country = release.countries["CL"]
    with tempfile.TemporaryDirectory() as scratch:
        took, alone, file = registered(Path(scratch), release, country)
        made: list[RegisterRows | Directory] = []
        before = memory()
        reading = seconds(lambda: made.append(register_rows(file, "chile/health_facilities.csv")[0]))
        rows = made[0]
        assert isinstance(rows, RegisterRows)
        register = Register("CL", rows, Source("made", "benchmark", None, "2026"), "2026", "none")
        building = seconds(lambda: made.append(Directory(country, [], register)))
        directory = made[1]
        assert isinstance(directory, Directory)
        added = memory() - before
        reading_alone = seconds(lambda: csv_alone(file))[0]
    dice = random.Random(SEED + 1)
    here = [
        Point(city.point.latitude + dice.gauss(0, 0.1), city.point.longitude + dice.gauss(0, 0.1), "building")
        for city in (dice.choice(country.cities) for _ in range(SEARCHES))
    ]
    points = list(zip(rows.latitudes.tolist(), rows.longitudes.tolist(), strict=True))
    wanted = {
        "nearest three": PlaceFilter(),
        "nearest three hospitals, open now": PlaceFilter(("hospital",), open_now=True),
        "nearest three for children": PlaceFilter(audiences=("children",)),
    }
    bulk = Table(title=f"{len(rows):,} places")
    for name in ("what", "wall", "processor", "baseline: csv alone"):
        bulk.add_column(name, justify="left" if name == "what" else "right")
    bulk.add_row("import and write the register", *map(str, took), str(alone))
    bulk.add_row("read it at the start", *map(str, reading), str(reading_alone))
    bulk.add_row("make it searchable", *map(str, building), "")
    Console().print(bulk)
    table = Table()
    for name in ("what", "p50", "p99", "p99 of processor", "baseline: plain Python, p50", "times as fast"):
        table.add_column(name, justify="left" if name == "what" else "right")
    plain, _, _ = milliseconds(lambda at: plain_nearest(points, at, 3), here[:BASELINE_SEARCHES])
    for name, filtered in wanted.items():
        asking = Asking(filtered, NOW, release.freshness)
        median, high, own = milliseconds(lambda at, asking=asking: directory.nearest(at, asking), here)
        figures = (f"{x:.2f} ms" for x in (median, high, own))
        table.add_row(name, *figures, f"{plain:.0f} ms", f"{plain / median:.0f}")
    Console().print(table)
    Console().print(f"memory added by the register and its index: {added:.0f} MB")


if __name__ == "__main__":
    main()
