"""The command from file to report: what is printed, what is written, what is refused before anything slow."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.conversation.talk import Conversation
from bot.evaluation.reading import BadFile
from bot.evaluation.running import Wishes, evaluate_file
from tests.conversation.small import NOW
from tests.evaluation.small import MESSAGES, conversation, files


def run(wishes: Wishes) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    evaluate_file(conversation, wishes, NOW, console)
    return console.export_text()


@pytest.fixture
def wishes(tmp_path: Path) -> Wishes:
    cases, needs = files(tmp_path)
    return Wishes(cases, needs, baselines=False)


def test_twelve_messages_become_figures_and_two_reports(tmp_path: Path, wishes: Wishes) -> None:
    page, text = tmp_path / "report.html", tmp_path / "report.md"
    printed = run(replace(wishes, html=page, markdown=text, baselines=True))
    assert "12 messages: 7 in scope, 2 out of scope, 2 of danger, 1 of needs" in printed
    assert "42.9 % (15.8–75.0)" in printed
    assert "BM25" in printed
    assert f"Written: {page}" in printed
    assert "<!doctype html>" in page.read_text(encoding="utf-8")
    assert "data:image/svg+xml" in page.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").startswith("# How messages.yaml was understood")


def test_without_baselines_none_is_measured(wishes: Wishes) -> None:
    assert "BM25" not in run(wishes)


def test_the_same_seed_gives_the_same_report(
    tmp_path: Path, wishes: Wishes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.evaluation.outcomes.time.perf_counter", lambda: 0.0)
    first, second = tmp_path / "1.md", tmp_path / "2.md"
    run(replace(wishes, markdown=first))
    run(replace(wishes, markdown=second))
    assert first.read_bytes() == second.read_bytes()


def test_a_limit_takes_fewer(wishes: Wishes) -> None:
    assert "5 messages:" in run(replace(wishes, limit=5))


@pytest.mark.parametrize(
    "messages",
    [
        "- {id: a, lang: es, text: hola, need: thanks, in_scope: false}\n",
        "- {id: a, lang: es, text: mi esposo me pega, need: violence help, in_scope: true, urgent: violence}\n",
        "- {id: a, lang: es, text: asilo en chile, country: CL, need: apply for asylum, in_scope: true}\n",
        "- {id: a, lang: es, text: '', need: thanks, in_scope: false}\n",
    ],
)
def test_a_file_of_one_sort_of_messages_is_no_error(tmp_path: Path, messages: str) -> None:
    cases, needs = files(tmp_path, messages)
    printed = run(Wishes(cases, needs, tmp_path / "r.html", tmp_path / "r.md"))
    assert "1 messages:" in printed


def test_what_cannot_be_used_is_told_before_anything_is_fitted(tmp_path: Path, wishes: Wishes) -> None:
    def never() -> Conversation:
        pytest.fail("fitted before the file was read")

    (tmp_path / "broken").mkdir()
    broken, _ = files(tmp_path / "broken", MESSAGES + "- {id: a}\n")
    for bad in (
        replace(wishes, file=broken),
        replace(wishes, needs=tmp_path / "nowhere.yaml"),
        replace(wishes, html=tmp_path / "nowhere" / "r.html"),
        replace(wishes, markdown=tmp_path),
    ):
        with pytest.raises(BadFile) as told:
            evaluate_file(never, bad, NOW, Console(file=io.StringIO()))
        assert "\n" not in str(told.value)
