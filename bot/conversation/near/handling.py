"""Buttons, locations and names of towns that ask for the nearest places. A location is used here and kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import screens as menus
from bot.conversation.actions import Action
from bot.conversation.near import screens
from bot.conversation.near.finding import Spot, spot_of, towns_named
from bot.conversation.near.search import EVERY, FILTERS, KINDS, WHERE, Search, Where, letters_of, read_search
from bot.conversation.nearest import point_from
from bot.conversation.records import Context, Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.places.towns import Town, Towns

SHORT = 6  # words: a longer message tells more than where somebody is


def press(scene: Scene, pressed: Action) -> Outcome | None:
    """The outcome of a button; None for one that no release of ours made."""
    if pressed.verb == WHERE or not pressed.parts:
        return ask_where(scene, pressed.part(0) or "")
    search = read_search(pressed.parts)
    spot = spot_of(scene, search) if search else None
    if search is None or spot is None:
        return None
    if not search.kinds:
        return _done(scene, screens.which_kind(scene, search.where, screens.called(scene, spot)), spot)
    if pressed.verb == FILTERS:
        return _done(scene, screens.filters(scene, search), spot)
    return _done(scene, screens.results(scene, search, spot), spot)


def ask_where(scene: Scene, kinds: str) -> Outcome:
    """Asks where the person is; what they look for is remembered for 30 minutes."""
    known = kinds if set(kinds) <= {*KINDS, EVERY} else ""
    context = replace(scene.context or Context(scene.now), at=scene.now, near=known or "?", walk=None)
    memory = replace(scene.memory, context=context)
    return scene.outcome(screens.where(scene), scene.happened("command"), memory)


def located(scene: Scene, latitude: float, longitude: float) -> Outcome:
    """The places nearest to a shared location."""
    point = point_from(latitude, longitude)
    search = Search(Where(point=point), _wanted(scene)) if point else None
    spot = spot_of(scene, search) if search else None
    if search is None or spot is None:
        reply = Reply(
            blocks=(Paragraph(scene.words.say("location_unreadable")),),
            buttons=((menus.menu_button(scene),),),
        )
        return scene.outcome(reply, scene.happened("location"))
    if not search.kinds:
        return _done(scene, screens.which_kind(scene, search.where, screens.called(scene, spot)), spot)
    return _done(scene, screens.results(scene, search, spot), spot)


def _wanted(scene: Scene) -> str:
    """The kinds that were asked for ("near me" below an answer), else those of the last answer, else none: ask."""
    context = scene.context
    if context and context.near and context.near != "?":
        return context.near
    if context and context.near == "?":
        return ""
    entry = (
        scene.release.answer(context.question, scene.country or "") if context and context.question else None
    )
    return letters_of(entry.place_kinds) if entry and entry.place_kinds else ""


def town_typed(scene: Scene, text: str) -> Outcome | None:
    """The places of a town that was typed after "where are you?"; None where nothing of it is a town."""
    if scene.context is None or scene.context.near is None or len(text.split()) > SHORT:
        return None
    return in_town(scene, towns_named(scene, text))


def only_a_town(scene: Scene, text: str) -> Outcome | None:
    """For a message that is nothing but where somebody is ("toy en rumichaca"), while no question waits for that."""
    waiting = scene.context is not None and (scene.context.question or scene.context.offered)
    return None if waiting else in_town(scene, Towns.of(scene.release).alone_in(text, scene.country))


def town_unknown(scene: Scene, text: str) -> Outcome | None:
    """For a short text after "where are you?" that is neither a town nor a question we know: ask again."""
    if scene.context is None or scene.context.near is None or len(text.split()) > SHORT:
        return None
    reply = replace(screens.where(scene), blocks=(Paragraph(scene.words.say("near_town_unknown")),))
    return scene.outcome(reply, scene.happened("location"))


def town_only(scene: Scene, text: str) -> Outcome | None:
    """For a short message that asks nothing we know but names a town ("toy en rumichaca"): what is there."""
    if len(text.split()) > SHORT:
        return None
    return in_town(scene, towns_named(scene, text))


def in_town(scene: Scene, towns: tuple[Town, ...]) -> Outcome | None:
    """The places of a town; where several countries have it, which one; None without a town."""
    if not towns:
        return None
    kinds = _wanted(scene)
    if len(towns) > 1:
        return scene.outcome(
            screens.which_town(scene, towns, kinds), scene.happened("location", country=None)
        )
    (town,) = towns
    search = Search(Where(country=town.country, town=town.slug), kinds)
    spot = spot_of(scene, search)
    if spot is None:
        return None
    if not kinds:
        return _done(scene, screens.which_kind(scene, search.where, screens.called(scene, spot)), spot)
    return _done(scene, screens.results(scene, search, spot), spot)


def _done(scene: Scene, reply: Reply, spot: Spot) -> Outcome:
    """The country is remembered as what is talked about; the place is not."""
    code = spot.country.code
    question = scene.context.question if scene.context else None
    memory = scene.about(question, code if scene.is_covered(code) else None)
    return scene.outcome(reply, scene.happened("location", country=code), memory)
