"""A small country with hand-kept places and a register, made in memory."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from bot.knowledge.records import (
    AgeLimits,
    City,
    Country,
    FreshnessPolicy,
    Origin,
    Place,
    PlaceText,
    Point,
    Source,
)
from bot.knowledge.registers import form
from bot.knowledge.registers.reading import read_register
from bot.knowledge.registers.register import Register

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday 10:00 in Lima
LIMA = Point(-12.05, -77.04, "building")
_LIMITS = AgeLimits(12, 18, 96)
POLICY = FreshnessPolicy(_LIMITS, _LIMITS, _LIMITS, _LIMITS)
ORIGIN = Origin("peru/places.yaml", 3)
PERU = Country(
    "PE", "peru", True, {"es": "Perú", "en": "Peru"}, "🇵🇪", (), (), (), (City("Lima", (), LIMA),),
    "America/Lima", "PEN", "105", None, ORIGIN,
)  # fmt: skip
SHELTER = Place(
    id="pe-shelter", country="PE", kind="shelter", name="Casa Ejemplo", city="Lima", region=None, address="Jr. Uno 1",
    point=replace(LIMA, exact="street"), phone=None, whatsapp=None, email=None, web=None, hours={}, appointment=None,
    texts={"es": PlaceText(None, None), "en": PlaceText(None, None)}, free=None, certainty="confirm",
    sources=(Source("El Diario", "Albergues", None, "2026"),), as_of="2026", origin=ORIGIN,
)  # fmt: skip
ROW = {
    "id": "pe-1", "kind": "health post", "name": "Posta Uno", "city": "Lima",
    "latitude": "-12.06000", "longitude": "-77.04000", "exact": "building", "owner": "public",
}  # fmt: skip


def shelter(
    es: str | None = None, en: str | None = None, does: str | None = None, name: str = "Casa Ejemplo"
) -> Place:
    """A shelter that says for whom it is, and what it does."""
    return replace(SHELTER, name=name, texts={"es": PlaceText(does, es), "en": PlaceText(None, en)})


def register(*rows: dict[str, str], as_of: str | None = "2026") -> Register:
    """A register of these rows; what a row does not say is that of ROW."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, form.COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows([ROW | row for row in rows])
    read, problems = read_register(text.getvalue().encode(), "peru/health_facilities.csv")
    assert read is not None, problems
    return Register("PE", read, Source("Ministerio", "Registro", None, "2026"), as_of, "CC BY 4.0")
