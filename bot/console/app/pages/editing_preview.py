"""What people would get of an entry as it stands in a form: the conversation's own reply, over a copy of the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from bot.conversation import answers
from bot.conversation.contacts import line_contact, place_blocks
from bot.conversation.records import Memory, Note, Reply
from bot.conversation.scene import Scene
from bot.editing.form_fields import SHAPES
from bot.editing.forms import filled
from bot.editing.records import Draft, EntryKind, Fields
from bot.knowledge import build
from bot.knowledge.fields import Shape
from bot.knowledge.records import LANGUAGES, REGION, Language, Origin, Question, Release, Topic
from bot.knowledge.schema import AnswerShape, LineShape, PlaceShape, SharedQuestion

CALL_FIRST = "place_call_first"  # as below the places of an answer
_FORM = Origin("form", 0)
Replies = Mapping[Language, Reply]


def preview(
    kind: EntryKind, fields: Fields, code: str, topic: Topic, release: Release, now: datetime
) -> Replies | None:
    """The reply in both languages; None where the form does not check far enough to be shown."""
    try:
        shape = SHAPES[kind].model_validate(filled(kind, fields).values)
    except ValidationError:
        return None
    return {x: reply for x in LANGUAGES if (reply := _reply(shape, code, topic, release, now, x))} or None


def last_good(draft: Draft, topic: Topic, release: Release, now: datetime) -> tuple[Replies | None, bool]:
    """The replies of a draft; where it cannot be shown those of the entry as it stands, and False."""
    code = draft.country or REGION
    if draft.removes:
        return None, True
    if found := preview(draft.ref.kind, draft.fields, code, topic, release, now):
        return found, True
    return preview(draft.ref.kind, draft.began_fields, code, topic, release, now), False


def _reply(
    shape: Shape, code: str, topic: Topic, release: Release, now: datetime, language: Language
) -> Reply | None:
    memory = Memory(
        language=language, language_chosen=True, country=None if code == REGION else code, greeted=True
    )
    if isinstance(shape, AnswerShape):
        return _answer(shape, code, topic, release, memory, now)
    scene = Scene(release, memory, now)
    if isinstance(shape, PlaceShape):
        place = build.place_record(shape, code, _FORM)
        return Reply((*place_blocks(place, scene.words), Note(scene.words.say(CALL_FIRST))))
    if isinstance(shape, LineShape):
        return Reply((line_contact(build.line_record(shape, code, _FORM), scene.words),))
    if isinstance(shape, SharedQuestion):
        question = Question(shape.id, topic, None, build.phrasings_of(shape), _FORM)
        changed = replace(release, questions={**release.questions, question.id: question})
        return answers.offer(
            Scene(changed, memory, now), (question.id,), memory.country, confidence=1.0
        ).reply
    return None


def _answer(
    shape: AnswerShape, code: str, topic: Topic, release: Release, memory: Memory, now: datetime
) -> Reply | None:
    if build.wrong_head(shape):
        return None
    entry = build.entry_record(shape, code, topic, _FORM)
    questions = dict(release.questions)
    if shape.id and shape.question:
        country = None if code == REGION else code
        questions[shape.id] = Question(shape.id, topic, country, build.phrasings_of(shape.question), _FORM)
    if entry.question not in questions:
        return None
    others = {key: x for key, x in release.by_question.items() if key[0] != entry.question}
    changed = replace(
        release,
        questions=questions,
        entries={**release.entries, entry.id: entry},
        by_question={**others, (entry.question, code): entry},
    )
    entry_see_also = tuple(x for x in entry.see_also if x in questions)
    if entry_see_also != entry.see_also:
        entry = replace(entry, see_also=entry_see_also)
        changed = replace(
            changed,
            entries={**changed.entries, entry.id: entry},
            by_question={**changed.by_question, (entry.question, code): entry},
        )
    outcome = answers.give(Scene(changed, memory, now), entry.question, memory.country)
    return outcome.reply
