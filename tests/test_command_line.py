"""The commands as scripts and people call them: their contract, their exit codes, their words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.end_to_end.process import KNOWLEDGE

FIELDS = {
    "id", "language", "country", "outcome", "topic", "question", "entry", "confidence", "choices", "danger", "reply", "ms",
}  # fmt: skip
OUTCOMES = {"answer", "choices", "ask_country", "not_known", "danger", "smalltalk"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def rumbo(
    home: Path, *words: str, typed: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    given = {"RUMBO_DATA": str(home / "data"), "RUMBO_KEYS": str(home / "keys"), "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=PROJECT,
        env={**kept, "RUMBO_KNOWLEDGE": str(KNOWLEDGE), **given, **environment},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_ask_prints_what_the_person_would_see(home: Path) -> None:
    done = rumbo(home, "ask", "como pido refugio en peru")
    assert done.returncode == 0
    assert "refugi" in done.stdout.lower() or "asilo" in done.stdout.lower()


def test_ask_as_json_keeps_its_contract(home: Path) -> None:
    answer = json.loads(
        rumbo(home, "ask", "como pido refugio", "--country", "pe", "--language", "es", "--json").stdout
    )
    assert set(answer) == FIELDS
    assert answer["outcome"] in OUTCOMES
    assert (answer["language"], answer["country"]) == ("es", "PE")
    assert 0 <= answer["confidence"] <= 1


def test_a_batch_answers_line_by_line_each_as_a_fresh_conversation(home: Path, tmp_path: Path) -> None:
    asked = [
        {"id": "a", "text": "como pido refugio", "country": "PE"},
        {"id": 2, "text": "como pido refugio"},
        {"id": None, "text": "", "language": "en"},
        {"id": "d", "text": "\ud800 zzz"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(x) for x in asked) + "\n\n", encoding="utf-8")
    done = rumbo(home, "ask", "--batch", str(file))
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in answers] == ["a", 2, None, "d"]
    assert all(set(a) == FIELDS and a["outcome"] in OUTCOMES and a["reply"] for a in answers)
    assert answers[0]["country"] == "PE"
    assert answers[1]["country"] is None
    assert answers[2]["language"] == "en"


def test_nothing_of_ask_is_recorded(home: Path) -> None:
    rumbo(home, "ask", "una pregunta que nadie conoce zafiro")
    kept = [p.relative_to(home) for p in home.rglob("*") if p.is_file()]
    assert {p.parts[:2] for p in kept} <= {("data", "fitted"), ("data", "built")}, kept
    assert not any(b"zafiro" in (home / p).read_bytes() for p in kept)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask",), "say what to ask"),
        (("ask", "hola", "--country", "PER"), "two letters"),
        (("ask", "hola", "--language", "fr"), "es or en"),
        (("ask", "--batch", "/nowhere.jsonl"), "is not a file"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(home: Path, words: tuple[str, ...], said: str) -> None:
    done = rumbo(home, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "said"), [("{", "line 2 is not JSON"), ('{"id": 1}', 'line 2 needs a "text"'), ("[]", "line 2")]
)
def test_a_bad_line_of_a_batch_is_named(home: Path, tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f'{{"text": "hola"}}\n{line}\n', encoding="utf-8")
    done = rumbo(home, "ask", "--batch", str(file))
    assert done.returncode == 2
    assert said in done.stderr


def test_check_is_silent_about_good_knowledge_and_names_the_line_of_a_mistake(
    home: Path, tmp_path: Path
) -> None:
    good = rumbo(home, "check")
    assert good.returncode == 0
    assert "in order" in good.stdout
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    file = folder / "peru" / "asylum.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("status: in force", "status: maybe", 1), encoding="utf-8"
    )
    bad = rumbo(home, "check", RUMBO_KNOWLEDGE=str(folder))
    assert bad.returncode == 1
    assert bad.stdout.startswith("peru/asylum.yaml:")
    assert "'status'" in bad.stdout


def test_the_chat_in_the_terminal_answers_presses_and_leaves(home: Path) -> None:
    done = rumbo(home, "chat", typed="como pido refugio en peru\n/menu\n1\n-12.05,-77.04\n/exit\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Rumbo") >= 5
    assert "[1]" in done.stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"TELEGRAM_BOT_TOKEN": "nonsense"}, "does not look like a token"),
        ({"WEBHOOK_URL": "https://x.org/telegram"}, "needs WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "https://x.org", "WEBHOOK_SECRET": "a" * 20}, "needs a path"),
        ({"RUMBO_SECRET_KEY": "short"}, "too short"),
        ({"RUMBO_PORT": "99999"}, "65535"),
    ],
)
def test_a_wrong_setting_is_told_before_anything_starts(
    home: Path, setting: dict[str, str], said: str
) -> None:
    done = rumbo(home, "run", **setting)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_keys_inside_the_data_folder_are_refused(home: Path, tmp_path: Path) -> None:
    done = rumbo(home, "run", RUMBO_DATA=str(tmp_path), RUMBO_KEYS=str(tmp_path / "keys"))
    assert done.returncode == 2
    assert "kept apart" in done.stderr


def test_usage_of_an_empty_log_is_a_report_and_no_error(home: Path, tmp_path: Path) -> None:
    done = rumbo(home, "usage", "--chart", str(tmp_path / "chart.png"))
    assert done.returncode == 0, done.stderr
    assert "Messages: 0" in done.stdout
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
