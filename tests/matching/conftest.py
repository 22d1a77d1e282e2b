"""One fitted matcher of the small release for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.knowledge.records import Release
from bot.matching.encoder import find_encoder
from bot.matching.matcher import Matcher
from bot.matching.store import code_version
from tests.matching.small import small_release


@pytest.fixture(scope="session")
def release() -> Release:
    return small_release()


@pytest.fixture(scope="session")
def matcher(release: Release) -> Matcher:
    return Matcher.fit(release)


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without the sentence encoder, during one test."""
    monkeypatch.setenv("RUMBO_ENCODER", "no")
    _forget_the_encoder()
    yield
    monkeypatch.undo()
    _forget_the_encoder()


def _forget_the_encoder() -> None:
    for remembered in (find_encoder, code_version):
        remembered.cache_clear()
