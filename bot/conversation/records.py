"""What goes into the conversation and what comes out of it. Values only; no channel, no storage, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.knowledge.records import Language, PlaceKind
from bot.takeaway.records import TakeawayPage

# ---- in -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person, whatever the channel. Exactly one of text, action, location, other is set."""

    text: str | None = None  # includes commands such as "/start pe-asylum"
    action: str | None = None  # the action of a button that was pressed
    location: tuple[float, float] | None = None  # latitude, longitude in WGS84 degrees; used and forgotten
    other: str | None = (
        None  # "photo", "voice", "sticker", "contact", "document", "edited" …: no text to read
    )
    language_hint: str | None = None  # what the channel says of the person's language ("es-419", "en")
    group: bool = False  # written in a group: only commands are answered, nothing is remembered


# ---- remembered -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation is about. Ages out after 30 minutes and never holds anything of a danger message."""

    at: datetime  # UTC
    question: str | None = None  # the last question answered or offered
    country: str | None = None  # the country that answer was for
    city: str | None = None
    pending: str | None = None  # a question that waits for its country
    offered: tuple[str, ...] = ()  # the questions of the last "did you mean", in order
    leaning: Language | None = None  # the other language, where the last, short message was in it
    walk: str | None = (
        None  # the question of the walk that waits: country, answers, question; gone when it ends
    )
    near: str | None = (
        None  # which kinds of places are looked for while "where are you?" waits ("?": not said)
    )


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered about a person: stored encrypted, shown by /misdatos, erased by /borrar."""

    language: Language | None = None
    language_chosen: bool = False  # chosen by the person: a message never changes it
    country: str | None = None
    greeted: bool = False
    context: Context | None = None
    language_heard: bool = False  # told by a message of theirs: not only guessed from the channel


# ---- out ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line that titles what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; no markup in it ever."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list under an optional label ("You need:"); numbered where the order counts."""

    label: str | None
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line: "Cost: free"."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A number to call or a place to go, as text: label, then value ("Police", "105")."""

    label: str
    value: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An official page: label and https address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """A small line: source and age, a warning to confirm."""

    text: str
    warning: bool = False


Block = Heading | Paragraph | Items | Fact | Contact | Link | Note


@dataclass(frozen=True, slots=True)
class Venue:
    """A place exact enough for a pin on a map (building or street). Others are text blocks."""

    title: str
    address: str
    latitude: float
    longitude: float
    detail: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A label people read and an action of at most 64 bytes that any release understands."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person gets, as data: every channel shows the same."""

    blocks: tuple[Block, ...] = ()
    venues: tuple[Venue, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows
    ask_location: bool = False  # offer the channel's "share my location"
    toast: str | None = None  # the short line over a pressed button ("Thank you")
    replaces_buttons: bool = False  # take the pressed message's buttons away (feedback given)
    silent: bool = False  # nothing to send at all (bystanders in groups)
    stats: StatsRequest | None = None  # an admin asked for figures: the desk replaces this by text and image
    image: bytes | None = None  # a PNG shown before the text
    takeaway: TakeawayPage | None = None  # a page to keep: the desk adds its picture
    own_data: bool = False  # /misdatos: the desk adds what it keeps beside the memory
    console: ConsoleRequest | None = (
        None  # the desk puts a link in place of the blocks, for those who have an account
    )
    secret: bool = False  # for this chat only: the channel keeps it from being forwarded


@dataclass(frozen=True, slots=True)
class StatsRequest:
    """/stats: filled in by the application, for allow-listed admins only."""

    days: int = 7


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """/consola: a sign-in link to the console. `code`: what ties this chat to an account, where one came with it."""

    code: str | None = field(default=None, repr=False)


OutcomeKind = Literal[
    "answer", "choices", "ask_country", "not_known", "danger", "smalltalk",  # the contract of `rumbo ask`
    "command", "menu", "feedback", "location", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A question offered as a button."""

    question: str
    entry: str | None
    topic: str


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened, for the usage log and for `rumbo ask`. Holds no text of the person, no id, no place."""

    outcome: OutcomeKind
    language: Language
    country: str | None = None
    topic: str | None = None
    question: str | None = None
    entry: str | None = None
    confidence: float = 0.0  # 0 to 1
    choices: tuple[Choice, ...] = ()
    danger: str | None = None  # kind; never stored
    feedback: Literal["yes", "no"] | None = None
    unanswered_words: str | None = None  # normalised text of a question without answer, for the scrubber only


@dataclass(frozen=True, slots=True)
class SaidClosed:
    """The person went to a place and found it closed; who counts it must not keep who said so."""

    place: str
    country: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a person can be told of later: a question in a country, or words that nobody had answered. mark: 16 bytes."""

    mark: bytes
    question: str = ""  # "" where words are waited for
    country: str = ""  # "" where it is not known


@dataclass(frozen=True, slots=True)
class Wait:
    """The person wants to be told once there is an answer."""

    awaited: Awaited


@dataclass(frozen=True, slots=True)
class WaitNoMore:
    """The person does not want to be told any more: of this, or of anything."""

    mark: bytes | None


Effect = Literal["forget"] | SaidClosed | Wait | WaitNoMore


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one message."""

    reply: Reply
    memory: Memory
    happened: Happened
    effects: tuple[Effect, ...] = field(default=())
    unanswered: Awaited | None = None  # the question that has no answer from a source in its country yet


NEAREST_KINDS: tuple[PlaceKind, ...] = (
    "health post", "hospital", "shelter", "support space", "legal aid", "migration office", "asylum office", "food",
)  # fmt: skip
