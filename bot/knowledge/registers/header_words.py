"""Our fields of a register, and how publishers name their columns: Spanish, Portuguese and English, folded, best first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Field = Literal[
    "id", "name", "kind", "address", "number", "city", "region", "latitude", "longitude", "point",
    "phone", "hours", "status", "owner", "network", "country", "source", "as_of",
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)
NAMES: Mapping[Field, str] = {
    "id": (
        "id, codigo, codigo establecimiento, codigo vigente, codigo unico, clues, cnes, renipress, renaes, "
        "refes id, co cnes, codigo de establecimiento, cod establecimiento, establecimiento id, id "
        "establecimiento, id eess, codigo deis, osm id, fid, objectid, uuid, code, unicodigo, codigo ipress, "
        "registro, id objeto"
    ),
    "name": (
        "name, nombre, nome, nombre oficial, nombre del establecimiento, nombre establecimiento, "
        "establecimiento, establecimiento nombre, nome fantasia, no fantasia, nome do estabelecimento, razon "
        "social, denominacion, nombre de la unidad, nombre comercial, unidad, unidade, facility name, nome "
        "unidade, nombre del centro, centro"
    ),
    "kind": (
        "kind, tipo, tipo de establecimiento, tipo establecimiento, tipologia, clasificacion, tipo de unidad, "
        "tipo unidade, categoria, type, amenity, healthcare, facility type, tipo de centro, ds tipo unidade, "
        "nivel de atencion, clase"
    ),
    "address": (
        "address, direccion, domicilio, endereco, calle, logradouro, no logradouro, nombre via, direccion "
        "completa, domicilio completo, addr full, street, addr street, ubicacion, direccion del "
        "establecimiento, vialidad"
    ),
    "number": (
        "numero, nro, altura, nu endereco, numero calle, addr housenumber, house number, numero exterior, num"
    ),
    "city": (
        "city, ciudad, comuna, municipio, distrito, localidad, cidade, canton, municipio nombre, nombre "
        "comuna, nombre localidad, nombre municipio, nombre distrito, localidad nombre, addr city, town, no "
        "municipio, comuna nombre, poblacion, departamento nombre"
    ),
    "region": (
        "region, departamento, provincia, estado, entidad, uf, nombre region, nombre provincia, provincia "
        "nombre, state, nombre de la entidad, nombre departamento, entidad federativa, province, sg uf, "
        "region nombre, department"
    ),
    "latitude": (
        "latitude, latitud, lat, geometry latitude, y, coordenada y, coord y, latitud gps, nu latitude, lat "
        "dec, norte, latitud wgs84, latitud y, geo lat"
    ),
    "longitude": (
        "longitude, longitud, lon, lng, long, geometry longitude, x, coordenada x, coord x, longitud gps, nu "
        "longitude, lon dec, este, longitud wgs84, longitud x, geo lon, geo lng"
    ),
    "point": (
        "point, coordenadas, coordinates, ubicacion geografica, georreferencia, geo point, latlong, lat lon, "
        "location, geom, wkt, punto, geolocalizacion, latitud longitud"
    ),
    "phone": (
        "phone, telefono, telefone, telefonos, telefono fijo, nu telefone, contacto, telefono 1, tel, "
        "telephone, celular, contact phone, fone, numero de telefono, telefono de contacto"
    ),
    "hours": (
        "hours, horario, horario de atencion, opening hours, horarios, horario de funcionamento, dias y "
        "horarios, atencion, horario funcionamiento"
    ),
    "status": (
        "status, estado, situacion, estatus, estado de funcionamiento, estado funcionamiento, condicion, "
        "situacao, vigencia, estatus de operacion, operational status, estado del establecimiento, activo, "
        "operativo"
    ),
    "owner": (
        "public, publico, owner, dependencia, dependencia administrativa, origen de financiamiento, "
        "financiamiento, pertenencia, sector, tipo de dependencia, natureza juridica, naturaleza juridica, "
        "tipo de gestion, gestion, administracion, ownership, operator type, pertenencia al sistema, regimen, "
        "naturaleza"
    ),
    "network": (
        "network, red, institucion, nombre de la institucion, prestador, operator, red de salud, subsector, "
        "servicio de salud, entidad administradora, dependencia jerarquica, diresa, institucion nombre"
    ),
    "country": ("country, pais, codigo pais, iso, iso2, country code, iso 3166"),
    "source": ("source, fuente, fonte, origen, data source"),
    "as_of": (
        "as of, source year, fecha de actualizacion, fecha actualizacion, actualizado, ano, anio, fecha, "
        "updated, ultima actualizacion, data de atualizacao, timestamp, year, fecha corte, fecha dato"
    ),
}
