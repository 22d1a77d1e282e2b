"""What pages call a field of an entry, and what a field's choices mean in words."""

from __future__ import annotations

from bot.console.app.visit import Visit

_CHOICES = frozenset(
    {
        "status", "certainty", "volatile", "nearest", "lasting", "kind", "exact", "appointment", "free", "purposes", "open",
    }
)  # fmt: skip


def field_label(visit: Visit, name: str) -> str:
    """ "es.steps" and "es.steps.0" are "Pasos"; a field without a phrase keeps its own name."""
    parts = [part for part in name.split(".") if part not in {"es", "en"} and not part.isdecimal()]
    key = f"drafts_field_{'_'.join(parts)}"
    return visit.say(key) if visit.words.has(key) else ".".join(parts) or visit.say("drafts_field_whole")


def value_shown(visit: Visit, base: str, text: str) -> str:
    """What the choices of a field say, a line each, in words; any other text as it is."""
    if base.split(".")[-1] not in _CHOICES:
        return text
    return "\n".join(choice_word(visit, line) for line in text.split("\n"))


def choice_word(visit: Visit, value: str) -> str:
    """ "in force" -> "vigente"; a value without a phrase as it is."""
    key = f"choice_{value.replace(' ', '_')}"
    return visit.say(key) if visit.words.has(key) else value
