"""Keeps the process small: what the start needed only for itself goes back to the machine."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

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
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
