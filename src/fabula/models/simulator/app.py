"""The simulator as an ASGI application: OpenAI's wire format, faults, limits, a journal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import asdict, fields, replace
from typing import Any

from fabula.errors import UserError
from fabula.models.simulator.answers import answer_to
from fabula.models.simulator.calls import PATHS, Call, read_call
from fabula.models.simulator.faults import read_fault
from fabula.models.simulator.journal import Entry, Journal
from fabula.models.simulator.limits import Clock, Full, Gate, Rates, retry_headers
from fabula.models.simulator.line import HungUp, Line, Pace
from fabula.models.simulator.plan import Plan, plan_of
from fabula.models.simulator.refusals import Refused
from fabula.models.simulator.verdict import Verdict, judge

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

FAULT_HEADER = "x-simulator-fault"
"""Strikes the request that has it; written as in a plan."""
BUSY_SECONDS = 1.0
"""The Retry-After of a full queue."""
MODELS = ("sim", "sim-speech", "sim-hearing", "sim-picture", "sim-embedding")


def loop_time() -> float:
    """The clock of the running event loop, which is a virtual one on a virtual loop."""
    return asyncio.get_running_loop().time()


class Simulator:
    """A provider that is not there: an ASGI application, made of a plan.

    What it says, how long it takes and what goes wrong are a pure function of the plan's seed, of
    the call and of its attempt. Only limits, the queue and the load depend on what else is asked.

    Args:
        plan: How it behaves.
        clock: Tells the time in seconds; by default the event loop.
        sleep: Waits for some seconds; by default on the event loop.
    """

    def __init__(
        self, plan: Plan | None = None, *, clock: Clock = loop_time, sleep: Sleep = asyncio.sleep
    ) -> None:
        self.plan = plan or Plan()
        self._clock, self._sleep = clock, sleep
        self.reset()

    def reset(self) -> None:
        """Forget all that was asked: every call is at its first attempt again."""
        self.journal = Journal()
        self._gate = Gate(self.plan.concurrency, self.plan.queue)
        self._rates: dict[str, Rates] = {}

    def stats(self) -> dict[str, Any]:
        """What was asked, and how it ended: the tree of `/stats`."""
        return self.journal.stats()

    def verdict(self) -> Verdict:
        """What the journal says about those who asked."""
        return judge(self.journal.entries)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI wants it."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        path = scope["path"].rpartition("/v1/")[2].strip("/")
        line = Line(send)
        try:
            if scope["method"] == "POST" and path in PATHS:
                headers = {
                    name.decode(): value.decode("latin-1") for name, value in scope["headers"]
                }
                await self._called(path, headers, await _body(receive), line)
            elif (scope["method"], path) == ("POST", "plan"):
                await line.tree(self._plan_anew(await _body(receive)))
            else:
                await line.tree(self._told(scope["method"], path))
        except Refused as refused:
            self.journal.refused += 1
            await line.tree(refused.body(), refused.status)

    def _told(self, method: str, path: str) -> dict[str, Any]:
        """What it says about itself."""
        models = {
            name: {"id": name, "object": "model", "created": 0, "owned_by": "fabula"}
            for name in MODELS
        }
        told: Mapping[str, Callable[[], dict[str, Any]]] = {
            "stats": self.stats,
            "journal": lambda: {"entries": [entry.tree() for entry in self.journal.entries]},
            "verdict": lambda: self.verdict().tree(),
            "plan": self._shown_plan,
        }
        match method, path:
            case "GET", "models":
                return {"object": "list", "data": list(models.values())}
            case "GET", _ if path in told:
                return told[path]()
            case "POST", "reset":
                self.reset()
                return {}
            case "GET", _ if path.startswith("models/"):
                return models["sim"] | {"id": path.removeprefix("models/")}
        raise Refused(404, f"Invalid URL ({method} /{path})")

    def _plan_anew(self, content: bytes) -> dict[str, Any]:
        """Take another plan, told as `plan_of` wants it, and forget all that was asked."""
        try:
            self.plan = plan_of(json.loads(content))
        except UserError as problem:
            raise Refused(400, str(problem)) from None
        except (ValueError, AttributeError):
            raise Refused(400, "A plan is told as a JSON object.") from None
        self.reset()
        return self._shown_plan()

    def _shown_plan(self) -> dict[str, Any]:
        return {item.name: _shown(getattr(self.plan, item.name)) for item in fields(Plan)}

    async def _called(
        self, path: str, headers: Mapping[str, str], content: bytes, line: Line
    ) -> None:
        """Answer a call of a model, and note how it ended."""
        call = read_call(path, content, headers)
        journal = self.journal
        entry = journal.begin(call, self._clock(), len(content))
        try:
            await self._answered(call, entry, headers.get(FAULT_HEADER, ""), line)
            entry.ending = "whole"
        except Refused as refused:
            entry.retry_after = refused.retry_after
            more = {} if refused.retry_after is None else retry_headers(refused.retry_after)
            await line.tree(refused.body(), refused.status, line.headers | more)
            entry.ending = "whole"
        except HungUp:
            entry.ending = "broken"
            raise
        finally:
            entry.ending = entry.ending or "aborted"
            entry.status, entry.bytes_out = line.status, line.sent
            entry.broken_text = line.broken_text
            journal.end(entry, self._clock())

    async def _answered(self, call: Call, entry: Entry, struck: str, line: Line) -> None:
        """Answer a call.

        Raises:
            Refused: With an error, by a fault or a limit.
            HungUp: By hanging up.
        """
        plan = self._struck(struck)
        course = plan.course(
            call.key, entry.attempt, model=call.kind, tokens_in=call.tokens_in, turn=call.turn
        )
        if (fault := course.fault) is not None:
            entry.fault = fault.kind
            if fault.status is not None:
                busy = fault.status in {429, 503, 529} or fault.seconds is not None
                raise Refused(fault.status, retry_after=fault.wait if busy else None)
            if fault.kind == "close":
                raise HungUp
        line.headers["x-request-id"] = f"req_{call.key}_{entry.attempt}"
        self._let_in(call, line)
        try:
            async with self._gate.place():
                await answer_to(call, course, line, Pace(self._sleep, self._slower))
        except Full:
            raise Refused(503, "Too many requests are waiting.", retry_after=BUSY_SECONDS) from None

    def _slower(self) -> float:
        """By which factor everything is slower just now."""
        return 1 + self.plan.load * (self._gate.inside - 1)

    def _struck(self, fault: str) -> Plan:
        """The plan, with the fault first that a request wishes for itself."""
        if not fault:
            return self.plan
        try:
            faults = (read_fault(fault), *self.plan.faults)
        except UserError as problem:
            raise Refused(400, str(problem), param=FAULT_HEADER) from None
        return replace(self.plan, faults=faults)

    def _let_in(self, call: Call, line: Line) -> None:
        """Take a request from the caller's allowance.

        Raises:
            Refused: There is none left.
        """
        if not self.plan.rpm and not self.plan.tpm:
            return
        rates = self._rates.setdefault(call.caller, Rates(self.plan.rpm, self.plan.tpm))
        lack = rates.take(call.tokens_in, self._clock())
        line.headers |= rates.headers()
        if lack is not None:
            what, seconds = lack
            raise Refused(
                429,
                f"Rate limit reached for {what} per min. Please try again in {seconds:.3f}s.",
                retry_after=seconds,
            )


async def _live(receive: Receive, send: Send) -> None:
    """Nothing is to be set up or torn down."""
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _shown(value: object) -> Any:
    """A value of a plan as JSON has it."""
    if isinstance(value, tuple):
        return [asdict(one) for one in value]
    return value if isinstance(value, int | float | str) else str(value)
