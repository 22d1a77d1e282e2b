"""Keeps the process small: what the start needed only for itself goes back to the machine."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress
from importlib import import_module

_ARENA_MAX = -8  # mallopt's number for it in glibc
_ARENAS = 2


def few_arenas() -> None:
    """Lets threads share their stores of memory: glibc keeps eight for each core, most of them half empty."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def settle() -> None:
    """Once all is built: what stays is never looked through for garbage again, and free memory is given back."""
    gc.freeze()
    gc.enable()
    _trim()


def give_back() -> None:
    """After a piece of work as large as a release: its garbage goes, and free memory is given back."""
    gc.collect()
    _trim()


def _trim() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def without_colours() -> None:
    """Imports structlog without rich (5 MB), with which it would only draw tracebacks; ours are never drawn."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # "not installed"
    try:
        import_module("structlog")
    finally:
        del sys.modules["rich"]
