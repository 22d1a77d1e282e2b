"""What no well-behaved client sends, byte by byte over a real socket: one request is never taken for two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.console import listening
from bot.console.server import Server, build_app, serve
from tests.console.fake_desk import FakeDesk

SILENCE = 0.15  # seconds
HELLO = b'{"text": "hola"}'
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async def take(secret: bytes | None, content_type: str, body: bytes) -> int:
        return 200

    app = build_app(FakeDesk(), try_it=True, health=lambda: {"ok": True}, webhook=("/hook", take))
    running = serve(app, "127.0.0.1", 0)
    await running.start()
    yield running
    await running.stop()


async def said_to(server: Server, raw: bytes) -> bytes:
    """What comes back on one connection until it is closed, or silent for a while."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    received = b""
    try:
        writer.write(raw)
        while part := await asyncio.wait_for(reader.read(65_536), SILENCE):
            received += part
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()
    return received


async def answers_to(server: Server, raw: bytes) -> list[int]:
    """The status of every response that comes on one connection."""
    return [int(part.split()[0]) for part in (await said_to(server, raw)).split(b"HTTP/1.1 ")[1:]]


def post(server: Server, *lines: bytes, body: bytes = HELLO) -> bytes:
    host = b"Host: 127.0.0.1:%d" % server.port
    head = [b"POST /chat HTTP/1.1", host, b"Sec-Fetch-Site: same-origin", b"Content-Type: application/json"]
    return b"\r\n".join([*head, *lines, b"", b""]) + body


async def test_a_well_formed_message_is_answered_once(server: Server) -> None:
    length = b"Content-Length: %d" % len(HELLO)
    assert await answers_to(server, post(server, length, b"Connection: close")) == [200]


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Length: 16", b"Content-Length: 4"],
        [b"Content-Length: 16, 4"],
        [b"Content-Length: -1"],
        [b"Content-Length: 0x10"],
        [b"Content-Length: +16"],
        [b"Content-Length : 16"],
        [b"Content-Length: 16\r\n  folded"],
        [b"Transfer-Encoding: gzip, chunked"],
        [b"Transfer-Encoding: xchunked"],
        [b"Transfer-Encoding: identity"],
        [b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"],
        [b"X: a\x00b", b"Content-Length: 16"],
        [b"X: a\rY: b", b"Content-Length: 16"],
        [b"no colon", b"Content-Length: 16"],
    ],
    ids=lambda lines: b"; ".join(lines).decode("latin-1")[:40].encode("unicode_escape").decode(),
)
async def test_a_message_whose_end_is_in_doubt_is_refused_and_nothing_behind_it_is_read(
    server: Server, lines: list[bytes]
) -> None:
    answers = await answers_to(server, post(server, *lines) + SMUGGLED)
    assert [status for status in answers if status in {200, 404, 421}] == []
    assert len(answers) <= 1
    assert all(400 <= status < 502 for status in answers)


async def test_with_both_kinds_of_length_the_chunks_count(server: Server) -> None:
    """RFC 9112, 6.3: Transfer-Encoding goes before Content-Length."""
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HELLO), HELLO)
    both = [b"Content-Length: 4", b"Transfer-Encoding: chunked"]
    answers = await answers_to(server, post(server, *both, body=body))
    assert answers in ([200], [400], [])


@pytest.mark.parametrize(
    "body", [b"zz\r\nhola\r\n0\r\n\r\n", b"-1\r\nhola\r\n", b"10\nhola\n0\n\n" + SMUGGLED]
)
async def test_broken_chunks_are_refused(server: Server, body: bytes) -> None:
    answers = await answers_to(server, post(server, b"Transfer-Encoding: chunked", body=body))
    assert 200 not in answers
    assert len(answers) <= 1


@pytest.mark.parametrize(
    "first",
    [
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example",
        b"GET / HTTP/1.1\r\nHost: evil.example",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost",
        b"GET / HTTP/1.1",
        b"GET / HTTP/1.0",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443",
        b"PRI * HTTP/2.0",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_another_host_form_or_protocol_gets_nothing(server: Server, first: bytes) -> None:
    answers = await answers_to(server, first + b"\r\n\r\n")
    assert 200 not in answers
    assert all(status >= 400 for status in answers)


@pytest.mark.parametrize("method", [b"TRACE", b"TRACK", b"DEBUG", b"PROPFIND", b"CONNECT"])
@pytest.mark.parametrize("path", [b"/", b"/static/console.css", b"/hook", b"/health"])
async def test_trace_and_methods_that_nobody_uses_are_refused(
    server: Server, method: bytes, path: bytes
) -> None:
    own = b"Host: 127.0.0.1:%d\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\nX-Secret: echo-me"
    own %= server.port
    raw = b"%s %s HTTP/1.1\r\n%s\r\n\r\n" % (method, path, own)
    received = await said_to(server, raw)
    assert received.split()[1] in {b"400", b"403", b"404", b"405"}
    assert b"echo-me" not in received


async def test_no_connection_becomes_a_websocket(server: Server) -> None:
    upgrade = (
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://evil.example\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ) % server.port
    answers = await answers_to(server, upgrade)
    assert 101 not in answers
    assert answers


async def test_one_who_sends_headers_very_slowly_holds_up_nobody_else(server: Server) -> None:
    slow = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(50)]
    for _, writer in slow:
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
    length = b"Content-Length: %d" % len(HELLO)
    assert await answers_to(server, post(server, length, b"Connection: close")) == [200]
    for _, writer in slow:
        writer.close()


async def test_more_connections_than_are_taken_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "MOST_CONNECTIONS", 5)
    few = serve(build_app(FakeDesk(), try_it=True, health=lambda: {"ok": True}, webhook=None), "127.0.0.1", 0)
    await few.start()
    held = [await asyncio.open_connection("127.0.0.1", few.port) for _ in range(6)]
    try:
        await asyncio.sleep(0.05)
        assert await answers_to(few, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % few.port) == [
            503
        ]
    finally:
        for _, writer in held:
            writer.close()
    await asyncio.sleep(0.05)
    assert await answers_to(few, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % few.port) == [200]
    await few.stop()
