"""Columns are told by their names and by what stands in them, in three languages; words by short lists."""

from __future__ import annotations

import pytest

from bot.knowledge.registers.boxes import Box
from bot.knowledge.registers.headers import guess_columns
from bot.knowledge.registers.hours_text import guessed_hours, read_hours
from bot.knowledge.registers.kinds import is_closed, kind_of, owner_of
from bot.knowledge.registers.tables import Line

PERU = Box(-20.5, 1, -83.8, -66.7)
CELLS = {
    "id": "6985", "name": "Posta Uno", "kind": "Puesto de salud", "address": "Jr. Uno 12", "city": "Lima", "region": "Lima",
    "latitude": "-12.05111", "longitude": "-77.04111", "phone": "01 200 1000", "status": "Activo", "owner": "Municipal",
    "network": "MINSA", "as_of": "2026", "hours": "L-V 8 a 16", "number": "734",
    "point": "-12.05111, -77.04111", "country": "PE",
}  # fmt: skip


def guessed(**headers: str) -> dict[str, str]:
    """Our fields by the headers that were taken for them. `headers`: the field whose cells stand there -> the header."""
    rows = [
        Line(i + 2, tuple(f"{CELLS[f]}{i}" if f == "id" else CELLS[f] for f in headers)) for i in range(30)
    ]
    return {guess.field: guess.header for guess in guess_columns(tuple(headers.values()), rows, PERU)}


@pytest.mark.parametrize(
    "headers",
    [
        {"id": "CÓDIGO ESTABLECIMIENTO", "name": "Nombre Oficial", "kind": "Tipo de Establecimiento",
         "city": "Comuna", "region": "Región", "latitude": "LATITUD", "longitude": "LONGITUD", "phone": "Teléfono Fijo",
         "owner": "Dependencia", "status": "Estado"},
        {"id": "CO_CNES", "name": "NO_FANTASIA", "address": "NO_LOGRADOURO", "number": "NU_ENDERECO",
         "city": "Município", "region": "UF", "latitude": "NU_LATITUDE", "longitude": "NU_LONGITUDE",
         "phone": "NU_TELEFONE"},
        {"id": "osm_id", "name": "name", "kind": "amenity", "address": "addr:street", "city": "addr:city",
         "phone": "contact:phone", "hours": "opening_hours"},
        {"id": "CLUES", "name": "NOMBRE DE LA UNIDAD", "region": "NOMBRE DE LA ENTIDAD", "city": "NOMBRE DEL MUNICIPIO",
         "network": "NOMBRE DE LA INSTITUCION", "latitude": "LATITUD", "longitude": "LONGITUD",
         "status": "ESTATUS DE OPERACION"},
        {"name": "establecimiento_nombre", "city": "localidad_nombre", "region": "provincia_nombre", "address": "domicilio"},
    ],
)  # fmt: skip
def test_the_columns_of_real_registers_are_told(headers: dict[str, str]) -> None:
    assert guessed(**headers) == headers


def test_a_column_that_says_estado_is_told_by_what_stands_in_it() -> None:
    assert guessed(name="nombre", region="Estado")["region"] == "Estado"
    assert guessed(name="nombre", status="Estado")["status"] == "Estado"


def test_points_and_phones_are_told_by_their_values_where_names_say_nothing() -> None:
    found = guessed(name="nombre", longitude="c1", latitude="c2", phone="c3")
    assert found == {"name": "nombre", "longitude": "c1", "latitude": "c2", "phone": "c3"}


def test_metres_of_a_map_grid_are_not_taken_for_degrees() -> None:
    rows = [Line(2, ("Posta", "279123", "8666123"))] * 5
    assert {guess.field for guess in guess_columns(("nombre", "X", "Y"), rows, PERU)} == {"name"}


def test_a_code_is_not_taken_for_the_name_beside_it() -> None:
    rows = [Line(2, ("150101", "Lima", "Posta"))] * 5
    found = {g.field: g.header for g in guess_columns(("COD_DISTRITO", "DISTRITO", "NOMBRE"), rows, PERU)}
    assert found == {"city": "DISTRITO", "name": "NOMBRE"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("health_post", "health post"), ("Posta de Salud Rural", "health post"), ("CESFAM Los Pinos", "health post"),
        ("UBS Central", "health post"), ("Unidade de Saúde da Família", "health post"), ("EBAIS Norte", "health post"),
        ("P.S. San Juan", "health post"), ("vaccination_post", "health post"), ("Hospital Regional", "hospital"),
        ("HOSP. SAN JOSÉ", "hospital"), ("Hospital del Centro de Salud", "hospital"), ("Posta del Hospital", "health post"),
        ("Posta El Refugio", "health post"), ("Albergue Temporal", "shelter"), ("Casa de Passagem", "shelter"),
        ("Instituto Nacional de Migración", "migration office"), ("Oficina de Migraciones", "migration office"),
        ("COMAR", "asylum office"), ("Consulado de Venezuela", "consulate"), ("Comedor Popular", "food"),
        ("Farmacia Uno", "none"),
        ("Laboratório", "none"), ("Centro Odontológico", "none"), ("Los Olivos", None), ("", None),
    ],
)  # fmt: skip
def test_words_tell_the_kind(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("yes", "public"), ("no", "private"), ("Municipal", "public"), ("Privado", "private"), ("PARTICULAR", "private"),
        ("ONG", "ngo"), ("Organismos No Gubernamentales", "ngo"), ("No público", "private"),
        ("", "unknown"), ("unknown", "unknown"),
    ],
)  # fmt: skip
def test_words_tell_whose_it_is(words: str, owner: str) -> None:
    assert owner_of(words) == owner


def test_active_is_not_inactive() -> None:
    assert not any(map(is_closed, ("Activo", "Vigente", "Em funcionamento", "abierto", "", "operativo")))
    assert all(
        map(is_closed, ("INACTIVO", "No vigente", "Dado de baja", "Desativado", "Cerrado temporalmente"))
    )


@pytest.mark.parametrize(
    ("printed", "cell"),
    [
        ("Lunes a viernes, 8:00 a.m. a 4:00 p.m. (jornada continua)", "mon-fri 08:00-16:00"),
        (
            "Lunes a jueves 7:00 a.m. – 4:00 p.m. Viernes 7:00 a.m. – 3:00 p.m",
            "mon-thu 07:00-16:00; fri 07:00-15:00",
        ),
        ("24 horas", "mon-sun 24 hours"),
        ("Mo-Fr 08:00-17:00; Sa 09:00-13:00", "mon-fri 08:00-17:00; sat 09:00-13:00"),
        ("sat-mon 22:00-06:00", "sat-mon 22:00-06:00"),
        ("Segunda a sexta das 7h às 17h", "mon-fri 07:00-17:00"),
        ("Lunes a viernes 8 a 5", ""),  # five in the afternoon? not said
        ("Lunes a viernes 8:00 a 13:00, llame antes", ""),
        ("Previa cita", ""),
        ("8:00 a 16:00", ""),
    ],
)
def test_hours_are_read_whole_or_not_at_all(printed: str, cell: str) -> None:
    assert guessed_hours(printed) == cell
    assert not cell or read_hours(cell)
