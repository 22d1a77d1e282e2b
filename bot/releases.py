"""Makes a release ready to be served: its matcher (fitted once, kept in the data folder), its danger rules, its words.

Fitting runs in a child process, so that answers never wait for it and its memory is given back.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import structlog

from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.desk import Serving
from bot.knowledge.folding import fold
from bot.knowledge.records import Release
from bot.matching.matcher import Matcher

log = structlog.get_logger()
FIT_SECONDS = 120.0
KEEP = 3  # fitted matchers kept on disk


class Preparing:
    """Prepares releases and holds the one being served."""

    def __init__(self, knowledge: Path, fitted: Path, *, keeps_unanswered: bool) -> None:
        self._knowledge, self._fitted, self._keeps = knowledge, fitted, keeps_unanswered
        self._serving: Serving | None = None

    def serving(self) -> Serving:
        """What is being served. Raises LookupError before the first release."""
        if self._serving is None:
            msg = "no release is ready yet"
            raise LookupError(msg)
        return self._serving

    async def serve(self, release: Release) -> None:
        """Makes `release` ready, then serves it. Until then the last one answers."""
        matcher = await self._matcher(release)
        watch = DangerWatch(release)
        words = await asyncio.to_thread(known_words, release)
        conversation = Conversation(release, matcher, watch, keeps_unanswered=self._keeps)
        self._serving = Serving(conversation, words)

    async def _matcher(self, release: Release) -> Matcher:
        path = self._fitted / f"{release.id}.npz"
        if matcher := await asyncio.to_thread(Matcher.load, path, release):
            return matcher
        await self._fit_in_child(path)
        if matcher := await asyncio.to_thread(Matcher.load, path, release):
            self._sweep()
            return matcher
        log.warning("fitting in this process: the child process gave no matcher")
        return await asyncio.to_thread(Matcher.fit, release)

    async def _fit_in_child(self, path: Path) -> None:
        command = (sys.executable, "-m", "bot.fit", str(self._knowledge), str(path))
        try:
            child = await asyncio.create_subprocess_exec(*command)
            async with asyncio.timeout(FIT_SECONDS):
                await child.wait()
        except (OSError, TimeoutError) as error:
            log.warning("the fitting child process failed", error=type(error).__name__)

    def _sweep(self) -> None:
        """Deletes all but the newest fitted matchers."""
        files = sorted(self._fitted.glob("*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)
        for path in files[KEEP:]:
            path.unlink(missing_ok=True)


def known_words(release: Release) -> frozenset[str]:
    """Every word of the knowledge base, folded: what may be kept of a question that had no answer."""
    texts = [
        *(t for q in release.questions.values() for p in q.texts.values() for t in (p.title, *p.ask)),
        *(t.text for e in release.entries.values() for t in e.texts.values()),
        *release.vocabulary.everyday,
        *release.vocabulary.protected,
    ]
    return frozenset(word for text in texts for word in fold(text).split() if not word.isdecimal())
