"""A GeoJSON is read feature by feature; a broken one is told with the feature where it breaks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.knowledge.registers import geojson_table
from bot.knowledge.registers.refusals import RegisterRefused
from tests.knowledge.registers.kit import geojson_file, imported

POSTA = {
    "nombre": "Posta San Juan",
    "amenity": "clinic",
    "addr:city": "Lima",
    "addr:street": "Jr. Uno",
    "addr:housenumber": "12",
}
AT = [-77.04111, -12.05111]


def test_features_become_places(root: Path, tmp_path: Path) -> None:
    other = {
        "nombre": "Hospital Dos de Mayo",
        "amenity": "hospital",
        "phone": "01 328 0028",
        "opening_hours": "24/7",
    }
    file = geojson_file(tmp_path / "osm.geojson", (AT, POSTA), ([-77.01711, -12.05611], other))
    one, two = imported(root, file).imported.found
    assert (one.kind, one.latitude, one.longitude, one.address, one.city) == (
        "health post",
        -12.05111,
        -77.04111,
        "Jr. Uno 12",
        "Lima",
    )
    assert (two.kind, two.phone, two.hours) == ("hospital", "01 328 0028", "mon-sun 24 hours")


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Polygon", "coordinates": [[AT, AT]]},
        {"type": "Point", "coordinates": ["x", "y"]},
        {"type": "Point"},
        7,
        [AT],
    ],
)
def test_a_feature_that_is_no_point_is_a_place_of_its_city(
    root: Path, tmp_path: Path, geometry: object
) -> None:
    features = [
        {"type": "Feature", "geometry": geometry, "properties": POSTA},
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": AT},
            "properties": POSTA | {"nombre": "Posta B"},
        },
    ]
    file = tmp_path / "osm.geojson"
    file.write_text(json.dumps({"features": features}), encoding="utf-8")
    assert [p.latitude for p in imported(root, file).imported.found] == [None, -12.05111]


def test_features_longer_than_what_is_held_at_once_are_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson_table, "_PIECE", 7)
    features = [(AT, POSTA | {"nombre": f"Posta {name}"}) for name in "ABC"]
    assert len(imported(root, geojson_file(tmp_path / "osm.geojson", *features)).names) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "is no GeoJSON"),
        ('{"type": "Feature", "properties": {}}', "is no FeatureCollection"),
        ('{"type": "FeatureCollection"}', "holds no 'features'"),
        ('{"type": "FeatureCollection", "features": []}', "holds no features with properties"),
        ('{"type": "FeatureCollection", "features": {}}', "is broken before its first feature"),
        (
            '{"type": "FeatureCollection", "features": [{"properties": {"a": 1}}, {"properties": ',
            "is broken at feature 2",
        ),
        (
            '{"type": "FeatureCollection", "features": [{"properties": {"a": 1}} {}]}',
            "is broken at feature 1",
        ),
        ('{"type": "FeatureCollection", "features": [' + "[" * 100_000, "is broken at feature 1"),
        ('{"type": "FeatureCollection", "features": [' + "9" * 10_000 + "]}", "is broken at feature 1"),
    ],
)
def test_a_broken_file_is_told(root: Path, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "osm.geojson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterRefused, match=said):
        imported(root, file)


def test_numbers_that_are_none_are_no_point(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "osm.geojson"
    feature = json.dumps({"geometry": {"type": "Point", "coordinates": AT}, "properties": POSTA})
    file.write_text('{"features": [' + feature.replace("-77.04111", "NaN") + "]}", encoding="utf-8")
    assert imported(root, file).imported.found[0].latitude is None
