"""Commands learn from the data folder where the running bot listens, and are not fooled by what a killed one left."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.announced import FILE, announce, announced_address
from bot.cli import app

HOLDS = """
import sys, time
from pathlib import Path
from bot.announced import announce
with announce(Path(sys.argv[1]), "http://127.0.0.1:45678"):
    print("up", flush=True)
    time.sleep(60)
"""


def running(data: Path) -> subprocess.Popen[bytes]:
    """A process that serves and says so."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(data)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    return process


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_the_address_is_known_while_the_bot_runs_and_gone_afterwards(data: Path) -> None:
    assert announced_address(data) is None
    with announce(data, "http://127.0.0.1:45678"):
        assert announced_address(data) == "http://127.0.0.1:45678"
        assert (data / FILE).stat().st_mode & 0o777 == 0o600
    assert announced_address(data) is None
    assert not (data / FILE).exists()


def test_a_file_that_a_killed_bot_left_says_nothing_and_the_next_bot_takes_it(data: Path) -> None:
    process = running(data)
    try:
        assert announced_address(data) == "http://127.0.0.1:45678"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (data / FILE).exists()
    assert announced_address(data) is None
    with announce(data, "http://127.0.0.1:1"):
        assert announced_address(data) == "http://127.0.0.1:1"


def test_a_second_bot_of_the_same_folder_leaves_the_first_ones_word_alone(data: Path) -> None:
    with announce(data, "http://127.0.0.1:1"):
        with announce(data, "http://127.0.0.1:2"):
            assert announced_address(data) == "http://127.0.0.1:1"
        assert announced_address(data) == "http://127.0.0.1:1"


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    with announce(tmp_path / "none", "http://127.0.0.1:1"):
        assert announced_address(tmp_path / "none") is None


def test_a_link_in_place_of_the_file_is_not_followed(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (data / FILE).symlink_to(other)
    with announce(data, "http://127.0.0.1:1"):
        assert announced_address(data) is None
    assert other.read_text() == "precious"


@pytest.mark.parametrize("port", ["8090", "0"])
def test_console_link_names_the_port_of_the_running_bot_else_the_configured_one(
    data: Path, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.chdir(data.parent)
    for name in ("DATABASE_URL", "WEBHOOK_URL", "RUMBO_SECRET_KEY", "RUMBO_PUBLIC_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RUMBO_DATA", str(data))
    monkeypatch.setenv("RUMBO_KEYS", str(data.parent / "keys"))
    monkeypatch.setenv("RUMBO_PORT", port)
    process = running(data)
    try:
        asked = CliRunner().invoke(app, ["console-link", "ana"])
        assert re.search(r"^http://127\.0\.0\.1:45678/console/enter#", asked.output, re.M)
    finally:
        process.kill()
        process.wait()
    asked = CliRunner().invoke(app, ["console-link", "ana"])
    if port == "0":
        assert asked.exit_code == 2
        assert "no bot runs on this data folder" in asked.output
    else:
        assert re.search(r"^http://127\.0\.0\.1:8090/console/enter#", asked.output, re.M)
