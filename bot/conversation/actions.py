"""What buttons say to the bot: short texts that any process and any later release understands.

An action is a verb and its parts joined by colons, at most 64 bytes (Telegram's limit). Ids are at most 48 characters, so
every action fits. Nothing about a person is ever in an action.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 64

MENU = "m"
GROUP = "g"  # g:<group>
TOPIC = "t"  # t:<topic>:<page>
QUESTION = "q"  # q:<question>[:<country>]
COUNTRY = "c"  # c:<country>[:<question>]
COUNTRIES = "cc"  # choose a country [for :<question>]
LANGUAGE = "l"  # l:<language>
USEFUL = "f"  # f:<y|n>:<entry>
NONE_OF_THESE = "n"
NEAR = "pw"  # pw[:<kinds>]: where are you? (p and pf, the places and their filters: bot/conversation/near/search.py)
DANGER = "d"  # d:<kind>[:<country>]
FORGET = "x"  # x:<y|n>
CLOSED = "z"  # z:<place>: was it closed?
CLOSED_SURE = "zs"  # zs:<y|n>:<place>
CLOSED_WHICH = "zw"  # zw:<country>:<short name of a place>[:<short name>…]
WALK = "o"  # o[:<country>[:<answers>[:<question to answer again>]]]; the answers are bot/options/person.py's code
WALK_CHANGE = "oc"  # oc:<country>:<answers>
WALK_PAPERS = "op"  # op:<country>:<answers>
WALK_WHY_NOT = "on"  # on:<country>:<answers>
WALK_COMPARE = "ov"  # ov:<country>:<answers>[:<country>[:<country>]]
WALK_LEAVE = "ox"
WAIT = "w"  # w:<question>:<country>: tell me when you know; w and its kin are only offered where the bot can write unasked
WAIT_WORDS = "wp"  # wp:<mark of words without answer>[:<country>]
WAIT_NO_MORE = "wx"  # wx[:<mark>]: do not tell me any more
TAKEAWAY = "k"  # k[:<country>[:<answers of the walk>]]: a page to keep
WALK_VERBS = (WALK, WALK_CHANGE, WALK_PAPERS, WALK_WHY_NOT, WALK_COMPARE, WALK_LEAVE)


@dataclass(frozen=True, slots=True)
class Action:
    """A pressed button, taken apart. Its parts are input like any other: looked up, never trusted."""

    verb: str
    parts: tuple[str, ...]

    def part(self, index: int) -> str | None:
        return self.parts[index] if index < len(self.parts) and self.parts[index] else None


def action(verb: str, *parts: str) -> str:
    """The action as a button carries it. Raises ValueError where it would not fit into 64 bytes."""
    text = ":".join((verb, *parts))
    if len(text.encode()) > MAX_BYTES:
        msg = f"the action '{text}' is longer than {MAX_BYTES} bytes"
        raise ValueError(msg)
    return text


def read_action(text: str) -> Action:
    """Takes any text apart; what it means is for the conversation to find out."""
    verb, *parts = text[: MAX_BYTES * 2].split(":")
    return Action(verb, tuple(parts))
