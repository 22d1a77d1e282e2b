"""A country's knowledge as a spreadsheet, out and in."""

from __future__ import annotations

from typing import Protocol


class Sheets(Protocol):
    """Its methods are declared here by the pages that ask them."""
