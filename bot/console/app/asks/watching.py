"""How the bot is doing, beyond what this process tells of itself."""

from __future__ import annotations

from typing import Protocol


class Watching(Protocol):
    """Its methods are declared here by the pages that ask them."""
