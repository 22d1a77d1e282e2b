""" "Tell me when you know": what can be waited for, its buttons, and what is said to a person who waits.

Nothing is kept here. Who wants to wait comes out as an effect; only a desk that can write to people unasked fulfils it and
puts its words in place of "not here".
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation import actions, screens
from bot.conversation.actions import Action, action
from bot.conversation.records import (
    Awaited,
    Block,
    Button,
    Items,
    Outcome,
    Paragraph,
    Reply,
    Wait,
    WaitNoMore,
)
from bot.conversation.scene import Scene
from bot.knowledge.records import REGION, Entry, Release, Topic
from bot.wording import Wording

MARK_BYTES = 16
NEVER: frozenset[Topic] = frozenset(
    {"emergency", "protection"}
)  # who else reads the phone must not see an answer come


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a person waits for, since when."""

    awaited: Awaited
    since: date


def known(release: Release, question: str, country: str) -> Entry | None:
    """The answer from a source to a question in a country, else None. A country's "not confirmed" is none."""
    entry = release.answer(question, country or REGION)
    if entry is None or entry.status == "not confirmed" or not (entry.sources or entry.confirmed):
        return None
    return entry


def awaited_question(release: Release, question: str, country: str | None) -> Awaited | None:
    """The question in a country, where it can be waited for: it is asked there and has no answer from a source."""
    record, code = release.questions.get(question), country or REGION
    if record is None or record.topic in NEVER or record.country not in (None, country):
        return None
    if (code != REGION and code not in release.countries) or known(release, question, code):
        return None
    return _asked(question, code)


def with_wait_button(outcome: Outcome, awaited: Awaited, words: Wording) -> Outcome:
    """The outcome with "tell me when you know" as the first row of its buttons."""
    if awaited.question:
        pressed = action(actions.WAIT, awaited.question, awaited.country)
    else:
        pressed = action(actions.WAIT_WORDS, _code(awaited.mark), *filter(None, (awaited.country,)))
    row = (Button(words.say("wait_button"), pressed),)
    return replace(outcome, reply=replace(outcome.reply, buttons=(row, *outcome.reply.buttons)))


# ---- pressed buttons ------------------------------------------------------------------------------------


def wait_for_question(scene: Scene, pressed: Action) -> Outcome | None:
    """The wish to be told of a question. One that was answered meanwhile is told at once by whoever tells."""
    question, code = pressed.part(0), pressed.part(1)
    record = scene.release.questions.get(question or "")
    if question is None or record is None or record.topic in NEVER or code is None:
        return None
    if code != REGION and code not in scene.release.countries:
        return None
    return _wish(scene, Wait(_asked(question, code)))


def wait_for_words(scene: Scene, pressed: Action) -> Outcome | None:
    """The wish to be told of words that nobody had answered; only their mark travels in the button."""
    mark, code = _mark(pressed.part(0)), pressed.part(1) or ""
    if mark is None or (code and code not in scene.release.countries):
        return None
    return _wish(scene, Wait(Awaited(mark, country=code)))


def wait_no_more(scene: Scene, pressed: Action) -> Outcome | None:
    """The wish not to be told: of one thing, or of anything."""
    mark = _mark(pressed.part(0))
    if pressed.part(0) is not None and mark is None:
        return None
    return _wish(scene, WaitNoMore(mark))


def _wish(scene: Scene, effect: Wait | WaitNoMore) -> Outcome:
    """The usage log sees a look at the menu: it must not tell that somebody waits, nor for what."""
    reply = Reply(
        blocks=(Paragraph(scene.words.say("wait_not_here")),), buttons=((screens.menu_button(scene),),)
    )
    return replace(scene.outcome(reply, scene.happened("menu")), effects=(effect,))


# ---- what a desk that fulfils it says -------------------------------------------------------------------


def wait_kept(awaited: Awaited, words: Wording, days: int) -> Reply:
    """What is kept, for how long, and how to undo it."""
    stop = Button(words.say("wait_stop"), action(actions.WAIT_NO_MORE, _code(awaited.mark)))
    return Reply(blocks=(Paragraph(words.say("wait_kept", days=days)),), buttons=((stop,), _menu(words)))


def wait_said(key: str, words: Wording, **values: object) -> Reply:
    """One line ("wait_full", "wait_stopped" …) and the way to the menu."""
    return Reply(blocks=(Paragraph(words.say(key, **values)),), buttons=(_menu(words),))


def with_own_data(
    reply: Reply,
    wishes: Sequence[Wish],
    account: str | None,
    release: Release,
    words: Wording,
    *,
    most: int,
    days: int,
) -> Reply:
    """/misdatos with what is kept beside the memory: what the person waits for, and the console account they have."""
    more: list[Block] = []
    rows = list(reply.buttons)
    if wishes:
        said = words.say("mydata_waiting", count=len(wishes), most=most, days=days)
        more.append(Items(said, tuple(_wish_words(wish, release, words) for wish in wishes)))
        rows.append((Button(words.say("wait_stop_all"), action(actions.WAIT_NO_MORE)),))
    if account:
        more.append(Paragraph(words.say("mydata_account", name=account)))
    blocks = (*reply.blocks[:-1], *more, *reply.blocks[-1:])  # the closing note stays last
    return replace(reply, blocks=blocks, buttons=tuple(rows), own_data=False)


def own_data_away(reply: Reply, words: Wording) -> Reply:
    """/misdatos while the database is away: what is waited for cannot be shown."""
    line = Paragraph(words.say("mydata_waiting_away"))
    return replace(reply, blocks=(*reply.blocks, line), own_data=False)


def _wish_words(wish: Wish, release: Release, words: Wording) -> str:
    day, question = words.date(wish.since.isoformat()), release.questions.get(wish.awaited.question)
    if not wish.awaited.question:
        return words.say("mydata_waiting_words", day=day)
    title = question.texts[words.language].title if question else wish.awaited.question
    country = release.countries.get(wish.awaited.country)
    named = f"{title}, {country.names[words.language]}" if country else title
    return words.say("mydata_waiting_question", question=named, day=day)


def _asked(question: str, code: str) -> Awaited:
    mark = hashlib.sha256(f"question\0{question}\0{code}".encode()).digest()[:MARK_BYTES]
    return Awaited(mark, question, code)


def _menu(words: Wording) -> tuple[Button, ...]:
    return (Button(words.say("back_to_menu"), actions.MENU),)


def _code(mark: bytes) -> str:
    return urlsafe_b64encode(mark).decode().rstrip("=")


def _mark(code: str | None) -> bytes | None:
    """The mark that a button carries; None for anything else."""
    try:
        mark = urlsafe_b64decode((code or "") + "==")
    except ValueError:
        return None
    return mark if len(mark) == MARK_BYTES and _code(mark) == code else None
