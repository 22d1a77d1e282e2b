"""What waits for an account in each of its countries: the counts, and what needs somebody most, one press from done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.accounts.records import Account
from bot.console.app.asks.tasks import ClosedPlace
from bot.console.app.page import EDITORS
from bot.console.app.pages.confirm_due import Parts, countries_of, is_confirmation
from bot.console.app.pages.confirm_facts import moment, title_with_city
from bot.console.app.pages.names import country_said
from bot.console.app.pages.review_rights import is_author, may_approve, may_publish
from bot.console.app.render import asking, path_of
from bot.console.app.visit import Visit
from bot.editing.home import DUE, CountryHome
from bot.editing.records import Draft, Ref
from bot.knowledge.records import REGION

WORST = 3
Tone = Literal["bad", "due", "plain", "good"]
Act = Literal["confirm", "closed", "review", "mend", "publish", "compare"]


@dataclass(frozen=True, slots=True)
class Count:
    """A number that leads to the very list it counts. key: "expired" is said by the phrase "home_count_expired"."""

    key: str
    number: int
    href: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. act: what its button does; why: the phrase that says why it waits, with `values`."""

    act: Act
    title: str
    href: str
    why: str
    values: Mapping[str, object]
    tone: Tone


@dataclass(frozen=True, slots=True)
class CountryWork:
    """A country of this account. waiting: how much there is to do, what is merely due soon left out."""

    code: str
    name: str
    counts: tuple[Count, ...]
    worst: tuple[Todo, ...]
    waiting: int


async def work(visit: Visit, parts: Parts) -> tuple[CountryWork, ...]:
    """Every country of the account, where most waits first. A database that is away raises one of `Services.away`."""
    codes = countries_of(visit.account, parts.release)
    tasks = await visit.services.tasks.closed_places() if visit.services.tasks else ()
    everywhere = ("",) if REGION in codes else ()
    homes = await parts.editing.homes((*codes, *everywhere), [(x.place, x.country, x.opened) for x in tasks])
    unanswered = await _unanswered(visit, codes)
    found = []
    for home in homes[: len(codes)]:
        parts_of_it = (home, *homes[len(codes) :]) if home.country == REGION else (home,)
        closed = [x for x in tasks if x.country == home.country]
        found.append(_country(visit, parts, parts_of_it, closed, unanswered.get(home.country)))
    return tuple(sorted(found, key=lambda x: -x.waiting))


async def _unanswered(visit: Visit, codes: Sequence[str]) -> dict[str, int]:
    """How many questions wait, by country; empty where this process does not count them."""
    ask = visit.services.unanswered
    if ask is None:
        return {}
    return {code: await ask.count([code]) for code in codes if code != REGION}


def _country(
    visit: Visit,
    parts: Parts,
    homes: Sequence[CountryHome],
    closed: Sequence[ClosedPlace],
    unanswered: int | None,
) -> CountryWork:
    home, account = homes[0], visit.account
    drafts = [x.draft for part in homes for x in part.waiting]
    counts = tuple(_counts(home, drafts, closed, unanswered, account))
    todos = sorted(_todos(visit, parts, homes, drafts, closed), key=lambda pair: pair[0])
    return CountryWork(
        code=home.country,
        name=country_said(parts.release, home.country, visit.words),
        counts=counts,
        worst=tuple(todo for _, todo in todos[:WORST]),
        waiting=sum(x.number for x in counts if x.key not in {"due", "behind", "unanswered"}),
    )


def _counts(
    home: CountryHome,
    drafts: Sequence[Draft],
    closed: Sequence[ClosedPlace],
    unanswered: int | None,
    account: Account,
) -> Iterator[Count]:
    code = home.country
    tones: dict[str, Tone] = {"expired": "bad", "overdue": "due", "undated": "due", "due": "plain"}
    confirmed = {x.ref for x in drafts if is_confirmation(x) and x.state != "draft"}
    for standing in DUE:
        number = sum(x.standing == standing and x.ref not in confirmed for x in home.aging)
        yield Count(standing, number, _to("confirm", country=code, standing=standing), tones[standing])
    yield Count("closed", len(closed), _to("closed", country=code), "bad")
    review = sum(may_approve(account, x) for x in drafts)
    yield Count("review", review, _to("drafts", country=code, state="in_review"), "due")
    yield Count(
        "mine", sum(_own(account, x) for x in drafts), _to("drafts", country=code, state="draft"), "due"
    )
    publish = sum(may_publish(account, x) for x in drafts)
    yield Count("publish", publish, _to("publish"), "due")
    behind = sum(x.state == "stale" for x in home.behind)
    yield Count("behind", behind, _to("entries", country=code, behind="1"), "plain")
    if unanswered is not None:
        yield Count("unanswered", unanswered, _to("unanswered", country=code), "plain")


def _todos(
    visit: Visit,
    parts: Parts,
    homes: Sequence[CountryHome],
    drafts: Sequence[Draft],
    closed: Sequence[ClosedPlace],
) -> Iterator[tuple[tuple[int, int], Todo]]:
    """What there is to do with its rank: people at a closed door first, then what hides an answer, then who waits for us."""
    account, words, home = visit.account, visit.words, homes[0]

    def title(ref: Ref) -> str:
        return title_with_city(parts.release, ref, visit.language)

    for task in closed:
        why = {"day": words.day(task.opened)}
        href = _to("closed", country=home.country)
        yield (0, task.opened.toordinal()), Todo(
            "closed", title(Ref("place", task.place)), href, "closed", why, "bad"
        )  # fmt: skip
    for draft in drafts:
        if found := _of_draft(account, draft):
            rank, act, why_key, urgent = found
            yield (rank, draft.changed), Todo(
                act, title(draft.ref), path_of("drafts", draft.id), why_key, {"name": draft.author}, urgent
            )  # fmt: skip
    if account.role in EDITORS:
        confirmed = {x.ref for x in drafts if is_confirmation(x) and x.state != "draft"}
        ranks, many = {"expired": 1, "overdue": 3, "undated": 3, "due": 6}, list(home.aging)
        for x in (x for x in many if x.ref not in confirmed):
            href = path_of("confirm", x.country, x.ref.kind, x.ref.id)
            why = {"when": moment(x.as_of, words)}
            tone: Tone = "bad" if x.standing == "expired" else "plain" if x.standing == "due" else "due"
            yield (ranks[x.standing], -(x.months or 0)), Todo(
                "confirm", title(x.ref), href, x.standing, why, tone
            )  # fmt: skip
        for late in (late for part in homes for late in part.behind if late.state == "stale"):
            href = path_of("entries", home.country, late.ref.kind, late.ref.id)
            yield (5, 0), Todo("compare", title(late.ref), href, "behind", {}, "plain")


def _of_draft(account: Account, draft: Draft) -> tuple[int, Act, str, Tone] | None:
    """Its rank, what to do with it, why and how urgent; None where it is not this account's turn."""
    if may_approve(account, draft):
        return 2, "review", "review", "due"
    if _own(account, draft):
        return (2, "mend", "sent_back", "due") if draft.note else (4, "mend", "mine", "plain")
    if may_publish(account, draft):
        return 4, "publish", "publish", "plain"
    return None


def _own(account: Account, draft: Draft) -> bool:
    return draft.state == "draft" and is_author(account, draft)


def _to(page: str, **asked: str) -> str:
    return asking(path_of(page), asked)
