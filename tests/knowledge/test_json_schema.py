"""The JSON Schemas are current, explain every word, and accept the real files as a YAML 1.2 editor reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.knowledge import json_schema
from bot.knowledge.files import shape_of
from bot.knowledge.walking import knowledge_files
from tests.knowledge.folder import files

PROJECT = Path(__file__).parents[2]
KNOWLEDGE = PROJECT / "knowledge"
SCHEMAS = {name: json.loads(text) for name, text in json_schema.json_schemas().items()}


class Yaml12(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads scalars by the core schema of YAML 1.2, as editors do: numbers as numbers, yes and 22:30 as text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # noqa: RUF012


for _tag, _form, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+)$", list("-+0123456789")),
    ("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$", list("-+.0123456789")),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", __import__("re").compile(_form), _first)


def mistakes(name: str, text: str) -> list[str]:
    """What an editor would underline in the file `name`."""
    shape = shape_of(name)
    schema = next(n for n, (kind, _) in json_schema.SCHEMAS.items() if kind is shape)
    validator = Draft202012Validator(SCHEMAS[f"{schema}.schema.json"])
    found = validator.iter_errors(yaml.load(text, Loader=Yaml12))
    return [f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_current(name: str) -> None:
    committed = (KNOWLEDGE / "schema" / name).read_text(encoding="utf-8")
    assert committed == json_schema.json_schemas()[name], "run `rumbo schema`"


def test_no_schema_lies_there_that_nobody_makes() -> None:
    assert {path.name for path in (KNOWLEDGE / "schema").iterdir()} == set(SCHEMAS)


def test_the_settings_of_the_editor_are_current() -> None:
    committed = json.loads((PROJECT / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert committed == json_schema.vscode_settings("knowledge/schema", "knowledge")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


def words(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {}).items()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_word_is_explained_where_the_mouse_rests(name: str) -> None:
    for word, about in words(SCHEMAS[name]):
        assert len(about.get("description", "")) >= 7, word
    for part in SCHEMAS[name].get("$defs", {}).values():
        if "properties" in part:
            assert part["description"]
            assert part["additionalProperties"] is False


def test_dates_phones_and_hours_show_examples() -> None:
    defs = SCHEMAS["places.schema.json"]["$defs"]["PlaceShape"]["properties"]
    assert "about 2022" in str(defs["as_of"])
    assert "+51 1 200 1000" in str(defs["phone"])
    assert "08:00-13:00, 14:00-17:00" in str(defs["hours"])


@pytest.mark.parametrize("name", sorted(files()))
def test_a_good_file_is_good_in_the_editor_too(name: str) -> None:
    assert mistakes(name, files()[name]) == []


def test_each_real_file_is_good_in_the_editor_too() -> None:
    found = [
        x
        for name, path in knowledge_files(KNOWLEDGE)
        if name.endswith(".yaml")
        for x in mistakes(name, path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: migration office", "kind: office"),
        ("exact: street", "exact: door"),
        ("latitude: -12.05", "latitude: -120.5"),
        ("as_of: 2025-03", "as_of: ayer"),
        ("sat:", "sábado:"),
        ("free: yes", "free: true"),
        ("  - id: pe-office", "  - id: PE Office"),
        ("    city: Lima\n", ""),
        ("    city: Lima\n", "    town: Lima\n"),
        ("https://www.gob.pe/migraciones", "http://www.gob.pe/migraciones"),
    ],
)
def test_the_editor_underlines_a_mistake_while_it_is_typed(old: str, new: str) -> None:
    text = files()["peru/places.yaml"]
    assert old in text
    assert mistakes("peru/places.yaml", text.replace(old, new, 1))


@pytest.mark.parametrize("text", ["date: 2024", "date: 2024-06", 'date: "2024"', "date: about 2022"])
def test_a_year_needs_no_quotes(text: str) -> None:
    assert mistakes("peru/places.yaml", files()["peru/places.yaml"].replace("date: 2025-03", text)) == []


def test_every_file_of_the_knowledge_has_a_schema_in_the_editor(tmp_path: Path) -> None:
    patterns = json_schema.vscode_settings("s", "knowledge")["yaml.schemas"]
    names = {f"knowledge/{name}" for name, _ in knowledge_files(KNOWLEDGE) if name.endswith(".yaml")}
    covered = {
        name
        for globs in patterns.values()
        for glob in globs
        for name in names
        if Path(f"/{name}").match(glob)
    }
    assert covered == names
