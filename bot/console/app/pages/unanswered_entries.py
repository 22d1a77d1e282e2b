"""Which entries a group of unanswered words may belong to: the matcher's guesses, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.accounts.records import Account
from bot.console.app.asks.unanswered import Group, Unanswered, Wording
from bot.console.app.pages.names import country_name, release_of
from bot.console.app.pages.review_rights import may_change, place_of
from bot.console.app.render import asking, path_of
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.knowledge.folding import fold
from bot.knowledge.records import REGION, Entry, Language, Release

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that words may belong to. entry: what takes them, an answer's id or a shared question's.

    mine: whether the account may change that; path: where it is read; write: where its own answer is begun.
    """

    entry: str
    title: str
    place: str
    mine: bool
    path: str
    write: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """What takes one wording: the entry, whether the question itself does, and the country that its test asks in."""

    entry: str
    everywhere: bool
    country: str | None
    owner: str  # the country whose people may change it; "" what is asked everywhere


def home_country(account: Account, group: Group) -> str | None:
    """The country that most people of the group asked from, among those the account changes; None: not known."""
    asked = [code for code, _ in group.countries if code]
    mine = [code for code in asked if may_change(account, code)]
    return next(iter(mine or asked), next(iter(account.countries), None))


def targets(release: Release, account: Account, entry: str, wordings: Iterable[Wording]) -> list[Target]:
    """What takes each wording. Words of one country go to its answer; those of several to the question itself."""
    wordings = list(wordings)
    chosen = release.entries.get(entry)
    question = chosen.question if chosen else entry
    shared = chosen is None or chosen.question != chosen.id
    countries = {wording.country for wording in wordings} - {""}
    everywhere = shared and len(countries) > 1 and may_change(account, "")
    return [_target(release, account, chosen, question, wording, everywhere) for wording in wordings]


def _target(
    release: Release,
    account: Account,
    chosen: Entry | None,
    question: str,
    wording: Wording,
    everywhere: bool,
) -> Target:
    known = wording.country or (chosen.country if chosen else "") or next(iter(account.countries), "")
    asked = None if known in {"", REGION} else known
    found = release.answer(question, asked or REGION)
    if found is None and chosen is not None:
        found, asked = chosen, None if chosen.country == REGION else chosen.country
    if found is None:
        return Target(question, True, asked, "")
    return Target(found.id, everywhere, asked, "" if everywhere else found.country)


async def suggested(visit: Visit, ask: Unanswered, group: Group) -> list[Choice]:
    """The nearest questions of the knowledge."""
    language = language_of(group.language)
    if language is None:
        return []
    country = home_country(visit.account, group)
    found = await ask.suggestions(group.words, language, country)
    return [choice(visit, question, country, group) for question in found if _is_known(visit, question)]


def searched(visit: Visit, group: Group, asked: str) -> list[Choice]:
    """The questions whose title, ways to ask or id hold every word of `asked`."""
    words = fold(asked).split()
    if not words:
        return []
    release, country = release_of(visit), home_country(visit.account, group)
    reach = {None, country, *visit.account.countries}
    found = [
        (not all(word in fold(question.texts[visit.language].title) for word in words), question.id)
        for question in release.questions.values()
        if (question.country in reach or not visit.account.countries)
        and all(word in text for word in words for text in [_text(release, question.id)])
    ]
    return [choice(visit, id_, country, group) for _, id_ in sorted(found)[:MOST_FOUND]]


def choice(visit: Visit, question: str, country: str | None, group: Group) -> Choice:
    """How a question is offered to people of a country."""
    release = release_of(visit)
    asked = release.questions[question]
    found = release.answer(question, asked.country or country or REGION)
    owner = found.country if found else ""
    kind, id_ = ("answer", found.id) if found else ("question", question)
    own = country and (found is None or found.country != country) and not asked.country
    return Choice(
        entry=id_,
        title=asked.texts[visit.language].title,
        place=country_name(visit, owner),
        mine=may_change(visit.account, owner),
        path=path_of("entries", place_of(owner), kind, id_),
        write=new_path(country, group, question) if own and country else None,
    )


def new_path(country: str, group: Group, question: str = "") -> str:
    """Where an entry for the words is begun."""
    asked = {"question": question, "phrasing": group.words, "language": group.language}
    return asking(path_of("entries", country, "new"), asked)


def spoken(wordings: Iterable[Wording]) -> Iterator[tuple[Wording, Language]]:
    """The wordings in a language that the knowledge is written in."""
    for wording in wordings:
        if language := language_of(wording.language):
            yield wording, language


def _is_known(visit: Visit, question: str) -> bool:
    return question in release_of(visit).questions


def _text(release: Release, id_: str) -> str:
    question = release.questions[id_]
    said = (x for texts in question.texts.values() for x in (texts.title, *texts.ask))
    return fold(" ".join((id_.replace("-", " "), *said)))
