"""Where a request comes from, to slow down who guesses; it is counted in memory and written nowhere."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.requests import Request

_V6_OF_ONE_HOUSEHOLD = 64  # bits; whoever has one address has all that begin like it


def address_of(request: Request) -> str:
    """The visitor's address, an IPv6 one by its network; "" where it is not known.

    By https there is a proxy in front, and the last address of X-Forwarded-For is the one that it saw itself. Whatever
    stands before that, and the whole header without a proxy, is the visitor's own word and is not believed.
    """
    seen = request.client.host if request.client else ""
    if request.url.scheme == "https":
        told = request.headers.getlist("x-forwarded-for")
        seen = _network(told[-1].rpartition(",")[2].strip() if told else "") or seen
    return _network(seen) or seen


def _network(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((int(address), _V6_OF_ONE_HOUSEHOLD), strict=False))
