"""What departs from HSDS 3.0 is found and said in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.knowledge.exchange.hsds import service_of
from bot.knowledge.exchange.hsds_flat import flat
from bot.knowledge.exchange.hsds_package import descriptor
from bot.knowledge.exchange.hsds_schema import deviations, row_deviations, row_schema_of, schema_of
from bot.knowledge.exchange.hsds_tables import tables
from tests.knowledge.exchange.made_up import a_place, a_service, located


def test_the_facts_are_whole() -> None:
    assert len(tables()) == 21
    assert {held.table for table in tables().values() for held in table.holds.values()} <= tables().keys()
    for table in tables().values():
        assert {*table.required, *table.tabular} <= table.fields.keys()
        assert table.fields["id"].type == "id"
        Draft202012Validator.check_schema(schema_of(table.name))
        Draft202012Validator.check_schema(row_schema_of(table))


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (
            a_service(status="open"),
            "services[0].status: 'open' is none of: active, inactive, defunct, temporarily closed",
        ),
        ({k: x for k, x in a_service().items() if k != "name"}, "services[0]: 'name' is missing"),
        (a_service(id="17"), "services[0].id: '17' is not a UUID"),
        (a_service(email="nobody"), "services[0].email: 'nobody' is not an e-mail address"),
        (a_service(url="our page"), "services[0].url: 'our page' is not a full address"),
        (
            a_service(last_modified="yesterday"),
            "services[0].last_modified: 'yesterday' is not a date with a time",
        ),
        (a_service(phones={}), "services[0].phones: '{}' is no array"),
        (
            located(a_service(), latitude="-12"),
            "services[0].service_at_locations[0].location.latitude: '-12' is no number",
        ),
        (
            located(a_service(), addresses=[{"id": "77777777-7777-4777-8777-777777777777"}]),
            "services[0].service_at_locations[0].location.addresses[0]: 'address_1' is missing",
        ),
    ],
)
def test_a_departure_is_told_with_its_place(service: dict[str, Any], said: str) -> None:
    assert said in map(str, deviations([service]))


def test_good_foreign_data_has_nothing_to_tell() -> None:
    assert list(deviations([a_service()])) == []


def test_tables_want_the_columns_that_join_them() -> None:
    rows = {"service": [{"id": "11111111-1111-4111-8111-111111111111", "name": "x", "status": "active"}]}
    assert [str(x) for x in row_deviations(rows)] == ["services.csv row 2: 'organization_id' is missing"]


def test_the_descriptor_names_every_table_with_its_fields_and_keys() -> None:
    rows = flat([service_of(a_place())])
    by_name = {x["name"]: x for x in descriptor(rows)["resources"]}
    assert by_name.keys() == rows.keys()
    service = by_name["service"]["schema"]
    assert [x["name"] for x in service["fields"]] == list(tables()["service"].fields)
    assert {
        "fields": "organization_id",
        "reference": {"resource": "organization", "fields": "id"},
    } in service["foreignKeys"]
    term = by_name["taxonomy_term"]["schema"]["foreignKeys"]
    assert term == [{"fields": "taxonomy_id", "reference": {"resource": "taxonomy", "fields": "id"}}]
