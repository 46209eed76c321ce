"""The client itself: each method is one request of the server's API, or a stream of events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from fabula.client.records import RunStatus, read_status
from fabula.client.refusals import refusal
from fabula.engine import Event
from fabula.errors import UnreachableAddress

if TYPE_CHECKING:
    import httpx2

API = "/api/v1"
TIMEOUT_SECONDS = 30.0
SILENCE_SECONDS = 45.0
"""A server says something each 15 s; a stream that is silent for three times as long is broken."""
PAUSES = (0.1, 0.3, 1.0, 3.0, 5.0)
"""Seconds before a stream that broke off is opened again; then the server is given up."""
NOTHING_MORE = 204
"""The status where the last event has been seen already."""
LOOK_SECONDS = 0.02
"""Between two looks at a run whose last event has come, while its files are written."""


class Client:
    """Talks to one server.

    ```python
    async with Client("http://127.0.0.1:8000") as client:
        run = await client.start(production="video", source={"name": "a.md", "text": "# Tides"})
        async for event in client.follow(run.run):
            print(event.kind)
        done = await client.wait(run.run)
        film = await client.read(done.project, done.files[0])
    ```

    Args:
        address: Scheme, host and port.
        key: Sent as a bearer token, if there is one.
    """

    def __init__(self, address: str, key: str = "") -> None:
        self.address, self._key = address.rstrip("/"), key
        self._http: httpx2.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        # It imports, and reads the system's certificates: not in the loop.
        self._http = await asyncio.to_thread(_open, self.address, self._key)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def health(self) -> dict[str, Any]:
        """How the server is, and what it offers; no key is needed for it."""
        return dict(await self._told("GET", "/health", fine=(503,)))

    async def begin(
        self,
        production: str,
        *,
        project: str = "",
        source: Mapping[str, str] | None = None,
        order: Mapping[str, object] | None = None,
    ) -> str:
        """Begin a project, and make nothing of it yet; gives its name.

        Args:
            production: "video", "episode".
            project: Its name; the server finds one if it is empty.
            source: `{"name": "paper.md", "text": ...}`, `{"name": "paper.pdf", "base64": ...}` or
                `{"url": ...}`; None: the example.
            order: What is ordered, as fabula.yaml has it.
        """
        asked = {"production": production, "source": source, "order": order or {}}
        if project:
            asked["project"] = project
        told = await self._told("POST", f"{API}/projects", json=asked)
        return str(told["project"])

    async def start(self, *, key: str = "", **request: Any) -> RunStatus:
        """Ask for a run: of a project, or of a new one.

        Args:
            key: Of this request: asked for again with the same one, it is the same run.
            **request: `project`, or `production`, `source` and `order`; `models`, `budget_usd`.

        Raises:
            ModelBusy: So many runs wait already that no more may.
            FabulaError: It cannot be; as the server says.
        """
        headers = {"Idempotency-Key": key} if key else {}
        return read_status(await self._told("POST", f"{API}/runs", json=request, headers=headers))

    async def status(self, run: str = "latest") -> RunStatus:
        """A run, by default the one that was asked for last."""
        return read_status(await self._told("GET", f"{API}/runs/{_named(run)}"))

    async def runs(self, limit: int = 20, project: str = "") -> list[RunStatus]:
        """The runs that were asked for last, the latest first."""
        params = {"limit": limit, **({"project": project} if project else {})}
        return [read_status(one) for one in await self._told("GET", f"{API}/runs", params=params)]

    async def events(self, run: str, after: int = 0) -> list[Event]:
        """What happened in a run so far, after the event of this number."""
        params = {"after": after}
        told = await self._told("GET", f"{API}/runs/{_named(run)}/events", params=params)
        return [_event(run, one) for one in told]

    async def follow(self, run: str, after: int = 0) -> AsyncGenerator[Event]:
        """What happens in a run, as it happens, to its end; none is missed, none comes twice.

        A stream that breaks off is taken up again after the last event that came.

        Raises:
            UnreachableAddress: The server is away, and does not come back.
            FabulaError: There is no such run.
        """
        import httpx2

        broken = 0
        while True:
            try:
                async for event in self._stream(run, after):
                    broken, after = 0, event.seq
                    yield event
            except httpx2.TransportError as error:
                if broken == len(PAUSES):
                    raise self._away(error) from None
                await asyncio.sleep(PAUSES[broken])
                broken += 1
            else:
                return

    async def cancel(self, run: str) -> RunStatus:
        """Let a run end; it does within a second."""
        return read_status(await self._told("POST", f"{API}/runs/{_named(run)}/cancel"))

    async def wait(self, run: str, seconds: float | None = None) -> RunStatus:
        """The run when it has ended.

        Args:
            run: Its id.
            seconds: The longest to wait; None: as long as it takes.

        Raises:
            TimeoutError: It has not ended by then.
        """
        async with asyncio.timeout(seconds):
            async for _ in self.follow(run):
                pass
            status = await self.status(run)
            while not status.ended:
                await asyncio.sleep(LOOK_SECONDS)
                status = await self.status(run)
        return status

    async def projects(self) -> list[dict[str, Any]]:
        """The projects that there are."""
        told = await self._told("GET", f"{API}/projects")
        return list(told)

    async def project(self, name: str) -> dict[str, Any]:
        """A project: its files, how each stands, and its latest run."""
        return dict(await self._told("GET", f"{API}/projects/{_named(name)}"))

    async def plan(self, project: str) -> dict[str, Any]:
        """What a run would make and why, for how long and how much; nothing is made for it."""
        return dict(await self._told("GET", f"{API}/projects/{_named(project)}/plan"))

    async def read(self, project: str, name: str) -> bytes:
        """The bytes of a file."""
        return (await self.fetch(project, name))[0]

    async def fetch(self, project: str, name: str) -> tuple[bytes, str]:
        """The bytes of a file, and the digest (SHA-256) that the server has of it."""
        answer = await self._ask("GET", f"{API}/projects/{_named(project)}/files/{quote(name)}")
        return answer.content, answer.headers.get("etag", "").removeprefix("W/").strip('"')

    async def write(
        self, project: str, name: str, content: bytes, *, digest: str = "", as_source: bool = False
    ) -> None:
        """Write a file: an edit, or something new.

        Args:
            project: Where.
            name: Of the file, inside the project.
            content: All of it.
            digest: The file must still be the one of this digest, as `fetch` gave it.
            as_source: It is new, and what the project is made from, from now on.

        Raises:
            BadInput: No run could read it; nothing was written.
        """
        path = f"{API}/projects/{_named(project)}/files/{quote(name)}"
        headers = {"If-Match": f'"{digest}"'} if digest else {}
        params = {"as": "source"} if as_source else {}
        await self._ask("PUT", path, content=content, headers=headers, params=params)

    async def remove(self, project: str) -> None:
        """Remove a project with all that is in it."""
        await self._ask("DELETE", f"{API}/projects/{_named(project)}")

    async def _stream(self, run: str, after: int) -> AsyncGenerator[Event]:
        headers = {"Last-Event-ID": str(after)} if after else {}
        path = f"{API}/runs/{_named(run)}/events"
        async with self._open.sse(path, headers=headers, timeout=SILENCE_SECONDS) as source:
            if source.response.status_code == NOTHING_MORE:
                return
            if source.response.status_code >= 400:
                await source.response.aread()
                raise self._refused(source.response)
            async for one in source:
                told: Any = one.json()
                yield _event(run, told)

    async def _told(self, method: str, path: str, **about: Any) -> Any:
        return (await self._ask(method, path, **about)).json()

    async def _ask(
        self, method: str, path: str, *, fine: tuple[int, ...] = (), **about: Any
    ) -> httpx2.Response:
        """Make a request.

        Raises:
            UnreachableAddress: Nobody answers.
            FabulaError: The server refuses; unless its status is fine.
        """
        import httpx2

        try:
            answer = await self._open.request(method, path, **about)
        except httpx2.TransportError as error:
            raise self._away(error) from None
        if answer.status_code >= 400 and answer.status_code not in fine:
            raise self._refused(answer)
        return answer

    def _refused(self, answer: httpx2.Response) -> Exception:
        try:
            body = answer.json()
        except ValueError:
            body = None
        return refusal(answer.status_code, body, answer.headers, self.address)

    def _away(self, error: Exception) -> UnreachableAddress:
        why = str(error) or type(error).__name__
        return UnreachableAddress(f"{self.address} does not answer: {why}")

    @property
    def _open(self) -> httpx2.AsyncClient:
        if self._http is None:
            raise RuntimeError("A client is opened first: async with Client(address) as client")
        return self._http


def _open(address: str, key: str) -> httpx2.AsyncClient:
    import httpx2

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
    return httpx2.AsyncClient(
        base_url=address, headers=headers, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False
    )


def _named(name: str) -> str:
    return quote(name, safe="")


def _event(run: str, told: Mapping[str, Any]) -> Event:
    return Event(run, told["seq"], told["at"], told["kind"], told.get("fields") or {})
