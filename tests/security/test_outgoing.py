"""What goes out: to Telegram, with its certificate checked, and to wherever it points from there never."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from telegram.error import TelegramError

from bot.channels.telegram.request import AiohttpRequest

OK = b'{"ok": true, "result": true}'


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files[1].write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


@asynccontextmanager
async def telegram(
    answer: bytes, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers every request the same way; its port and what it heard."""
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65_536))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said(
    tmp_path: Path,
) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(OK), OK)
    async with telegram(reply, own_certificate(tmp_path)) as (port, heard), AiohttpRequest(1) as request:
        with pytest.raises(TelegramError):
            await request.do_request(f"https://127.0.0.1:{port}/bot1:token/getMe", "POST")
    assert heard == []


async def test_the_same_server_by_http_is_heard(tmp_path: Path) -> None:
    """The test above fails for the certificate and for nothing else."""
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(OK), OK)
    async with telegram(reply) as (port, _), AiohttpRequest(1) as request:
        status, body = await request.do_request(f"http://127.0.0.1:{port}/bot1:token/getMe", "POST")
    assert (status, body) == (200, OK)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_sends_the_token_on_to_another_address(status: int) -> None:
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(OK), OK)
    async with telegram(ok) as (port, heard):
        away = b"HTTP/1.1 %d Away\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % (
            status,
            port,
        )
        async with telegram(away) as (first, asked), AiohttpRequest(1) as request:
            got, _ = await request.do_request(f"http://127.0.0.1:{first}/bot1:token/getMe", "POST")
    assert got == status, "it is an answer like any other, and no success"
    assert len(asked) == 1
    assert heard == []


def test_the_usual_context_speaks_tls_1_2_at_least() -> None:
    """What aiohttp and asyncpg use where nothing else is said."""
    context = ssl.create_default_context()
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    weak = {cipher["name"] for cipher in context.get_ciphers()}
    assert not any(word in name for name in weak for word in ("RC4", "DES", "MD5", "NULL", "EXPORT", "anon"))
