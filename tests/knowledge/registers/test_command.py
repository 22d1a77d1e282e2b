"""`rumbo places import` shows what it would do, asks, and writes; its report opens safely in a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.knowledge.registers.kit import HEAD, HOSPITAL, POSTA, csv_file, load, row

SAID = ("--source", "Ministerio de Salud", "--date", "2026-03", "--licence", "CC BY 4.0")


def run(root: Path, file: Path, *options: str, typed: str = "") -> Result:
    command = ["places", "import", str(file), "--country", "pe", "--knowledge", str(root), *options]
    return CliRunner().invoke(app, command, input=typed)


def test_a_register_is_imported_and_served(root: Path, tmp_path: Path) -> None:
    done = run(root, csv_file(tmp_path, POSTA, HOSPITAL), "--yes", *SAID)
    assert done.exit_code == 0, done.output
    assert "Taken: 2 of 2 rows" in done.output
    assert len(load(root).facilities["PE"]) == 2


def test_a_dry_run_writes_nothing(root: Path, tmp_path: Path) -> None:
    done = run(root, csv_file(tmp_path, POSTA), "--dry-run")
    assert done.exit_code == 0, done.output
    assert "Nothing was written" in done.output
    assert not (root / "peru/health_facilities.csv").exists()


def test_the_columns_are_asked_for_until_they_are_right(root: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path, POSTA, head=(*HEAD[:3], "Sitio", *HEAD[4:]))
    done = run(root, file, *SAID, typed="n\nnombre\nn\naddress=Sitioo\nn\naddress=Sitio\ny\n")
    assert done.exit_code == 0, done.output
    assert "Ours are: id, name" in done.output
    assert "has no column 'Sitioo', did you mean 'Sitio'?" in done.output
    place = load(root).facilities["PE"].place(0)
    assert place.address == "Jr. Uno 12"


def test_a_mapping_file_is_read(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text("columns:\n  address: Sitio\n  phone: none\n", encoding="utf-8")
    file = csv_file(tmp_path, POSTA, head=(*HEAD[:3], "Sitio", *HEAD[4:]))
    assert run(root, file, "--yes", "--mapping", str(mapping), *SAID).exit_code == 0
    place = load(root).facilities["PE"].place(0)
    assert (place.address, place.phone) == ("Jr. Uno 12", None)


def test_a_mistake_in_a_mapping_is_told_with_its_line(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text("columns:\n  adress: Sitio\n", encoding="utf-8")
    done = run(root, csv_file(tmp_path, POSTA), "--yes", "--mapping", str(mapping), *SAID)
    assert done.exit_code == 2
    assert "map.yaml:2:" in done.output


def test_the_report_tells_every_row_and_starts_no_formula(root: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    evil = row((1, "@SUM(A1) Posta"), (8, "Cerrado"))
    assert (
        run(root, csv_file(tmp_path, HOSPITAL, evil), "--yes", "--report", str(report), *SAID).exit_code == 0
    )
    rows = list(csv.reader(report.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1] == ["left out: closed", "3", "", "'@SUM(A1) Posta", "Cerrado"]


def test_half_a_register_does_not_take_the_place_of_the_whole(root: Path, tmp_path: Path) -> None:
    whole = [row((0, str(i)), (1, f"Posta {i}"), (5, f"-12.{i}1111")) for i in range(1, 6)]
    assert run(root, csv_file(tmp_path, *whole), "--yes", *SAID).exit_code == 0
    half = csv_file(tmp_path, *whole[:2])
    done = run(root, half, "--yes", *SAID)
    assert done.exit_code == 2
    assert "3 of the 5 places that stand are not in this file" in done.output
    assert run(root, half, "--yes", "--add", *SAID).exit_code == 0
    assert len(load(root).facilities["PE"]) == 5
    assert run(root, half, "--yes", "--replace", *SAID).exit_code == 0
    assert len(load(root).facilities["PE"]) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--date", "2026"), "who publishes this register? Say it with --source"),
        (("--source", "Ministerio"), "which date does this register speak for?"),
        (("--source", "Ministerio", "--date", "yesterday"), "'yesterday' is not a date"),
        (("--source", "Ministerio", "--date", "2026", "--url", "javascript:x"), "is no full address"),
        ((*SAID, "--kind", "castle"), "'castle' is no kind of place"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_written(
    root: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = run(root, csv_file(tmp_path, POSTA), "--yes", *options)
    assert done.exit_code == 2
    assert said in done.output
    assert not (root / "peru/health_facilities.csv").exists()


def test_rows_that_name_their_source_and_date_need_no_options(root: Path, tmp_path: Path) -> None:
    file = csv_file(
        tmp_path, (*POSTA, "MINSA", "10/03/2026"), head=(*HEAD, "Fuente", "Fecha de actualización")
    )
    assert run(root, file, "--yes").exit_code == 0
    place = load(root).facilities["PE"].place(0)
    assert (place.sources[0].publisher, place.as_of) == ("MINSA", "2026-03-10")


@pytest.mark.parametrize(("country", "said"), [("QQ", "'QQ' is no country"), ("CL", "CL has no folder")])
def test_a_country_without_a_folder_is_told(root: Path, tmp_path: Path, country: str, said: str) -> None:
    command = [
        "places",
        "import",
        str(csv_file(tmp_path, POSTA)),
        "--country",
        country,
        "--knowledge",
        str(root),
    ]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2
    assert said in done.output
