"""One fitted matcher of the small release for all tests of this room."""

from __future__ import annotations

import pytest
from hypothesis import settings

from bot.knowledge.records import Release
from bot.matching.matcher import Matcher
from tests.matching.small import small_release

settings.register_profile("matching", deadline=None)  # behaviour is tested, never milliseconds
settings.load_profile("matching")


@pytest.fixture(scope="session")
def release() -> Release:
    return small_release()


@pytest.fixture(scope="session")
def matcher(release: Release) -> Matcher:
    return Matcher.fit(release)
