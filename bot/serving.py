"""What is being served: the conversation over one release, and the words that may be kept of a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.talk import Conversation


@dataclass(frozen=True, slots=True)
class Serving:
    """Swapped whole when a new release is ready."""

    conversation: Conversation
    words: Callable[
        [], frozenset[str]
    ]  # the knowledge's own words, the allow-list of the scrubber; gathered once
