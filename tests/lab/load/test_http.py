"""The client of the load: it reads every form of answer, and keeps its connections."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tests.lab.load.servers import Respond, plain, served

from fabula.errors import BadSetting
from fabula.lab.load.http import Answer, Broken, Http, Unfit

Asked = tuple[list[Answer], int]


def asked(
    respond: Respond, paths: Sequence[str] = ("/",), **more: object
) -> tuple[list[Answer], int]:
    """The answers one after another, and over how many connections they came."""

    async def ask(address: str) -> Asked:
        async with Http(address, {"X-Key": "k"}) as http:
            return [await http.ask(path, **more) for path in paths], http.connects  # type: ignore[arg-type]

    with served(respond) as address:
        return asyncio.run(ask(address))


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("raw", "body", "connections"),
    [
        (plain(b"hello"), b"hello", 1),
        (CHUNKED, b"abcde", 1),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", 1),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end", b"to the end", 3),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + plain(b"later"), b"later", 1),
    ],
)
def test_each_form_of_body_is_read(raw: bytes, body: bytes, connections: int) -> None:
    """Three in a row, over one connection where the server keeps it."""
    answers, opened = asked(lambda _head: raw, ("/",) * 3)

    assert [answer.body for answer in answers] == [body] * 3
    assert opened == connections


def test_request_is_what_servers_want() -> None:
    """Method, path, host, headers and body."""
    came: list[bytes] = []

    def respond(head: bytes) -> bytes:
        came.append(head)
        return plain(b"", "201 Created")

    answers, _ = asked(respond, ("/runs?x=1",), method="POST", body=b"{}")

    assert answers[0].status == 201
    assert came[0].startswith(b"POST /runs?x=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nX-Key: k\r\n" in came[0]
    assert came[0].endswith(b"Content-Length: 2\r\n\r\n{}")


def test_requests_at_the_same_time_have_connections_of_their_own() -> None:
    """Five at once, then five more over the same five."""

    async def ask(address: str) -> int:
        async with Http(address) as http:
            for _ in range(2):
                await asyncio.gather(*(http.get("/") for _ in range(5)))
            return http.connects

    with served(lambda _head: plain(b"ok")) as address:
        assert asyncio.run(ask(address)) == 5


def test_refused_request_has_failed() -> None:
    """A status of 400 or above."""

    async def get(address: str) -> None:
        async with Http(address) as http:
            await http.get("/x")

    with (
        served(lambda _head: plain(b"no", "503 Busy")) as address,
        pytest.raises(Unfit, match="/x: status 503"),
    ):
        asyncio.run(get(address))


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nshort",
    ],
)
def test_broken_answer_is_told(raw: bytes) -> None:
    """It is no answer, or not the whole of one."""
    with pytest.raises(Broken):
        asked(lambda _head: raw)


def test_nobody_there_is_an_error() -> None:
    """A refused connection is not waited for."""

    async def get() -> None:
        await Http("http://127.0.0.1:9").get("/")

    with pytest.raises(OSError, match="9"):
        asyncio.run(get())


def test_wrong_address_is_told() -> None:
    """At once."""
    with pytest.raises(BadSetting, match="no address"):
        Http("127.0.0.1:8000")
