"""A console for each test, as the tests of its pages have it."""

from __future__ import annotations

from tests.console.app.conftest import house

__all__ = ["house"]
