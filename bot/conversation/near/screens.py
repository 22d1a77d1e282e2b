"""The screens of the nearest places: where, which kind, the places three at a time, the filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.conversation import screens
from bot.conversation.actions import QUESTION, action
from bot.conversation.closed import closed_button
from bot.conversation.contacts import human_lines, line_contact
from bot.conversation.near.finding import MOST, Spot, find, landmark_near
from bot.conversation.near.search import (
    EVERY,
    FILTERS,
    RESULTS,
    WHERE,
    WISHES,
    Search,
    Where,
    where_code,
)
from bot.conversation.near.showing import age_note, found_blocks, pin
from bot.conversation.records import Block, Button, Heading, Note, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.places.directions import distance_km
from bot.places.directory import Found
from bot.places.towns import Town

_QUESTIONS = {
    "s": "shelter-tonight", "c": "health-post", "h": "medical-emergency", "f": "food", "e": "ngo-contact",
    "l": "legal-help", "m": "migration-office", "r": "asylum", "k": "consulate", "o": "school",
}  # fmt: skip
_SHOWN_KINDS = "schflemr"  # on the screen of kinds, what is needed first of all first


def where(scene: Scene) -> Reply:
    """Asks for a location or the name of a town."""
    return Reply(blocks=(Paragraph(scene.words.say("near_where")),), ask_location=True)


def which_kind(scene: Scene, place: Where, called: str) -> Reply:
    """The kinds of places to choose from."""
    buttons = [Button(scene.words.say(f"kind_{x}"), Search(place, x).action()) for x in _SHOWN_KINDS]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    said = Paragraph(scene.words.say("near_kind", where=called))
    return Reply(blocks=(said,), buttons=(*rows, (screens.menu_button(scene),)))


def which_town(scene: Scene, towns: Iterable[Town], kinds: str) -> Reply:
    """A town of that name in each of several countries."""
    rows = []
    for town in towns:
        country = scene.release.countries[town.country]
        label = f"{country.flag} {town.name} ({country.names[scene.language]})"
        rows.append((Button(label, _to_town(town, kinds)),))
    said = Paragraph(scene.words.say("near_which_town"))
    return Reply(blocks=(said,), buttons=(*rows, (screens.menu_button(scene),)))


def _to_town(town: Town, kinds: str) -> str:
    place = Where(country=town.country, town=town.slug)
    return Search(place, kinds).action() if kinds else action(RESULTS, where_code(place))


def called(scene: Scene, spot: Spot) -> str:
    """How the spot is called: the town, else "your location", else the country."""
    if spot.town:
        return f"{spot.town} {spot.country.flag}"
    if spot.point:
        return scene.words.say("near_here")
    return f"{spot.country.flag} {spot.country.names[scene.language]}"


def results(scene: Scene, search: Search, spot: Spot) -> Reply:
    """Three places, as text and, where their point is exact, as pins."""
    words, found = scene.words, find(scene, search, spot)
    if not found.places:
        return _nothing(scene, search, spot)
    blocks: list[Block] = [Heading(_title(scene, search, spot, found))]
    pins = []
    for one in found.places:
        landmark = landmark_near(scene, one.place, spot)
        near = words.say("near_by", place=landmark) if landmark else None
        closed = scene.closed.get(one.place.id)
        blocks += found_blocks(one, words, near, closed)
        pins.append(pin(one, words, near, closed))
    blocks += _notes(scene, search, spot, found)
    return Reply(
        blocks=tuple(blocks),
        venues=tuple(p for p in pins if p),
        buttons=_buttons(scene, search, spot, found),
    )


def _title(scene: Scene, search: Search, spot: Spot, found: Found) -> str:
    kinds = kind_words(scene, search)
    if search.offset == 0 and not found.more:
        return scene.words.say("near_title", kinds=kinds, where=called(scene, spot))
    last = search.offset + len(found.places)
    return scene.words.say(
        "near_title_more", kinds=kinds, where=called(scene, spot), **{"from": search.offset + 1, "to": last}
    )


def kind_words(scene: Scene, search: Search) -> str:
    """The kinds looked for, in words."""
    if EVERY in search.kinds:
        return scene.words.say("near_every")
    return scene.words.listing([scene.words.say(f"kind_{x}") for x in search.kinds])


def _notes(scene: Scene, search: Search, spot: Spot, found: Found) -> list[Block]:
    words = scene.words
    notes: list[Block] = []
    if age := age_note([f.place for f in found.places], words):
        notes.append(age)
    if set(search.kinds) & {"s"}:
        notes.append(Note(words.say("near_shelter_hint"), warning=True))
    if set(search.kinds) & {"h", "c"} and spot.country.emergency:
        notes.append(Note(words.say("near_emergency", number=spot.country.emergency)))
    notes.append(Note(words.say("place_call_first")))
    if search.where.point is not None:
        notes.append(Note(words.say("location_forgotten")))
    return notes


def _buttons(scene: Scene, search: Search, spot: Spot, found: Found) -> screens.Rows:
    words = scene.words
    first = [Button(words.say("near_filters"), search.action(FILTERS))]
    if found.more:
        first.append(Button(words.say("near_more"), replace(search, offset=search.offset + MOST).action()))
    rows: list[tuple[Button, ...]] = [tuple(first)]
    kinds = Button(words.say("near_other_kind"), action(RESULTS, where_code(search.where)))
    rows.append((kinds,))
    if was_closed := closed_button(scene, [f.place for f in found.places]):
        rows.append((was_closed,))
    rows += _other_side(scene, search, spot)
    rows.append((screens.menu_button(scene),))
    return tuple(rows)


def _other_side(scene: Scene, search: Search, spot: Spot) -> list[tuple[Button, ...]]:
    """Near a border: the same search on the other side, by its nearest town."""
    if spot.other_side is None or spot.point is None:
        return []
    other = spot.other_side
    here = spot.point
    city = min(other.cities, key=lambda c: distance_km(here, c.point))
    town = Town(other.code, city.name, city.point, 0)
    label = scene.words.say("near_other_side", flag=other.flag, country=other.names[scene.language])
    return [
        (Button(label, replace(search, where=Where(country=other.code, town=town.slug), offset=0).action()),)
    ]


def _nothing(scene: Scene, search: Search, spot: Spot) -> Reply:
    """No place: why, and what else can be tried."""
    words = scene.words
    if search.offset:
        said = words.say("near_none_more")
    elif search.wishes:
        said = words.say("near_none_wishes")
    else:
        said = words.say("near_none", kinds=kind_words(scene, search).lower(), where=called(scene, spot))
    rows: list[tuple[Button, ...]] = []
    if search.wishes:
        rows.append((Button(words.say("near_filters"), search.action(FILTERS)),))
    rows += _answers(scene, search, spot)
    rows.append((Button(words.say("near_other_kind"), action(RESULTS, where_code(search.where))),))
    rows += _other_side(scene, search, spot)
    rows.append((screens.menu_button(scene),))
    blocks: list[Block] = [Paragraph(said)]
    lines = human_lines(scene.release, spot.country.code, scene.today)
    if lines and not search.offset and not search.wishes:
        blocks += [line_contact(x, words) for x in lines]
    if spot.country.emergency:
        blocks.append(Note(words.say("near_emergency", number=spot.country.emergency)))
    return Reply(blocks=tuple(blocks), buttons=tuple(rows))


def _answers(scene: Scene, search: Search, spot: Spot) -> list[tuple[Button, ...]]:
    """The country's answers about what was looked for: they know lines and offices where no place is known."""
    code = spot.country.code
    questions = [q for x in search.kinds if (q := _QUESTIONS.get(x)) and scene.release.answer(q, code)]
    return [
        (Button(scene.release.questions[q].texts[scene.language].title, action(QUESTION, q, code)),)
        for q in questions[:2]
    ]


def filters(scene: Scene, search: Search) -> Reply:
    """Every wish as a button that turns it on or off."""
    words = scene.words
    buttons = []
    for letter in WISHES:
        key = "near_on" if letter in search.wishes else "near_off"
        label = words.say(key, wish=words.say(f"wish_{letter}"))
        buttons.append(Button(label, search.wishing(letter).action(FILTERS)))
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    show = Button(words.say("near_filters_show"), replace(search, offset=0).action())
    return Reply(blocks=(Paragraph(words.say("near_filters_pick")),), buttons=(*rows, (show,)))


def near_button(scene: Scene, kinds: str) -> Button:
    """ "Near me", for the kinds an answer speaks of."""
    return Button(scene.words.say("near_me"), action(WHERE, kinds))
