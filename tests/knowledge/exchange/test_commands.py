"""`rumbo places export` and `hsds-import`: what an NGO's data person sees, and what ends up in the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.knowledge.exchange.place_yaml import place_lines
from bot.knowledge.load import load_release
from bot.knowledge.yaml_reader import read_text
from tests.knowledge.exchange.made_up import TODAY, a_place, a_service, located
from tests.knowledge.folder import write, write_folder

TARGET = "peru/places-hsds.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


def rumbo(root: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["places", *map(str, arguments), "--knowledge", str(root)])


def given(tmp_path: Path, *services: Any) -> Path:
    path = tmp_path / "partner.json"
    path.write_text(json.dumps(services), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("form", "name"),
    [("hsds-json", "x.json"), ("hsds-package", "x.zip"), ("csv", "x.csv"), ("xlsx", "x.xlsx")],
)
def test_an_export_comes_back_without_a_difference(form: str, name: str, root: Path, tmp_path: Path) -> None:
    file = tmp_path / name
    written = rumbo(root, "export", "--format", form, "--country", "pe", "--to", file)
    assert written.output == f"1 places written to {file}\n"
    back = rumbo(root, "hsds-import", file, "--country", "PE")
    assert back.exit_code == 0
    assert "1 places read: 1 as they stand here, 0 rows left out." in back.output
    assert "There is nothing to write." in back.output


def test_an_export_without_a_file_goes_to_the_screen_whole(root: Path) -> None:
    page = json.loads(rumbo(root, "export").stdout)
    assert (page["total_items"], len(page["contents"])) == (2, 2)


def test_nothing_is_written_without_yes(root: Path, tmp_path: Path) -> None:
    shown = rumbo(root, "hsds-import", given(tmp_path, a_service()), "--country", "PE")
    assert shown.exit_code == 0
    assert "  pe-lima-casa-puente: Casa Puente, Lima (shelter)" in shown.output
    assert f"Nothing was written yet. Add --yes to write {TARGET}." in shown.output
    assert not (root / TARGET).exists()


def test_what_is_written_passes_the_check_and_is_served(root: Path, tmp_path: Path) -> None:
    done = rumbo(root, "hsds-import", given(tmp_path, a_service()), "--country", "PE", "--yes")
    assert done.exit_code == 0, done.output
    place = load_release(root, TODAY).places["pe-lima-casa-puente"]
    assert (place.name, place.origin.file) == ("Casa Puente", TARGET)
    again = rumbo(root, "hsds-import", given(tmp_path, a_service()), "--country", "PE", "--yes")
    assert "There is nothing to write." in again.output


def test_a_newer_file_changes_its_places_and_no_other_line(root: Path, tmp_path: Path) -> None:
    other = located(a_service(), id="99999999-9999-4999-8999-999999999999", name="Casa Norte")
    rumbo(root, "hsds-import", given(tmp_path, a_service(), other), "--country", "PE", "--yes")
    path = root / TARGET
    path.write_text("# ours\n" + path.read_text(encoding="utf-8") + "# the end\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8").split("\n")
    changed = located(a_service(), name="Casa Puente Nueva")
    done = rumbo(root, "hsds-import", given(tmp_path, changed, other), "--country", "PE", "--yes")
    assert "pe-lima-casa-puente: name: Casa Puente -> Casa Puente Nueva" in done.output
    after = path.read_text(encoding="utf-8").split("\n")
    assert [x for x in zip(before, after, strict=True) if x[0] != x[1]] == [
        ("    name: Casa Puente", "    name: Casa Puente Nueva")
    ]


def test_a_place_with_a_comment_and_a_place_of_another_file_are_left_to_the_editor(
    root: Path, tmp_path: Path
) -> None:
    rumbo(root, "hsds-import", given(tmp_path, a_service()), "--country", "PE", "--yes")
    path = root / TARGET
    text = path.read_text(encoding="utf-8").replace(
        "    kind: shelter\n", "    kind: shelter  # we asked them\n"
    )
    path.write_text(text, encoding="utf-8")
    changed = located(a_service(), name="Casa Puente Nueva")
    done = rumbo(root, "hsds-import", given(tmp_path, changed), "--country", "PE", "--yes")
    assert "with a comment in its lines" in done.output
    assert path.read_text(encoding="utf-8") == text
    file = tmp_path / "own.json"
    rumbo(root, "export", "--country", "PE", "--to", file)
    file.write_text(
        file.read_text(encoding="utf-8").replace("Oficina de Migraciones", "Oficina Nueva"), encoding="utf-8"
    )
    places = (root / "peru/places.yaml").read_text(encoding="utf-8")
    done = rumbo(root, "hsds-import", file, "--country", "PE", "--yes")
    assert "peru/places.yaml:2: pe-office: name: Oficina de Migraciones -> Oficina Nueva" in done.output
    assert (root / "peru/places.yaml").read_text(encoding="utf-8") == places


def test_what_would_not_pass_the_check_is_never_written(root: Path, tmp_path: Path) -> None:
    write(
        root,
        "ecuador/places-more.yaml",
        "places:\n" + "\n".join(place_lines(a_place(id="pe-lima-casa-puente"))) + "\n",
    )
    done = rumbo(root, "hsds-import", given(tmp_path, a_service()), "--country", "PE", "--yes")
    assert done.exit_code == 2
    assert "nothing was written" in done.output
    assert not (root / TARGET).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--country", "Peru"], "'Peru' is no country"),
        (["--country", "CL"], "CL: has no folder in the knowledge"),
        (["--country", "PE", "--to", "/tmp/x.yaml"], "lies outside the knowledge folder"),
    ],
)
def test_a_wrong_country_or_target_is_refused(
    arguments: list[str], said: str, root: Path, tmp_path: Path
) -> None:
    done = rumbo(root, "hsds-import", given(tmp_path, a_service()), *arguments)
    assert done.exit_code == 2
    assert said in done.output


def test_a_target_that_is_no_file_for_places_is_refused(root: Path, tmp_path: Path) -> None:
    done = rumbo(
        root,
        "hsds-import",
        given(tmp_path, a_service()),
        "--country",
        "PE",
        "--to",
        root / "peru/health.yaml",
    )
    assert "is no file for places: name it peru/places-….yaml" in done.output


def test_a_departure_from_the_standard_is_told_and_the_rest_taken(root: Path, tmp_path: Path) -> None:
    done = rumbo(root, "hsds-import", given(tmp_path, a_service(id="17")), "--country", "PE")
    assert "  services[0].id: '17' is not a UUID" in done.output
    assert "New: 1" in done.output


def test_every_place_is_written_so_that_it_is_read_the_same() -> None:
    odd = a_place(
        name="Casa: 'La #1' & más", city="No", address="12-34", phone="+51 1", hours={"mon": "24 hours"}
    )
    text = "places:\n" + "\n".join(place_lines(odd)) + "\n"
    value = read_text(text, "x.yaml").value
    assert isinstance(value, dict)
    said: Any = value["places"]
    assert (said[0]["name"], said[0]["city"], said[0]["address"], said[0]["phone"]) == (
        odd.name,
        "No",
        "12-34",
        "+51 1",
    )
