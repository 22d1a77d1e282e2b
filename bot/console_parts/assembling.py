"""Puts the console's services together. Each part is one line here; what it needs to import, it imports when it is asked."""

from __future__ import annotations

from bot.console.app.services import Services
from bot.console_parts.keeping import Keeping
from bot.console_parts.releases import releases_part
from bot.console_parts.running import Running
from bot.console_parts.sheets import CountrySheets
from bot.console_parts.subscriptions import Wishes
from bot.console_parts.tasks import PlaceTasks
from bot.console_parts.unanswered import WaitingQuestions
from bot.console_parts.understanding import Trying
from bot.console_parts.usage import UsageReports
from bot.console_parts.watching import Watch
from bot.knowledge.translations import read_ledger
from bot.storage.engine import DatabaseAwayError


def console_services(running: Running) -> Services:
    """What the console's pages are made of."""
    return Services(
        accounts=running.accounts,
        clock=running.clock,
        release=running.release,
        editing=running.editing,
        releases=releases_part(running),
        usage=UsageReports(running.database, running.release, running.clock),
        understanding=Trying(lambda: running.preparing.serving().conversation, running.clock),
        sheets=CountrySheets.of(running),
        unanswered=WaitingQuestions.of(running),
        tasks=PlaceTasks(running.database),
        watching=Watch(running),
        subscriptions=Wishes(running),
        keeping=Keeping(running),
        health=running.health,
        reviewed=lambda: read_ledger(running.settings.knowledge),
        bot_username=running.bot_username,
        address=running.address,
        away=(DatabaseAwayError,),
    )
