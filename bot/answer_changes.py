"""Asks two releases the same questions, as people would: the whole conversation, over one fitted matcher.

Where only answers, places or lines changed, every message is understood as before: then only the questions that the edit
touches are asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from weakref import ReferenceType, ref

from bot.conversation.danger import DangerWatch
from bot.conversation.records import Incoming, Memory
from bot.conversation.talk import Conversation
from bot.editing.changes import Asked, Asks, Changes, Given, compare, standing_changes
from bot.editing.outlook import Compare
from bot.knowledge.folding import fold
from bot.knowledge.records import REGION, KnowledgeTest, Origin, Release
from bot.matching.matcher import Matcher
from bot.memory import give_back
from bot.trials import verdict


def comparing(matcher: Callable[[], Matcher], clock: Callable[[], datetime]) -> Compare:
    """What `Publishing` needs. `matcher`: the fit being served; it is put over both releases, and its own is left alone."""
    remembered: dict[tuple[str, ReferenceType[Matcher]], dict[Asked, Given]] = {}  # of the last old release

    def between(old: Release, new: Release, phrasings: Sequence[Asked]) -> Changes:
        fitted = matcher()
        key = (old.id, ref(fitted))  # a matcher holds its release: neither is kept for this
        if key not in remembered:
            remembered.clear()
        known = remembered.setdefault(key, {})
        changes = changes_between(old, new, fitted, phrasings, clock(), known)
        give_back()
        return changes

    return between


def without_asking(old: Release, new: Release, phrasings: Sequence[Asked]) -> Changes:
    """What can be told where nothing is fitted: which answers are gained, lost or given by another entry."""
    del phrasings
    today = datetime.now(UTC).date()
    return Changes(
        standings=tuple(standing_changes(old, new, today)), refit=Matcher.key(old) != Matcher.key(new)
    )


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
    ask_old, ask_new = _Asking(old, matcher, now), _Asking(new, matcher, now)
    before = _remembered(ask_old, known)
    touched = None if refit or not _same_but_contents(old, new) else _touched(old, new)

    def after(asked: Asked) -> Given:
        was = before(asked)
        if touched is not None and not touched & {was.entry, was.question, *was.choices}:
            return was
        ask_old.let_go()  # both at once take much memory
        return ask_new(asked)

    concerns = _concerns(old, new) if touched is not None else lambda asked: True  # noqa: ARG005
    return compare(old, new, before, after, phrasings, now.date(), refit=refit, concerns=concerns)


def _concerns(old: Release, new: Release) -> Callable[[Asked], bool]:
    """Whether an edit of some countries' answers can reach a question: it is asked there, anywhere, or names the country.

    An answer for one country is never given for another, so the rest need not be asked.
    """
    edited = {
        x.country
        for release, other in ((old, new), (new, old))
        for id_, x in release.entries.items()
        if _bare(x) != _bare(other.entries.get(id_))
    }
    if REGION in edited:
        return lambda asked: True  # noqa: ARG005
    one, other = ({_bare(test) for test in release.tests} for release in (old, new))
    fresh = {(test.ask, test.country) for test in one ^ other if isinstance(test, KnowledgeTest)}
    names = {word for code in edited for word in _names(new, code)}

    def reaches(asked: Asked) -> bool:
        if asked.country is None or asked.country in edited or (asked.text, asked.country) in fresh:
            return True
        text = f" {fold(asked.text)} "
        return any(name in text for name in names)

    return reaches


def _names(release: Release, code: str) -> Iterator[str]:
    """All by which a message can name a country, folded: itself, its people, its papers, its cities."""
    country = release.countries.get(code)
    if country is None:
        return
    shared = [x for x in release.shared_names if code in x.countries]
    for name in (
        *country.names.values(), *country.aliases, *country.demonyms, *country.hints,
        *(n for c in country.cities for n in (c.name, *c.aliases)), *(n for x in shared for n in (x.name, *x.aliases)),
    ):  # fmt: skip
        folded = fold(name)
        yield f" {folded} " if len(folded) < 5 else f" {folded[: max(5, len(folded) - 2)]}"  # however it ends


class _Asking:
    """Asks one release; what it takes for that is made with the first question, and again after it was let go."""

    def __init__(self, release: Release, matcher: Matcher, now: datetime) -> None:
        self._release, self._matcher, self._now = release, matcher, now
        self._made: Asks | None = None

    def __call__(self, asked: Asked) -> Given:
        if self._made is None:
            self._made = _asks(self._release, self._matcher.over(self._release), self._now)
        return self._made(asked)

    def let_go(self) -> None:
        if self._made is not None:
            self._made = None
            give_back()


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


_CONTENTS = frozenset(
    {"id", "entries", "places", "lines", "tests", "by_question", "verdicts", "notes", "leads", "facilities"}
)


def _same_but_contents(old: Release, new: Release) -> bool:
    """Whether the two differ in nothing but what answers, places and lines say, and in the tests."""
    same = (f.name for f in fields(Release) if f.name not in _CONTENTS)
    standing = ("entries", "places", "lines", "facilities")
    return all(set(getattr(old, name)) == set(getattr(new, name)) for name in standing) and all(
        _bare(getattr(old, name)) == _bare(getattr(new, name)) for name in same
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
