"""What was understood of a message: values only."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.records import City, Language


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of one message."""

    reply_in: Language  # Portuguese is answered in Spanish
    heard: str  # "es", "en", "pt", or "?" where the message is too short to tell
    sure: bool  # False: keep the language of the conversation
    wished: bool = False  # the message asks for this language and for nothing else ("english please")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that the message may be asking, best first. `question` may also be a small-talk id."""

    question: str
    probability: float  # 0 to 1, calibrated: of the answers given at p, about p are right
    small_talk: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """The countries and the city that a message names."""

    asked: str | None  # code of the country asked about, where the message makes it clear
    others: tuple[str, ...] = ()  # other covered countries that could be meant: ask when `asked` is None
    origin: str | None = None  # where the person comes from ("soy venezolano")
    city: City | None = None
    shared: tuple[
        str, ...
    ] = ()  # where nothing else tells: the countries that use the paper it names ("rut")
    likely: str | None = None  # and the one of them that the paper usually means
    going: bool = False  # `asked` is named only as where the person is going, not as what they ask about


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything the matching room can say about one text."""

    language: LanguageGuess
    mention: Mention
    candidates: tuple[Candidate, ...]  # best first, at most five, for the whole message
    second_need: tuple[Candidate, ...]  # candidates of another clause that asks something else; often empty
    follow_up: (
        str | None
    )  # "cost" | "where" | "country" | "again" | "more" | "papers" | "time" | "yes" | "no" | None
    normal_text: str  # normalised text, in memory only: never stored, never logged
    empty: bool  # nothing readable (only signs, emoji, zero-width characters)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the three-way decision cuts, computed at each release from the knowledge alone."""

    answer: float
    choices: float
    margin: float  # the best must lead the second by this to be answered at once
