"""People who asked to be told once a question has an answer."""

from __future__ import annotations

from typing import Protocol


class Subscriptions(Protocol):
    """Its methods are declared here by the pages that ask them."""
