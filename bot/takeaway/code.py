"""The code of a page: which claims it printed and what they said, in at most 64 characters that fit a Telegram link.

`verify-`, then characters of 6 bits: version and number of options (1), country (2), language and day (3), salt (1), six
answers (1 each), sixteen lines (1 each), the options and places (2 each), a digest of it all (2), a check sum (2). Nothing
is kept anywhere: a later release builds the same claims again and compares. A claim is recognised by a digest of its id,
and its words by a digest of them; whatever a short digest misses, the digest of it all still tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from bot.knowledge.records import LANGUAGES, Language, Release
from bot.takeaway.pieces import Facts
from bot.takeaway.records import Piece
from bot.takeaway.slots import LINES, QUESTIONS

PREFIX = "verify-"
MOST_CHARACTERS = 64  # of what follows `?start=` in a link to a bot
VERSION = 1
DAY_ZERO = date(2020, 1, 1)
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
ABSENT = 63  # a slot whose answer or line was not printed; digests end at 62
_HEAD, _TAIL = 7, 4  # characters before the slots and after the items
_ID_BITS, CONTENT_BITS = 7, 5


@dataclass(frozen=True, slots=True)
class Contents:
    """What a page prints: answers and lines by their slot (None: not printed), options and places in any number."""

    country: str
    language: Language
    day: date
    answers: tuple[Piece | None, ...]
    lines: tuple[Piece | None, ...]
    options: tuple[Piece, ...]
    places: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A code taken apart: small numbers."""

    country: str
    language: Language
    day: date
    salt: int
    slots: tuple[int, ...]
    options: tuple[int, ...]
    places: tuple[int, ...]
    whole: int


# ---- making ---------------------------------------------------------------------------------------------


def encode(contents: Contents, release: Release) -> str:
    """The code of a page. Raises ValueError where it holds more claims than fit."""
    facts = Facts(release, contents.country, contents.language, contents.day)
    slots = [*contents.answers, *contents.lines]
    salt = _best_salt(contents, facts)
    items = [item_digest(p, "option", salt) for p in contents.options] + [
        item_digest(p, "place", salt) for p in contents.places
    ]
    day = (contents.day - DAY_ZERO).days * len(LANGUAGES) + LANGUAGES.index(contents.language)
    digits = [VERSION * 16 + len(contents.options), *map(_letter, contents.country), *_split(day, 3), salt]
    digits += [slot_digest(piece) for piece in slots]
    digits += [digit for item in items for digit in _split(item, 2)]
    digits += _split(whole_digest(slots, contents.options, contents.places), 2)
    code = PREFIX + "".join(_SIGNS[d] for d in [*digits, *_split(_check_sum(digits), 2)])
    if len(code) > MOST_CHARACTERS:
        msg = f"{len(items)} options and places are more than a code of {MOST_CHARACTERS} characters holds"
        raise ValueError(msg)
    return code


def _letter(letter: str) -> int:
    return _VALUES[letter.upper()]


def _split(number: int, size: int) -> list[int]:
    return [number >> 6 * place & 63 for place in reversed(range(size))]


def _joined(digits: Iterable[int]) -> int:
    number = 0
    for digit in digits:
        number = number << 6 | digit
    return number


def _digest(domain: str, parts: Iterable[str], most: int) -> int:
    """A number below `most` that stands for some texts."""
    said = "\x1f".join((domain, *parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(said).digest()[:6]) % most


def slot_digest(piece: Piece | None) -> int:
    return ABSENT if piece is None else _digest("slot", _words(piece), ABSENT)


def _words(piece: Piece) -> tuple[str, ...]:
    """What a claim says: one that is withheld says nothing but that."""
    return (piece.id, "withheld") if piece.withheld else piece.content


def item_digest(piece: Piece, kind: str, salt: int) -> int:
    said = _digest("content", _words(piece), 1 << CONTENT_BITS)
    return known_by(piece.id, kind, salt) << CONTENT_BITS | said


def known_by(id_: str, kind: str, salt: int) -> int:
    return _digest(f"{kind} {salt}", (id_,), 1 << _ID_BITS)


def whole_digest(slots: Sequence[Piece | None], options: Sequence[Piece], places: Sequence[Piece]) -> int:
    """A digest of everything printed, in an order that every release finds again."""
    said = [part for piece in slots for part in (_words(piece) if piece else ("",))]
    for items in (options, places):
        said += [part for piece in sorted(items, key=lambda p: p.id) for part in _words(piece)]
    return _digest("whole", said, 1 << 12)


def _best_salt(contents: Contents, facts: Facts) -> int:
    """The salt with which the printed ids are least like others of their kind in the country."""
    groups = (
        ("option", {p.id for p in contents.options}, [o.id for o in facts.known_options]),
        ("place", {p.id for p in contents.places}, [p.id for p in facts.known_places]),
    )

    def doubles(salt: int) -> int:
        return sum(
            known_by(one, kind, salt) == known_by(other, kind, salt)
            for kind, printed, known in groups
            for one in printed
            for other in known
            if one != other
        )

    return min(range(64), key=doubles)


def _check_sum(digits: Sequence[int]) -> int:
    """CRC-12 (polynomial 0x80F): a single wrong character never passes, anything else once in 4,096 times."""
    remainder = 0xFFF
    for digit in [*digits, len(digits)]:
        for bit in reversed(range(6)):
            carry = remainder >> 11 ^ digit >> bit & 1
            remainder = (remainder << 1 & 0xFFF) ^ (0x80F if carry else 0)
    return remainder


# ---- reading --------------------------------------------------------------------------------------------


def read_code(said: str) -> Printed | None:
    """A code taken apart; None for anything that no page of ours bears."""
    body = said.removeprefix(PREFIX)
    slots = len(QUESTIONS) + len(LINES)
    if body == said or len(said) > MOST_CHARACTERS or not set(body) <= _VALUES.keys():
        return None
    digits = [_VALUES[sign] for sign in body]
    if len(digits) < _HEAD + slots + _TAIL or _joined(digits[-2:]) != _check_sum(digits[:-2]):
        return None
    options, day = digits[0] % 16, _joined(digits[3:6])
    pairs = digits[_HEAD + slots : -_TAIL]
    items = tuple(_joined(pairs[i : i + 2]) for i in range(0, len(pairs), 2))
    letters = _SIGNS[digits[1]] + _SIGNS[digits[2]]
    misshapen = len(pairs) % 2 or options > len(items)
    if digits[0] // 16 != VERSION or misshapen or not (letters.isalpha() and letters.isupper()):
        return None
    return Printed(
        country=letters,
        language=LANGUAGES[day % len(LANGUAGES)],
        day=DAY_ZERO + timedelta(days=day // len(LANGUAGES)),
        salt=digits[6],
        slots=tuple(digits[_HEAD : _HEAD + slots]),
        options=items[:options],
        places=items[options:],
        whole=_joined(digits[-_TAIL:-2]),
    )
