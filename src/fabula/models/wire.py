"""HTTP to a provider: limits on time and size, errors told apart."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fabula.errors import BadAnswer, ModelBusy, ModelError, ModelRefused, ModelUnreachable
from fabula.models.addresses import Place
from fabula.models.line import Line, take_line
from fabula.models.replies import Events, Reply, is_file, message_in, retry_after_in

if TYPE_CHECKING:
    from httpx2 import AsyncClient

Hear = Callable[[bytes], None]
"""Told what comes, piece by piece: the data of an event, or bytes of a file."""

CONNECT_SECONDS = 10.0
_MB = 1_000_000


class Wire:
    """Asks one provider.

    Args:
        place: Where it is, and the key, which is sent there and shown nowhere.
        seconds: Longest time for a whole call, and for a silence within it.
        key_header: Name of the header that brings the key, and what stands before the key in it;
            after "Basic " the key, a name and a password, is encoded as HTTP wants it.
    """

    def __init__(
        self,
        place: Place,
        *,
        seconds: float,
        key_header: tuple[str, str] = ("Authorization", "Bearer "),
    ) -> None:
        self.provider, self.address, self.variable = place.provider, place.address, place.variable
        self._key, self._seconds = place.key, seconds
        name, before = key_header
        brought = b64encode(place.key.encode()).decode() if before == "Basic " else place.key
        self._headers = {name: before + brought} if place.key else {}
        # As it is sent, and as JSON may write it: a server can send back what it was sent.
        told = {place.key, brought, place.key.replace("/", "\\/")} - {""}
        self._secrets = tuple(sorted((one.encode() for one in told), key=len, reverse=True))
        self._place = place
        self._lines: dict[asyncio.AbstractEventLoop, Line] = {}

    async def post(self, path: str, body: Mapping[str, Any], *, limit_mb: int = 20) -> Reply:
        """Send the body as JSON; gives the reply whatever its status is.

        Raises:
            ModelUnreachable: No connection, no answer in time, or one that broke off.
            BadAnswer: The answer is larger than the limit.
        """
        return await self.send("POST", path, limit_mb=limit_mb, json=body)

    async def send(self, method: str, path: str, *, limit_mb: int = 20, **content: Any) -> Reply:
        """Ask in any other way; gives the reply whatever its status is.

        Args:
            method: Of HTTP.
            path: Below the address of the provider.
            limit_mb: The largest answer.
            content: What is sent, as httpx2 calls it: `params`, `json`, `data`, `files`.

        Raises:
            ModelUnreachable: No connection, no answer in time, or one that broke off.
            BadAnswer: The answer is larger than the limit.
        """
        return await self._asked(method, path, limit_mb, headers=self._headers, **content)

    async def listen(self, path: str, body: Mapping[str, Any], hear: Hear) -> Reply:
        """Send the body as JSON, and hear each server-sent event as it comes.

        Args:
            path: Below the address of the provider.
            body: Asks for a stream.
            hear: Told the data of each event; what it raises ends the call.

        Returns:
            The reply. Its content is empty if the server did send events; else it is all it sent.

        Raises:
            ModelUnreachable: No connection, no answer in time, or one that broke off.
            BadAnswer: The answer is larger than the limit.
        """
        return await self._asked("POST", path, 20, hear=hear, headers=self._headers, json=body)

    async def receive(
        self, path: str, body: Mapping[str, Any], take: Hear, *, limit_mb: int, **more: Any
    ) -> Reply:
        """Send the body as JSON, and be told the file that comes back while it comes, too.

        Args:
            path: Below the address of the provider.
            body: Asks for the file.
            take: Told each piece of the file, cut anywhere, and nothing of an error or a page; what
                it raises ends the call.
            limit_mb: The largest file.
            more: What else is sent, as for `send`.

        Raises:
            ModelUnreachable: No connection, no answer in time, or one that broke off.
            BadAnswer: The answer is larger than the limit.
        """
        return await self._asked(
            "POST", path, limit_mb, take=take, headers=self._headers, json=body, **more
        )

    async def fetch(self, url: str, *, limit_mb: int = 50) -> bytes:
        """What lies at an address that the provider told: the key is not sent there.

        Raises:
            BadAnswer: The address is none, is not encrypted as the provider's own is, or what is
                there is larger than the limit.
            ModelUnreachable: It cannot be fetched.
        """
        schemes = ("https://",) if self.address.startswith("https://") else ("https://", "http://")
        if not url.startswith(schemes):
            raise BadAnswer(f"{self.provider} told {url!r:.60} as the address of its answer.")
        reply = await self._asked("GET", url, limit_mb, follow_redirects=True)
        if reply.status >= 300:
            raise ModelUnreachable(
                f"What {self.provider} made cannot be fetched: HTTP {reply.status}."
            )
        return reply.content

    async def close(self) -> None:
        """Leave the connections of the running loop; they are closed if nobody else needs them."""
        line = self._lines.pop(asyncio.get_running_loop(), None)
        if line is not None:
            await line.leave()

    def hide(self, text: str) -> str:
        """The text without the key: some servers send it back in their errors."""
        return text.replace(self._key, "***") if self._key else text

    async def _asked(self, method: str, url: str, limit_mb: int, **content: Any) -> Reply:
        client = await self._client()
        from httpx2 import DecodingError, HTTPError, InvalidURL, Timeout

        content["timeout"] = Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
        try:
            async with asyncio.timeout(self._seconds):
                return await self._read(client, method, url, limit_mb * _MB, **content)
        except TimeoutError:
            problem = f"gave no whole answer within {self._seconds:g} s"
        except DecodingError:
            problem = "sent an answer that cannot be decompressed"
        except (HTTPError, InvalidURL) as exc:
            # Not chained: the exception holds the request, and with it the key.
            problem = f"cannot be reached ({self.hide(str(exc)) or type(exc).__name__})"
        raise ModelUnreachable(f"{self.provider} at {self.address} {problem}.") from None

    def failure(self, reply: Reply, model: str) -> ModelError:
        """The error that a reply with a bad status stands for."""
        said = self.hide(message_in(reply.tree())) or f"HTTP {reply.status}"
        retry_after = retry_after_in(reply.headers)
        match reply.status:
            case 429 if "insufficient_quota" in said:
                return ModelRefused(f"{self.provider} has no quota left: {said}")
            case 429:
                return ModelBusy(f"{self.provider} is busy: {said}", retry_after)
            case 503 | 529 if retry_after is not None:
                return ModelBusy(f"{self.provider} is busy: {said}", retry_after)
            case 408 | 425 | 500 | 502 | 503 | 504 | 520 | 521 | 522 | 523 | 524 | 529:
                return ModelUnreachable(f"{self.provider} is out of order: {said}")
        return ModelRefused(f"{self.provider} {self._refusal(reply.status, model)}: {said}")

    def _refusal(self, status: int, model: str) -> str:
        key = f"the key in {self.variable}" if self._key else f"a call without {self.variable}"
        known = {
            401: f"does not accept {key}",
            402: "has no credit left",
            403: f"does not let {key} use {model!r}",
            404: f"at {self.address} has no model {model!r}",
            413: "finds the request too large; a shorter document or another model may do",
        }
        return known.get(status, f"did not accept the request to {model!r}")

    async def _client(self) -> AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._lines:
            self._lines = {one: line for one, line in self._lines.items() if not one.is_closed()}
            self._lines[loop] = take_line(self._place)
        return await self._lines[loop].client()

    async def _read(
        self,
        client: AsyncClient,
        method: str,
        url: str,
        limit: int,
        *,
        hear: Hear | None = None,
        take: Hear | None = None,
        **content: Any,
    ) -> Reply:
        received, size, events = bytearray(), 0, Events()
        async with client.stream(method, url, **content) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            if not headers.get("content-type", "").startswith("text/event-stream"):
                hear = None
            if not is_file(response.status_code, headers):
                take = None
            async for chunk in response.aiter_bytes():
                size += len(chunk)
                if size > limit:
                    raise BadAnswer(f"{self.provider} sent more than {limit // _MB} MB.")
                if hear is None:
                    received += chunk
                    if take is not None:
                        take(chunk)
                    continue
                for data in events.feed(chunk):
                    hear(self._cleared(data))
            reply = Reply(response.status_code, headers, self._cleared(bytes(received)))
            return reply.unmasked()

    def _cleared(self, content: bytes) -> bytes:
        """What a server sent, without the key, wherever it stands."""
        for secret in self._secrets:
            content = content.replace(secret, b"***")
        return content
