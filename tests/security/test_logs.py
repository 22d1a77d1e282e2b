"""What is logged: one line each, with its time in UTC; nothing typed can make a line of its own or colour one."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import structlog

from bot.logs import set_up_logs

HOSTILE = 'a\n{"event": "signed_in"}\r\n\x1b[31mred\u2028x\x85y\x00'


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as it is set up in a container, into memory; all is put back afterwards."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs("DEBUG")
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def test_a_line_is_json_with_its_time_in_utc_its_level_and_what_happened(written: io.StringIO) -> None:
    structlog.get_logger("rumbo.x").warning("request refused", why="another host name")
    line = json.loads(written.getvalue())
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
    assert (line["level"], line["event"], line["why"]) == ("warning", "request refused", "another host name")


def test_no_value_begins_a_line_of_its_own(written: io.StringIO) -> None:
    structlog.get_logger("rumbo.x").warning(HOSTILE, why=HOSTILE, **{"a\nb": 1})
    assert len(written.getvalue().rstrip("\n").split("\n")) == 1
    assert json.loads(written.getvalue())["why"] == HOSTILE, "it is escaped, not lost"
    assert "\x1b" not in written.getvalue()


@pytest.mark.parametrize("arguments", [(), ("too", "many")])
def test_lines_of_other_libraries_are_one_line_too_and_in_utc(
    written: io.StringIO, arguments: tuple[str, ...]
) -> None:
    logging.getLogger("another.library").warning(HOSTILE, *arguments)
    lines = written.getvalue().rstrip("\n").splitlines()
    assert len(lines) == 1
    when, level, name = lines[0].split(" ")[:3]
    assert datetime.fromisoformat(when).utcoffset() == timedelta(0)
    assert (level, name) == ("WARNING", "another.library")
    assert not any(sign in lines[0] for sign in "\n\r\x1b\x85\x00\u2028")


def test_an_exception_is_told_by_its_kind_and_never_by_its_words(written: io.StringIO) -> None:
    try:
        raise ValueError("me llamo Rosa 987654321")
    except ValueError:
        structlog.get_logger("rumbo.x").exception("it failed")
        logging.getLogger("another.library").exception("it failed")
    assert written.getvalue().count("ValueError") == 2
    assert "Rosa" not in written.getvalue()
    assert "987654321" not in written.getvalue()
    assert "Traceback" not in written.getvalue()


def test_the_log_goes_to_standard_error_and_nowhere_else(written: io.StringIO) -> None:
    handlers = [x for x in logging.getLogger().handlers if not type(x).__module__.startswith("_pytest")]
    assert [type(handler) for handler in handlers] == [logging.StreamHandler]
    assert handlers[0].stream is written  # type: ignore[attr-defined]
