"""Tries a message on the conversation being served: a fresh person each time, nothing kept, nothing logged.

A matcher belongs to the thread that answers people, so this runs there too, some milliseconds at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher

from bot.console.app.asks.understanding import MOST_LETTERS, Likely, Near, Tried
from bot.conversation.records import Incoming, Memory, Outcome
from bot.conversation.talk import Conversation
from bot.knowledge.records import LANGUAGES, REGION, Language, Release
from bot.matching.explaining import Nearest, _as_asked, _nearest
from bot.matching.matcher import Matcher
from bot.matching.records import Candidate, Understanding

AT_ONCE = 10  # phrasings compared before others get their turn: about 10 ms
MOST_PHRASINGS = 120  # of one question


class Trying:
    """`conversation`: the one being served, asked for anew each time."""

    def __init__(self, conversation: Callable[[], Conversation], clock: Callable[[], datetime]) -> None:
        self._conversation, self._clock = conversation, clock
        self._one_at_a_time = asyncio.Lock()

    async def tried(self, text: str, *, language: Language | None, country: str | None) -> Tried:
        """What the message gets. About half a second beside other work. Raises LookupError before the first release."""
        said, asked = text[:MOST_LETTERS], None if country in {None, "", REGION} else country
        async with self._one_at_a_time:
            conversation = self._conversation()
            memory = Memory(
                language=language, language_chosen=language is not None, country=asked, greeted=True
            )
            outcome = conversation.respond(Incoming(text=said), memory, self._clock())
            matcher = conversation.matcher
            understood = matcher.understand(said, language=language, country=asked)
            found = _tried(conversation.release, said, outcome, understood)
            if not isinstance(matcher, Matcher) or understood.empty:
                return found
            read = _as_asked(matcher, said)
            where = understood.mention.asked or asked
            known = _ways_to_ask(conversation.release, understood.candidates, where)
            likely = [await _with_nearest(matcher, read, one, known) for one in found.likely]
            mended = _mended(understood.normal_text.split(), read)
            return replace(found, likely=tuple(likely), mended=mended, read_as=" ".join(read))


def _tried(release: Release, text: str, outcome: Outcome, understood: Understanding) -> Tried:
    happened, mention = outcome.happened, understood.mention
    codes = dict.fromkeys(filter(None, (mention.asked, *mention.others, *mention.shared, mention.origin)))
    where = happened.country or mention.asked or REGION
    return Tried(
        text=text,
        outcome=happened.outcome,
        language=happened.language,
        country=happened.country,
        question=happened.question,
        entry=happened.entry,
        confidence=happened.confidence,
        danger=happened.danger,
        likely=tuple(_likely(release, candidate, where) for candidate in understood.candidates),
        mended=(),
        places=(*codes, *([mention.city.name] if mention.city else [])),
        read_as=understood.normal_text,
        reply=outcome.reply,
    )


def _likely(release: Release, candidate: Candidate, country: str) -> Likely:
    known = candidate.question in release.questions
    entry = release.answer(candidate.question, country) if known else None
    return Likely(
        candidate.question, entry.id if entry else None, candidate.probability, candidate.small_talk
    )


def _ways_to_ask(
    release: Release, candidates: Iterable[Candidate], country: str | None
) -> Mapping[str, list[str]]:
    """The phrasings of each candidate, as far as they count in that country."""
    return {c.question: list(_asked(release, c.question, country))[:MOST_PHRASINGS] for c in candidates}


def _asked(release: Release, question: str, country: str | None) -> Iterable[str]:
    if talk := release.small_talk.get(question):
        yield from (text for texts in talk.texts.values() for text in texts.say)
    if record := release.questions.get(question):
        yield from (text for texts in record.texts.values() for text in (texts.title, *texts.ask))
    if country and (entry := release.by_question.get((question, country))):
        yield from (text for x in LANGUAGES for text in entry.also_asked.get(x, ()))


async def _with_nearest(
    matcher: Matcher, read: list[str], likely: Likely, known: Mapping[str, list[str]]
) -> Likely:
    said = known[likely.question]
    letters: list[Nearest] = []
    meaning: list[Nearest] = []
    for start in range(0, len(said), AT_ONCE):
        by_letters, by_meaning = _nearest(matcher, read, said[start : start + AT_ONCE])
        letters += [by_letters] if by_letters else []
        meaning += [by_meaning] if by_meaning else []
        await asyncio.sleep(0)
    return replace(likely, letters=_best(letters), meaning=_best(meaning))


def _best(found: list[Nearest]) -> Near | None:
    best = max(found, key=lambda x: x.near, default=None)
    return Near(best.text, best.near) if best else None


def _mended(typed: list[str], read: list[str]) -> tuple[tuple[str, str], ...]:
    """The words that spelling repair changed; names of places, which are left out of a question, are none."""
    changes = SequenceMatcher(None, typed, read, autojunk=False).get_opcodes()
    return tuple(
        (" ".join(typed[a:b]), " ".join(read[c:d])) for kind, a, b, c, d in changes if kind == "replace"
    )
