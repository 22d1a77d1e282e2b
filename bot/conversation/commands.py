"""Commands, in both languages, and the deep links that come with /start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation import answers, screens, takeaway
from bot.conversation.near import handling as near
from bot.conversation.records import ConsoleRequest, Heading, Note, Outcome, Paragraph, Reply, StatsRequest
from bot.conversation.scene import Scene
from bot.conversation.walk import handling as walk
from bot.knowledge.folding import fold
from bot.knowledge.records import REGION

NAMES: dict[str, str] = {
    "start": "start",
    "inicio": "start",
    "menu": "menu",
    "ayuda": "help",
    "help": "help",
    "idioma": "language",
    "language": "language",
    "pais": "country",
    "country": "country",
    "privacidad": "privacy",
    "privacy": "privacy",
    "misdatos": "mydata",
    "mydata": "mydata",
    "borrar": "forget",
    "olvidar": "forget",
    "forget": "forget",
    "stats": "stats",
    "cerca": "nearby",
    "nearby": "nearby",
    "opciones": "options",
    "options": "options",
    "llevar": "takeaway",
    "takeaway": "takeaway",
    "consola": "console",
    "console": "console",
}
CONSOLE_PREFIX = "consola_"  # of /start, in the link that the console's own page gives
ENGLISH = {
    "help",
    "options",
    "takeaway",
    "language",
    "country",
    "privacy",
    "mydata",
    "forget",
    "console",
}  # typed so, they tell the language
SPANISH = {
    "ayuda",
    "opciones",
    "llevar",
    "cerca",
    "idioma",
    "pais",
    "privacidad",
    "misdatos",
    "borrar",
    "olvidar",
    "inicio",
    "consola",
}


def command_name(text: str) -> tuple[str, str] | None:
    """The command at the start of a text as typed, and what follows it; None for any other text.

    The code of a page to keep, sent as it is, means the same as its link.
    """
    if text.startswith(takeaway.PREFIX):
        return "start", text.strip()
    if not text.startswith("/"):
        return None
    first, _, rest = text[1:].partition(" ")
    typed = first.split("@")[0].lower()
    return (typed, rest.strip()) if typed in NAMES else None


def command(scene: Scene, typed: str, rest: str, *, keeps_unanswered: bool) -> Outcome:
    """The outcome of a command; of /start with a deep link, the answer it points to."""
    name = NAMES[typed]
    if not scene.memory.language_chosen and scene.memory.language is None:
        scene = scene.speaking("en" if typed in ENGLISH else "es" if typed in SPANISH else scene.language)
    if name == "start":
        return _start(scene, rest)
    if name == "nearby":
        return (
            near.ask_where(scene, "")
            if not rest
            else near.town_only(scene, rest) or near.ask_where(scene, "")
        )
    if name == "takeaway":
        return takeaway.named(scene, rest)
    if name == "options":
        return walk.start(scene, _country_in(scene, rest))
    screens_by_name: dict[str, Callable[[], Reply]] = {
        "menu": lambda: screens.menu(scene),
        "help": lambda: screens.help_screen(scene),
        "language": lambda: screens.languages(scene),
        "country": lambda: screens.countries(scene),
        "privacy": lambda: screens.privacy(scene, keeps_unanswered=keeps_unanswered),
        "mydata": lambda: screens.my_data(scene),
        "forget": lambda: screens.forget_question(scene),
        "stats": lambda: _stats(scene),
        "console": lambda: _console(scene, rest),
    }
    return scene.outcome(screens_by_name[name](), scene.happened("command"))


def _country_in(scene: Scene, rest: str) -> str | None:
    """The country named after a command ("/opciones chile", "/options CL"), or None."""
    said = fold(rest)
    for country in scene.covered:
        names = (country.code, *country.names.values(), *country.aliases)
        if said and said in {fold(name) for name in names}:
            return country.code
    return None


def _stats(scene: Scene) -> Reply:
    if not scene.admin:
        return Reply(blocks=(Paragraph(scene.words.say("stats_denied")),))
    return Reply(stats=StatsRequest())


def _console(scene: Scene, code: str) -> Reply:
    """A neutral line for everybody; the desk knows who has an account."""
    return Reply(blocks=(Paragraph(scene.words.say("console_none")),), console=ConsoleRequest(code or None))


def _start(scene: Scene, target: str) -> Outcome:
    """Greets, or follows a deep link: an entry ("pe-asylum"), a question, or a country. Unknown targets greet."""
    if target.startswith(takeaway.PREFIX):
        return _with_notice(scene, takeaway.checked(scene, target))
    if target.startswith(CONSOLE_PREFIX):
        return scene.outcome(_console(scene, target.removeprefix(CONSOLE_PREFIX)), scene.happened("command"))
    entry = scene.release.entries.get(target)
    if entry is not None:
        country = None if entry.country == REGION else entry.country
        return _with_notice(scene, answers.give(scene, entry.question, country))
    if target in scene.release.questions:
        return _with_notice(scene, answers.give(scene, target, scene.country))
    if scene.is_covered(target.upper()):
        scene = replace(scene, memory=replace(scene.memory, country=target.upper()))
    return scene.outcome(screens.greeting(scene), scene.happened("command"))


def _with_notice(scene: Scene, outcome: Outcome) -> Outcome:
    """The same outcome with the short notice below it, for people who are new."""
    if scene.memory.greeted:
        return outcome
    return add_notice(scene, outcome)


def add_notice(scene: Scene, outcome: Outcome) -> Outcome:
    """Says once, below the first reply, what is kept and what is not."""
    blocks = (*outcome.reply.blocks, Heading("—"), Note(scene.words.say("notice")))
    return replace(outcome, reply=replace(outcome.reply, blocks=blocks))
