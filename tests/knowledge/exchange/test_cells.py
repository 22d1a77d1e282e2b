"""No cell that we write acts in a spreadsheet, and each comes back as it was."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.knowledge.exchange.cells import guarded, guarded_for_machines, unguarded, unguarded_for_machines
from bot.knowledge.exchange.hsds import service_of
from bot.knowledge.exchange.hsds_package import package_files
from bot.knowledge.exchange.tables import csv_text, places_in_table, xlsx_bytes
from tests.knowledge.exchange.made_up import a_place, by_csv, by_xlsx

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0", "'=1+1"]
_TEXTS = st.text(st.one_of(st.sampled_from("'=+-@\t\r 1a("), st.characters(codec="utf-8")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_would_act_begins_with_a_quote(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Casa", "12", "'tis", "a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(_TEXTS)
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded_for_machines(guarded_for_machines(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r")


def test_machines_get_telephone_numbers_plain_and_formulas_guarded() -> None:
    assert guarded_for_machines("+51 1 200-1000") == "+51 1 200-1000"
    assert guarded_for_machines("+1+cmd|x") == "'+1+cmd|x"
    files = package_files([service_of(a_place(name="=HYPERLINK(1)"))])
    assert ",'=HYPERLINK(1)," in files["services.csv"]
    assert ",+51 1 200 1000," in files["phones.csv"]


def test_a_csv_guards_telephone_numbers_too_and_takes_the_quote_off_again(tmp_path: Path) -> None:
    place = a_place(name="=HYPERLINK(1)")
    text = csv_text([place])
    assert ",'=HYPERLINK(1)," in text
    assert ",'+51 1 200 1000," in text
    assert ",-12.05,-77.04," in text  # numbers, not texts
    back = by_csv([place], tmp_path).places[0]
    assert (back.name, back.phone) == (place.name, place.phone)


def test_an_xlsx_holds_texts_unchanged_and_no_formula(tmp_path: Path) -> None:
    place = a_place(name="=HYPERLINK(1)")
    sheet = load_workbook(BytesIO(xlsx_bytes([place]))).active
    cells = {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["name"].value, cells["name"].data_type) == ("=HYPERLINK(1)", "s")
    assert (cells["phone"].value, cells["phone"].data_type, cells["phone"].number_format) == (
        "+51 1 200 1000",
        "s",
        "@",
    )
    assert cells["phone"].quotePrefix
    assert cells["latitude"].value == -12.05
    assert by_xlsx([place], tmp_path).places[0].phone == place.phone


def test_a_row_that_is_no_place_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "edited.csv"
    text = csv_text([a_place(), a_place(id="pe-otra")]).replace("pe-otra,PE,shelter", "pe-otra,PE,hotel")
    path.write_text(text, encoding="utf-8", newline="")
    found = places_in_table(path)
    assert [p.id for p in found.places] == ["pe-casa"]
    assert str(found.told[0]).startswith("row 3 'Casa del Migrante': left out, `kind` ")
