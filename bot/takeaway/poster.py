"""What a poster for the wall says: that the bot is there, what it does, the number to dial, and places of the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.knowledge.records import LANGUAGES, Language, Release
from bot.takeaway.link import link_to
from bot.takeaway.page import numbers
from bot.takeaway.pieces import Facts
from bot.takeaway.records import Piece, age
from bot.wording import Wording, wording

MOST_PLACES = 5
_WHAT = ("poster_what_papers", "poster_what_help", "poster_what_words")


@dataclass(frozen=True, slots=True)
class PosterText:
    """The words of a poster in one language."""

    title: str
    what: tuple[str, ...]
    free: str
    scan: str


@dataclass(frozen=True, slots=True)
class List:
    """Rows under a heading: a name or number in bold, then where, telephone and age."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Poster:
    """A poster; the words in its own language first, then in the others."""

    texts: tuple[PosterText, ...]
    username: str
    link: str
    emergency: str | None
    emergency_label: str
    lists: tuple[List, ...]  # places of the city, then other numbers: as many as there is room for
    dated: str


def build_poster(
    release: Release, country: str, language: Language, today: date, username: str, *, city: str | None = None
) -> Poster:
    """The poster of a covered country. Raises LookupError for another.

    With a city its places come first, those with a telephone before the others; what is too old to send anyone to is left
    out. Then the country's numbers.
    """
    record = release.countries.get(country)
    if record is None or not record.covered:
        msg = f"no poster for '{country}': it is not covered"
        raise LookupError(msg)
    facts, words = Facts(release, country, language, today), wording(language)
    places = sorted(facts.places(city), key=lambda p: not (p.phone or p.whatsapp)) if city else []
    lists = (
        List(
            f"{words.say('takeaway_places')}: {city}",
            tuple(_row(facts.place(p), ".", words) for p in places[:MOST_PLACES]),
        ),
        List(words.say("takeaway_lines"), tuple(_row(x, ":", words) for x in numbers(facts))),
    )
    made = words.say("poster_date", date=words.date(today.isoformat()))
    return Poster(
        texts=tuple(
            _text(wording(x), city or record.names[x]) for x in sorted(LANGUAGES, key=lambda x: x != language)
        ),
        username=username,
        link=link_to(username, country.lower()),
        emergency=record.emergency,
        emergency_label=words.say("takeaway_emergency"),
        lists=tuple(x for x in lists if x.rows),
        dated=f"{made} {words.say('takeaway_star')}",
    )


def _text(words: Wording, place: str) -> PosterText:
    return PosterText(
        title=words.say("poster_title", country=place),
        what=tuple(words.say(key) for key in _WHAT),
        free=words.say("poster_free"),
        scan=words.say("poster_scan"),
    )


def _row(piece: Piece, mark: str, words: Wording) -> tuple[str, str]:
    dated = f"[{age(piece, words.say('date_unknown'))}]"
    return (piece.label + mark, f"{piece.short} {dated}") if piece.short else (piece.label, dated)
