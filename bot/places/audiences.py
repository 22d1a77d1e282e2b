"""Whether a place serves somebody: yes, surely not, or unknown. By its fields, and by the words of its texts.

"No" is said only where a text names others and nobody else, so that nobody is kept from a door that is open. What a
place does, or its name, says "no" for shelters alone: a shelter of women or children is never given to a man.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, get_args

from bot.knowledge.folding import fold
from bot.knowledge.records import Place
from bot.knowledge.registers.kinds import pattern
from bot.places import words

Audience = Literal["women", "men", "children", "lgbti", "no papers"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


_GROUPS: dict[Audience, re.Pattern[str]] = {
    "women": pattern(words.WOMEN),
    "men": pattern(words.MEN),
    "children": pattern(words.CHILDREN),
    "lgbti": pattern(words.LGBTI),
}
_EVERYONE, _MOVING = pattern(words.EVERYONE), pattern(words.MOVING)
_ONLY = pattern(words.ONLY)
_AFTER_ONLY = re.compile(
    rf"{_ONLY.pattern} (?:para |a |for )?(?:las |los )?(\w+)|(\w+) (?:only|solamente|unicamente)\b"
)
_WITHOUT_PAPERS, _WITH_PAPERS = pattern(words.WITHOUT_PAPERS), pattern(words.WITH_PAPERS)
_FREE, _NOT_FREE = pattern(words.FREE), pattern(words.NOT_FREE)
_NAMED: dict[Audience, re.Pattern[str]] = {
    "women": pattern(words.NAMED_WOMEN),
    "children": pattern(words.NAMED_CHILDREN),
}


def serves(place: Place, audience: Audience) -> bool | None:
    """Whether a place serves this audience; None where nothing tells."""
    serving = " ; ".join(fold(text.serves) for text in place.texts.values() if text.serves)
    doing = " ; ".join(fold(text.services) for text in place.texts.values() if text.services)
    if audience == "no papers":
        return _without_papers(f"{serving} ; {doing}", serving)
    said = _said(serving, audience) if serving else None
    if said is not None or serving:
        return said
    return _guessed(doing, fold(place.name), audience, shelter=place.kind == "shelter")


def is_free(place: Place) -> bool | None:
    """Whether it costs nothing: by its field, else by the words of what it does."""
    if place.free is not None:
        return place.free
    text = " ; ".join(fold(f"{text.services or ''} {text.serves or ''}") for text in place.texts.values())
    if _NOT_FREE.search(text):
        return False
    return True if _FREE.search(text) else None


def name_patterns(audience: Audience) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What finds an audience in the folded proper name of any place ("hospital de ninos"), and in that of a shelter."""
    return _NAMED.get(audience), _GROUPS.get(audience)


@lru_cache(maxsize=4096)
def _said(text: str, audience: Audience) -> bool | None:
    """What "for whom" says: named, or everyone: yes. Others alone: no."""
    groups, everyone = _named_groups(text)
    if audience in groups:
        return True
    if audience == "lgbti":
        return None
    if everyone:
        return True
    if audience == "children" and groups == {"women"}:
        return None  # mothers often bring them
    return False if groups & {"women", "men", "children"} else None


def _named_groups(text: str) -> tuple[set[Audience], bool]:
    """The groups that a text names, and whether it is for everyone."""
    groups = {group for group, found in _GROUPS.items() if found.search(text)}
    if after := [next(filter(None, x.groups())) for x in _AFTER_ONLY.finditer(text)]:
        alone = {group for group, found in _GROUPS.items() if any(map(found.fullmatch, after))}
        if alone:
            return alone, False
    rest = _GROUPS["lgbti"].sub(" ", text)
    everyone = bool(_EVERYONE.search(rest)) or (not groups and bool(_MOVING.search(rest)))
    return groups, everyone


def _guessed(doing: str, name: str, audience: Audience, *, shelter: bool) -> bool | None:
    """By what a place does and its name, where no text says for whom it is."""
    groups = {group for group, found in _GROUPS.items() if found.search(doing)}
    groups |= {group for group, found in (_GROUPS if shelter else _NAMED).items() if found.search(name)}
    if audience in groups:
        return True
    for_others = groups & {"women", "children"} and "men" not in groups and not _EVERYONE.search(doing)
    return False if shelter and audience == "men" and for_others else None


def _without_papers(text: str, serving: str) -> bool | None:
    if _WITHOUT_PAPERS.search(text):
        return True
    return False if _WITH_PAPERS.search(serving) else None
