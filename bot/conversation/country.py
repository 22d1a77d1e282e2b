"""The country an answer is for: the one the message asks about, else the conversation's, else a question back."""

from __future__ import annotations

from bot.conversation.scene import Scene
from bot.matching.records import Mention

# Asked by people on the move: of the country they enter, or of the one they are in.
OF_THE_COUNTRY_ENTERED = frozenset({"entry-visa", "transit-visa"})
OF_THE_COUNTRY_LEFT = frozenset({"asylum-travel", "leave-no-stamp", "child-travel"})


def country_of(scene: Scene, mention: Mention) -> str | None:
    """The country that a message is about; None where the person must be asked."""
    if mention.asked:
        return mention.asked
    if scene.country in mention.shared:
        return scene.country
    if mention.others:
        return None
    return scene.country or mention.likely


def country_for(scene: Scene, mention: Mention, question: str) -> str | None:
    """The same for a question that was understood: of a person on the move it may be about the country they are in."""
    country = country_of(scene, mention)
    if not mention.going or scene.release.questions[question].country is not None:
        return country
    if question in OF_THE_COUNTRY_LEFT:
        return scene.country if scene.country != country else None
    return None if _could_be_here(scene, mention, question) else country


def left_open(scene: Scene, mention: Mention, question: str) -> tuple[str, ...]:
    """The covered countries between which the person is asked; () where any may be meant."""
    if mention.asked is None:
        open_to = mention.others or mention.shared
        return tuple(c for c in open_to if scene.is_covered(c))
    if mention.going and scene.country and _could_be_here(scene, mention, question):
        return (scene.country, mention.asked)
    return ()


def whereabouts(scene: Scene, mention: Mention) -> str | None:
    """The country whose emergency lines help: not the one that a person is only going to."""
    if mention.going and scene.country:
        return scene.country
    return mention.asked or scene.country


def _could_be_here(scene: Scene, mention: Mention, question: str) -> bool:
    """Whether a person who says where they are going may be asking about the country they are in."""
    return (
        mention.going
        and scene.country != mention.asked
        and scene.is_covered(scene.country)
        and scene.is_covered(mention.asked)
        and question not in OF_THE_COUNTRY_ENTERED
    )
