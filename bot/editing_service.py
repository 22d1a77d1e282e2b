"""Starts editing in the running bot: makes good what a crash left, catches up with the other replicas, then follows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import structlog

from bot.editing.changes import Asked
from bot.editing.desk import EditingDesk
from bot.editing.following import TROUBLE, Follower
from bot.editing.looking_apart import Apart
from bot.editing.publishing import Publishing
from bot.editing.refusals import EditingRefused
from bot.knowledge.records import Language, Release
from bot.releases import Preparing
from bot.storage.engine import Database, DatabaseAwayError
from bot.usage.phrases import words_of_several

PHRASE_DAYS = 90  # so far back, as far as they are kept
MOST = 2_000
log = structlog.get_logger()


async def start_editing(
    root: Path, database: Database, preparing: Preparing, release: Callable[[], Release]
) -> tuple[EditingDesk, Follower]:
    """The desk for the pages, and the follower whose `watch` is to run. Never fails: what goes wrong is in the health."""

    look = Apart(root, preparing.built, preparing.fitted)
    publishing = Publishing(root, database, release, look, _asked_lately(database), preparing.built)
    follower = Follower(root, database, preparing.built)
    try:
        if outcome := await publishing.mend():
            log.warning("a release that was cut off in the middle was made good", outcome=outcome)
        await follower.look()
    except (EditingRefused, DatabaseAwayError, OSError) as error:
        database.health.trouble(TROUBLE, str(error))
    return EditingDesk(root, database, release, publishing), follower


def _asked_lately(database: Database) -> Callable[[], Awaitable[Sequence[Asked]]]:
    """What people asked that had no answer, as far as several wrote the same known words."""

    async def phrasings() -> Sequence[Asked]:
        today = database.clock().date()
        found = await words_of_several(database, today - timedelta(days=PHRASE_DAYS), today)
        languages: dict[str, Language] = {"es": "es", "en": "en"}
        return [
            Asked(words, country, languages.get(language))
            for language, country, words in sorted(found, key=str)[:MOST]
        ]

    return phrasings
