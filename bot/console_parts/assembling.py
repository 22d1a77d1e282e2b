"""Puts the console's services together. Each part is one line here; what it needs to import, it imports when it is asked."""

from __future__ import annotations

from bot.console.app.services import Services
from bot.console_parts.running import Running
from bot.knowledge.translations import read_ledger
from bot.storage.engine import DatabaseAwayError


def console_services(running: Running) -> Services:
    """What the console's pages are made of."""
    return Services(
        accounts=running.accounts,
        clock=running.clock,
        release=running.release,
        editing=running.editing,
        health=running.health,
        reviewed=lambda: read_ledger(running.settings.knowledge),
        bot_username=running.bot_username,
        address=running.address,
        away=(DatabaseAwayError,),
    )
