"""Runs a drawing module as a child process, so that the drawing library never weighs on the bot's memory."""

from __future__ import annotations

import asyncio
import tempfile
from functools import cache
from weakref import WeakKeyDictionary

from bot.child_process import run_child

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
    WeakKeyDictionary()
)  # one drawing at a time


async def drawn_by(module: str, data: bytes, seconds: float) -> bytes | None:
    """What `python -m module` writes for `data` on its standard input; None where it fails or is not done in time."""
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        return await run_child(module, data, seconds, {"MPLCONFIGDIR": _cache_folder().name})


@cache
def _cache_folder() -> tempfile.TemporaryDirectory[str]:
    """Where the drawing library keeps its list of fonts while this process lives."""
    return tempfile.TemporaryDirectory(prefix="rumbo-drawing-")
