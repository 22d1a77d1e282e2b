"""Tries a question: which entry would answer, and why."""

from __future__ import annotations

from typing import Protocol


class Understanding(Protocol):
    """Its methods are declared here by the pages that ask them."""
