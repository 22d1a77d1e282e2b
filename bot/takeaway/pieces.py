"""The claims of one country as pieces of a page, today: what a page prints, and what its code is checked against later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.knowledge.folding import fold
from bot.knowledge.freshness import (
    entry_as_of,
    line_freshness,
    place_freshness,
    text_freshness,
)
from bot.knowledge.option_records import CountryOptions, Option
from bot.knowledge.records import Entry, HelpLine, Language, Place, Purpose, Release
from bot.takeaway.discreet import clauses, is_discreet, names_asylum, opening, sentences
from bot.takeaway.records import Piece
from bot.takeaway.slots import BESIDE, HIDDEN_KINDS, LEGAL, NAMED, PLACE_ORDER
from bot.wording import Wording, wording

LONG, SHORT = 180, 110  # characters of an answer on the page and on the phone picture


@dataclass(frozen=True, slots=True)
class Known:
    """An option or a place of today, by which a printed one is found again."""

    id: str
    title: str
    piece: Piece | None  # None: a page would not print it today


@dataclass(frozen=True)
class Facts:
    """One country in one language on one day."""

    release: Release
    country: str
    language: Language
    today: date
    closed: frozenset[str] = frozenset()  # places that people found closed

    @cached_property
    def words(self) -> Wording:
        return wording(self.language)

    @property
    def options(self) -> CountryOptions | None:
        return self.release.options.get(self.country)

    # ---- answers ----------------------------------------------------------------------------------------

    def entry(self, slot: str) -> Entry | None:
        """The entry behind one of QUESTIONS."""
        asked = self.options.legal_help if slot == LEGAL and self.options else slot
        return self.release.answer(asked, self.country)

    def answer(self, slot: str) -> Piece | None:
        """The answer to one of QUESTIONS; None where the country has none."""
        entry = self.entry(slot)
        if entry is None:
            return None
        text, asylum = entry.texts[self.language], slot == "asylum"
        said, brief = text.text, None
        if asylum and self.options and (brief := self.options.brief.get("asylum")):
            said = brief.texts[self.language]
        body = text.confirm_at or self.words.say("no_body")
        withheld = self._too_old(entry)
        ask = self.words.say("takeaway_ask", body=body)
        long = (
            self.words.say("withheld", body=body) if withheld else opening(said, LONG, asylum=asylum) or ask
        )
        short = long if withheld else opening(said, SHORT, asylum=asylum) or ask
        ways = [] if withheld else [way for line in self._lines_of(entry) for way in self._ways(line)]
        return Piece(
            id=entry.id,
            label=self._label(slot),
            text=self._with_ways(long, ways) if slot in {"shelter-tonight", LEGAL} else long,
            short=self._with_ways(short, ways[:2]) if slot in {"shelter-tonight", LEGAL} else short,
            as_of=entry_as_of(entry),
            unsure=self._unsure(entry),
            publisher=_publisher(entry),
            content=(
                entry.id,
                entry.status,
                text.text,
                said if brief else "",
                text.confirm_at or "",
                *(p for p, _ in ways),
            ),
            withheld=withheld,
        )

    def answer_title(self, slot: str) -> str:
        """How one of QUESTIONS is named, also where its answer is gone."""
        return self._label(slot) or self.words.say("takeaway_legal" if slot == LEGAL else "takeaway_lodging")

    def _label(self, slot: str) -> str:
        names = {
            "asylum": "walk_compare_asylum",
            "medical-emergency": "takeaway_medical_emergency",
            "health-care": "takeaway_health_care",
            "pregnancy": "takeaway_pregnancy",
        }
        return self.words.say(names[slot]) if slot in names else ""

    def _with_ways(self, said: str, ways: list[tuple[str, str]]) -> str:
        """The text, then the ways to reach somebody that are not in it already."""
        known = _digits(said)
        missing = [printed for printed, way in ways if "@" in way or _digits(way) not in known]
        return f"{said} {'; '.join(missing)}." if missing else said

    def _lines_of(self, entry: Entry) -> Iterator[HelpLine]:
        """The lines of an answer that are not about emergencies, which every page lists anyway."""
        lines = (self.release.lines[x] for x in entry.lines if x in self.release.lines)
        yield from (x for x in lines if BESIDE & set(x.purposes) and self._usable(x))

    def _ways(self, line: HelpLine) -> Iterator[tuple[str, str]]:
        """The first two ways to reach a line: as they are printed, the first with the line's name, and alone."""
        ways = [line.phone or "", f"WhatsApp {line.whatsapp}" if line.whatsapp else "", line.email or ""]
        name = line.names[self.language]
        for number, way in enumerate([w for w in ways if w][:2]):
            yield (f"{name} {way}" if number == 0 and is_discreet(name) and way not in name else way), way

    # ---- lines ------------------------------------------------------------------------------------------

    def line(self, purpose: Purpose, number: int = 0) -> Piece | None:
        """The line for a purpose that can be called: the first in the country's file, or a later one."""
        lines = [x for x in self.release.country_lines(self.country, purpose) if x.phone or x.whatsapp]
        usable = [x for x in lines if self._usable(x)]
        return self._line_piece(usable[number], purpose) if number < len(usable) else None

    def _line_piece(self, line: HelpLine, purpose: Purpose) -> Piece:
        name, note = line.names[self.language], line.notes.get(self.language, "")
        named = name if purpose in NAMED else ""
        parts = [p for p in (named if is_discreet(named) else "", clauses(note, 2)) if p]
        return Piece(
            id=line.id,
            label=line.phone or f"WhatsApp {line.whatsapp}",
            text="; ".join(parts),
            short=parts[0] if named and parts else clauses(note, 1),
            as_of=line.as_of,
            unsure=line.certainty == "confirm"
            or line_freshness(line, self.release.freshness, self.today) == "overdue",
            publisher=line.sources[0].publisher if line.sources else None,
            content=(line.id, line.phone or "", line.whatsapp or "", name, note),
        )

    def _usable(self, line: HelpLine) -> bool:
        return line_freshness(line, self.release.freshness, self.today) != "expired"

    # ---- options ----------------------------------------------------------------------------------------

    def offered(self) -> tuple[Option, ...]:
        """The options a page may name, those surely in force first, else in the order of the file."""
        options = self.options.options if self.options else ()
        named = [o for o in options if o.status != "ended" and self.may_name(o)]
        return tuple(sorted(named, key=lambda o: o.status != "in force"))

    def may_name(self, option: Option) -> bool:
        """Whether a page may name an option: its title gives no reason away."""
        return option.kind not in HIDDEN_KINDS and not names_asylum(option.texts[self.language].title)

    def option(self, option: Option) -> Piece:
        """An option with its sentence, or with where to ask where its answer is too old."""
        text, entry = option.texts[self.language], self.release.entries[option.answer]
        withheld = self._too_old(entry)
        doubt = {"unknown": "walk_unsure", "announced": "walk_not_announced"}.get(option.status)
        first = sentences(text.summary)[
            0
        ]  # without it, what follows would hang in the air; its caveats are never cut
        said = opening(text.summary, len(text.summary)) if is_discreet(first) else ""
        if withheld:
            body = entry.texts[self.language].confirm_at or self.words.say("no_body")
            said = self.words.say("withheld", body=body)
        elif doubt:
            said = f"{said} ({self.words.say(doubt)})".strip()
        return Piece(
            id=option.id,
            label=text.title,
            text=said,
            short="",
            as_of=entry_as_of(entry),
            unsure=self._unsure(entry) or option.status != "in force",
            publisher=_publisher(entry),
            content=(option.id, option.status, text.title, text.summary),
            withheld=withheld,
        )

    # ---- places -----------------------------------------------------------------------------------------

    def places(self, city: str | None) -> tuple[Place, ...]:
        """The places to print: those of a city, one kind after the other; without one, those the answers name."""
        if city is not None:
            here = [p for p in self.usable_places() if fold(p.city) == fold(city)]
            return tuple(_by_turns(here))
        entries = [
            e for slot in ("shelter-tonight", LEGAL) if (e := self.entry(slot)) and not self._too_old(e)
        ]
        named = dict.fromkeys(id_ for e in entries for id_ in e.places)
        return tuple(p for p in self.usable_places() if p.id in named)

    def usable_places(self) -> list[Place]:
        """The country's places that are not too old to send anyone to, and that a page may name."""
        policy = self.release.freshness
        return [
            p
            for p in self.release.places.values()
            if p.country == self.country
            and p.id not in self.closed
            and is_discreet(p.name)
            and place_freshness(p, policy, self.today) != "expired"
        ]

    def place(self, place: Place) -> Piece:
        """A place: where, telephone, what it does."""
        where = place.address or place.city
        if fold(place.city) not in fold(where):
            where = f"{where}, {place.city}"
        phone = place.phone or (f"WhatsApp {place.whatsapp}" if place.whatsapp else "")
        does = place.texts[self.language].services or ""
        reach = " · ".join(x for x in (where, phone) if x)
        return Piece(
            id=place.id,
            label=place.name,
            text="; ".join(x for x in (reach, clauses(does, 2)) if x),
            short=reach,
            as_of=place.as_of,
            unsure=place.certainty == "confirm"
            or place_freshness(place, self.release.freshness, self.today) == "overdue",
            publisher=place.sources[0].publisher if place.sources else None,
            content=(
                place.id,
                place.name,
                place.city,
                place.address or "",
                place.phone or "",
                place.whatsapp or "",
            ),
        )

    # ---- what can be found again ------------------------------------------------------------------------

    @cached_property
    def known_options(self) -> tuple[Known, ...]:
        """Every option of the country; without a piece where it ended."""
        options = self.options.options if self.options else ()
        return tuple(
            Known(o.id, o.texts[self.language].title, None if o.status == "ended" else self.option(o))
            for o in options
        )

    @cached_property
    def known_places(self) -> tuple[Known, ...]:
        """Every place of the country; without a piece where nobody should be sent there any more."""
        usable = {p.id for p in self.usable_places()}
        places = (p for p in self.release.places.values() if p.country == self.country)
        return tuple(Known(p.id, p.name, self.place(p) if p.id in usable else None) for p in places)

    # ---- age --------------------------------------------------------------------------------------------

    def _too_old(self, entry: Entry) -> bool:
        return text_freshness(entry, self.release.freshness, self.today) == "expired"

    def _unsure(self, entry: Entry) -> bool:
        if entry.status in {"ended", "not confirmed"}:
            return entry.status == "not confirmed"
        state = text_freshness(entry, self.release.freshness, self.today)
        return entry.certainty == "confirm" or state == "overdue"


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _publisher(entry: Entry) -> str | None:
    if entry.confirmed:
        return entry.confirmed.by
    return entry.sources[0].publisher if entry.sources else None


def _by_turns(places: list[Place]) -> Iterator[Place]:
    """One place of each kind, then the second of each …, those with a telephone or an address first."""
    queues = {
        kind: sorted(
            (p for p in places if p.kind == kind), key=lambda p: (not (p.phone or p.whatsapp), not p.address)
        )
        for kind in PLACE_ORDER
    }
    while any(queues.values()):
        for queue in queues.values():
            if queue:
                yield queue.pop(0)
