"""A client of the Model Context Protocol over WebSocket: JSON-RPC 2.0, a text a message.

The protocol itself leaves the transport open (revision 2025-06-18, "Custom Transports").
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Self

from fabula.lab.load.http import Broken
from fabula.lab.load.websocket import WebSocket

VERSION = "2025-06-18"
WHO = {"name": "fabula-lab", "version": "1"}


class Refused(Exception):
    """The server answered with an error: a tool that is not there, parameters that are missing.

    Args:
        code: Of JSON-RPC: -32601 for an unknown method, -32602 for bad parameters.
        message: What it said.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code, self.message = code, message


class Mcp:
    """One session with a server of tools; requests may be made at the same time.

    ```python
    async with await Mcp.connect("ws://127.0.0.1:8000/mcp") as brain:
        found = await brain.call("find_similar_characters", query="a dry engineer")
    ```

    Args:
        socket: An open connection.
        patience: Seconds after which an answer does not come any more.
    """

    def __init__(self, socket: WebSocket, patience: float = 60.0) -> None:
        self._socket, self._patience = socket, patience
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._reading = asyncio.create_task(self._read())
        self.server: Mapping[str, Any] = {}
        """What the server said of itself."""

    @classmethod
    async def connect(
        cls, address: str, headers: Mapping[str, str] | None = None, *, patience: float = 60.0
    ) -> Self:
        """Open a connection, and introduce each other.

        Raises:
            BadSetting: The address is none.
            Broken: Who answers does not speak the protocol.
            OSError: Nobody answers.
        """
        session = cls(await WebSocket.connect(address, headers), patience)
        about = {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": WHO}
        try:
            session.server = await session.ask("initialize", about)
            await session.tell("notifications/initialized")
        except BaseException:
            await session.close()
            raise
        return session

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def tools(self) -> list[str]:
        """The names of the tools."""
        return [tool["name"] for tool in (await self.ask("tools/list"))["tools"]]

    async def call(self, name: str, /, **arguments: Any) -> Any:
        """Let a tool work; what it gives back, read if it is JSON.

        Raises:
            Refused: There is no such tool, parameters are missing, or the tool failed.
            Broken: The connection ended.
        """
        result = await self.ask("tools/call", {"name": name, "arguments": arguments})
        text = "".join(part.get("text", "") for part in result.get("content", []))
        if result.get("isError"):
            raise Refused(0, text)
        if "structuredContent" in result:
            return result["structuredContent"]
        try:
            return json.loads(text)
        except ValueError:
            return text

    async def ask(self, method: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Make a request; its result.

        Raises:
            Refused: The server answered with an error.
            Broken: The connection ended, or nothing came in time.
        """
        self._next += 1
        number, answer = self._next, asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            await self._send({"id": number, "method": method, "params": dict(parameters or {})})
            async with asyncio.timeout(self._patience):
                return await answer
        except TimeoutError:
            raise Broken(f"{method}: no answer within {self._patience:g} s") from None
        finally:
            del self._asked[number]

    async def tell(self, method: str) -> None:
        """Send a notification, which nobody answers."""
        await self._send({"method": method})

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        await self._socket.close()

    async def _send(self, message: Mapping[str, Any]) -> None:
        if self._reading.done():
            raise Broken("the connection has ended")
        await self._socket.send(json.dumps({"jsonrpc": "2.0", **message}))

    async def _read(self) -> None:
        """Give each answer to who asked; when the connection ends, they all hear of it."""
        try:
            while True:
                self._hear(json.loads(await self._socket.receive()))
        except (Broken, ValueError) as error:
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(Broken(str(error)))

    def _hear(self, message: Any) -> None:
        answer = self._asked.get(message.get("id", 0)) if isinstance(message, dict) else None
        if answer is None or answer.done():
            return
        if "error" in message:
            error = message["error"]
            answer.set_exception(Refused(error.get("code", 0), error.get("message", "refused")))
        else:
            answer.set_result(message.get("result", {}))
