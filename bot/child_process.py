"""Runs modules of ours as child processes: data over pipes, no secrets, bounded time and memory, gone with their parent."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_PARENT_SECONDS = 0.5  # between two looks for the parent


async def run_child(
    module: str, data: bytes, seconds: float, more: Mapping[str, str] | None = None
) -> bytes | None:
    """What `python -m module` writes for `data` on its standard input; None where it fails or is not done in time.

    `more`: variables of its environment. A child whose caller is cancelled is killed.
    """
    # The child needs no secret of ours, so it gets none.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OPENBLAS_NUM_THREADS": "1",
        **(more or {}),
    }
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


def bound_this_process(addresses: int, processor_seconds: int) -> None:
    """For a child, first of all: it ends with its parent, and where memory is short it goes first.

    `addresses`: bytes. What the system cannot bound stays unbound.
    """
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")  # Linux
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_SECONDS)
    os._exit(1)
