"""What publishing would come to, as the look ahead shows it: which answers change, the losses first, and what fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.console.app.pages.history_pages import releases_of
from bot.console.app.pages.names import country_name, entry_path, entry_title, release_of
from bot.console.app.pages.review_diffs import Group, groups
from bot.console.app.pages.review_refusals import problems_shown
from bot.console.app.visit import Visit
from bot.editing.changes import AnswerChange, BrokenTest, Given, Sort, StandingChange
from bot.editing.outlook import NewNames, Outlook
from bot.editing.records import Ref

SORTS: tuple[Sort, ...] = ("lost", "other", "gained", "reworded")
MOST_ROWS = 60  # of each sort
MOST_EDITS = 60  # shown word by word


@dataclass(frozen=True, slots=True)
class Got:
    """What a person gets: words, each with the address of its entry where there is one."""

    kind: str  # answer, choices, none, other
    parts: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A question that gets something else. asked: somebody's words, or the title of a question."""

    asked: str
    country: str
    before: Got
    after: Got
    whole: bool  # whatever words are used


@dataclass(frozen=True, slots=True)
class Broken:
    """A test that fails now. where: file and line."""

    asked: str
    country: str
    expected: str
    before: Got | None
    after: Got
    where: str


@dataclass(frozen=True, slots=True)
class EditShown:
    """An entry that would change."""

    title: str
    country: str
    address: str | None
    groups: tuple[Group, ...]
    put_in: bool
    taken_out: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """The look ahead of one plan. count: how many entries change; files: where no entry does."""

    count: int
    files: tuple[str, ...]
    edits: tuple[EditShown, ...]
    checks: bool
    problems: tuple[tuple[str, str], ...]
    more_problems: int
    more_edits: int
    rows: tuple[tuple[Sort, tuple[Row, ...], int], ...]  # and how many there are
    counts: tuple[tuple[str, str, tuple[int, ...]], ...]
    broken: tuple[Broken, ...]
    mended: int
    asked: int
    refit: bool
    needs_words: bool
    empty: bool


async def ahead(visit: Visit, outlook: Outlook) -> Ahead:
    """The outlook in words; many changes take a while, so not on the event loop."""
    return await asyncio.to_thread(_ahead, visit, outlook)


def _ahead(visit: Visit, outlook: Outlook) -> Ahead:
    problems, more = problems_shown(visit, outlook.problems)
    changes, plan = outlook.changes, outlook.plan
    names = _Names(visit, outlook.names)
    rows = {sort: list(names.rows(changes.answers, changes.standings, sort)) for sort in SORTS}
    return Ahead(
        count=len(plan.edits) or len(plan.files),
        files=() if plan.edits else tuple(plan.files),
        edits=tuple(_edits(visit, outlook)),
        checks=outlook.checks,
        problems=problems,
        more_problems=more,
        more_edits=max(0, len(plan.edits) - MOST_EDITS),
        rows=tuple((sort, tuple(found[:MOST_ROWS]), len(found)) for sort, found in rows.items() if found),
        counts=tuple(
            (names.country(country), language, tuple(counter[sort] for sort in SORTS))
            for (country, language), counter in sorted(changes.counts().items())
        ),
        broken=tuple(names.broken(x) for x in changes.broken[:MOST_ROWS]),
        mended=len(changes.mended),
        asked=changes.asked,
        refit=changes.refit,
        needs_words=changes.needs_words,
        empty=plan.empty,
    )


def _edits(visit: Visit, outlook: Outlook) -> Iterable[EditShown]:
    fields = releases_of(visit).fields
    for edit in outlook.plan.edits[:MOST_EDITS]:
        before, after = (fields(edit.ref.kind, edit.file, lines) for lines in (edit.before, edit.after))
        yield EditShown(
            entry_title(visit, edit.ref, {**before, **after}),
            country_name(visit, edit.country),
            entry_path(edit.country, edit.ref) if edit.before else None,
            groups(visit, edit.ref.kind, before, after),
            not edit.before,
            not edit.after,
        )


@dataclass(frozen=True, slots=True)
class _Names:
    """Gives the entries of both releases their titles."""

    visit: Visit
    new: NewNames

    def rows(
        self, answers: Sequence[AnswerChange], standings: Sequence[StandingChange], sort: Sort
    ) -> Iterable[Row]:
        for x in standings:
            if x.sort == sort:
                before, after = (self._answer(id_) for id_ in (x.before, x.after))
                yield Row(self._question(x.question), self.country(x.country), before, after, whole=True)
        for y in answers:
            if y.sort == sort:
                yield Row(
                    y.asked.text,
                    self.country(y.asked.country or ""),
                    self.got(y.before),
                    self.got(y.after),
                    whole=False,
                )

    def broken(self, x: BrokenTest) -> Broken:
        return Broken(
            x.test.ask,
            self.country(x.test.country or ""),
            self._expected(x.test.expect),
            self.got(x.before) if x.before else None,
            self.got(x.after),
            f"{x.test.origin.file}:{x.test.origin.line}",
        )

    def country(self, code: str) -> str:
        return country_name(self.visit, code) if code else self.visit.say("publish_no_country")

    def got(self, given: Given) -> Got:
        if given.choices:
            return Got("choices", tuple(self._named(id_) for id_ in given.choices))
        if given.entry:
            return Got("answer", (self._named(given.entry),))
        key = f"publish_outcome_{given.outcome}"
        said = self.visit.say(key) if self.visit.words.has(key) else self.visit.say("publish_outcome_other")
        return Got("other", ((said, None),))

    def _answer(self, id_: str | None) -> Got:
        if id_ is None:
            return Got("none", ((self.visit.say("publish_no_answer"), None),))
        return Got("answer", (self._named(id_),))

    def _expected(self, expected: str | None) -> str:
        if expected is None:
            return self.visit.say("publish_outcome_other")
        if expected.startswith("danger:"):
            return self.visit.say("publish_outcome_danger")
        key = f"publish_outcome_{expected}"
        return self.visit.say(key) if self.visit.words.has(key) else self._named(expected)[0]

    def _question(self, id_: str) -> str:
        served = release_of(self.visit).questions.get(id_)
        if served:
            return served.texts[self.visit.language].title or id_
        return self.new.titles.get(id_, {}).get(self.visit.language) or id_

    def _named(self, id_: str) -> tuple[str, str | None]:
        """The title of an entry, or of a question, with the country it speaks of."""
        served = release_of(self.visit).entries.get(id_)
        named = (served.question, served.country) if served else self.new.entries.get(id_)
        if named is None:
            return self._question(id_), None
        question, country = named
        title = f"{self._question(question)} ({country_name(self.visit, country)})"
        return title, entry_path(country, Ref("answer", id_)) if served else None
