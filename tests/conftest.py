"""The order of the tests, the longest first so that all processes end together; and which of them share a process.

Hypothesis sets no deadline: a busy machine is no failure.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("patient")
settings.load_profile("patient")

JOURNEYS = "tests/browser/journeys/"  # tests of one way (see its WAYS) share one bot, so one process
FIRST = (  # by the start of their address; the rest keeps its order
    JOURNEYS,
    "tests/browser/",
    "tests/end_to_end/test_telegram.py",
    "tests/end_to_end/",
    "tests/editing/sheets/test_round_trip.py",
    "tests/editing/test_looking_apart.py",
    "tests/conversation/test_danger_rules.py",
    "tests/test_knowledge_tests.py",
    "tests/options/test_real_walks.py",
    "tests/takeaway/",
    "tests/test_command_line.py",
    "tests/editing/test_answers_asked.py",
    "tests/matching/",
    "tests/storage/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest in front."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next((n for n, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """In place of --dist loadfile: one file to one process, and the journeys by their way."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Apportioning(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return share_of(nodeid)

    return Apportioning(config, log)  # type: ignore[arg-type]


def share_of(nodeid: str) -> str:
    """What is run in one process: the file of a test, or the way of a journey."""
    if nodeid.startswith(JOURNEYS) and nodeid.endswith("]"):
        return JOURNEYS + nodeid[nodeid.rindex("[") :]
    return nodeid.partition("::")[0]
