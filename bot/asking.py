"""`rumbo ask`: one question or a batch, each a fresh conversation, answered as a person would be; nothing is recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from bot.conversation.plain import plain_text
from bot.conversation.records import Choice, Incoming, Memory, Outcome
from bot.conversation.talk import Conversation
from bot.knowledge.records import LANGUAGES, Language

CONTRACT = {"answer", "choices", "ask_country", "not_known", "danger", "smalltalk"}


class BadQuestion(ValueError):
    """A line of a batch, or an option, that cannot be asked. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to ask; `country` and `language` as if the person had chosen them before."""

    id: str | int | None
    text: str
    country: str | None = None
    language: Language | None = None


def ask(conversation: Conversation, question: Question, now: datetime) -> dict[str, Any]:
    """The answer as the contract of `rumbo ask` has it: id, language, country, outcome, …, reply, ms."""
    memory = Memory(
        language=question.language,
        language_chosen=question.language is not None,
        country=question.country,
        greeted=True,
    )
    started = time.perf_counter()
    outcome = conversation.respond(Incoming(text=question.text), memory, now)
    milliseconds = (time.perf_counter() - started) * 1000
    return answer_fields(question, outcome, milliseconds)


def answer_fields(question: Question, outcome: Outcome, milliseconds: float) -> dict[str, Any]:
    happened = outcome.happened
    return {
        "id": question.id,
        "language": happened.language,
        "country": happened.country,
        "outcome": happened.outcome if happened.outcome in CONTRACT else "smalltalk",
        "topic": happened.topic,
        "question": happened.question,
        "entry": happened.entry,
        "confidence": round(happened.confidence, 4),
        "choices": [_choice(c) for c in happened.choices],
        "danger": happened.danger,
        "reply": plain_text(outcome.reply),
        "ms": round(milliseconds, 3),
    }


def _choice(choice: Choice) -> dict[str, str | None]:
    return {"question": choice.question, "entry": choice.entry, "topic": choice.topic}


def questions(stream: TextIO) -> Iterator[Question]:
    """The questions of a JSON-lines stream. Raises BadQuestion with the number of the line."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            msg = f'line {number} is not JSON: one object a line, such as {{"id": 1, "text": "hola"}}'
            raise BadQuestion(msg) from None
        if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
            msg = f'line {number} needs a "text"'
            raise BadQuestion(msg)
        yield Question(
            fields.get("id"),
            fields["text"],
            country_code(fields.get("country")),
            language_code(fields.get("language")),
        )


def country_code(text: str | None) -> str | None:
    """ "pe" as "PE"; None and "" as None. Raises BadQuestion for anything else than two letters."""
    if not text:
        return None
    if not isinstance(text, str) or len(text) != 2 or not text.isascii() or not text.isalpha():
        msg = f"'{text}' is no country code: two letters such as PE"
        raise BadQuestion(msg)
    return text.upper()


def language_code(text: str | None) -> Language | None:
    """The language to answer in. Portuguese is answered in Spanish. Raises BadQuestion for others."""
    if not text:
        return None
    wanted = "es" if text == "pt" else text
    for language in LANGUAGES:
        if wanted == language:
            return language
    msg = f"'{text}' is no language of the bot: es or en"
    raise BadQuestion(msg)


def ask_batch(conversation: Conversation, source: Path, target: TextIO, now: datetime) -> Iterator[int]:
    """Answers a file of questions line by line into `target`, giving the number done so far after each."""
    with source.open(encoding="utf-8") as stream:
        for done, question in enumerate(questions(stream), 1):
            target.write(json.dumps(ask(conversation, question, now), ensure_ascii=False) + "\n")
            target.flush()
            yield done
