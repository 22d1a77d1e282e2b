"""Every test gets a knowledge folder of its own, with Peru and Ecuador in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.knowledge.folder import write_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")
