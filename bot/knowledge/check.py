"""Checks a whole release: questions, coverage, dangers and tests here; entries and contacts in their own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge.check_contacts import check_countries, check_lines, check_places
from bot.knowledge.check_entries import check_entries
from bot.knowledge.check_landmarks import check_landmarks
from bot.knowledge.check_options import check_options
from bot.knowledge.check_pairs import check_pairs
from bot.knowledge.check_research import check_research
from bot.knowledge.check_texts import Within, known_hint, record_only
from bot.knowledge.folding import fold
from bot.knowledge.patterns import BadPattern, parse_pattern
from bot.knowledge.problems import Kept, Problem, short
from bot.knowledge.records import LANGUAGES, REGION_FOLDER, Language, Origin, Question, Release

SHARED_PHRASINGS = 8  # per language, at least
OWN_PHRASINGS = 5
OUTCOMES = {"not_known", "ask_country", "smalltalk", "choices"}


def check_records(release: Release, today: date, within: Within = record_only) -> list[Problem]:
    """Every problem in the release.

    `today` is what "in the future" is measured against; `within` finds the line of a part of a record.
    """
    checks = (
        check_questions(release, within),
        check_entries(release, today, within),
        check_places(release, today, within),
        check_lines(release, today, within),
        check_countries(release, today, within),
        check_research(release, within),
        check_pairs(release, within),
        check_options(release, within),
        check_landmarks(release, today, within),
        _dangers(release, within),
        _coverage(release),
        check_tests(release, within),
    )
    return sorted({problem for check in checks for problem in check})


@dataclass(frozen=True, slots=True)
class _Stands:
    """Where a way to ask stands: under which question, in which country (None: asked everywhere)."""

    question: str
    country: str | None
    where: Origin


class _Asked:
    """All ways to ask so far. The same words may stand under two questions only where no one country has both."""

    def __init__(self) -> None:
        self._stands: dict[str, list[_Stands]] = {}

    def problem(self, phrasing: str, question: str, country: str | None, where: Origin) -> Problem | None:
        """What is wrong with one more way to ask; None where nothing is."""
        folded = fold(phrasing)
        if not folded:
            return Problem.at(where, f"the phrasing '{short(phrasing)}' has no letters: write it in words")
        stands = self._stands.setdefault(folded, [])
        for other in stands:
            both = None in {country, other.country} or country == other.country
            if both and other.question != question:
                said = f"also stands under '{other.question}' ({other.where}): keep it under one of them"
                return Problem.at(where, f"the phrasing '{short(phrasing)}' {said}")
        stands.append(_Stands(question, country, where))
        return None


def check_questions(release: Release, within: Within) -> Iterator[Problem]:
    """Every problem in the questions of the release and in the ways to ask them."""
    asked = _Asked()
    titles: dict[tuple[str, str | None, str], Question] = {}
    for q in release.questions.values():
        if q.country is not None and not q.id.startswith(f"{q.country.lower()}-"):
            said = f"'{q.id}' exists in one country only: begin its id with '{q.country.lower()}-'"
            yield Problem.at(q.origin, said)
        for language in LANGUAGES:
            yield from _title(q, language, titles, within)
            yield from _phrasings(q, language, asked, within)
    yield from _also_asked(release, asked, within)


def _also_asked(release: Release, asked: _Asked, within: Within) -> Iterator[Problem]:
    """The local ways to ask: only of shared questions, and never those of another question."""
    for entry in release.entries.values():
        for language, ask in entry.also_asked.items():
            if ask and entry.id == entry.question:
                said = f"'{entry.id}' has a question of its own: move `also_asked` to its `question`"
                yield Problem.at(within(entry.origin, ("also_asked",)), said)
            for i, phrasing in enumerate(ask):
                at = within(entry.origin, ("also_asked", language, i))
                if problem := asked.problem(phrasing, entry.question, entry.country, at):
                    yield problem


def _title(
    q: Question, language: Language, titles: dict[tuple[str, str | None, str], Question], within: Within
) -> Iterator[Problem]:
    title = q.texts[language].title
    at = within(q.origin, (language, "title"), ("question", language, "title"))
    folded = fold(title)
    if not folded:
        yield Problem.at(at, f"the title '{short(title)}' has no letters: write it in words")
    for country in {q.country, None}:
        other = titles.get((language, country, folded))
        if other and other.id != q.id:
            said = f"the title '{title}' is also that of '{other.id}' ({other.origin}): make them differ"
            yield Problem.at(at, said)
    titles.setdefault((language, q.country, folded), q)


def _phrasings(q: Question, language: Language, asked: _Asked, within: Within) -> Iterator[Problem]:
    ask = q.texts[language].ask
    needed = OWN_PHRASINGS if q.country else SHARED_PHRASINGS
    if len({fold(phrasing) for phrasing in ask}) < needed:
        said = f"'{q.id}' has {len(ask)} phrasings in '{language}': write at least {needed} different ones, as people type"
        at = within(q.origin, (language, "ask"), ("question", language, "ask"))
        yield Problem.at(at, said)
    for i, phrasing in enumerate(ask):
        at = within(q.origin, (language, "ask", i), ("question", language, "ask", i))
        if problem := asked.problem(phrasing, q.id, q.country, at):
            yield problem


def _dangers(release: Release, within: Within) -> Iterator[Problem]:
    shared = [q.id for q in release.questions.values() if q.country is None]
    for kind in release.dangers.values():
        for i, question in enumerate(kind.questions):
            if question not in shared:
                said = f"'{kind.id}' offers '{question}', which is no shared question{known_hint(question, shared)}"
                yield Problem.at(within(kind.origin, ("questions", i)), said, Kept("questions"))
        for language, texts in kind.texts.items():
            for part, phrases in (("phrases", texts.phrases), ("near_misses", texts.near_misses)):
                for i, phrase in enumerate(phrases):
                    try:
                        parse_pattern(phrase)
                    except BadPattern as bad:
                        yield Problem.at(within(kind.origin, (language, part, i)), f"'{kind.id}': {bad}")


def _coverage(release: Release) -> Iterator[Problem]:
    """Every shared question has an answer, or an honest "not confirmed", in every covered country."""
    for country in release.countries.values():
        if not country.covered:
            continue
        kept = Kept("answers", country.folder), Kept("answers", REGION_FOLDER)
        for question in release.questions.values():
            if question.country is None and release.answer(question.id, country.code) is None:
                said = (
                    f"{country.names['en']} has no answer for '{question.id}': "
                    f"write one in {country.folder}/{question.topic}.yaml, or one with `status: not confirmed`"
                )
                yield Problem.at(question.origin, said, *kept)


def check_tests(release: Release, within: Within) -> Iterator[Problem]:
    """Every problem in the tests that stand beside the answers."""
    kept = Kept("answers"), Kept("questions"), Kept("danger")
    known = {*release.entries, *release.questions, *OUTCOMES, *(f"danger:{d}" for d in release.dangers)}
    for test in release.tests:
        named = [(("expect",), test.expect)] if test.expect else []
        for path, name in [*named, *((("never", i), name) for i, name in enumerate(test.never))]:
            if name not in known:
                said = (
                    f"the test names '{short(name)}', which does not exist{known_hint(name, sorted(known))}"
                )
                yield Problem.at(within(test.origin, path), said, *kept)
        if not test.expect and not test.never:
            yield Problem.at(test.origin, "the test says neither what to `expect` nor what must `never` come")
        if test.expect in test.never:
            yield Problem.at(
                test.origin, f"the test expects '{test.expect}' and forbids it: keep one of them"
            )
        if test.country and test.country not in release.countries:
            said = f"the test names the country '{test.country}', which shared/countries.yaml does not have"
            yield Problem.at(within(test.origin, ("country",)), said, Kept("countries"))
