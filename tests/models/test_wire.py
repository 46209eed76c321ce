"""HTTP to a provider keeps its limits, and reads errors in every form that servers use."""

from __future__ import annotations

import pytest
from tests.models.fake_openai import fake_openai
from tests.models.serving import Reply as Told

from fabula.errors import BadAnswer, ModelBusy, ModelUnreachable
from fabula.models.addresses import Place
from fabula.models.replies import Reply
from fabula.models.wire import Wire

pytestmark = pytest.mark.anyio

KEY = "sk-secret"


def wire(address: str = "http://127.0.0.1:9/v1", key: str = KEY) -> Wire:
    """A wire to an address."""
    return Wire(Place("openai", address, "OPENAI_API_KEY", key), seconds=5)


async def test_large_answer_is_refused() -> None:
    """An answer past the limit is not read to its end."""
    async with fake_openai(Told(bytes(1_100_000))) as server:
        line = wire(server.address)
        with pytest.raises(BadAnswer, match="more than 1 MB"):
            await line.post("chat/completions", {}, limit_mb=1)
        await line.close()


async def test_broken_compression_is_unreachable() -> None:
    """An answer that cannot be decompressed is one that broke off."""
    async with fake_openai(Told(b"no gzip", 200, {"Content-Encoding": "gzip"})) as server:
        line = wire(server.address)
        with pytest.raises(ModelUnreachable, match="decompressed"):
            await line.post("chat/completions", {})
        await line.close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"error": {"message": "No", "code": "bad_thing"}}', "No (bad_thing)"),
        (b'{"error": "No"}', "No"),
        (b'{"detail": "No"}', "No"),
        (b'{"message": "No"}', "No"),
        (b'{"detail": [{"loc": ["body"]}]}', "HTTP 422"),
        (b'{"detail": [{"msg": "too large"}, {"msg": "no seed"}]}', "too large; no seed"),
        (b"<html>", "HTTP 422"),
        (b"[]", "HTTP 422"),
        (b'{"error": {"message": "your sk-secret is"}}', "your *** is"),
    ],
)
def test_message_is_found(content: bytes, message: str) -> None:
    """What the server says is passed on, without the key."""
    error = wire().failure(Reply(422, {}, content), "gpt")

    assert str(error) == f"openai did not accept the request to 'gpt': {message}"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3.5"}, 3.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, milliseconds and dates are understood, and nonsense is passed over."""
    error = wire().failure(Reply(429, headers, b""), "gpt")

    assert isinstance(error, ModelBusy)
    assert error.retry_after == seconds


def test_missing_key_is_named() -> None:
    """A local server that wants a key after all says which variable to set."""
    error = wire(key="").failure(Reply(401, {}, b""), "gpt")

    assert "a call without OPENAI_API_KEY" in str(error)


async def test_endless_stream_is_left() -> None:
    """A stream past the limit is not heard to its end."""
    event = b"data: " + bytes(1_000_000) + b"\n\n"
    async with fake_openai(Told((event,) * 25)) as server:
        line, heard = wire(server.address), list[int]()
        with pytest.raises(BadAnswer, match="more than 20 MB"):
            await line.listen("chat/completions", {}, lambda data: heard.append(len(data)))
        await line.close()

    assert len(heard) == 19


async def test_refusal_of_a_stream_is_read() -> None:
    """A server that answers with an error instead of a stream is read like any other."""
    async with fake_openai(Told({"error": "No"}, 400)) as server:
        line, heard = wire(server.address), list[bytes]()
        reply = await line.listen("chat/completions", {}, heard.append)
        await line.close()

    assert (reply.status, reply.tree(), heard) == (400, {"error": "No"}, [])
