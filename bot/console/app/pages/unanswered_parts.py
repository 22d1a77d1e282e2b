"""Whose unanswered questions an account may see, and which of them a form means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.accounts.records import OF_COUNTRIES
from bot.console.app.asks.unanswered import Group, Unanswered, Wording
from bot.console.app.visit import Visit


def asked_of(visit: Visit) -> Unanswered:
    """Raises 404 where nothing is kept of such questions."""
    if visit.services.unanswered is None:
        raise visit.not_found()
    return visit.services.unanswered


def countries_of(visit: Visit) -> Sequence[str] | None:
    """The countries whose words the account may see; None: of all."""
    return visit.account.countries if visit.account.role in OF_COUNTRIES else None


def ticked(visit: Visit, group: Group) -> list[Wording]:
    """The wordings of the group whose boxes were ticked."""
    marks = set(visit.form.all("wording"))
    return [wording for wording in group.wordings if wording.mark.hex() in marks]
