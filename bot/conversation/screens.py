"""The screens that are not answers: greeting, menus, choosing a country or a language, privacy, what is kept."""

from __future__ import annotations

from bot.conversation import actions
from bot.conversation.actions import action
from bot.conversation.records import Block, Button, Heading, Items, Note, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.knowledge.folding import fold
from bot.knowledge.records import Question, Topic

# The menu, in the order in which people need it.
GROUPS: dict[str, tuple[Topic, ...]] = {
    "papers": ("documents",),
    "health": ("health",),
    "lodging": ("lodging",),
    "work_school": ("work", "education"),
    "protection": ("protection", "asylum"),
    "more": ("asylum", "money", "family", "consular", "transit", "scams", "emergency", "about"),
}
PAGE = 7  # questions a screen
Rows = tuple[tuple[Button, ...], ...]


OVERVIEW = "country-overview"  # the question whose answers are the country pages


def menu_rows(scene: Scene) -> Rows:
    """The main menu as rows of two buttons; the person's country at a glance comes first."""
    buttons = [Button(scene.words.say(f"menu_{g}"), action(actions.GROUP, g)) for g in GROUPS]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    if scene.release.options:
        rows = ((Button(scene.words.say("walk_button"), actions.WALK),), *rows)
    country = scene.release.countries.get(scene.country or "")
    if country is None or scene.release.answer(OVERVIEW, country.code) is None:
        return rows
    label = scene.words.say("menu_overview", flag=country.flag, country=country.names[scene.language])
    overview = (Button(label, action(actions.QUESTION, OVERVIEW, country.code)),)
    return (rows[0], overview, *rows[1:]) if scene.release.options else (overview, *rows)


def menu_button(scene: Scene) -> Button:
    return Button(scene.words.say("back_to_menu"), actions.MENU)


def menu(scene: Scene, *lines: Block) -> Reply:
    """The main menu, under some lines if given."""
    return Reply(blocks=(*lines, Paragraph(scene.words.say("menu"))), buttons=menu_rows(scene))


def greeting(scene: Scene) -> Reply:
    """The first screen: who this is, what it keeps, and the menu."""
    words = scene.words
    blocks = (
        Paragraph(words.say("greeting")),
        Paragraph(words.say("greeting_coverage", countries=scene.covered_names())),
        Note(words.say("notice")),
    )
    return Reply(blocks=blocks, buttons=menu_rows(scene))


def group(scene: Scene, name: str) -> Reply:
    """A group of the menu: its questions if it is one topic, else its topics."""
    topics = GROUPS[name]
    if len(topics) == 1:
        return topic(scene, topics[0], 0)
    rows = tuple((Button(scene.words.say(f"topic_{t}"), action(actions.TOPIC, t)),) for t in topics)
    return Reply(blocks=(Paragraph(scene.words.say("menu")),), buttons=(*rows, (menu_button(scene),)))


