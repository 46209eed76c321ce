"""Addresses: what is fetched, what is refused, and what never gets through."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fabula.errors import EmptyInput, TooLarge, UnreachableAddress, UnreadableInput
from fabula.media.documents import Limits, fetch, read
from fabula.media.documents.web import is_public

pytestmark = pytest.mark.anyio


_ZEROS = gzip.compress(bytes(50_000_000))
PACKED = {
    "/packed": ("gzip", gzip.compress(b"Tea is warm.")),
    "/bomb": ("gzip", _ZEROS),
    "/twice": ("gzip, gzip", gzip.compress(_ZEROS)),
}


class Pages(BaseHTTPRequestHandler):
    """A small site."""

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path.startswith("/hop"):
            left = int(self.path[4:])
            return self._answer(302, {"Location": f"/hop{left - 1}" if left else "/page"})
        if self.path == "/away":
            return self._answer(302, {"Location": "file:///etc/passwd"})
        if self.path in {"/endless", "/drips"}:
            return self._go_on()
        if self.path in PACKED:
            packing, packed = PACKED[self.path]
            said = {"Content-Type": "text/plain", "Content-Encoding": packing}
            return self._answer(200, said, packed)
        if self.path == "/slow":
            threading.Event().wait(1.0)
        kinds = {"/video": "video/mp4", "/latin": "text/html; charset=iso-8859-1"}
        if self.path == "/gone":
            return self._answer(404, {})
        body = "" if self.path == "/empty" else f"<h1>Café</h1><p>Host {self.headers['Host']}.</p>"
        kind = kinds.get(self.path, "text/html; charset=utf-8")
        return self._answer(
            200, {"Content-Type": kind}, body.encode("latin-1" if "8859" in kind else "utf-8")
        )

    def _go_on(self) -> None:
        """Send without end: as fast as it goes, or a byte now and then in chunks."""
        drips = self.path == "/drips"
        kind = {"Transfer-Encoding": "chunked"} if drips else {}
        self._answer(200, {"Content-Type": "text/plain", **kind})
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b"1\r\nx\r\n" if drips else b"x" * 65536)
                threading.Event().wait(0.05 * drips)

    def _answer(self, code: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # whoever asked may have gone
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def test_page_is_fetched_by_name(site: str) -> None:
    """The request names the host, though it goes to the address that was checked."""
    place = site.replace("127.0.0.1", "localhost") + "/page"
    source = await fetch(place, allow_private=True)

    assert source.media_type == "text/html"
    assert site.replace("http://127.0.0.1", "Host localhost") in source.data.decode()


async def test_named_encoding_is_honoured(site: str) -> None:
    """Text arrives as UTF-8, whatever the server sent."""
    source = await fetch(f"{site}/latin", allow_private=True)

    assert "Café" in source.data.decode("utf-8-sig")


async def test_five_redirects_are_followed(site: str) -> None:
    """Five hops are followed and the last address is the name; six are too many."""
    source = await fetch(f"{site}/hop4", allow_private=True)

    assert f"{site}/page" == source.name
    with pytest.raises(UnreachableAddress, match="more than 5 times"):
        await fetch(f"{site}/hop5", allow_private=True)


async def test_redirect_is_checked_again(site: str) -> None:
    """A redirect cannot lead out of the web."""
    with pytest.raises(UnreachableAddress, match="only http"):
        await fetch(f"{site}/away", allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
    ],
)
async def test_private_addresses_are_refused(url: str) -> None:
    """No form of an address that is not public is connected to."""
    with pytest.raises(UnreachableAddress, match="not on the public internet"):
        await fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "http://",
        "http://a:b@example.org/",
        "http://[1",
    ],
)
async def test_other_addresses_are_refused(url: str) -> None:
    """Only plain web addresses are fetched."""
    with pytest.raises(UnreachableAddress):
        await fetch(url)


async def test_endless_answer_is_cut(site: str) -> None:
    """The limit on bytes is kept while they stream in."""
    with pytest.raises(TooLarge, match="more than 1 MB"):
        await fetch(f"{site}/endless", Limits(bytes=1_000_000), allow_private=True)


async def test_slow_answer_is_given_up(site: str) -> None:
    """The whole fetch has one limit on time."""
    with pytest.raises(TooLarge, match=r"did not arrive within 0\.3 s"):
        await fetch(f"{site}/slow", Limits(seconds=0.3), allow_private=True)


async def test_dripping_answer_is_given_up(site: str) -> None:
    """A byte now and then, without end, does not keep the fetch alive."""
    with pytest.raises(TooLarge, match=r"did not arrive within 0\.4 s"):
        await fetch(f"{site}/drips", Limits(seconds=0.4), allow_private=True)


async def test_packed_answer_is_unpacked(site: str) -> None:
    """What was packed for the way arrives unpacked."""
    source = await fetch(f"{site}/packed", allow_private=True)

    assert source.data == b"Tea is warm."


@pytest.mark.parametrize(("path", "said"), [("bomb", "more than 1 MB"), ("twice", "packed")])
async def test_packed_bombs_are_cut(site: str, path: str, said: str) -> None:
    """Fifty megabytes packed into a few kilobytes count as what they are."""
    with pytest.raises((TooLarge, UnreadableInput), match=said):
        await fetch(f"{site}/{path}", Limits(bytes=1_000_000), allow_private=True)


async def test_other_answers_say_why(site: str) -> None:
    """An error page, a film and nothing at all are told apart."""
    with pytest.raises(UnreachableAddress, match="answered 404"):
        await fetch(f"{site}/gone", allow_private=True)
    with pytest.raises(UnreadableInput, match="is video/mp4"):
        await fetch(f"{site}/video", allow_private=True)
    with pytest.raises(EmptyInput):
        await fetch(f"{site}/empty", allow_private=True)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("::ffff:192.168.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("::", False),
        ("::127.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("fec0::1", False),
    ],
)
def test_public_addresses_are_known(address: str, expected: bool) -> None:
    """Wrapped addresses count as what they wrap."""
    assert expected is is_public(address)


async def test_fetched_page_is_read(site: str) -> None:
    """What was fetched can be read, and names its address."""
    source = await fetch(f"{site}/page", allow_private=True)
    import anyio.to_thread

    document = await anyio.to_thread.run_sync(read, source)

    assert ("Café", f"{site}/page") == (document.title, document.source)
