"""Two or three countries side by side: entering, working, asylum, and the options for one person's situation."""

from __future__ import annotations

from bot.conversation import actions, screens
from bot.conversation.actions import action
from bot.conversation.records import Block, Button, Fact, Heading, Note, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.walk.outcome import Result, result_of
from bot.conversation.walk.screens import to
from bot.knowledge.freshness import entry_as_of
from bot.knowledge.option_records import CountryOptions
from bot.options.asking import Walk
from bot.options.person import Person

MOST = 3  # countries side by side
SHARED = ("nationality", "papers", "fear", "age", "health", "plan", "money", "record", "goal")
_BRIEFS = {"enter": "walk_compare_enter", "work": "walk_compare_work", "asylum": "walk_compare_asylum"}
NAMED = 3  # options named for each country


def elsewhere(person: Person) -> Person:
    """What of a person's answers also holds in another country: not how they entered this one, nor their family in it."""
    return Person({name: value for name, value in person.answers.items() if name in SHARED})


def pick(scene: Scene, country: CountryOptions, person: Person) -> Reply:
    """Choose the country to compare with."""
    buttons = [
        Button(f"{c.flag} {c.names[scene.language]}", to(country, person, actions.WALK_COMPARE, c.code))
        for c in scene.covered
        if c.code in scene.release.options and c.code != country.country
    ]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    said = scene.words.say("walk_compare_pick", country=scene.country_name(country.country))
    back = Button(scene.words.say("walk_back"), to(country, person))
    return Reply(blocks=(Paragraph(said),), buttons=(*rows, (back,)))


def side_by_side(scene: Scene, walks: list[Walk], person: Person) -> Reply:
    """The comparison. `person` answered for the first country; only what holds everywhere goes to the others."""
    words = scene.words
    names = " · ".join(
        f"{scene.release.countries[w.country.country].flag} {scene.country_name(w.country.country)}"
        for w in walks
    )
    blocks: list[Block] = [Heading(words.say("walk_compare_title", countries=names))]
    people = [person if i == 0 else elsewhere(person) for i in range(len(walks))]
    for walk, one in zip(walks, people, strict=True):
        blocks += _country(result_of(scene, walk, one))
    if not person.answers:
        blocks.append(Paragraph(words.say("walk_compare_ask")))
    blocks.append(Note(words.say("walk_compare_note")))
    rows = [
        (
            Button(
                f"{words.say('walk_button')}: {scene.country_name(walk.country.country)}",
                to(walk.country, one),
            ),
        )
        for walk, one in zip(walks, people, strict=True)
    ]
    return Reply(blocks=tuple(blocks), buttons=(*rows, (screens.menu_button(scene),)))


def _country(result: Result) -> list[Block]:
    scene, words = result.scene, result.scene.words
    country = scene.release.countries[result.country.country]
    blocks: list[Block] = [Heading(f"{country.flag} {country.names[scene.language]}")]
    for name, key in _BRIEFS.items():
        brief = result.country.brief[name]
        as_of = entry_as_of(scene.release.entries[brief.answer])
        said = f"{brief.texts[scene.language]} [{words.date(as_of)}]"
        blocks.append(Fact(words.say(key), said))
    if result.person.answers:
        fits = [j for j in result.possible if j.judgement == "applies"]
        may = [j for j in result.possible if j.judgement == "may"]
        said = words.say("walk_compare_free", number=len(fits), may=len(may))
        titles = "; ".join(result.title(j) for j in result.possible[:NAMED])
        blocks.append(Fact(words.say("walk_compare_options"), f"{said}: {titles}" if titles else said))
        blocks += _cost(result)
    return blocks


def _cost(result: Result) -> list[Block]:
    """The cost of the first option that states one."""
    for judged in result.possible[:NAMED]:
        entry = result.entry(judged)
        if cost := entry.texts[result.scene.language].cost:
            said = f"{result.title(judged)}: {cost} [{result.scene.words.date(entry_as_of(entry))}]"
            return [Fact(result.scene.words.say("walk_compare_cost"), said)]
    return []


def compare_button(scene: Scene, codes: tuple[str, ...]) -> Button:
    """A button that compares countries without a walk."""
    return Button(scene.words.say("walk_compare"), action(actions.WALK_COMPARE, codes[0], "", *codes[1:MOST]))
