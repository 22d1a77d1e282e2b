"""Serves the web pages inside the bot's own event loop: start, the address it listens on, stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 30  # a webhook call in hand is answered before the server stops
MOST_CONNECTIONS = 300


class CannotListen(Exception):
    """The address can't be listened on; its text is one sentence that says which setting to change."""


class _Uvicorn(uvicorn.Server):
    """uvicorn that leaves the signals to the program it runs in, and tells when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


class Server:
    """One listening web server. `start` returns once it answers; `stop` once all that was in hand is answered."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._asked_port = port
        self._port: int | None = None
        self._server: _Uvicorn | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is listened on, also where 0 was asked for. Raises RuntimeError before `start`."""
        if self._port is None:
            msg = "the web server has not been started"
            raise RuntimeError(msg)
        return self._port

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104  # only compared
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    async def start(self) -> None:
        """Starts to listen. Raises CannotListen with a sentence for the operator."""
        listener = _listener(self._host, self._asked_port)
        self._port = listener.getsockname()[1]
        self._server = _Uvicorn(_config(self._app))
        self._running = asyncio.create_task(self._server.serve([listener]), name="web server")
        up = asyncio.create_task(self._server.is_up.wait())
        await asyncio.wait({up, self._running}, return_when=asyncio.FIRST_COMPLETED)
        if not up.done():
            up.cancel()
            await self._running  # it ended before it was up: its own error tells why

    async def stop(self) -> None:
        """Takes no new requests and ends when those in hand are answered, after GRACE_SECONDS at the latest."""
        if self._server is None or self._running is None:
            return
        self._server.should_exit = True
        await self._running
        self._server = self._running = None


def serve(app: ASGIApp, host: str, port: int) -> Server:
    """A server for `app` on host and port (0: any free one), not yet started."""
    return Server(app, host, port)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # the log holds no addresses of people
        proxy_headers=False,  # X-Forwarded-For says nothing that is needed here
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        raise CannotListen(_what_to_change(error, host, port)) from error


def _what_to_change(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: set RUMBO_HOST to 127.0.0.1, or to 0.0.0.0 for all."
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is already in use by another program: "
            "set RUMBO_PORT to another number, or to 0 for any free one."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} may not be used by this user: set RUMBO_PORT to a number from 1024 to 65535."
    return f"Can't listen on port {port} of {host} ({error.strerror}): change RUMBO_HOST or RUMBO_PORT."
