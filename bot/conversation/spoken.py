"""The language a reply is in: told by the conversation so far, never by one short message."""

from __future__ import annotations

from bot.conversation.scene import Scene
from bot.knowledge.records import Language
from bot.matching.records import LanguageGuess


def language_so_far(scene: Scene) -> Language | None:
    """The language of the conversation; None while no message of the person has told it."""
    known = scene.memory.language_chosen or scene.memory.language_heard
    return scene.memory.language if known else None


def in_the_language_of(scene: Scene, guess: LanguageGuess) -> Scene:
    """The scene in the language that the reply to a message will have.

    A chosen language stays. A conversation changes its language when a message surely does, or when two short ones in a row
    are in the other language. Before anything was told, the likeliest will do.
    """
    if guess.wished:
        return scene.speaking(guess.reply_in, heard=True).leaning(None)
    if scene.memory.language_chosen:
        return scene.speaking(scene.language)
    if guess.sure:
        return scene.speaking(guess.reply_in, heard=True).leaning(None)
    if not scene.memory.language_heard:
        return scene.speaking(_likeliest(scene, guess))
    return _after_a_short_message(scene, guess)


def _likeliest(scene: Scene, guess: LanguageGuess) -> Language:
    if guess.heard == "?" and (scene.memory.language or scene.language_hint):
        return scene.language
    return guess.reply_in


def _after_a_short_message(scene: Scene, guess: LanguageGuess) -> Scene:
    if guess.heard == "?":
        return scene.speaking(scene.language)
    heard: Language = "en" if guess.heard == "en" else "es"
    if heard == scene.language:
        return scene.speaking(heard).leaning(None)
    if scene.context and scene.context.leaning == heard:
        return scene.speaking(heard, heard=True).leaning(None)
    return scene.speaking(scene.language).leaning(heard)
