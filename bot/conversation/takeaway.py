"""A page to keep: asked for by command or button, shown as text under its picture; whether an earlier one still holds."""

from __future__ import annotations

from bot.conversation import actions, screens
from bot.conversation.actions import Action, action
from bot.conversation.records import (
    Block,
    Button,
    Contact,
    Heading,
    Items,
    Note,
    Outcome,
    Paragraph,
    Reply,
)
from bot.conversation.scene import Scene
from bot.knowledge.folding import fold
from bot.options.person import Person, person_of
from bot.takeaway.checking import Checked, check_code
from bot.takeaway.code import PREFIX
from bot.takeaway.page import build_page, city_named
from bot.takeaway.records import TakeawayPage, age, labelled

__all__ = ["PREFIX", "checked", "named", "press"]


def named(scene: Scene, rest: str) -> Outcome:
    """The page for what was typed after the command: a country, a city, both, or nothing: then what is known."""
    country, city = _country_and_city(scene, rest)
    if country is None:
        return _ask_country(scene)
    return _page(scene, country, city=city)


def press(scene: Scene, pressed: Action) -> Outcome | None:
    """The page of a button, with the options of the answers it carries; None for a button that no release of ours made."""
    country, answers = pressed.part(0), pressed.part(1)
    if country is None:
        return named(scene, "")
    if not scene.is_covered(country):
        return None
    if answers is None:
        return _page(scene, country)
    options = scene.release.options.get(country)
    person = person_of(answers, options) if options else None
    return _page(scene, country, person=person) if person else None


def checked(scene: Scene, code: str) -> Outcome:
    """Whether the page with this code still holds. The code may be anything that somebody typed."""
    found = check_code(scene.release, code, scene.today, scene.closed)
    words = scene.words
    if found.state == "not ours":
        reply = Reply(blocks=(Paragraph(words.say("takeaway_not_ours")),), buttons=_again(scene, None))
        return scene.outcome(reply, scene.happened("command"))
    said = words.say(
        {
            "current": "takeaway_current",
            "changed": "takeaway_changed",
            "withdrawn": "takeaway_withdrawn",
        }[found.state],
        country=scene.country_name(found.country),
        date=words.date(found.day.isoformat()),
    )
    blocks = [Paragraph(said), *_lists(scene, found), Note(words.say("takeaway_compare"))]
    reply = Reply(blocks=tuple(blocks), buttons=_again(scene, found.country))
    return scene.outcome(reply, scene.happened("command", country=found.country))


def _lists(scene: Scene, found: Checked) -> list[Block]:
    words = scene.words
    gone = found.withdrawn + (words.say("takeaway_unnamed"),) * bool(found.withdrawn_unnamed)
    lists = (("takeaway_withdrawn_list", gone), ("takeaway_changed_list", found.changed))
    return [Items(words.say(key), titles) for key, titles in lists if titles]


def _country_and_city(scene: Scene, rest: str) -> tuple[str | None, str | None]:
    """The country and city that were typed, else those that the conversation knows. A city alone tells its country."""
    words = fold(rest).split()
    for size in range(len(words), 0, -1):
        country = _country_called(scene, " ".join(words[:size]))
        if country:
            return country, city_named(scene.release, country, " ".join(words[size:]))
    if words:
        at = [(c.code, city) for c in scene.covered if (city := city_named(scene.release, c.code, rest))]
        known = [pair for pair in at if pair[0] == scene.country] or at
        if len(known) == 1:
            return known[0]
    code = scene.country if scene.is_covered(scene.country) else None
    here = scene.context.city if code and scene.context and not words else None
    return code, city_named(scene.release, code, here) if code and here else None


def _country_called(scene: Scene, said: str) -> str | None:
    for country in scene.covered:
        if said in {fold(name) for name in (country.code, *country.names.values(), *country.aliases)}:
            return country.code
    return None


def _ask_country(scene: Scene) -> Outcome:
    buttons = [
        Button(f"{c.flag} {c.names[scene.language]}", action(actions.TAKEAWAY, c.code)) for c in scene.covered
    ]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    said = Paragraph(scene.words.say("takeaway_which_country"))
    return scene.outcome(Reply(blocks=(said,), buttons=rows), scene.happened("command"))


def _page(scene: Scene, country: str, *, person: Person | None = None, city: str | None = None) -> Outcome:
    page = build_page(
        scene.release, country, scene.language, scene.today, person=person, city=city, closed=scene.closed
    )
    rows: list[tuple[Button, ...]] = [(screens.menu_button(scene),)]
    if country in scene.release.options and person is None:
        rows.insert(0, (Button(scene.words.say("walk_button"), action(actions.WALK, country)),))
    reply = Reply(blocks=page_blocks(scene, page), buttons=tuple(rows), takeaway=page)
    return scene.outcome(reply, scene.happened("command", country=country))


def page_blocks(scene: Scene, page: TakeawayPage) -> tuple[Block, ...]:
    """The page as a reply shows it."""
    words = scene.words
    blocks: list[Block] = [Paragraph(words.say("takeaway_keep")), Heading(page.title), Note(page.day_line)]
    if page.emergency:
        blocks.append(Contact(page.emergency_label, page.emergency))
    for section in page.sections:
        lines = [
            " ".join(
                x
                for x in (
                    labelled(section, piece, piece.text),
                    piece.text,
                    f"[{age(piece, words.say('date_unknown'))}]",
                )
                if x
            )
            for piece in section.pieces
        ]
        if section.name == "options" and page.more:
            lines.append(page.more)
        blocks.append(Items(section.heading, tuple(lines)))
    blocks += [Note(note) for note in page.notes]
    blocks.append(Note(f"{page.check} {page.code}"))
    return tuple(blocks)


def _again(scene: Scene, country: str | None) -> screens.Rows:
    parts = (country,) if country else ()
    today = Button(scene.words.say("takeaway_today"), action(actions.TAKEAWAY, *parts))
    return ((today,), (screens.menu_button(scene),))
