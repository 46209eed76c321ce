"""Steps: functions whose results are remembered by the content of all that they depend on."""

from __future__ import annotations

import asyncio
import functools
import inspect
import types
import typing
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast, overload
from weakref import WeakValueDictionary

from fabula.engine.archive import CODE, Slot
from fabula.engine.calls import Asked, Call, Code
from fabula.engine.keys import digest_of
from fabula.engine.memo import codec_of
from fabula.engine.pools import Pool, call_in, choose_pool
from fabula.engine.runs import Run, current_run
from fabula.engine.signature import Signature
from fabula.engine.spans import open_span
from fabula.engine.takes import perform
from fabula.engine.values import Codec
from fabula.errors import BadStep, SameName, Unkeyable, UnknownName, Unstorable

if TYPE_CHECKING:
    from fabula.engine.policies import Guard, Policy

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")
_defined: WeakValueDictionary[str, Step[Any, Any]] = WeakValueDictionary()
Function = Callable[Inputs, Coroutine[Any, Any, Value]] | Callable[Inputs, Value]


class Step(Generic[Inputs, Value]):
    """A function with a memory; made by `@step`.

    A `def` runs in a thread or a process, an `async def` on the loop; calling either gives a
    coroutine. Outside of a run a step only calls its function.
    """

    def __init__(
        self,
        function: Callable[Inputs, Any],
        version: str | None = None,
        packages: tuple[str, ...] = (),
        pool: Pool | None = None,
        policy: Policy | None = None,
    ) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.name = function.__name__
        self.place = f"{function.__module__}.{function.__qualname__}"
        self.version, self.packages = version, packages
        self._is_async = inspect.iscoroutinefunction(function)
        self.pool = choose_pool(function, self._is_async, pool)
        self._signature = Signature(function)
        self.guard = None if policy is None else _guard(self.name, policy)
        self._code = None if version is None else Code(f"version {version}", {"version": version})
        self._reading: asyncio.Future[Code] | None = None
        self._codec: Codec[Value] | None = None
        _defined[self.place] = self

    def __repr__(self) -> str:
        return f"<step {self.place}>"

    def __call__(self, *args: Inputs.args, **kwargs: Inputs.kwargs) -> Coroutine[Any, Any, Value]:
        """The remembered result, or a new one.

        Raises:
            Unkeyable: An input has no content to make a key of.
            Unstorable: The result, or its declared type, cannot be stored.
            RunCancelled: The run was cancelled: no step starts any more.
        """
        return self._result(None, args, kwargs)

    def take(self, number: int) -> Callable[Inputs, Coroutine[Any, Any, Value]]:
        """This step with another take: `await narrate.take(2)(text, voice)`.

        A further take is made and kept beside the first; the models below it are asked anew.

        Raises:
            BadStep: There is no such take: they are counted from 1.
        """
        if number < 1:
            raise BadStep(f"Step {self.name!r} has no take {number}: takes are counted from 1.")

        def taken(*args: Inputs.args, **kwargs: Inputs.kwargs) -> Coroutine[Any, Any, Value]:
            return self._result(number, args, kwargs)

        return taken

    def at(self, part: str = "", nth: int = 1) -> Slot:
        """The place of this step in a production, to give it a result that a person wrote.

        Args:
            part: Kind and title: "scene: The problem"; empty outside of parts.
            nth: 2 for the second call of the step in the same part.
        """
        return Slot(self.place, part, nth)

    @property
    def codec(self) -> Codec[Value]:
        """Packs and unpacks its results."""
        if self._codec is None:
            returns = self._signature.returns()
            try:
                self._codec = codec_of(returns)
            except Unstorable as problem:
                raise Unstorable(f"Step {self.name!r}: {problem}") from None
        return self._codec

    async def code(self) -> Code:
        """What the step's code is made of; worked out once a process."""
        if self._code is None:
            # In a thread, since it may read files; once for all who begin at the same time.
            loop, reading = asyncio.get_running_loop(), self._reading
            if reading is None or reading.done() or reading.get_loop() is not loop:
                reading = self._reading = loop.run_in_executor(None, _code_of, self)
            self._code = await asyncio.shield(reading)
        return self._code

    async def _result(
        self, take: int | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Value:
        run = current_run()
        guard, pool = self.guard, self.pool
        if run is not None and run.store.policies is not None:
            guard, pool = run.store.policies.treat(self)
        make = functools.partial(self._make, pool, args, kwargs)
        if guard is not None:
            make = functools.partial(guard.call, make)
        if run is None:
            return await make()
        span = open_span()
        call = await self._call(run, take, args, kwargs)
        return await perform(run, call, make, span)

    async def _make(self, pool: Pool, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Value:
        if self._is_async:
            return cast("Value", await self.function(*args, **kwargs))
        return cast("Value", await call_in(pool, self.function, args, kwargs))

    async def _call(
        self, run: Run, take: int | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Call[Value]:
        code = self._code or await self.code()
        self._claim(run)
        inputs = self._signature.inputs(args, kwargs)
        parts = {CODE: code.digest}
        for name, value in inputs.items():
            try:
                parts[name] = digest_of(value)
            except Unkeyable as exc:
                raise Unkeyable(f"Step {self.name!r}, input {name!r}: {exc}") from None
            except RecursionError:
                told = "It holds itself, or is nested too deeply; give it flat."
                raise Unkeyable(f"Step {self.name!r}, input {name!r}: {told}") from None
        slot = run.choices.slot(self.place)
        parts = run.choices.settled(slot, parts, take)
        key = digest_of(("step", self.place, *parts.items()))
        asked = Asked(slot, inputs, code)
        return Call("step", self.name, key, parts, self.codec, asked=asked)

    def _claim(self, run: Run) -> None:
        """Two steps of one name would share their takes, and each spoil the other's."""
        other = run.steps.setdefault(self.place, self)
        if other is not self and other.function.__code__ is not self.function.__code__:
            raise SameName(self.place, *(one.function.__code__ for one in (other, self)))


@overload
def step(function: Callable[Inputs, Coroutine[Any, Any, Value]], /) -> Step[Inputs, Value]: ...
@overload
def step(function: Callable[Inputs, Value], /) -> Step[Inputs, Value]: ...
@overload
def step(
    *,
    version: str | None = None,
    packages: tuple[str, ...] = (),
    pool: Pool | None = None,
    policy: Policy | None = None,
) -> _Decorator: ...
def step(
    function: Callable[..., Any] | None = None,
    /,
    *,
    version: str | None = None,
    packages: tuple[str, ...] = (),
    pool: Pool | None = None,
    policy: Policy | None = None,
) -> Any:
    """Remember the results of a function: `@step`, `@step(version="2")`, `@step(pool="process")`.

    The key of a result is made of the step's name, its code with all project code and constants
    that it uses, and its inputs by content. Treat results as read-only: others may be given the
    same object.

    Args:
        function: An `async def`, or a `def`.
        version: Stands in the key instead of the code: change it when old results must go.
        packages: Installed packages whose version counts as code: "typst".
        pool: Where a `def` runs: "thread" (the default), "process" (Python code that keeps a core
            busy; inputs and result are sent there by pickle), or "loop" (done in no time).
        policy: Retries, time-out and limits of the step; no part of the key.

    Raises:
        Unstorable: The function does not say what it returns.
        BadStep: It is no plain function, or it cannot run there.
        UnknownName: There is no such pool.
    """
    if function is None:
        return functools.partial(
            _decorated, version=version, packages=packages, pool=pool, policy=policy
        )
    return _decorated(function, version=version, packages=packages, pool=pool, policy=policy)


class _Decorator(typing.Protocol):
    @overload
    def __call__(
        self, function: Callable[Inputs, Coroutine[Any, Any, Value]], /
    ) -> Step[Inputs, Value]: ...
    @overload
    def __call__(self, function: Callable[Inputs, Value], /) -> Step[Inputs, Value]: ...


def _decorated(
    function: Callable[..., Any],
    version: str | None,
    packages: tuple[str, ...],
    pool: Pool | None,
    policy: Policy | None,
) -> Step[Any, Any]:
    if not isinstance(function, types.FunctionType) or inspect.isasyncgenfunction(function):
        raise BadStep(f"{function!r} cannot be a step: only functions, `def` or `async def`.")
    return Step(function, version, packages, pool, policy)


def all_steps() -> list[Step[Any, Any]]:
    """Every step that is imported."""
    return list(_defined.values())


def step_named(name: str) -> Step[Any, Any]:
    """The step of this name, or of this end of its module and name ("steps.narrate").

    Raises:
        UnknownName: No such step is imported, or several are.
    """
    known = {place: one for place, one in _defined.items() if f".{place}".endswith(f".{name}")}
    if len(known) != 1:
        names = known or {one.name for one in _defined.values()}
        raise UnknownName("step", name, names)
    return known.popitem()[1]


def _code_of(one: Step[Any, Any]) -> Code:
    """A step's code, which is read by a module that only who runs a step loads."""
    from fabula.engine.code import pieces_of

    pieces = pieces_of(one)
    return Code(digest_of(pieces), pieces)


def _guard(name: str, policy: Policy) -> Guard:
    """Keeps a step's policy; only who has one pays for the import."""
    from fabula.engine.policies import Guard

    return Guard(name, policy)