def topic(scene: Scene, name: Topic, page: int) -> Reply:
    """The questions of a topic, those with a confirmed answer first, a page at a time."""
    words = scene.words
    questions = _ordered(scene, name)
    pages = max(1, -(-len(questions) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = questions[page * PAGE : (page + 1) * PAGE]
    rows = [(Button(_title(scene, q), action(actions.QUESTION, q.id)),) for q in shown]
    turn = []
    if page > 0:
        turn.append(Button(words.say("previous_questions"), action(actions.TOPIC, name, str(page - 1))))
    if page < pages - 1:
        turn.append(Button(words.say("more_questions"), action(actions.TOPIC, name, str(page + 1))))
    text = words.say("topic_pick", topic=words.say(f"topic_{name}"))
    return Reply(
        blocks=(Paragraph(text),), buttons=tuple(r for r in (*rows, tuple(turn), (menu_button(scene),)) if r)
    )


def _ordered(scene: Scene, name: Topic) -> list[Question]:
    """Answered questions first. Questions of one country show only to people there."""

    def weight(q: Question) -> int:
        entry = scene.release.answer(q.id, scene.country) if scene.country else None
        return (
            0
            if entry is None or entry.status in {"in force", "unknown"}
            else 2
            if entry.status == "not confirmed"
            else 1
        )

    return sorted(scene.release.topic_questions(name, scene.country), key=weight)


def _title(scene: Scene, question: Question) -> str:
    return question.texts[scene.language].title


def country_rows(scene: Scene, question: str | None = None, only: tuple[str, ...] = ()) -> Rows:
    """A button for every covered country (or for `only` those), two a row; `question` is answered once one is pressed."""
    parts = [question] if question else []
    buttons = [
        Button(f"{c.flag} {c.names[scene.language]}", action(actions.COUNTRY, c.code, *parts))
        for c in scene.covered
        if not only or c.code in only
    ]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def countries(scene: Scene, question: str | None = None) -> Reply:
    """Choose or change the country."""
    words = scene.words
    if question:
        said = words.say("ask_country")
    elif scene.memory.country:
        said = words.say("country_change", country=scene.country_name(scene.memory.country))
    else:
        said = words.say("country_none")
    return Reply(blocks=(Paragraph(said),), buttons=country_rows(scene, question))


def languages(scene: Scene) -> Reply:
    buttons = tuple(
        Button(scene.words.say(f"language_name_{x}"), action(actions.LANGUAGE, x)) for x in ("es", "en")
    )
    return Reply(blocks=(Paragraph(scene.words.say("language_pick")),), buttons=(buttons,))


def help_screen(scene: Scene) -> Reply:
    words = scene.words
    commands = ("menu", "options", "nearby", "takeaway", "country", "language", "privacy", "mydata", "forget")
    blocks = (
        Paragraph(words.say("help")),
        Items(words.say("help_commands"), tuple(words.say(f"help_{c}") for c in commands)),
        Note(words.say("help_danger")),
    )
    return Reply(blocks=blocks, buttons=((menu_button(scene),),))


def privacy(scene: Scene, *, keeps_unanswered: bool) -> Reply:
    """What is kept and what is not; true for this installation."""
    keys = [
        "privacy",
        *(["privacy_unanswered"] if keeps_unanswered else []),
        "privacy_closed",
        "privacy_waiting",
        "privacy_danger",
        "privacy_telegram",
    ]
    blocks: list[Block] = [
        Heading(scene.words.say("notice_title")),
        *(Paragraph(scene.words.say(k)) for k in keys),
    ]
    blocks.append(Note(scene.words.say("privacy_links")))
    return Reply(blocks=tuple(blocks), buttons=((menu_button(scene),),))


def my_data(scene: Scene) -> Reply:
    """Everything that is remembered about the person, in plain words."""
    words, memory = scene.words, scene.memory
    none = words.say("mydata_none")
    language = words.say(f"language_name_{memory.language}") if memory.language else none
    country = scene.country_name(memory.country) if memory.country else none
    items = [words.say("mydata_language", value=language), words.say("mydata_country", value=country)]
    if about := _talked_about(scene):
        items.append(words.say("mydata_context", value=about))
    blocks = (Paragraph(words.say("mydata")), Items(None, tuple(items)), Note(words.say("mydata_rest")))
    forget = Button(words.say("forget_yes"), action(actions.FORGET, "y"))
    return Reply(blocks=blocks, buttons=((forget,),), own_data=True)


def _talked_about(scene: Scene) -> str:
    """The context in words: question, country, city; empty when there is none."""
    context = scene.context
    if context is None:
        return ""
    question = scene.release.questions.get(context.question or "")
    parts = [
        question.texts[scene.language].title if question else "",
        scene.country_name(context.country) if context.country else "",
        context.city or "",
    ]
    return ", ".join(p for p in parts if p)


def forget_question(scene: Scene) -> Reply:
    yes = Button(scene.words.say("forget_yes"), action(actions.FORGET, "y"))
    no = Button(scene.words.say("forget_no"), action(actions.FORGET, "n"))
    return Reply(blocks=(Paragraph(scene.words.say("forget_ask")),), buttons=((yes, no),))


def find_topic(name: str | None) -> Topic | None:
    """The topic of that name, where a button says one."""
    known = {t: t for topics in GROUPS.values() for t in topics}
    return known.get(fold(name or ""))  # type: ignore[call-overload,no-any-return]  # a str key finds or misses
