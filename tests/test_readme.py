"""The README tells what is there: every setting, every command, every room."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import AliasChoices
from typer.main import get_command

from bot.cli import app
from bot.settings import PROJECT, Settings
from bot.storage import inventory

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def part(title: str) -> str:
    """A section of the README."""
    found = README.split(f"\n## {title}\n")
    assert len(found) == 2, title
    return found[1].split("\n## ")[0]


def settings() -> set[str]:
    """The environment names of all settings: of the settings' class, and those that a file reads for itself."""
    names = {
        str(field.validation_alias.choices[0])
        if isinstance(field.validation_alias, AliasChoices)
        else name.upper()
        for name, field in Settings.model_fields.items()
    }
    for file in (PROJECT / "bot").rglob("*.py"):
        names |= set(re.findall(r'environ(?:\.get\(|\[)"(RUMBO_\w+)"', file.read_text(encoding="utf-8")))
    return names


def test_the_table_of_settings_has_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| (`.*?) \|", part("Settings"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == settings()


def test_every_command_that_is_named_exists_and_every_command_is_named() -> None:
    known = get_command(app)
    said = re.findall(r"`(?:\.venv/bin/)?rumbo ([a-z-]+)(?: ([a-z-]+))?", part("The command line"))
    groups = {name: command for name, command in known.commands.items() if hasattr(command, "commands")}
    for name, below in said:
        assert name in known.commands, name
        assert name not in groups or below in groups[name].commands, (name, below)
    assert set(known.commands) <= {name for name, _ in said}


def test_every_room_is_named_and_no_other() -> None:
    tree = part("Folder by folder").split("\nknowledge/")[0]
    named = set(re.findall(r"[├└]── ([a-z_]+)/", tree))
    assert named == {path.parent.name for path in (PROJECT / "bot").glob("*/__init__.py")}


def test_what_the_docs_say_of_keeping_has_every_number_of_days() -> None:
    said = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
    days = {name: value for name, value in vars(inventory).items() if name.endswith("_DAYS") and value > 1}
    assert days
    assert {name for name, value in days.items() if f"{value} days" not in said} == set()


def test_every_library_says_why_it_is_here() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["encoder"], *extras["dev"]]
    told = (PROJECT / "docs" / "libraries.md").read_text(encoding="utf-8").lower()
    names = [re.split(r"[\[<>=]", line)[0].lower() for line in asked]
    assert [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told)] == []


def test_every_link_leads_somewhere() -> None:
    for page in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / Path(target)).exists(), f"{page.name}: {target}"
