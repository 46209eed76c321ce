"""A simulator asked in the same process: no socket, and no clock but the event loop's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

from fabula.errors import BadAnswer, ModelUnreachable
from fabula.models.addresses import Place
from fabula.models.replies import Events, Reply, is_file
from fabula.models.simulator.app import Simulator
from fabula.models.simulator.line import HungUp
from fabula.models.simulator.plan import Plan, read_plan
from fabula.models.simulator.uploads import write_form
from fabula.models.wire import Hear, Wire

PLACE = Place("simulated", "http://simulated/v1", "SIMULATED_API_KEY", "")
MODEL = "sim"


class NearWire(Wire):
    """Asks a simulator as `Wire` asks a server; whatever goes wrong is the same error.

    Args:
        simulator: What answers.
        seconds: Longest time for a whole call.
    """

    def __init__(self, simulator: Simulator, *, seconds: float) -> None:
        super().__init__(PLACE, seconds=seconds)
        self._simulator = simulator

    async def _asked(
        self,
        method: str,
        url: str,
        limit_mb: int,
        *,
        hear: Hear | None = None,
        take: Hear | None = None,
        **content: Any,
    ) -> Reply:
        kind, body = _written(content)
        scope = {
            "type": "http",
            "method": method,
            "path": f"/v1/{url}",
            "headers": [(b"content-type", kind.encode()), (b"user-agent", b"fabula")],
        }
        ear = _Ear(hear, take)

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body}

        try:
            async with asyncio.timeout(self._seconds):
                await self._simulator(scope, receive, ear.send)
        except TimeoutError:
            problem = f"gave no whole answer within {self._seconds:g} s"
        except HungUp:
            problem = "broke off"
        else:
            if len(ear.content) > limit_mb * 1_000_000:
                raise BadAnswer(f"{self.provider} sent more than {limit_mb} MB.")
            return Reply(ear.status, ear.headers, bytes(ear.content)).unmasked()
        raise ModelUnreachable(f"{self.provider} {problem}.")


class Near:
    """Stands before an adapter of OpenAI's format among a class's bases: the simulator is asked.

    Args:
        simulator: What answers.
        seconds: Longest time for a whole call; the adapter's own, if it is not said.
    """

    longest: ClassVar[float]
    """Seconds for a whole call."""
    _identity: str
    _wire: Wire

    def __init__(self, simulator: Simulator, *, seconds: float | None = None) -> None:
        seconds = self.longest if seconds is None else seconds
        super().__init__(PLACE, MODEL, seconds=seconds)  # type: ignore[call-arg]
        # Its seed is all that changes an answer.
        self._identity = f"simulated:{simulator.plan.seed}"
        self._wire = NearWire(simulator, seconds=seconds)

    @classmethod
    def provide(cls, provider: str, model: str, environment: Mapping[str, str]) -> Self:  # noqa: ARG003
        """The model behind "simulated" or "simulated:PLAN.toml".

        Raises:
            BadSetting: The plan cannot be read.
        """
        return cls(simulator_of(model))


class _Ear:
    """What a simulator says, as it comes."""

    def __init__(self, hear: Hear | None, take: Hear | None) -> None:
        self._hear, self._take, self._events = hear, take, Events()
        self.status, self.content = 0, bytearray()
        self.headers: Mapping[str, str] = {}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            if not self.headers["content-type"].startswith("text/event-stream"):
                self._hear = None
            if not is_file(self.status, self.headers):
                self._take = None
        elif self._hear is None:
            self.content += message["body"]
            if self._take is not None:
                self._take(message["body"])
        else:
            for data in self._events.feed(message["body"]):
                self._hear(data)


def _written(content: Mapping[str, Any]) -> tuple[str, bytes]:
    """The content as a request has it: its kind, and its bytes."""
    if "files" in content:
        files = {name: content for name, (_, content, _) in content["files"].items()}
        return write_form({**content.get("data", {}), **files})
    return "application/json", json.dumps(content.get("json", {})).encode()


@cache
def simulator_of(model: str) -> Simulator:
    """The simulator behind "simulated:MODEL"; all roles that name the same one share it.

    Args:
        model: A file with a plan; empty for one without delays and faults.

    Raises:
        BadSetting: The plan cannot be read.
    """
    return Simulator(read_plan(Path(model)) if model else Plan())
