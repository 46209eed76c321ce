"""Performance monitoring of any function, step or not: who took how long, and what held it up.

```python
@monitor_performance
def outline(idea: str) -> str: ...

with PerformanceMonitor("rehearsal") as monitor:
    outline("Luna meets Rick")
print(monitor.summary())
```

A decorated function records to the monitor that is open where it is called, if any: replacing what
is called inside of it changes nothing about that. The steps and models of a run are recorded by
`open_run(..., on_event=monitor.take)`, whatever function a step has.
"""

from __future__ import annotations

import functools
import inspect
import os
import threading
import time
from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Any, ParamSpec, Self, TypeVar, overload

from fabula.engine.ports import Event
from fabula.engine.spans import Steady
from fabula.engine.trace import Spent

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")
Plain = Callable[Inputs, Value]

LARGE = 0.3
"""The share of the whole from which on something is called a bottleneck."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One monitored call.

    Args:
        name: Of the function, step or kind of model call.
        begin: In seconds on the monitor's clock.
        end: In seconds on the monitor's clock.
        how: "made", "hit" (remembered) or "failed".
        key: Tells it from the others.
        within: The key of the call that it was made in; None for an outermost one.
    """

    name: str
    begin: float
    end: float
    how: str
    key: Hashable
    within: Hashable


_monitor: ContextVar[PerformanceMonitor | None] = ContextVar("fabula_monitor", default=None)
_within: ContextVar[Hashable] = ContextVar("fabula_operation", default=None)


class PerformanceMonitor:
    """Collects the operations of one session; safe to record to from any thread.

    Args:
        session_id: What the session is called; a random one if empty.
        clock: Steady seconds.
    """

    def __init__(self, session_id: str = "", *, clock: Steady = time.perf_counter) -> None:
        self.session_id = session_id or os.urandom(4).hex()
        self._clock = clock
        self._operations: list[Operation] = []
        self._lock = threading.Lock()
        self._tokens: list[Token[PerformanceMonitor | None]] = []

    def __enter__(self) -> Self:
        """From here on, decorated functions record to this monitor."""
        self._tokens.append(_monitor.set(self))
        return self

    def __exit__(self, *_: object) -> None:
        _monitor.reset(self._tokens.pop())

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What was recorded, in the order in which it ended."""
        with self._lock:
            return tuple(self._operations)

    @contextmanager
    def measure(self, name: str) -> Generator[None, None, None]:
        """Record a block of code."""
        key, within, begin, how = object(), _within.get(), self._clock(), "failed"
        token = _within.set(key)
        try:
            yield
            how = "made"
        finally:
            _within.reset(token)
            self._add(Operation(name, begin, self._clock(), how, key, within))

    def take(self, event: Event) -> None:
        """Record what an event of a run tells; give it to `open_run` as `on_event`."""
        kind, _, news = event.kind.partition(".")
        fields = event.fields
        if kind not in {"step", "model"} or news not in {"finished", "failed", "called"}:
            return
        now = self._clock()
        how = "failed" if news == "failed" else str(fields["how"])
        within = (event.run, fields["within"]) if "within" in fields else _within.get()
        key = event.run, fields["span"]
        self._add(Operation(fields[kind], now - fields["seconds"], now, how, key, within))

    def _add(self, operation: Operation) -> None:
        with self._lock:
            self._operations.append(operation)

    @property
    def total(self) -> float:
        """Seconds from the first begin to the last end."""
        operations = self.operations
        if not operations:
            return 0.0
        return max(one.end for one in operations) - min(one.begin for one in operations)

    def spent(self) -> tuple[Spent, ...]:
        """Calls and seconds by name, in order of first end."""
        named: dict[str, list[Operation]] = {}
        for one in self.operations:
            named.setdefault(one.name, []).append(one)
        return tuple(_spent(name, listed) for name, listed in named.items())

    def own_seconds(self) -> dict[str, float]:
        """Seconds by name in which nothing else monitored went on inside; the most first."""
        inner: dict[Hashable, list[Operation]] = {}
        operations = self.operations
        for one in operations:
            inner.setdefault(one.within, []).append(one)
        own: dict[str, float] = {}
        for one in operations:
            seconds = one.end - one.begin - _covered(one, inner.get(one.key, []))
            own[one.name] = own.get(one.name, 0.0) + max(0.0, seconds)
        return dict(sorted(own.items(), key=lambda item: -item[1]))

    def bottlenecks(self, share: float = LARGE) -> tuple[str, ...]:
        """What took at least this share (0 to 1) of all monitored work, the most first."""
        own = self.own_seconds()
        whole = sum(own.values())
        return tuple(name for name, seconds in own.items() if whole and seconds >= share * whole)

    def summary(self) -> str:
        """The session in a few lines for a person."""
        own = self.own_seconds()
        lines = [f"Session ID: {self.session_id}", f"Total duration: {self.total:.2f}s"]
        for one in sorted(self.spent(), key=lambda spent: -own[spent.name]):
            hits = f", {one.hits} remembered" if one.hits else ""
            failed = f", {one.failed} failed" if one.failed else ""
            lines.append(
                f"  {one.name}: {one.seconds:.2f}s in {one.calls} calls{hits}{failed} "
                f"(longest {one.longest:.2f}s, own {own[one.name]:.2f}s)"
            )
        lines.append(f"Bottlenecks: {', '.join(self.bottlenecks()) or 'none'}")
        return "\n".join(lines)


def _spent(name: str, operations: list[Operation]) -> Spent:
    made = [one.end - one.begin for one in operations if one.how != "hit"]
    return Spent(
        name=name,
        calls=len(operations),
        hits=sum(one.how == "hit" for one in operations),
        made=sum(one.how == "made" for one in operations),
        failed=sum(one.how == "failed" for one in operations),
        seconds=sum(made),
        longest=max(made, default=0.0),
    )


def _covered(outer: Operation, inner: list[Operation]) -> float:
    """Seconds of an operation during which one of the inner ones went on."""
    covered, until = 0.0, outer.begin
    for one in sorted(inner, key=lambda one: one.begin):
        begin, end = max(one.begin, until), min(one.end, outer.end)
        if end > begin:
            covered += end - begin
            until = end
    return covered


@overload
def monitor_performance(function: Plain[Inputs, Value], /) -> Plain[Inputs, Value]: ...
@overload
def monitor_performance(
    name: str | None = None, /
) -> Callable[[Plain[Inputs, Value]], Plain[Inputs, Value]]: ...
def monitor_performance(given: Any = None, /) -> Any:
    """Record each call of a function, method or step: `@monitor_performance`, or with a name.

    Works on `def`, `async def` and steps; where no monitor is open, the function is only called.

    Args:
        given: The function, or what its calls are called: `@monitor_performance("dialogue")`.
    """
    if callable(given):
        return _monitored(given, getattr(given, "__name__", type(given).__name__))
    return lambda function: _monitored(function, given or function.__name__)


def _monitored(function: Callable[Inputs, Any], name: str) -> Callable[Inputs, Any]:
    @functools.wraps(function)
    def call(*args: Inputs.args, **kwargs: Inputs.kwargs) -> Any:
        monitor = _monitor.get()
        with monitor.measure(name) if monitor is not None else nullcontext():
            return function(*args, **kwargs)

    @functools.wraps(function)
    async def call_async(*args: Inputs.args, **kwargs: Inputs.kwargs) -> Any:
        monitor = _monitor.get()
        with monitor.measure(name) if monitor is not None else nullcontext():
            return await function(*args, **kwargs)

    # A step is an object whose call is `async def`.
    is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        type(function).__call__
    )
    return call_async if is_async else call
