"""The server starts and stops inside the bot, and says in one sentence why it can't."""

from __future__ import annotations

import asyncio
import signal
import socket

import httpx
import pytest

from bot.console.server import CannotListen, serve
from tests.console.fake_desk import FakeDesk
from tests.console.visitor import pages


async def test_port_0_gives_back_the_port_that_is_listened_on() -> None:
    server = serve(pages(), "127.0.0.1", 0)
    await server.start()
    try:
        assert server.port > 0
        assert server.url == f"http://127.0.0.1:{server.port}"
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{server.url}/health")
        assert response.json() == {"ok": True}
        assert "server" not in response.headers
    finally:
        await server.stop()


async def test_a_stopped_server_frees_its_port_and_stopping_twice_is_fine() -> None:
    server = serve(pages(), "127.0.0.1", 0)
    await server.start()
    await server.stop()
    await server.stop()
    again = serve(pages(), "127.0.0.1", server.port)
    await again.start()
    await again.stop()


async def test_what_is_in_hand_is_answered_before_the_server_stops() -> None:
    desk = FakeDesk(gate=asyncio.Event())
    server = serve(pages(desk), "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, headers={"origin": server.url}) as client:
        asked = asyncio.create_task(client.post("/chat", json={"text": "hola"}))
        while not desk.asked:
            await asyncio.sleep(0.01)
        stopping = asyncio.create_task(server.stop())
        await asyncio.sleep(0.05)
        assert not stopping.done()
        desk.gate.set()
        assert (await asked).status_code == 200
        await stopping


async def test_the_programs_own_signal_handlers_stay() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    server = serve(pages(), "127.0.0.1", 0)
    await server.start()
    during = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    await server.stop()
    assert during == before


async def test_a_taken_port_is_told_with_the_setting_to_change() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen) as refused:
            await serve(pages(), "127.0.0.1", port).start()
    assert str(refused.value) == (
        f"Port {port} of 127.0.0.1 is already in use by another program: "
        "set RUMBO_PORT to another number, or to 0 for any free one."
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no such name"])
async def test_an_address_that_is_not_ours_is_told_with_the_setting_to_change(host: str) -> None:
    with pytest.raises(CannotListen, match="is no address of this machine: set RUMBO_HOST"):
        await serve(pages(), host, 0).start()


def test_the_port_is_not_known_before_the_start() -> None:
    with pytest.raises(RuntimeError, match="has not been started"):
        _ = serve(pages(), "127.0.0.1", 0).port


async def test_an_ipv6_address_is_written_as_browsers_read_it() -> None:
    server = serve(pages(), "::1", 0)
    try:
        await server.start()
    except CannotListen:
        pytest.skip("this machine has no IPv6")
    assert server.url == f"http://[::1]:{server.port}"
    await server.stop()
