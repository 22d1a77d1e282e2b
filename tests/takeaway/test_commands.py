"""`rumbo takeaway` and `rumbo poster`: files as asked for, and errors that say what to change."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot import cli_takeaway
from bot.cli_takeaway import add_takeaway
from bot.settings import Settings
from bot.takeaway.link import bot_username
from tests.takeaway.real_pages import release


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs a command over the knowledge that was read once, in an empty folder, without settings."""
    monkeypatch.setattr(cli_takeaway, "load_release", lambda *_: release())
    monkeypatch.delenv("RUMBO_BOT_USERNAME", raising=False)
    monkeypatch.chdir(tmp_path)

    def fail(message: str, code: int = 2) -> None:
        typer.echo(message, err=True)
        raise typer.Exit(code)

    app = typer.Typer()
    add_takeaway(app, Settings, fail)  # type: ignore[arg-type]
    return lambda *words: CliRunner().invoke(app, list(words))


def test_a_page_is_printed_where_no_file_is_named(run) -> None:
    result = run("takeaway", "--country", "pe", "--city", "tumbes")
    assert result.exit_code == 0
    assert result.output.startswith("Tumbes, Perú")
    assert "verify-" in result.output


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("html", b"<!doctype"), ("txt", b"Peru")]
)
def test_a_page_is_written_in_the_form_of_its_file(run, tmp_path: Path, ending: str, start: bytes) -> None:
    assert run("takeaway", "--country", "Peru", "--language", "en", "--to", f"page.{ending}").exit_code == 0
    assert (tmp_path / f"page.{ending}").read_bytes().startswith(start)


def test_the_link_holds_the_bots_name_where_it_is_given(run) -> None:
    assert (
        "https://t.me/RumboBot?start=verify-"
        in run("takeaway", "--country", "PE", "--bot", "@RumboBot").output
    )
    assert "t.me" not in run("takeaway", "--country", "PE").output


def test_a_poster_is_written(run, tmp_path: Path) -> None:
    assert run("poster", "--country", "PE", "--city", "Tumbes", "--bot", "RumboBot").exit_code == 0
    assert (tmp_path / "poster-pe.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("takeaway", "--country", "Perux"), "Perú (PE)"),
        (("takeaway", "--country", "PE", "--city", "Tumbez"), "Tumbes"),
        (("takeaway", "--country", "PE", "--to", "page.docx"), ".pdf, .png, .html or .txt"),
        (("takeaway", "--country", "PE", "--to", "nowhere/page.txt"), "nowhere"),
        (("takeaway", "--country", "PE", "--bot", "no name!"), "no username"),
        (("poster", "--country", "PE"), "RUMBO_BOT_USERNAME"),
        (("poster", "--country", "PE", "--bot", "RumboBot", "--to", "poster.txt"), ".pdf or .png"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_username_is_read_however_it_is_written() -> None:
    for typed in ("RumboBot", "@RumboBot", "t.me/RumboBot", "https://t.me/RumboBot", " RumboBot "):
        assert bot_username(typed) == "RumboBot"
    for typed in (None, "", "x", "a b", "https://evil.example/RumboBot", "Ñandú"):
        assert bot_username(typed) is None
