"""Asks two releases the same questions, as people would: the whole conversation, over one fitted matcher.

Where only answers, places or lines changed, every message is understood as before: then only the questions that the edit
touches are asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.danger import DangerWatch
from bot.conversation.records import Incoming, Memory
from bot.conversation.talk import Conversation
from bot.editing.changes import Asked, Asks, Changes, Given, compare
from bot.editing.outlook import Compare
from bot.knowledge.records import Origin, Release
from bot.matching.matcher import Matcher
from bot.trials import verdict


def comparing(matcher: Callable[[], Matcher], clock: Callable[[], datetime]) -> Compare:
    """What `Publishing` needs. `matcher`: the fit being served; it is put over both releases, and its own is left alone."""
    remembered: dict[str, dict[Asked, Given]] = {}  # of the last old release

    def between(old: Release, new: Release, phrasings: Sequence[Asked]) -> Changes:
        if old.id not in remembered:
            remembered.clear()
        known = remembered.setdefault(old.id, {})
        return changes_between(old, new, matcher(), phrasings, clock(), known)

    return between


def changes_between(
    old: Release,
    new: Release,
    matcher: Matcher,
    phrasings: Sequence[Asked],
    now: datetime,
    known: dict[Asked, Given] | None = None,
) -> Changes:
    """Which answers change. `known`: what the old release gave before, filled in; about 3 ms a question where it is new."""
    known = {} if known is None else known
    refit = Matcher.key(old) != Matcher.key(new)
    before = _remembered(_asks(old, matcher.over(old), now), known)
    again = _asks(new, matcher.over(new), now)
    touched = None if refit or not _same_but_contents(old, new) else _touched(old, new)

    def after(asked: Asked) -> Given:
        was = before(asked)
        if touched is not None and not touched & {was.entry, was.question, *was.choices}:
            return was
        return again(asked)

    return compare(old, new, before, after, phrasings, now.date(), refit=refit)


def _asks(release: Release, matcher: Matcher, now: datetime) -> Asks:
    """A fresh conversation for every question."""
    watch = DangerWatch(release, matcher.alarm)
    conversation = Conversation(release, matcher, watch, keeps_unanswered=False)

    def ask(asked: Asked) -> Given:
        memory = Memory(country=asked.country, greeted=True)
        if asked.language:
            memory = replace(memory, language=asked.language)
        happened = conversation.respond(Incoming(text=asked.text), memory, now).happened
        return Given(
            happened.outcome,
            happened.language,
            happened.entry,
            happened.question,
            tuple(c.entry or c.question for c in happened.choices),
            verdict(asked.test, happened) if asked.test else None,  # type: ignore[arg-type]  # its words
        )

    return ask


def _remembered(ask: Asks, known: dict[Asked, Given]) -> Asks:
    def once(asked: Asked) -> Given:
        key = replace(asked, test=replace(asked.test, origin=_NOWHERE)) if asked.test else asked
        if key not in known:
            known[key] = ask(asked)
        return known[key]

    return once


def _same_but_contents(old: Release, new: Release) -> bool:
    """Whether the two differ in nothing but answers, places, lines and tests."""
    parts = (
        "countries",
        "dangers",
        "vocabulary",
        "freshness",
        "shared_names",
        "danger_examples",
        "walk",
        "small_talk",
    )
    return set(old.questions) == set(new.questions) and all(
        _bare(getattr(old, part)) == _bare(getattr(new, part)) for part in parts
    )


def _touched(old: Release, new: Release) -> set[str | None]:
    """Entries and questions whose answer is not what it was."""
    found: set[str | None] = set()
    for id_ in {*old.entries, *new.entries}:
        one, other = old.entries.get(id_), new.entries.get(id_)
        if _bare(one) != _bare(other):
            found |= {id_, *(x.question for x in (one, other) if x)}
    return found


def _bare(value: object) -> object:
    """A value without where it stands in the files."""
    if hasattr(value, "origin"):
        return replace(value, origin=_NOWHERE)  # type: ignore[type-var]  # a record
    if hasattr(value, "items"):
        return {key: _bare(part) for key, part in value.items()}
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value


_NOWHERE = Origin("", 0)
