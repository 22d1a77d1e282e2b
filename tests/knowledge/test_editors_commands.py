"""The commands that editors type: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from tests.knowledge.folder import line_of, replace, write, write_folder

PERU = "peru/documents.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


def rumbo(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--knowledge", str(root)])


def test_coverage_prints_its_tables_and_ends_well(root: Path) -> None:
    result = rumbo(root, "coverage")
    assert result.exit_code == 0
    assert "Peru" in result.output
    assert "Where to begin" in result.output


def test_coverage_as_json_is_json_and_nothing_else(root: Path) -> None:
    result = rumbo(root, "coverage", "--json", "--country", "ec")
    assert [x["code"] for x in json.loads(result.stdout)["countries"]] == ["EC"]


def test_coverage_writes_its_page(root: Path, tmp_path: Path) -> None:
    result = rumbo(root, "coverage", "--html", str(tmp_path / "table.html"))
    assert result.exit_code == 0
    assert "</html>" in (tmp_path / "table.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["coverage", "readability"])
def test_a_country_that_is_none_is_told(command: str, root: Path) -> None:
    result = rumbo(root, command, "--country", "Peru")
    assert result.exit_code == 2
    assert "'Peru' is no country: write its two letters" in result.output


def test_translations_are_reviewed_accepted_and_stale_again(root: Path) -> None:
    assert rumbo(root, "translations").exit_code == 1
    accepted = rumbo(root, "translations", "--accept", "--all")
    assert accepted.exit_code == 0
    assert "texts are up to date" in accepted.output
    replace(root, PERU, "Puedes renovar", "Debes renovar")
    stale = rumbo(root, "translations")
    assert stale.exit_code == 1
    assert f"{PERU}:{line_of(root, PERU, 'answers: renew-residence')}: 'pe-renew-residence'" in stale.output
    assert rumbo(root, "translations", "--accept", "pe-renew-residence").exit_code == 0
    assert rumbo(root, "translations").exit_code == 0


@pytest.mark.parametrize("arguments", [["--accept"], ["pe-renew-residence"], ["--all"]])
def test_nothing_is_accepted_by_half_a_command(arguments: list[str], root: Path) -> None:
    result = rumbo(root, "translations", *arguments)
    assert result.exit_code == 2
    assert "--accept ENTRY" in result.output
    assert not (root / "translations.json").exists()


def test_an_unknown_id_is_told_and_nothing_written(root: Path) -> None:
    result = rumbo(root, "translations", "--accept", "pe-renew-residense")
    assert result.exit_code == 2
    assert "did you mean 'pe-renew-residence'?" in result.output
    assert not (root / "translations.json").exists()


def test_a_broken_ledger_is_told(root: Path) -> None:
    write(root, "translations.json", "{")
    for command in ("translations", "coverage"):
        result = rumbo(root, command)
        assert result.exit_code == 2
        assert "translations.json:1: is broken here" in result.output


def test_readability_is_advice_and_never_fails(root: Path) -> None:
    hard = "administrativamente excepcionalmente " * 15
    replace(root, PERU, "- Pide cita.", f"- {hard}")
    result = rumbo(root, "readability", "--country", "PE")
    assert result.exit_code == 0
    assert "Spanish: 0 of 1 texts" in result.output
    assert "English: 0 of 0 texts" in result.output


def test_origins_end_with_one_where_something_has_none(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "facts/pe.yaml", "facts:\n- {id: pe-renew-note, claim: nothing}\n")
    result = rumbo(root, "origins", str(tmp_path / "facts"))
    assert result.exit_code == 1
    assert "'pe-renew-residence' says" in result.output


def test_origins_without_facts_say_what_to_name(root: Path, tmp_path: Path) -> None:
    result = rumbo(root, "origins", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert "name the folder of the research facts" in result.output


def test_advice_refuses_nothing(root: Path) -> None:
    twice = "          - kiero el permiso azul\n"
    replace(root, PERU, twice, twice + "          - Kiero el permiso azul\n")
    result = rumbo(root, "check", "--advice")
    assert result.exit_code == 0
    assert "Advice: 1." in result.output


def test_half_a_pair_of_brackets_is_refused(root: Path) -> None:
    replace(root, PERU, "- Pide cita.", "- Pide cita (en línea.")
    result = rumbo(root, "check")
    assert result.exit_code == 1
    assert "has ( without its partner" in result.output


@pytest.mark.parametrize("command", [["coverage"], ["readability"], ["translations"], ["origins", "x"]])
def test_knowledge_that_cannot_be_read_is_told_with_its_line(command: list[str], root: Path) -> None:
    replace(root, PERU, "volatile: yes", "volatile: si")
    result = rumbo(root, *command)
    assert result.exit_code == 1
    assert f"{PERU}:{line_of(root, PERU, 'volatile: si')}: 'volatile' must be yes or no" in result.output


def test_knowledge_with_a_mistake_can_still_be_looked_at(root: Path) -> None:
    replace(root, PERU, "see_also: [see-doctor]", "see_also: [nothing]")
    result = rumbo(root, "coverage")
    assert result.exit_code == 0
    assert "Mistakes in the knowledge: 1, see `rumbo check`" in result.output
