"""Starts the bot from the command line: settings to a running process, refusals to one plain sentence and an exit code."""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path

from bot.conversation.talk import Conversation
from bot.knowledge.problems import KnowledgeRefused
from bot.logs import set_up_logs
from bot.memory import few_arenas, settle
from bot.releases import Preparing
from bot.settings import Settings

CANNOT_START = 3


def run_app(settings: Settings) -> int:
    """Runs until stopped; the exit code of the process: 0 stopped in order, 3 could not start."""
    few_arenas()
    gc.disable()  # what is built at the start stays: looking through it for garbage only delays the first answer
    from bot.app import App, Refused

    set_up_logs(settings.log_level)
    try:
        return asyncio.run(App(settings).run())
    except KnowledgeRefused as refused:
        print("The knowledge base does not check, and there is no earlier release to serve:", file=sys.stderr)
        print(refused, file=sys.stderr)
    except Refused as refused:
        print(refused, file=sys.stderr)
    return CANNOT_START


def ready_conversation(settings: Settings, knowledge: Path) -> Conversation:
    """The conversation over a knowledge folder, for `rumbo ask` and `rumbo chat`. Raises KnowledgeRefused."""
    from datetime import UTC, datetime

    from bot.knowledge.load import load_release

    set_up_logs("WARNING")
    gc.disable()
    preparing = Preparing(knowledge, settings.data, keeps_unanswered=settings.keep_unanswered)
    release = load_release(knowledge, datetime.now(UTC).date(), preparing.built)

    async def ready() -> None:
        await preparing.serve(release)
        await preparing.settle()

    asyncio.run(ready())
    settle()
    return preparing.serving().conversation
