"""A shared location: the nearest places as pins where the point is exact, as text where it is only the city's."""

from __future__ import annotations

from bot.conversation import screens
from bot.conversation.contacts import place_blocks, usable_places, venue
from bot.conversation.nearest import country_at, nearest_places, point_from
from bot.conversation.records import NEAREST_KINDS, Block, Note, Outcome, Paragraph, Reply, Venue
from bot.conversation.scene import Scene

MOST = 5


def location_reply(scene: Scene, latitude: float, longitude: float) -> Outcome:
    """The places nearest to a location. The location itself is used here and forgotten."""
    words = scene.words
    point = point_from(latitude, longitude)
    here = country_at(scene.release, point) if point else None
    if point is None or here is None:
        return _done(scene, [Paragraph(words.say("location_unreadable"))], (), None)
    country, _ = here
    kinds = _wanted_kinds(scene, country.code)
    candidates = [p for p in scene.release.places.values() if p.country == country.code and p.kind in kinds]
    near = nearest_places(usable_places(scene.release, candidates, scene.today), point, MOST)
    if not near:
        return _done(scene, [Paragraph(words.say("location_none"))], (), country.code)
    venues: list[Venue] = []
    blocks: list[Block] = [Paragraph(words.say("location_found"))]
    for kilometres, place in near:
        blocks += place_blocks(place, words, kilometres)
        if pin := venue(place, words, kilometres):
            venues.append(pin)
    blocks.append(Note(words.say("place_call_first")))
    blocks.append(Note(words.say("location_forgotten")))
    return _done(scene, blocks, tuple(venues), country.code)


def _wanted_kinds(scene: Scene, country: str) -> tuple[str, ...]:
    """The kinds the last answer was about ("where can I sleep?"), else every kind that helps on the road."""
    question = scene.context.question if scene.context else None
    entry = scene.release.answer(question, country) if question else None
    return entry.place_kinds if entry and entry.place_kinds else NEAREST_KINDS


def _done(scene: Scene, blocks: list[Block], venues: tuple[Venue, ...], country: str | None) -> Outcome:
    reply = Reply(blocks=tuple(blocks), venues=venues, buttons=((screens.menu_button(scene),),))
    question = scene.context.question if scene.context else None
    covered = country if scene.is_covered(country) else None
    return scene.outcome(reply, scene.happened("location", country=country), scene.about(question, covered))
