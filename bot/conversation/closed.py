""" "I went and it was closed": asked once more, so that a slip of the finger does not count, then thanked for.

Who said it, and how many did, is for others to count: this only tells that it was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from zlib import crc32

from bot.conversation import actions, screens
from bot.conversation.actions import Action, action
from bot.conversation.contacts import hours_words, human_lines, line_contact
from bot.conversation.near.finding import MOST as PAGE
from bot.conversation.near.finding import Spot, find
from bot.conversation.near.search import KINDS, Search, Where, letters_of
from bot.conversation.near.showing import found_blocks
from bot.conversation.records import Block, Button, Note, Outcome, Paragraph, Reply, SaidClosed
from bot.conversation.scene import Scene
from bot.knowledge.records import Place, Release
from bot.places.directory import FoundPlace

MOST = 7  # places that one button can stand for
PAGES = 3  # of the nearest places, looked through for one that is open
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


def closed_button(scene: Scene, places: Iterable[Place]) -> Button | None:
    """The one button below the places of a reply: it leads to the question, or first to the choice of the place.

    One button, however many places there are: a row for each would push everything else off a small screen.
    """
    shown = list({place.id: place for place in places}.values())[:MOST]
    if not shown:
        return None
    country = shown[0].country
    shown = [place for place in shown if place.country == country]
    if len(shown) == 1:
        return _button(scene, "closed_button", shown[0])
    short = [_short(place.id) for place in shown]
    return Button(scene.words.say("closed_button"), action(actions.CLOSED_WHICH, country, *short))


def which(scene: Scene, pressed: Action) -> Outcome | None:
    """Which of the places that were shown?"""
    country, short = pressed.part(0) or "", pressed.parts[1 : MOST + 1]
    places = list(_places_called(scene.release, country, short))
    if not places:
        return None
    rows = [(Button(place.name, action(actions.CLOSED, place.id)),) for place in places]
    reply = Reply(
        blocks=(Paragraph(scene.words.say("closed_which")),), buttons=(*rows, (screens.menu_button(scene),))
    )
    return scene.outcome(reply, scene.happened("menu"))


def ask(scene: Scene, pressed: Action) -> Outcome | None:
    """Did you go, and was it closed? With the hours, where they are known: perhaps it opens later."""
    place = find_place(scene.release, pressed.part(0))
    if place is None:
        return None
    words = scene.words
    blocks: list[Block] = [Paragraph(words.say("closed_ask", place=place.name))]
    if hours := hours_words(place, words):
        blocks.append(Note(words.say("closed_hours", hours=hours)))
    yes = Button(words.say("closed_yes"), action(actions.CLOSED_SURE, "y", place.id))
    no = Button(words.say("closed_no"), action(actions.CLOSED_SURE, "n", place.id))
    return scene.outcome(Reply(blocks=tuple(blocks), buttons=((yes, no),)), scene.happened("menu"))


def said(scene: Scene, pressed: Action) -> Outcome | None:
    """Thanks, what happens now, and where else to go. The usage log sees a look at the menu, so that it names no place."""
    place = find_place(scene.release, pressed.part(1))
    if place is None or pressed.part(0) not in {"y", "n"}:
        return None
    words = scene.words
    if pressed.part(0) == "n":
        reply = screens.menu(scene, Paragraph(words.say("closed_not")))
        return scene.outcome(replace(reply, replaces_buttons=True), scene.happened("menu"))
    outcome = scene.outcome(_thanks(scene, place), scene.happened("menu"))
    return replace(outcome, effects=(SaidClosed(place.id, place.country),))


def find_place(release: Release, place_id: str | None) -> Place | None:
    """The place with this id: one that editors wrote, or one of a country's register."""
    if place_id is None or place_id in release.places:
        return release.places.get(place_id or "")
    found = (register.find(place_id) for register in release.facilities.values())
    return next((place for place in found if place is not None), None)


def _thanks(scene: Scene, place: Place) -> Reply:
    words = scene.words
    blocks: list[Block] = [Paragraph(words.say("closed_thanks"))]
    near_me = Button(words.say("near_me"), action(actions.NEAR, letters_of((place.kind,))))
    last = (near_me, screens.menu_button(scene))
    found = _next_nearest(scene, place)
    if found is None:
        blocks.append(Paragraph(words.say("closed_lines")))
        blocks += [line_contact(x, words) for x in human_lines(scene.release, place.country, scene.today)]
        return Reply(blocks=tuple(blocks), buttons=(last,), replaces_buttons=True)
    blocks.append(Paragraph(words.say("closed_next")))
    blocks += found_blocks(found, words, None, None)
    blocks.append(Note(words.say("place_call_first")))
    rows = ((_button(scene, "closed_button", found.place),), last)
    return Reply(blocks=tuple(blocks), buttons=rows, replaces_buttons=True)


def _next_nearest(scene: Scene, place: Place) -> FoundPlace | None:
    """The nearest other place of the same kind that nobody has to be warned of, of the knowledge or its registers."""
    country = scene.release.countries.get(place.country)
    if country is None or place.kind not in KINDS.values():
        return None
    spot = Spot(country, place.point, None if place.point else place.city)
    search = Search(Where(point=place.point), letters_of((place.kind,)))
    for page in range(PAGES):
        for found in find(scene, replace(search, offset=page * PAGE), spot).places:
            if found.place.id != place.id and found.place.id not in scene.closed:
                return found
    return None


def _button(scene: Scene, label: str, place: Place) -> Button:
    return Button(scene.words.say(label), action(actions.CLOSED, place.id))


def _places_called(release: Release, country: str, short: Iterable[str]) -> Iterator[Place]:
    """The places of a country whose short names these are, those of the register last."""
    wanted = set(short) - {""}
    if not wanted:
        return
    for place in release.places.values():
        if place.country == country and _short(place.id) in wanted:
            yield place
    register = release.facilities.get(country)
    if register is not None:
        for row, place_id in enumerate(register.rows.ids):
            if _short(place_id) in wanted:
                yield register.place(row)


def _short(place_id: str | bytes) -> str:
    """An id as at most 7 signs, the same in every process: seven of them fit into a button. Two places may share one."""
    number = crc32(place_id if isinstance(place_id, bytes) else place_id.encode())
    signs = ""
    while number:
        number, digit = divmod(number, len(_SIGNS))
        signs = _SIGNS[digit] + signs
    return signs or "0"
