"""Memory as bytes for the storage room to seal, and back. Contexts older than 30 minutes are never written or read."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation.records import Context, Memory
from bot.knowledge.records import LANGUAGES, Language

CONTEXT_MINUTES = 30


def fresh_context(memory: Memory, now: datetime) -> Context | None:
    """What the conversation is about, unless 30 minutes have passed (or the clock went back)."""
    context = memory.context
    if context is None or not timedelta(0) <= now - context.at < timedelta(minutes=CONTEXT_MINUTES):
        return None
    return context


def memory_bytes(memory: Memory, now: datetime) -> bytes:
    """The memory as compact JSON, without an outdated context."""
    kept = replace(memory, context=fresh_context(memory, now))
    fields = {k: v for k, v in asdict(kept).items() if v not in (None, False)}
    if kept.context:
        fields["context"] = {k: v for k, v in asdict(kept.context).items() if v not in (None, ())}
        fields["context"]["at"] = kept.context.at.astimezone(UTC).isoformat(timespec="seconds")
    return json.dumps(fields, separators=(",", ":")).encode()


def read_memory(content: bytes | None, now: datetime) -> Memory:
    """The memory in `content`; an empty one for None or for bytes of another form."""
    try:
        fields = json.loads(content) if content else {}
        memory = _memory(fields)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Memory()
    return replace(memory, context=fresh_context(memory, now))


def _memory(fields: dict[str, Any]) -> Memory:
    context = fields.get("context")
    return Memory(
        language=_language(fields.get("language")),
        language_chosen=bool(fields.get("language_chosen")),
        language_heard=bool(fields.get("language_heard")),
        country=fields.get("country"),
        greeted=bool(fields.get("greeted")),
        context=_context(context) if context else None,
    )


def _language(text: object) -> Language | None:
    return next((x for x in LANGUAGES if x == text), None)


def _context(fields: dict[str, Any]) -> Context:
    return Context(
        at=datetime.fromisoformat(fields["at"]),
        question=fields.get("question"),
        country=fields.get("country"),
        city=fields.get("city"),
        pending=fields.get("pending"),
        offered=tuple(str(x) for x in fields.get("offered", ())),
        leaning=_language(fields.get("leaning")),
        walk=fields.get("walk"),
        near=fields.get("near"),
    )
