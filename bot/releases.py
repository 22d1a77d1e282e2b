"""Makes a release ready to be served: its matcher (fitted once, kept in the data folder), its danger rules, its words.

Fitting runs in a child process, so that answers never wait for it and its memory is given back.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import structlog

from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.knowledge.built import BuiltReleases
from bot.knowledge.folding import fold
from bot.knowledge.records import Release
from bot.matching.matcher import Matcher
from bot.memory import give_back
from bot.serving import Serving
from bot.settings import without_secrets

log = structlog.get_logger()
FIT_SECONDS = 600.0  # it takes 45 on two free cores
KEEP = 3  # fitted matchers kept on disk
ENDING = ".fit"
OLDER_ENDING = ".npz"  # of fits that no code reads any more


class Preparing:
    """Prepares releases and holds the one being served."""

    def __init__(self, knowledge: Path, data: Path, *, keeps_unanswered: bool) -> None:
        """`data`: the folder in which fits and built releases are kept."""
        self._knowledge, self._keeps = knowledge, keeps_unanswered
        self.fitted = data / "fitted"
        self.built = BuiltReleases(data / "built")
        self._serving: Serving | None = None
        self._last: Matcher | None = None
        self._fitting: asyncio.Task[None] | None = None

    def serving(self) -> Serving:
        """What is being served. Raises LookupError before the first release."""
        if self._serving is None:
            msg = "no release is ready yet"
            raise LookupError(msg)
        return self._serving

    async def serve(self, release: Release) -> None:
        """Makes `release` ready, then serves it; until then the last one answers.

        Where only phrasings changed, the release is served at once with the last fit, and again when its own is ready.
        """
        path = self.fitted / f"{Matcher.key(release)}{ENDING}"
        if matcher := await asyncio.to_thread(Matcher.load, path, release):
            await self._swap(release, matcher)
        elif older := await asyncio.to_thread(self._older, release):
            await self._swap(release, older)
            self._refit(release, path)
        else:
            log.info("fitting the matcher, once for this knowledge: some seconds")
            await self._swap(release, await self._fit(release, path))

    def _older(self, release: Release) -> Matcher | None:
        """The last fit, else the newest on disk, over this release."""
        if self._last is not None:
            return self._last.over(release)
        found = (Matcher.load(path, release, older=True) for path in self._files())
        return next((m for m in found if m), None)

    def _files(self) -> list[Path]:
        """The fitted matchers on disk, newest first."""
        return sorted(self.fitted.glob(f"*{ENDING}"), key=lambda p: p.stat().st_mtime, reverse=True)

    async def _swap(self, release: Release, matcher: Matcher) -> None:
        watch = await asyncio.to_thread(DangerWatch, release, matcher.alarm)
        conversation = Conversation(release, matcher, watch, keeps_unanswered=self._keeps)
        replaces = self._serving is not None
        self._serving, self._last = Serving(conversation, cache(lambda: known_words(release))), matcher
        if replaces:
            await asyncio.to_thread(give_back)

    def _refit(self, release: Release, path: Path) -> None:
        """Fits in the background and serves the release again with its own fit, unless a newer one came meanwhile."""
        if self._fitting:
            self._fitting.cancel()

        async def refit() -> None:
            matcher = await self._fit(release, path)
            if self.serving().conversation.release is release:
                await self._swap(release, matcher)
                log.info("matcher fitted", release=release.id, accuracy=round(matcher.loo_accuracy, 3))

        self._fitting = asyncio.create_task(refit(), name="fitting")

    async def settle(self) -> None:
        """Waits until what is served has its own fit."""
        if self._fitting:
            await self._fitting

    async def stop(self) -> None:
        """Ends a fit in the background, if one runs."""
        if self._fitting:
            self._fitting.cancel()
            with suppress(asyncio.CancelledError):
                await self._fitting

    async def _fit(self, release: Release, path: Path) -> Matcher:
        await self._fit_in_child(path)
        if matcher := await asyncio.to_thread(Matcher.load, path, release):
            self._sweep()
            return matcher
        log.warning("fitting in this process: the child process gave no matcher")
        return await asyncio.to_thread(Matcher.fit, release)

    async def _fit_in_child(self, path: Path) -> None:
        command = (sys.executable, "-m", "bot.fit", *map(str, (self._knowledge, path, self.built.folder)))
        child = None
        try:
            threads = {"OPENBLAS_NUM_THREADS": str(os.cpu_count() or 1)}  # nothing else is waited for there
            child = await asyncio.create_subprocess_exec(
                *command, env={**without_secrets(os.environ), **threads}
            )
            async with asyncio.timeout(FIT_SECONDS):
                await child.wait()
        except (OSError, TimeoutError) as error:
            log.warning("the fitting child process failed", error=type(error).__name__)
        finally:
            if child is not None and child.returncode is None:
                child.kill()

    def _sweep(self) -> None:
        """Deletes all but the newest fitted matchers."""
        for path in (*self._files()[KEEP:], *self.fitted.glob(f"*{OLDER_ENDING}")):
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
