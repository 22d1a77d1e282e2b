"""Reports over the usage log, and the log itself."""

from __future__ import annotations

from typing import Protocol


class Usage(Protocol):
    """Its methods are declared here by the pages that ask them."""
