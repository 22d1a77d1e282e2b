"""Sensitive steps: who may do what is changed only by somebody who signed in within the last 15 minutes (ASVS 7.5).

What was typed stays in the page that says so: after signing in anew in the same browser it is sent again with one button.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.console.app.visit import Visit

FRESH_SECONDS = 15 * 60
_SECRETS = frozenset({"token", "code", "door"})  # are never shown again
_LABELS = {
    "name": "name",
    "role": "role",
    "country": "countries",
}  # phrases of the fields that are shown again
_MOST_KEPT = 64 * 1024  # characters of a sensitive step


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that was sent. `label`, `shown`: for people; "" where the field has no words of its own."""

    name: str
    value: str
    label: str = ""
    shown: str = ""


def is_stale(visit: Visit) -> bool:
    """Whether the sign-in is older than a sensitive step allows, or lies in the future."""
    if visit.who is None:
        return True
    age = (visit.services.clock() - visit.who.session.started).total_seconds()
    return not -FRESH_SECONDS <= age <= FRESH_SECONDS


def stale(visit: Visit) -> Response:
    """The page that says why nothing was changed, how to sign in anew, and keeps what was typed."""
    return visit.show(
        "sign_in_anew.html",
        403,
        action=visit.request.url.path,
        kept=typed(visit),
        deed=_deed(visit),
        minutes=FRESH_SECONDS // 60,
        bot=visit.services.bot_username(),
    )


def typed(visit: Visit, most: int = _MOST_KEPT) -> list[Kept]:
    """What was sent, to be sent again: no secrets, and nothing where it is more than `most` characters."""
    names = [name for name in dict.fromkeys(name for name, _ in visit.form.fields) if name not in _SECRETS]
    fields = [(name, value) for name in names for value in visit.form.all(name)]
    if sum(len(name) + len(value) for name, value in fields) > most:
        return []
    return [_labelled(visit, name, value) for name, value in fields]


def _labelled(visit: Visit, name: str, value: str) -> Kept:
    if name not in _LABELS or not value:
        return Kept(name, value)
    role = f"role_{value}"
    shown = visit.say(role) if name == "role" and visit.words.has(role) else value
    return Kept(name, value, visit.say(_LABELS[name]), shown)


def _deed(visit: Visit) -> str:
    """What was asked for, in words: the phrase "anew_people_name_link" of the page "/people/{name}/link"."""
    key = "anew_" + visit.page.path.strip("/").replace("/", "_").replace("{", "").replace("}", "")
    return visit.say(key) if visit.words.has(key) else ""
