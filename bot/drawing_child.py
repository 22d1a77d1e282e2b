"""Runs a drawing module as a child process, so that the drawing library never weighs on the bot's memory."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from contextlib import suppress
from functools import cache
from weakref import WeakKeyDictionary

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
    WeakKeyDictionary()
)  # one drawing at a time


async def drawn_by(module: str, data: bytes, seconds: float) -> bytes | None:
    """What `python -m module` writes for `data` on its standard input; None where it fails or is not done in time."""
    # The child needs no secret of ours, so it gets none.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "MPLCONFIGDIR": _cache_folder().name,
        "PYTHONPATH": _import_path(),
        "OPENBLAS_NUM_THREADS": "1",
    }
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        try:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                env=environment,
            )  # fmt: skip
        except OSError:
            return None
        try:
            written, _ = await asyncio.wait_for(child.communicate(data), seconds)
        except (TimeoutError, OSError):
            return None
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
    return written if child.returncode == 0 else None


@cache
def _cache_folder() -> tempfile.TemporaryDirectory[str]:
    """Where the drawing library keeps its list of fonts while this process lives."""
    return tempfile.TemporaryDirectory(prefix="rumbo-drawing-")


def _import_path() -> str:
    return os.pathsep.join(path for path in sys.path if path)
