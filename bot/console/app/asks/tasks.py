"""What waits for an editor beside the drafts: places that people found closed, questions without an answer."""

from __future__ import annotations

from typing import Protocol


class Tasks(Protocol):
    """Its methods are declared here by the pages that ask them."""
