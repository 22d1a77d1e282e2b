"""Each row becomes a place, or is left out for a reason that is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.registers.mapping import MappingFile
from tests.knowledge.registers.kit import HEAD, HOSPITAL, POSTA, csv_file, imported, row


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([(1, "")], "no name"),
        ([(1, "---")], "no name"),
        ([(1, "12345")], "no name"),
        ([(1, '=HYPERLINK("https://evil.example","Posta")')], "a formula instead of a name"),
        ([(8, "Cerrado definitivamente")], "closed"),
        ([(8, "DE BAJA")], "closed"),
        ([(8, "Inactivo")], "closed"),
        ([(8, "Fechado")], "closed"),
        ([(8, "closed")], "closed"),
        ([(2, "Laboratorio clínico")], "no place to send a person to"),
        ([(2, "Farmacia")], "no place to send a person to"),
        ([(1, "Los Olivos"), (2, "XYZ")], "kind not told"),
        ([(4, ""), (5, ""), (6, "")], "neither point nor city"),
        ([(4, ""), (5, "8666123"), (6, "279123")], "not in degrees"),
        ([(5, "48.85661"), (6, "2.35222")], "outside the country"),
        ([(1, "Refugio para víctimas de violencia"), (2, "Albergue")], "a shelter that hides people"),
    ],
)
def test_a_row_that_is_no_place_is_left_out_with_its_reason(
    root: Path, tmp_path: Path, changes: list[tuple[int, str]], reason: str
) -> None:
    others = [row((0, str(i)), (1, f"Posta {name}")) for i, name in enumerate("ABCDE")]
    result = imported(root, csv_file(tmp_path, HOSPITAL, row(*changes), *others))
    assert result.reasons == [reason]
    assert result.left_out[0].row == 3
    assert result.imported.read == 7


def test_the_name_of_a_hidden_shelter_reaches_no_report(root: Path, tmp_path: Path) -> None:
    secret = row((1, "Casa refugio mujeres víctimas de violencia Rosa"), (2, "Albergue"))
    assert imported(root, csv_file(tmp_path, POSTA, secret)).left_out[0].name == ""


@pytest.mark.parametrize(
    ("latitude", "longitude", "mend"),
    [
        ("-77.04111", "-12.05111", "latitude and longitude were swapped"),
        ("-12.05111", "77.04111", "a minus sign was missing"),
        ("12.05111", "77.04111", "a minus sign was missing"),
        ("12°03'04\" S", "77°02'28\" W", None),
        ("-12.051.110", "-77.041.110", None),
        ("−12.05111", " -77.04111 ", None),
    ],
)
def test_a_point_that_is_written_oddly_is_put_right(
    root: Path, tmp_path: Path, latitude: str, longitude: str, mend: str | None
) -> None:
    (place,) = imported(root, csv_file(tmp_path, row((5, latitude), (6, longitude)))).imported.found
    assert (place.latitude, place.longitude) == (
        pytest.approx(-12.05111, abs=1e-4),
        pytest.approx(-77.04111, abs=1e-4),
    )
    assert place.mend == mend


@pytest.mark.parametrize(
    ("latitude", "exact"),
    [("-12.05111", "building"), ("-12.051", "street"), ("-12.05", "city"), ("-12", "city")],
)
def test_a_point_is_as_exact_as_its_decimals(root: Path, tmp_path: Path, latitude: str, exact: str) -> None:
    longitude = latitude.replace("-12", "-77")
    (place,) = imported(root, csv_file(tmp_path, row((5, latitude), (6, longitude)))).imported.found
    assert place.exact == exact


def test_a_point_that_many_places_share_is_only_the_town_s(root: Path, tmp_path: Path) -> None:
    rows = [row((0, str(i)), (1, f"Posta {'ABCDE'[i]}")) for i in range(5)]
    assert {place.exact for place in imported(root, csv_file(tmp_path, *rows)).imported.found} == {"city"}


def test_the_same_place_twice_is_taken_once(root: Path, tmp_path: Path) -> None:
    again = row((0, "103"), (1, "POSTA  SAN JUAN"), (5, "-12.05150"))  # 43 m away
    same_id = row((1, "Posta Otra"), (5, "-12.09000"))
    far = row((0, "104"), (5, "-12.09000"))
    result = imported(root, csv_file(tmp_path, POSTA, again, same_id, far))
    assert result.names == ["Posta San Juan", "Posta San Juan"]
    assert result.reasons == ["same name within 150 m", "same id as another row"]
    assert [x.detail for x in result.left_out] == ["row 2", "row 2"]


def test_a_place_without_a_point_is_the_same_in_the_same_city(root: Path, tmp_path: Path) -> None:
    rows = [row((0, str(i)), (5, ""), (6, ""), (4, city)) for i, city in enumerate(["Lima", "LIMA", "Tacna"])]
    assert imported(root, csv_file(tmp_path, *rows)).reasons == ["same name in the same city"]


def test_private_health_places_are_left_out_unless_they_are_wanted(root: Path, tmp_path: Path) -> None:
    head = (*HEAD, "Dependencia")
    rows = [
        (*POSTA, "Privado"),
        (*HOSPITAL, "Municipal"),
        (*row((0, "7"), (1, "Albergue Uno"), (2, "Albergue")), "Privado"),
    ]
    file = csv_file(tmp_path, *rows, head=head)
    assert imported(root, file).names == ["Hospital Dos de Mayo", "Albergue Uno"]
    assert len(imported(root, file, private=True).names) == 3


def test_rows_of_another_country_are_left_out(root: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path, (*POSTA, "Perú"), (*HOSPITAL, "EC"), head=(*HEAD, "País"))
    result = imported(root, file)
    assert (result.names, result.reasons) == (["Posta San Juan"], ["another country"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Posta <b>San</b> Juan", "Posta San Juan"),
        ("Posta\u202e San\u200b Juan\x07", "Posta San Juan"),
        ("Posta &amp; San Juan", "Posta & San Juan"),
        ("Posta San Juan https://evil.example/x", "Posta San Juan"),
        ("Posta\n San\tJuan", "Posta San Juan"),
        ("Posta **San** __Juan__", "Posta San Juan"),
        ("<script>alert(1)</script>Posta", "alert(1) Posta"),
        ("-Posta San Juan", "-Posta San Juan"),  # plain: only exports are made safe for spreadsheets
    ],
)
def test_a_name_is_kept_plain(root: Path, tmp_path: Path, given: str, kept: str) -> None:
    assert imported(root, csv_file(tmp_path, row((1, given)))).names == [kept]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("01-200 1000 / 999888777", "01-200 1000 / 999888777"),
        ("+56 2 2345 6789 anexo 12", "+56 2 2345 6789"),
        ("No tiene", ""),
        ("000000000", ""),
        ("12", ""),
        ("=1+1", ""),
    ],
)
def test_a_phone_is_kept_as_printed_or_left_empty(root: Path, tmp_path: Path, given: str, kept: str) -> None:
    file = csv_file(tmp_path, HOSPITAL, row((7, given)))
    assert imported(root, file).imported.found[1].phone == kept


def test_an_editor_s_mapping_goes_before_every_guess(root: Path, tmp_path: Path) -> None:
    head = ("Clave", "Local", "Clase", "Sitio", "Pueblo", "Lat", "Lon", "Fono", "Marcha")
    mapping = MappingFile.model_validate(
        {
            "columns": {
                "name": "Local",
                "kind": "Clase",
                "city": "Pueblo",
                "status": "Marcha",
                "phone": "none",
            },
            "kinds": {"Puesto de salud": "hospital"},
            "closed": ["A medias"],
        }
    )
    file = csv_file(tmp_path, POSTA, row((0, "9"), (1, "Posta Dos"), (8, "A medias")), head=head)
    result = imported(root, file, mapping)
    (place,) = result.imported.found
    assert (place.kind, place.phone, result.reasons) == ("hospital", "", ["closed"])


def test_rows_that_tell_no_kind_can_be_given_one(root: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path, row((1, "Los Olivos"), (2, "")), HOSPITAL)
    assert [p.kind for p in imported(root, file, default_kind="health post").imported.found] == [
        "health post",
        "hospital",
    ]
