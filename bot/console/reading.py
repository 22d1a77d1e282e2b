"""Reads the body of a request, never more of it and never for longer than is allowed."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

SLOWEST_SECONDS = 20


class BodyRefused(Exception):
    """The body is not taken: `status` for the machine, its text for the person."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


async def read_body(request: Request, most: int) -> bytes:
    """The body, at most `most` bytes. Raises BodyRefused: 413 beyond, 408 when it comes too slowly."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise _too_long(most)
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise _too_long(most)
    except TimeoutError:
        raise BodyRefused(408, "The message took too long to arrive.") from None
    return bytes(body)


def _too_long(most: int) -> BodyRefused:
    return BodyRefused(413, f"The message is longer than {most // 1024} kilobytes.")
