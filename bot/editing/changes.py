"""Which answers change between two releases: the tests and people's phrasings asked of both, and every answer's standing.

How a question is put to a release is handed in (`Asks`): this file compares what came back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.knowledge.coverage import OPEN, standing
from bot.knowledge.records import LANGUAGES, REGION, Entry, KnowledgeTest, Language, Origin, Release

Sort = Literal["lost", "other", "gained", "reworded"]
Verdict = Literal["right", "offered", "missed", "open", "forbidden"]
_WRONG = frozenset({"missed", "forbidden"})
_HELD = frozenset({"answer", "danger"})  # outcomes in which the person gets what they need at once


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to put to both releases: a test, or a scrubbed phrasing that people really used."""

    text: str
    country: str | None
    language: Language | None = None
    test: KnowledgeTest | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What came back. `verdict` is that of a test."""

    outcome: str  # as in the usage log: answer, choices, not_known, ask_country, danger, smalltalk
    language: Language
    entry: str | None = None
    question: str | None = None
    choices: tuple[str, ...] = ()
    verdict: Verdict | None = None


Asks = Callable[[Asked], Given]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question that gets something else than before."""

    asked: Asked
    before: Given
    after: Given
    sort: Sort


@dataclass(frozen=True, slots=True)
class StandingChange:
    """An answer that people of a country get no more, get anew, or get from another entry, whatever words they use."""

    question: str
    country: str
    before: str | None  # the entry; None: people were told nothing for sure
    after: str | None
    sort: Sort


@dataclass(frozen=True, slots=True)
class BrokenTest:
    """A test that went well, or is new, and fails now."""

    test: KnowledgeTest
    before: Given | None
    after: Given


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changes for people. `refit`: phrasings changed, so that the matcher is fitted anew after publishing."""

    answers: tuple[AnswerChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    broken: tuple[BrokenTest, ...] = ()
    mended: tuple[KnowledgeTest, ...] = ()
    asked: int = 0
    refit: bool = False

    @property
    def losses(self) -> int:
        """How many questions lose their answer."""
        return sum(x.sort == "lost" for x in self.answers) + sum(x.sort == "lost" for x in self.standings)

    @property
    def needs_words(self) -> bool:
        """Whether somebody must explain it before it is published."""
        return bool(self.losses or self.broken)

    def counts(self) -> Mapping[tuple[str, Language], Counter[Sort]]:
        """How many questions change, by country ("" where it was not known) and language."""
        found: dict[tuple[str, Language], Counter[Sort]] = {}
        for x in self.answers:
            found.setdefault((x.asked.country or "", x.after.language), Counter())[x.sort] += 1
        for y in self.standings:
            for language in LANGUAGES:
                found.setdefault((y.country, language), Counter())[y.sort] += 1
        return found


def compare(
    old: Release,
    new: Release,
    ask_old: Asks,
    ask_new: Asks,
    phrasings: Sequence[Asked],
    today: date,
    *,
    refit: bool = False,
    concerns: Callable[[Asked], bool] = lambda asked: True,  # noqa: ARG005
) -> Changes:
    """Asks both releases all that the edit `concerns`, first the old one. A test counts by its words and country, wherever
    it stands."""
    tests = [Asked(t.ask, t.country, None, t) for t in new.tests]
    every = [asked for asked in (*tests, *phrasings) if concerns(asked)]
    known = {(t.ask, t.country, t.expect) for t in old.tests}
    changed, broken, mended = [], [], []
    for asked, before in zip(every, [ask_old(asked) for asked in every], strict=True):
        after = ask_new(asked)
        if (sort := sort_of(before, after, old, new)) is not None:
            changed.append(AnswerChange(asked, before, after, sort))
        test = asked.test
        if test is not None and test.open is False:
            was_wrong = before.verdict in _WRONG
            is_new = (test.ask, test.country, test.expect) not in known
            if after.verdict in _WRONG and (is_new or not was_wrong):
                broken.append(BrokenTest(test, None if is_new else before, after))
            elif was_wrong and after.verdict not in _WRONG:
                mended.append(test)
    return Changes(
        answers=tuple(changed),
        standings=tuple(standing_changes(old, new, today)),
        broken=tuple(broken),
        mended=tuple(mended),
        asked=len(every),
        refit=refit,
    )


def sort_of(before: Given, after: Given, old: Release, new: Release) -> Sort | None:
    """What happened to one question; None where it gets the same."""
    had, has = before.outcome in _HELD, after.outcome in _HELD
    if had and not has:
        return "other" if before.entry in after.choices or before.question in after.choices else "lost"
    if has and not had:
        return "gained"
    if (before.outcome, before.entry, before.question) != (after.outcome, after.entry, after.question):
        return "other"
    if not has:
        return "other" if before.choices != after.choices else None
    entry = after.entry or ""
    return "reworded" if _said(old.entries.get(entry)) != _said(new.entries.get(entry)) else None


def standing_changes(old: Release, new: Release, today: date) -> Iterator[StandingChange]:
    """Every question and country whose answer is gained, lost or given by another entry, on `today`."""
    questions = dict.fromkeys((*old.questions, *new.questions))
    countries = dict.fromkeys(c.code for r in (old, new) for c in r.countries.values() if c.covered)
    for question in questions:
        for country in (*countries, REGION):
            before, after = (_answering(release, question, country, today) for release in (old, new))
            if before == after:
                continue
            sort: Sort = "lost" if after is None else "gained" if before is None else "other"
            yield StandingChange(question, country, before, after, sort)


def _answering(release: Release, question: str, country: str, today: date) -> str | None:
    """The entry that tells people of a country something for sure; None where there is none, or it is too old."""
    entry = release.answer(question, country)
    return entry.id if entry and standing(entry, release, today) not in OPEN else None


def _said(entry: Entry | None) -> Entry | None:
    """An entry without where it stands, to compare what it says."""
    return replace(entry, origin=_NOWHERE) if entry else None


_NOWHERE = Origin("", 0)
