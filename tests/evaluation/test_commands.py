"""`rumbo evaluate`, `rumbo explain` and `rumbo gate` as people call them: their words, their files, their exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_command_line import rumbo

MESSAGES = """\
- {id: a, lang: es, text: como pido refugio en peru, country: PE, topic: asylum, need: ask-asylum, in_scope: true}
- {id: b, lang: en, text: what is the weather tomorrow, topic: other, need: off-topic, in_scope: false}
"""
NEEDS = "needs: {off-topic: []}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    messages, needs = tmp_path / "messages.yaml", tmp_path / "needs.yaml"
    messages.write_text(MESSAGES, encoding="utf-8")
    needs.write_text(NEEDS, encoding="utf-8")
    return messages, needs


def test_evaluate_prints_its_figures_and_writes_its_page(
    home: Path, tmp_path: Path, written: tuple[Path, Path]
) -> None:
    page = tmp_path / "report.html"
    done = rumbo(home, "evaluate", str(written[0]), "--needs", str(written[1]), "--html", str(page))
    assert done.returncode == 0, done.stderr
    assert "2 messages: 1 in scope, 1 out of scope" in done.stdout
    assert "token_set_ratio" in done.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    kept = [p.relative_to(home) for p in home.rglob("*") if p.is_file()]
    assert all(p.parts[:2] in {("data", "fitted"), ("data", "built")} for p in kept), kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("{", "is not YAML"),
        (MESSAGES + "- {id: c, lang: es}\n", "messages.yaml:3: this message lacks text, need, in_scope"),
        (MESSAGES.replace("off-topic", "off-topi"), "messages.yaml:2: 'off-topi' is no need"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(
    home: Path, written: tuple[Path, Path], content: str, said: str
) -> None:
    written[0].write_text(content, encoding="utf-8")
    done = rumbo(home, "evaluate", str(written[0]), "--needs", str(written[1]))
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_explain_shows_every_step(home: Path) -> None:
    done = rumbo(home, "explain", "hola como pido acilo en peru")
    assert done.returncode == 0, done.stderr
    for step in ("1. Read as", "4. Places", "7. Language", "9. Danger", "11. Decision", "12. Reply"):
        assert step in done.stdout
    assert "pe-asylum" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"), [(("--country", "PER"), "two letters"), (("--language", "fr"), "es or en")]
)
def test_explain_tells_wrong_use(home: Path, words: tuple[str, ...], said: str) -> None:
    done = rumbo(home, "explain", "hola", *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_gate_holds_fails_and_names_a_missing_record(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    missing = rumbo(home, "gate", "--file", str(file))
    assert missing.returncode == 2
    assert "is not a file" in missing.stderr
    assert rumbo(home, "gate", "--record", "--file", str(file)).returncode == 0
    assert rumbo(home, "gate", "--file", str(file)).returncode == 0
    higher = file.read_text(encoding="utf-8").replace("accuracy: ", "accuracy: 1", 1)
    file.write_text(higher, encoding="utf-8")
    fell = rumbo(home, "gate", "--file", str(file))
    assert fell.returncode == 1
    assert "phrasings found again when left out" in fell.stdout
