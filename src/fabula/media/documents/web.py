"""Documents from the web, without letting an address reach into the network we stand in.

Each host is resolved first, every address it has is checked, and the connection is made to the
very address that was checked: a name server that answers differently the second time (DNS
rebinding) gains nothing. Proxies of the environment are not used, as they resolve by themselves.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from fabula.errors import EmptyInput, TooLarge, UnreachableAddress, UnreadableInput
from fabula.media.documents.source import MEGABYTE, Limits, Source

if TYPE_CHECKING:
    import httpx2

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PACKINGS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS}
_AGENT = "fabula (reads one document for a person)"
_READABLE = (
    "text/",
    "application/pdf",
    "application/xhtml+xml",
    "application/xml",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_SAVE = "Save the document in a browser and give the file."


async def fetch(url: str, limits: Limits | None = None, *, allow_private: bool = False) -> Source:
    """The document at an http or https address.

    Args:
        url: The address.
        limits: `bytes` bounds what is taken in, `seconds` the whole fetch.
        allow_private: Let the address lead into private networks and to this machine; for tests,
            and for deployments whose users may see everything the server sees.

    Raises:
        UnreachableAddress: It cannot be fetched, or may not be.
        TooLarge: It is past `limits.bytes`, or did not arrive within `limits.seconds`.
        UnreadableInput: What is there is no document.
        EmptyInput: There is nothing there.
    """
    limits = limits or Limits()
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, limits, allow_private=allow_private)
    except TimeoutError as error:
        raise TooLarge(url, f"did not arrive within {limits.seconds:g} s", _SAVE) from error


async def _follow(url: str, limits: Limits, *, allow_private: bool) -> Source:
    place = url
    for _ in range(_MOST_REDIRECTS + 1):
        host, port, address = await _resolved(place, allow_private=allow_private)
        # Opening the client imports httpx2 and reads the system's certificates: not in the loop.
        async with await asyncio.to_thread(_client) as client:
            found = await _asked(
                client, place, _request(client, place, host, port, address), limits
            )
        if isinstance(found, Source):
            return found
        place = urljoin(place, found)
    raise UnreachableAddress(f"{url}: redirects more than {_MOST_REDIRECTS} times. {_SAVE}")


def _client() -> httpx2.AsyncClient:
    import httpx2

    return httpx2.AsyncClient(trust_env=False, timeout=None)


async def _asked(
    client: httpx2.AsyncClient, url: str, request: httpx2.Request, limits: Limits
) -> Source | str:
    """What the server gave, or where it sent us."""
    import httpx2

    try:
        async with aclosing(await client.send(request, stream=True)) as response:
            if response.status_code in _REDIRECTS:
                return str(response.headers.get("location", ""))
            return await _taken(response, url, limits)
    except httpx2.HTTPError as error:
        raise UnreachableAddress(
            f"{url}: cannot be fetched ({type(error).__name__}: {error}). "
            f"Check the address. {_SAVE}"
        ) from error


async def _resolved(url: str, *, allow_private: bool) -> tuple[str, int, str]:
    """Host, port and the checked address to connect to."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UnreachableAddress(f"{url}: is not a web address ({error}).") from error
    if parts.scheme not in _PORTS or not host:
        raise UnreachableAddress(f"{url}: only http:// and https:// addresses can be fetched.")
    if parts.username or parts.password:
        raise UnreachableAddress(f"{parts.hostname}: an address with a password is not fetched.")
    port = port or _PORTS[parts.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableAddress(f"{url}: there is no host {host!r}. Check the address.") from error
    addresses = [str(entry[4][0]) for entry in found]
    barred = [a for a in addresses if not is_public(a)]
    if barred and not allow_private:
        raise UnreachableAddress(
            f"{url}: leads to {barred[0]}, which is not on the public internet. {_SAVE}"
        )
    return host, port, addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, wrapped forms of IPv4 unwrapped."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast


def _request(
    client: httpx2.AsyncClient, url: str, host: str, port: int, address: str
) -> httpx2.Request:
    """A request to `address` that names `host`, in its header and to TLS."""
    parts = urlsplit(url)
    literal = f"[{address}]" if ":" in address else address
    place = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
    named = f"[{host}]" if ":" in host else host
    usual = port == _PORTS[parts.scheme]
    return client.build_request(
        "GET",
        place,
        headers={
            "Host": named if usual else f"{named}:{port}",
            "User-Agent": _AGENT,
            "Accept-Encoding": "gzip",
        },
        extensions={"sni_hostname": host},
    )


async def _taken(response: httpx2.Response, url: str, limits: Limits) -> Source:
    if response.status_code >= 400 or response.status_code < 200:
        raise UnreachableAddress(
            f"{url}: the server answered {response.status_code} {response.reason_phrase}. {_SAVE}"
        )
    kind = response.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind and not kind.startswith(_READABLE):
        raise UnreadableInput(
            url, f"is {kind}, not a document", "Readable: PDF, DOCX, Markdown, HTML, text."
        )
    told = response.headers.get("content-length", "")
    if told.isdecimal():
        _check(url, int(told), limits)
    unpack = _unpacking(response.headers.get("content-encoding", ""), url, limits)
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += unpack(chunk)
        _check(url, len(data), limits)
    if not data:
        raise EmptyInput(url, "is empty (0 bytes)", "Check the address.")
    source = Source(url, bytes(data), media_type=kind)
    return _as_utf8(source, response.charset_encoding)


def _unpacking(encoding: str, url: str, limits: Limits) -> Callable[[bytes], bytes]:
    """Undoes the packing for the way; never more at once than may be taken in.

    A few kilobytes, packed twice or by the newer ways, can unpack to more than any memory holds.
    """
    packing = encoding.strip().casefold()
    if packing in {"", "identity"}:
        return bytes
    if packing not in _PACKINGS:
        raise UnreadableInput(url, f"is packed in a way that was not asked for ({packing})", _SAVE)
    inflate = zlib.decompressobj(_PACKINGS[packing])

    def unpack(chunk: bytes) -> bytes:
        try:
            return inflate.decompress(chunk, limits.bytes + 1)
        except zlib.error as error:
            raise UnreachableAddress(f"{url}: what arrived is damaged ({error}).") from error

    return unpack


def _check(url: str, size: int, limits: Limits) -> None:
    if size > limits.bytes:
        raise TooLarge(
            url, f"has more than {limits.bytes / MEGABYTE:.0f} MB, the limit", "Raise the limit."
        )


def _as_utf8(source: Source, charset: str | None) -> Source:
    """Text in the encoding that the server named, as UTF-8 with its mark."""
    if not charset or not source.media_type.startswith(("text/", "application/xhtml")):
        return source
    try:
        text = source.data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return source
    return replace(source, data=text.encode("utf-8-sig"))
