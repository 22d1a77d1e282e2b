"""The conversation: one incoming message and what is remembered, to one reply and what is to be remembered.

Plain and synchronous: the clock is passed in, nothing is read or written, so the same message in the same state always gets
the same reply, in every channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.conversation import commands, numbers, questions, screens, takeaway
from bot.conversation.buttons import press
from bot.conversation.country import whereabouts
from bot.conversation.danger import DangerWatch
from bot.conversation.danger_reply import danger_reply, with_offer
from bot.conversation.near import handling as near
from bot.conversation.questions import Understands
from bot.conversation.records import Incoming, Memory, Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.walk import handling as walk
from bot.knowledge.records import Release

READ = 1000  # characters of a message that are looked at
OTHER_KINDS = {
    "photo": "other_photo",
    "document": "other_photo",
    "video": "other_photo",
    "voice": "other_voice",
    "audio": "other_voice",
    "video_note": "other_voice",
    "sticker": "other_sticker",
    "animation": "other_sticker",
    "dice": "other_sticker",
    "contact": "other_contact",
    "poll": "other_poll",
    "edited": "other_edited",
}


@dataclass(frozen=True)
class Conversation:
    """One release with its matcher and danger rules. Shared by all tasks; holds nothing of any person."""

    release: Release
    matcher: Understands
    watch: DangerWatch
    keeps_unanswered: bool = True

    def respond(
        self,
        incoming: Incoming,
        memory: Memory,
        now: datetime,
        *,
        admin: bool = False,
        closed: Mapping[str, date] | None = None,
    ) -> Outcome:
        """The outcome of one message. `now` in UTC. Never raises for anything a person can send.

        `closed`: the places that several people found closed, and since when.
        """
        scene = Scene(
            self.release,
            memory,
            now,
            incoming.language_hint,
            admin=admin,
            group=incoming.group,
            closed=closed or {},
        )
        outcome = self._respond(scene, incoming)
        first_words = (
            not memory.greeted
            and incoming.text is not None
            and not incoming.text.startswith(("/start", takeaway.PREFIX))
        )
        if first_words and outcome.happened.outcome != "danger" and not incoming.group:
            return commands.add_notice(scene.speaking(outcome.happened.language), outcome)
        return outcome

    def _respond(self, scene: Scene, incoming: Incoming) -> Outcome:
        if incoming.group:
            return self._in_group(scene, incoming)
        if incoming.action is not None:
            return press(scene, incoming.action)
        if incoming.location is not None:
            return near.located(scene, *incoming.location)
        if incoming.text is None:
            key = OTHER_KINDS.get(incoming.other or "", "other_unknown")
            return scene.outcome(
                screens.menu(scene, Paragraph(scene.words.say(key))), scene.happened("other")
            )
        return self._text(scene, incoming.text[:READ])

    def _text(self, scene: Scene, text: str) -> Outcome:
        if found := commands.command_name(text):
            return commands.command(scene, *found, keeps_unanswered=self.keeps_unanswered)
        scene, understanding = questions.hear(scene, text, self.matcher)
        where = whereabouts(scene, understanding.mention)
        danger = self.watch.danger(text)
        if danger and danger.certain:
            return danger_reply(scene, danger.kind, where)
        asks = questions.is_question(text, understanding, self.matcher.thresholds)
        answered = (
            walk.compared_in_words(scene, text)
            or walk.answered_in_words(scene, text)
            or near.town_typed(scene, text)
            or (not asks and near.only_a_town(scene, text))
            or numbers.emergency_asked(scene, text, where)
            or numbers.number_asked(
                scene, text, where, questions.surely(understanding, self.matcher.thresholds)
            )
        )
        if answered:
            return with_offer(scene, danger.kind, answered) if danger else answered
        outcome = questions.question(scene, understanding, self.matcher.thresholds)
        if outcome.happened.outcome == "not_known":
            outcome = near.town_only(scene, text) or near.town_unknown(scene, text) or outcome
        return with_offer(scene, danger.kind, outcome) if danger else outcome

    def _in_group(self, scene: Scene, incoming: Incoming) -> Outcome:
        """In groups only commands are answered, with general words, and nothing is remembered of anyone."""
        found = commands.command_name(incoming.text or "")
        if found is None:
            return Outcome(Reply(silent=True), scene.memory, scene.happened("other"))
        reply = Reply(
            blocks=(Paragraph(scene.words.say("greeting")), Paragraph(scene.words.say("group_hint")))
        )
        return Outcome(reply, replace(scene.memory, context=None), scene.happened("command"))
