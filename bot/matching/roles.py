"""What each place that a message names is to its writer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.matching import cues
from bot.matching.cues import BEFORE, LONGEST_CUE, Role
from bot.matching.gazetteer import Found

_NEAR = 3  # words
_SUBJECT = 7  # words back to who "está en"
_SINCE = 6  # words back to "viví" in "viví 30 años en"


@dataclass(frozen=True, slots=True)
class Placed:
    """A name of a place, and what it is to the writer."""

    hit: Found
    role: Role


def placed(found: Sequence[Found], words: Sequence[str], covered: Collection[str]) -> list[Placed]:
    """The role of each name in `found`. `covered`: codes of the countries with answers of their own."""
    given: list[Placed] = []
    for hit in found:
        last = given[-1] if given else None
        if last and _goes_on(last.hit, hit, words):
            given.append(Placed(hit, last.role))
        else:
            given.append(Placed(hit, _role(hit, words, covered, last)))
    return given


def _goes_on(last: Found, hit: Found, words: Sequence[str]) -> bool:
    """Whether the name is the second of two: "por Ecuador y Colombia"."""
    places = {"country", "city", "town"}
    between = words[last.end : hit.start]
    return (
        hit.name.kind in places
        and last.name.kind in places
        and len(between) == 1
        and between[0] in cues.AND
        and between[0] not in BEFORE
    )


def _role(hit: Found, words: Sequence[str], covered: Collection[str], last: Placed | None) -> Role:
    if hit.name.kind in {"hint", "paper"}:
        return "origin" if hit.name.country in cues.HOME else "named"
    if hit.name.kind == "demonym":
        return _demonym_role(hit, words, covered)
    role = _place_role(hit, words, last)
    if hit.name.country not in cues.HOME or role == "past":
        return role
    return (
        role if role in {"here", "host"} and _word_at(words, hit.start - 2) not in cues.LENGTHS else "origin"
    )


def _place_role(hit: Found, words: Sequence[str], last: Placed | None) -> Role:
    start = hit.start + 1 if words[hit.start] in cues.PREPOSITIONS and hit.end > hit.start + 1 else hit.start
    if hit.name.kind == "country" and _word_at(words, hit.end) in cues.OF_HOME:
        return "origin"
    cue = cue_before(words, start)
    if cue in cues.BARE and _names_home(words, start):
        return "origin"
    if _word_at(words, hit.end) in cues.ASKS:
        return "entry"
    if cue in {"de", "del"}:
        return _role_of_part(hit, words, last)
    if role := _of_another(words, start):
        return role
    if cue == "from" and not cues.SENDING.isdisjoint(words):
        return "leaving"
    role = BEFORE.get(cue, "named")
    if _word_at(words, hit.end) == "border" and role not in {"goal", "entry"}:
        return "past"  # "near the Costa Rica border": on one of its sides
    if role == "host" and cue.split()[0] in cues.LENGTHS and _was_before(words, start):
        return "past"
    return role


def _of_another(words: Sequence[str], start: int) -> Role | None:
    """The role of a place that somebody or something else "está en" or "vive en"; None where neither stands before it."""
    end = start - 1 if start and words[start - 1] in cues.ARTICLES else start
    verb = " ".join(words[max(0, end - 2) : end])
    if verb not in cues.IS_IN and verb not in cues.LIVES_IN:
        return None
    if not cues.RELATIVES.isdisjoint(words[max(0, end - _SUBJECT) : end]):
        return "abroad"
    return "named" if verb in cues.IS_IN else "host"


def _role_of_part(hit: Found, words: Sequence[str], last: Placed | None) -> Role:
    """The role of a name after "de": "en un albergue de Tapachula" is there, "colombiana de Cali" comes from there."""
    if last and last.role == "origin" and last.hit.name.country == hit.name.country:
        return "origin"
    at = hit.start - 1
    for i in range(at - 1, max(-1, at - 5), -1):
        if words[i] in {"en", "in", "em"} and _word_at(words, i + 1) in cues.ARTICLES:
            return "named" if "frontera" in words[i:at] else BEFORE.get(cue_before(words, i + 1), "there")
    return "named"


def _was_before(words: Sequence[str], start: int) -> bool:
    stretch = words[max(0, start - _SINCE) : start]
    return any(
        word in cues.WAS and f"{word} {after}" not in cues.OVERSTAYED
        for word, after in pairwise([*stretch, ""])
    )


def _word_at(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _names_home(words: Sequence[str], start: int) -> bool:
    """Whether a paper of the writer's own country stands shortly before: "mi pasaporte … de venezuela"."""
    near = set(words[max(0, start - _NEAR) : start])
    return bool({"mi", "my", "nuestro", "our"} & near) and bool(cues.PAPERS_FROM_HOME & near)


def cue_before(words: Sequence[str], start: int) -> str:
    """The longest cue that ends right before `start`, an article in between allowed; "" if none."""
    for end in (start, start - 1):
        if end < start and (end < 1 or words[end] not in cues.ARTICLES):
            break
        for size in range(min(LONGEST_CUE, end), 0, -1):
            cue = " ".join(words[end - size : end])
            if cue in BEFORE:
                return cue
    return ""


def _demonym_role(hit: Found, words: Sequence[str], covered: Collection[str]) -> Role:
    before, after = _word_at(words, hit.start - 1), _word_at(words, hit.end)
    near = set(words[max(0, hit.start - _NEAR) : hit.start])
    if hit.name.country in cues.HOME or near & cues.I_AM or {before, after} & cues.PASSPORTS:
        return "origin"
    if before in cues.MONEY_BEFORE:
        return "named"
    if hit.name.country not in covered:
        return "goal" if before in cues.BORDER else "origin"
    return _covered_demonym_role(before, after, near)


def _covered_demonym_role(before: str, after: str, near: Collection[str]) -> Role:
    if {before, after} & cues.CONSULATES:
        return "consulate"
    if {before, after} & cues.BORDER:
        return "goal"
    if before in cues.PEOPLE:
        return "origin"
    if before in cues.STATUS or after in cues.STATUS_ENGLISH:
        return "status"
    if {before, after} & cues.PAPERS:
        return "named"
    return "origin" if cues.SPOUSE_OR_CHILD.isdisjoint(near) else "family"
