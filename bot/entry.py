"""The `rumbo` command. `rumbo run` goes straight to the bot: it needs no help texts, tables and colours in its memory."""

from __future__ import annotations

import os
import sys

from bot.memory import without_colours

WRONG_SETTINGS = 2


def main() -> None:
    """Runs the command of the command line. Raises SystemExit with its exit code."""
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # one message is too little work to share among threads
    if sys.argv[1:] == ["run"]:
        raise SystemExit(_run())
    from bot.cli import main as command_line

    command_line()


def _run() -> int:
    without_colours()
    from pydantic import ValidationError

    from bot.running import run_app
    from bot.settings import Settings, what_is_wrong

    try:
        settings = Settings()
    except ValidationError as wrong:
        print(*what_is_wrong(wrong), sep="\n", file=sys.stderr)
        return WRONG_SETTINGS
    return run_app(settings)
