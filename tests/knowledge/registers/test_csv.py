"""A register is read however its publisher saved it: old letters, semicolons, decimal commas, titles above the columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.registers import tables
from bot.knowledge.registers.refusals import RegisterRefused
from tests.knowledge.registers.kit import HEAD, HOSPITAL, POSTA, csv_file, csv_text, imported, row

PENA = row((1, "Posta Ñaña Señor de la Peña"), (5, "-12,05111"), (6, "-77,04111"))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "latin-1", "cp850", "mac_roman", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_the_letters_of_any_spreadsheet_are_read(root: Path, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(csv_text([PENA], delimiter=";").encode(encoding))
    (place,) = imported(root, file).imported.found
    assert (place.name, place.latitude, place.longitude) == (
        "Posta Ñaña Señor de la Peña",
        -12.05111,
        -77.04111,
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(root: Path, tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "register.csv"
    text = row((3, "Jr. Uno, con coma; y punto y coma"))
    file.write_text(csv_text([text, HOSPITAL], delimiter=delimiter), encoding="utf-8", newline="")
    assert imported(root, file).names == ["Posta San Juan", "Hospital Dos de Mayo"]


def test_titles_above_the_names_of_the_columns_are_passed_over(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(
        "MINISTERIO DE SALUD,,,\nRegistro,a,marzo,2026\n\n" + csv_text([POSTA]), encoding="utf-8", newline=""
    )
    assert imported(root, file).names == ["Posta San Juan"]


def test_text_that_was_read_wrongly_once_is_put_right(root: Path, tmp_path: Path) -> None:
    wrong = "Posta Señor de la Peña".encode().decode("cp1252")
    assert imported(root, csv_file(tmp_path, row((1, wrong)))).names == ["Posta Señor de la Peña"]


def test_a_register_without_ids_phones_or_kinds_is_read(root: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path, ("Posta San Juan", "Lima"), head=("NOMBRE", "CIUDAD"))
    (place,) = imported(root, file).imported.found
    assert (place.kind, place.city, place.latitude, place.exact) == ("health post", "Lima", None, "")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "register.csv", "register.csv: is empty: download the register again"),
        (b"\xef\xbb\xbf \n\n", "register.csv", "register.csv: is empty: download the register again"),
        (b"only one column\nposta\n", "register.csv", "register.csv: has only one column"),
        (b"\xd0\xcf\x11\xe0aaaa", "register.xls", "register.xls: is an old Excel file (.xls)"),
        (
            b"%PDF-1.7 aaa",
            "register.pdf",
            "register.pdf: is no register we read: bring it as .csv, .xlsx or .geojson",
        ),
        (b"a,b\n1,2\n", "register.xlsx", "register.xlsx: is named .xlsx but is none"),
        (b"PK\x03\x04aaaa", "register.csv", "register.csv: is a ZIP or XLSX named .csv"),
        (
            b"<!doctype html><html>,,</html>",
            "register.csv",
            "register.csv: is no table though it is named .csv",
        ),
        (
            b'{"type": "FeatureCollection"}',
            "register.csv",
            "register.csv: is no table though it is named .csv",
        ),
    ],
)
def test_a_wrong_file_is_told_with_its_mend(
    root: Path, tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(RegisterRefused) as refused:
        imported(root, file)
    assert str(refused.value).startswith(said)


def test_a_file_that_is_not_there_is_told(root: Path, tmp_path: Path) -> None:
    with pytest.raises(RegisterRefused, match=r"nothing\.csv: cannot be read \(no such file"):
        imported(root, tmp_path / "nothing.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(RegisterRefused, match="is a directory"):
        imported(root, tmp_path / "folder.csv")


def test_a_quote_that_never_closes_is_told_with_its_row(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    rest = "x" * 200_000
    file.write_text(csv_text([POSTA]) + f'103,"Posta Dos,{rest}\n', encoding="utf-8", newline="")
    with pytest.raises(RegisterRefused, match="row 3: a quote is opened and never closed"):
        imported(root, file)


def test_columns_that_tell_no_name_are_told(root: Path, tmp_path: Path) -> None:
    with pytest.raises(RegisterRefused, match="no column for the name was found: name it in a mapping"):
        imported(root, csv_file(tmp_path, ("1", "2"), ("3", "4"), head=("foo", "bar")))


def test_names_of_columns_without_rows_are_told(root: Path, tmp_path: Path) -> None:
    with pytest.raises(RegisterRefused, match="has names of columns but no rows"):
        imported(root, csv_file(tmp_path))


def test_a_register_of_which_nothing_is_left_says_why(root: Path, tmp_path: Path) -> None:
    with pytest.raises(RegisterRefused, match=r"no place is left of 1 rows \(closed: 1\)"):
        imported(root, csv_file(tmp_path, row((8, "Cerrado"))))


def test_too_many_rows_are_refused_with_the_limit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 1)
    with pytest.raises(RegisterRefused, match="holds more than 1 rows"):
        imported(root, csv_file(tmp_path, POSTA, HOSPITAL))


def test_too_large_a_file_is_refused_unread(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 10)
    with pytest.raises(RegisterRefused, match="is larger than 0 MB: split it"):
        imported(root, csv_file(tmp_path, POSTA))


def test_too_many_places_are_refused_before_the_memory_is_full(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.knowledge.registers.gathering.MAX_PLACES", 1)
    with pytest.raises(RegisterRefused, match="holds more than 1 public places"):
        imported(root, csv_file(tmp_path, POSTA, HOSPITAL, head=HEAD))
