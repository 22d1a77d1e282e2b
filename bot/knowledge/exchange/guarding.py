"""What never becomes a place, whoever sends it: hidden houses, what is not there to go to, what lies elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.knowledge.exchange.hsds_reading import Found, country_of, terms_of, text
from bot.knowledge.exchange.hsds_terms import records_in
from bot.knowledge.folding import fold
from bot.knowledge.problems import short
from bot.knowledge.records import Country
from bot.knowledge.registers.boxes import Box

_HIDDEN = re.compile(
    r"\b(confiden[ct]ia\w*|secret[ao]?s?|sigilos[ao]|undisclosed|withheld|unlisted address|reservad[ao]s?|"
    r"no (publicar|divulgar|difundir|revelar)|nao (divulgar|publicar)|(do|must) not (publish|share|disclose)|"
    r"(direccion|ubicacion|address|location|endereco) (is )?(protegid[ao]|protected|hidden|oculta)|"
    r"casas? refugio|casas? abrigo|safe ?houses?|hogar(es)? de proteccion|womens? (shelter|refuge)s?)\b"
)
_REFUGE = re.compile(r"\b(refugio|albergue|casa|hogar|abrigo|shelter|refuge|housing)\w*")
_VIOLENCE = re.compile(
    r"\b(violen[ct]\w+|maltrat\w+|trata de|trafficking|trafico de pessoas|abuse\w*|sexual assault)\b"
)
_CLOSED = {
    "inactive": "it is inactive",
    "defunct": "it exists no more",
    "temporarily closed": "it is closed for now",
}


def reason_to_leave_out(found: Found, country: Country) -> str | None:
    """Why a location must not become a place of `country`; None where it may."""
    if text(found.service, "name") is None and text(found.location, "name") is None:
        return "it has no name"
    if said := _CLOSED.get(str(found.service.get("status"))):
        return said
    if found.location.get("location_type") in {"virtual", "postal"}:
        return f"it is a {found.location['location_type']} location: there is no door to go to"
    return _hidden(found) or _elsewhere(found, country)


def _hidden(found: Found) -> str | None:
    words = " · ".join(fold(x) for x in _texts(found))
    if said := _HIDDEN.search(words):
        return f"its address is not for everybody ('{short(said[0])}')"
    if _REFUGE.search(words) and _VIOLENCE.search(words):
        return "it reads like a refuge from violence, whose address may be secret: add it by hand if it is public"
    if not found.ours and not _point(found) and not any(text(a, "address_1") for a in _addresses(found)):
        return "it has no address and no coordinates: unknown, or kept secret"
    return None


def _texts(found: Found) -> Iterator[str]:
    """Everything that is said about a location, its services and their terms."""
    yield from terms_of(found)
    for record in (*found.services, found.location, found.at, *_addresses(found)):
        for name, value in record.items():
            if isinstance(value, str) and name not in {"id", "url", "email"}:
                yield value
    for service in found.services:  # our own texts stand in attributes
        for attribute in records_in(service, "attributes"):
            if isinstance(value := attribute.get("value"), str):
                yield _inside(value)


def _inside(value: str) -> str:
    """A source's publisher and title may tell of violence anywhere: they are no text about the place."""
    try:
        return "" if isinstance(json.loads(value), dict) else value
    except (ValueError, RecursionError):
        return value


def _elsewhere(found: Found, country: Country) -> str | None:
    code, point = country_of(found), _point(found)
    if code and code != country.code:
        return f"it is in another country ({short(code)})"
    if point and not Box.of(country).holds(*point):
        return f"its coordinates lie outside {country.names['en']}"
    return None if code or point else "it does not say in which country it is"


def _point(found: Found) -> tuple[float, float] | None:
    latitude, longitude = found.location.get("latitude"), found.location.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return float(latitude), float(longitude)
    return None


def _addresses(found: Found) -> list[dict[str, object]]:
    return records_in(found.location, "addresses")
