"""The outcome of a walk: what applies, may apply or doesn't, each with why, first step, cost, where, source and age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import actions, screens
from bot.conversation.actions import action
from bot.conversation.compose import body, current_parts, ending_blocks, entry_places
from bot.conversation.contacts import line_contact, usable_places
from bot.conversation.records import Block, Button, Fact, Heading, Items, Note, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.walk.sayings import Sayings
from bot.conversation.walk.screens import sayings_of, to
from bot.knowledge.freshness import line_freshness
from bot.knowledge.option_records import CountryOptions
from bot.knowledge.records import REGION, Entry
from bot.options.asking import Walk
from bot.options.changing import what_would_change
from bot.options.judging import Judged, judge_all, leads
from bot.options.person import Person

DETAILED = 3  # options shown with steps and costs; the others are buttons
NAMED = 6  # further options, each a button
REFUSED = 6  # "not for you today", each with its reason
MOST_LINES = 3


@dataclass(frozen=True)
class Result:
    """What the walk found for one person in one country."""

    scene: Scene
    walk: Walk
    person: Person
    judged: tuple[Judged, ...]

    @property
    def country(self) -> CountryOptions:
        return self.walk.country

    @property
    def sayings(self) -> Sayings:
        return sayings_of(self.scene, self.walk.country)

    @property
    def possible(self) -> tuple[Judged, ...]:
        return tuple(j for j in self.judged if j.judgement in {"applies", "may"})

    def entry(self, judged: Judged) -> Entry:
        """The answer that explains an option. Raises KeyError for an unchecked release."""
        return self.scene.release.entries[judged.option.answer]

    def title(self, judged: Judged) -> str:
        return judged.option.texts[self.scene.language].title


def result_of(scene: Scene, walk: Walk, person: Person) -> Result:
    """The judged options of a person."""
    return Result(scene, walk, person, judge_all(walk.country, person, walk.today, scene.release))


def outcome(result: Result) -> Reply:
    """The whole outcome as a reply."""
    scene, words = result.scene, result.scene.words
    country = scene.release.countries[result.country.country]
    blocks: list[Block] = [
        Heading(words.say("walk_title", flag=country.flag, country=country.names[scene.language])),
        *_told(result),
        *_first(result),
    ]
    for judged in result.possible[:DETAILED]:
        blocks += option_blocks(result, judged)
    if not result.possible:
        blocks.append(Paragraph(words.say("walk_nothing")))
    blocks += _others(result) + _ended(result) + _changes(result) + legal_help(scene, result.country)
    blocks.append(Note(words.say("walk_no_promise"), warning=True))
    return Reply(blocks=tuple(blocks), buttons=_buttons(result))


def _told(result: Result) -> list[Block]:
    words = result.scene.words
    known = [name for name in result.person.answers if result.person.knows(name) is not None]
    if not known:
        return [Note(words.say("walk_nothing_said"))]
    said = "; ".join(result.sayings.said(name, result.person) for name in known)
    return [Fact(words.say("walk_you"), said + ".")]


def _first(result: Result) -> list[Block]:
    """Why asylum or protection stands before everything else."""
    if not result.possible or not leads(result.possible[0], result.person):
        return []
    kind = result.possible[0].option.kind
    return [Paragraph(result.scene.words.say("walk_fear_first" if kind == "asylum" else "walk_victim_first"))]


def option_blocks(result: Result, judged: Judged) -> list[Block]:
    """One option: what it is, why, the first step, cost, deadline, where, and who says so."""
    scene, words, entry = result.scene, result.scene.words, result.entry(judged)
    text, asked = entry.texts[scene.language], scene.asked()
    current = current_parts(entry, asked)
    blocks: list[Block] = [
        Heading(f"{words.say(_mark(result, judged))}: {result.title(judged)}"),
        Paragraph(judged.option.texts[scene.language].summary),
        *reasons(result, judged),
    ]
    if text.steps:
        blocks.append(Fact(words.say("walk_first_step"), text.steps[0]))
    blocks += [
        Fact(words.say(part), value)
        for part in ("cost", "deadline")
        if part in current and (value := getattr(text, part))
    ]
    if where := _where(result, entry):
        blocks.append(Fact(words.say("walk_where"), where))
    if judged.option.asks_record:
        blocks.append(Note(words.say("walk_record")))
    return blocks + ending_blocks(entry, asked)


def _mark(result: Result, judged: Judged) -> str:
    """Which heading an option gets: it applies; it fits but must be confirmed; it may serve."""
    if judged.judgement == "applies":
        return "walk_applies"
    return "walk_may" if judged.open or not _in_force(result, judged) else "walk_fits"


def _in_force(result: Result, judged: Judged) -> bool:
    return judged.option.status == "in force" and result.entry(judged).status == "in force"


def reasons(result: Result, judged: Judged) -> list[Block]:
    """Why an option applies, and on what it still depends."""
    words, sayings = result.scene.words, result.sayings
    blocks: list[Block] = []
    if judged.met:
        met = "; ".join(sayings.said(name, result.person) for name in judged.met if result.person.knows(name))
        if met:
            blocks.append(Fact(words.say("walk_why"), met + "."))
    depends = [sayings.needed(name, judged.way) for name in judged.open]
    if judged.option.status == "announced":
        depends.append(words.say("walk_not_announced"))
    elif not judged.open and not _in_force(result, judged):
        depends.append(words.say("walk_unsure"))
    if depends:
        blocks.append(Fact(words.say("walk_depends"), "; ".join(depends) + "."))
    return blocks


def _where(result: Result, entry: Entry) -> str | None:
    """A place of the answer, else the body to ask."""
    scene = result.scene
    places = usable_places(scene.release, entry_places(entry, scene.asked()), scene.today)
    if places and entry.country != REGION:
        place = places[0]
        return ", ".join(p for p in (place.name, place.address, place.city) if p)
    confirm_at = entry.texts[scene.language].confirm_at
    return confirm_at or None


def _others(result: Result) -> list[Block]:
    rest = result.possible[DETAILED:]
    if not rest:
        return []
    marks = {"walk_applies": "✅", "walk_fits": "🟢", "walk_may": "🔶"}
    names = [f"{marks[_mark(result, j)]} {result.title(j)}" for j in rest[:NAMED]]
    if more := len(rest) - NAMED:
        names += [result.scene.words.say("walk_and_more", number=more)] if more > 0 else []
    return [Items(result.scene.words.say("walk_more"), tuple(names))]


def _ended(result: Result) -> list[Block]:
    """Ended schemes that would have been theirs, and what replaced them."""
    words, blocks = result.scene.words, list[Block]()
    possible = {j.option.id for j in result.possible}
    for judged in result.judged:
        if judged.judgement != "ended" or judged.open:
            continue
        after = [result.country.option(x) for x in judged.option.replaced_by if x in possible]
        titles = words.listing([o.texts[result.scene.language].title for o in after if o])
        instead = words.say("walk_instead", titles=titles) if titles else ""
        blocks.append(
            Fact(words.say("walk_ended"), "; ".join(x for x in (result.title(judged), instead) if x) + ".")
        )
    return blocks[:2]


def _changes(result: Result) -> list[Block]:
    """What the person could do to open more options."""
    sayings, language = result.sayings, result.scene.language
    lines = [
        result.scene.words.say(
            "walk_if",
            needs=result.scene.words.listing([sayings.needed(name, change.way) for name in change.names]),
            titles=change.option.texts[language].title,
        )
        for change in what_would_change(result.judged)
    ]
    return [Items(result.scene.words.say("walk_would_change"), tuple(lines[:3]))] if lines else []


def why_not(result: Result) -> Reply:
    """The options that do not fit, each with what is asked."""
    words, sayings = result.scene.words, result.sayings
    lines = []
    for judged in result.judged:
        if judged.judgement == "no":
            needs = words.listing([sayings.needed(name, judged.way) for name in judged.failed])
            asks = words.say("walk_asks", needs=needs)
            lines.append(f"{result.title(judged)}: {asks}.")
    back = Button(words.say("walk_back"), to(result.country, result.person))
    return Reply(blocks=(Items(words.say("walk_no_list"), tuple(lines)),), buttons=((back,),))


def checklist(result: Result) -> Reply:
    """The papers for the options that lead, as a list to tick."""
    words, language = result.scene.words, result.scene.language
    blocks: list[Block] = []
    for judged in result.possible[:DETAILED]:
        entry = result.entry(judged)
        text = entry.texts[language]
        blocks.append(Heading(words.say("walk_checklist_title", title=result.title(judged))))
        if text.requirements:
            blocks.append(Items(None, tuple(f"☐ {x}" for x in text.requirements)))
        else:
            blocks.append(Paragraph(words.say("walk_checklist_none", body=body(text, words))))
        if judged.option.asks_record:
            blocks.append(Note(words.say("walk_record")))
        blocks += ending_blocks(entry, result.scene.asked())
    back = Button(words.say("walk_back"), to(result.country, result.person))
    return Reply(blocks=tuple(blocks), buttons=((back,), (screens.menu_button(result.scene),)))


def legal_help(scene: Scene, country: CountryOptions) -> list[Block]:
    """The free legal help of the country: its lines and a place, from the answer that names them."""
    release = scene.release
    entry = release.answer(country.legal_help, country.country)
    if entry is None:
        return []
    lines = [release.lines[x] for x in entry.lines if x in release.lines]
    usable = [x for x in lines if line_freshness(x, release.freshness, scene.today) != "expired"]
    blocks: list[Block] = [Paragraph(scene.words.say("walk_legal"))]
    blocks += [line_contact(x, scene.words) for x in usable[:MOST_LINES]]
    if len(blocks) == 1:
        where = entry.texts[scene.language].confirm_at
        blocks.append(Paragraph(where or entry.texts[scene.language].text[:200]))
    return blocks


def _buttons(result: Result) -> screens.Rows:
    """Details of each option · papers · why not · compare · change, leave."""
    words, country = result.scene.words, result.country
    rows: list[tuple[Button, ...]] = []
    for judged in _by_entry(result)[: DETAILED + NAMED]:
        entry = result.entry(judged)
        parts = () if entry.country == REGION else (entry.country,)
        rows.append((Button(result.title(judged), action(actions.QUESTION, entry.question, *parts)),))
    second = []
    if result.possible:
        second.append(Button(words.say("walk_checklist"), to(country, result.person, actions.WALK_PAPERS)))
    if any(j.judgement == "no" for j in result.judged):
        second.append(Button(words.say("walk_why_not"), to(country, result.person, actions.WALK_WHY_NOT)))
    rows.append(tuple(second))
    rows.append((Button(words.say("walk_compare"), to(country, result.person, actions.WALK_COMPARE)),))
    rows.append((Button(words.say("takeaway_button"), to(country, result.person, actions.TAKEAWAY)),))
    help_entry = result.scene.release.answer(country.legal_help, country.country)
    if help_entry is not None:
        title = result.scene.release.questions[country.legal_help].texts[result.scene.language].title
        rows.append((Button(f"⚖️ {title}", action(actions.QUESTION, country.legal_help, country.country)),))
    last = [screens.menu_button(result.scene)]
    if result.person.answers:
        last.insert(0, Button(words.say("walk_change"), to(country, result.person, actions.WALK_CHANGE)))
    rows.append(tuple(last))
    return tuple(row for row in rows if row)


def _by_entry(result: Result) -> Sequence[Judged]:
    """The possible options, each answer once."""
    kept: dict[str, Judged] = {}
    for judged in result.possible:
        kept.setdefault(judged.option.answer, judged)
    return list(kept.values())
