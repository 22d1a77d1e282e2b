"""`rumbo chat`: the conversation in a terminal. Shows the same replies as every channel; buttons are pressed by number."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.conversation.plain import plain_text
from bot.conversation.records import Button, Incoming, Memory, Reply
from bot.conversation.talk import Conversation

LEAVE = {"/salir", "/exit", "/quit"}
HELP = "Enter sends. A number presses a button. 'lat,lon' shares a location. /exit leaves."


def chat_in_terminal(conversation: Conversation, console: Console) -> None:
    """Talks until /exit or end of input. Nothing is kept."""
    console.print(HELP, style="dim")
    memory = Memory()
    incoming: Incoming | None = Incoming(text="/start")
    while incoming is not None:
        outcome = conversation.respond(incoming, memory, datetime.now(UTC))
        memory = Memory() if "forget" in outcome.effects else outcome.memory
        buttons = show(outcome.reply, console)
        incoming = _next(console, buttons)


def show(reply: Reply, console: Console) -> tuple[Button, ...]:
    """Prints a reply with its buttons numbered, and gives the buttons in that order."""
    if reply.toast:
        console.print(reply.toast, style="italic green")
    text = plain_text(reply, buttons=False)
    buttons = tuple(button for row in reply.buttons for button in row)
    if text or buttons:
        body = Text(text)
        for number, button in enumerate(buttons, 1):
            body.append(f"\n[{number}] {button.label}", style="cyan")
        console.print(Panel(body, title="Rumbo", title_align="left", border_style="blue"))
    return buttons


def _next(console: Console, buttons: tuple[Button, ...]) -> Incoming | None:
    while True:
        try:
            typed = console.input("[bold]> [/bold]").strip()
        except (EOFError, KeyboardInterrupt):
            return None
        if typed in LEAVE:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(buttons):
            return Incoming(action=buttons[int(typed) - 1].action)
        if point := _location(typed):
            return Incoming(location=point)
        if typed:
            return Incoming(text=typed)


def _location(typed: str) -> tuple[float, float] | None:
    latitude, comma, longitude = typed.partition(",")
    try:
        return (float(latitude), float(longitude)) if comma else None
    except ValueError:
        return None
