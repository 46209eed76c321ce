"""Steps: functions whose results are remembered by the content of all that they depend on."""

from __future__ import annotations

import asyncio
import functools
import inspect
import types
import typing
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast, overload

from fabula.engine.code import fingerprint
from fabula.engine.keys import digest_of
from fabula.engine.memo import Call, Make, codec_of, recall
from fabula.engine.runs import current_run
from fabula.engine.values import Codec
from fabula.errors import BadStep, Unkeyable, Unstorable

if TYPE_CHECKING:
    from fabula.engine.policies import Guard, Policy

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")
Function = Callable[Inputs, Coroutine[Any, Any, Value]] | Callable[Inputs, Value]


class Step(Generic[Inputs, Value]):
    """A function with a memory; made by `@step`.

    A `def` runs in a worker thread, an `async def` on the loop; calling either gives a coroutine.
    Outside of a run a step only calls its function.
    """

    def __init__(
        self,
        function: Callable[Inputs, Any],
        version: str | None = None,
        policy: Policy | None = None,
    ) -> None:
        if function.__annotations__.get("return", inspect.Parameter.empty) is (
            inspect.Parameter.empty
        ):
            raise Unstorable(
                f"Step {function.__qualname__!r} does not say what it returns. "
                "Annotate it: its results are stored by that type."
            )
        functools.update_wrapper(self, function)
        self.function = function
        self.name = function.__name__
        self.version = version
        self._guard: Guard | None = None
        if policy is not None:
            # Only who has a policy pays for the import.
            from fabula.engine.policies import Guard

            self._guard = Guard(self.name, policy)
        self._place = f"{function.__module__}.{function.__qualname__}"
        self._signature = inspect.signature(function)
        self._is_async = inspect.iscoroutinefunction(function)
        self._code: str | None = f"version {version}" if version is not None else None
        self._codec: Codec[Value] | None = None

    def __repr__(self) -> str:
        return f"<step {self._place}>"

    async def __call__(self, *args: Inputs.args, **kwargs: Inputs.kwargs) -> Value:
        """The remembered result, or a new one.

        Raises:
            Unkeyable: An input has no content to make a key of.
            Unstorable: The result, or its declared type, cannot be stored.
            RunCancelled: The run was cancelled: no step starts any more.
        """
        make = functools.partial(self._make, *args, **kwargs)
        if self._guard is not None:
            make = functools.partial(self._guard.call, make)
        run = current_run()
        if run is None:
            return await make()
        call = await self._call(args, kwargs)
        return await recall(run, call, cast("Make[Value]", make))

    async def _make(self, *args: Inputs.args, **kwargs: Inputs.kwargs) -> Value:
        if self._is_async:
            return cast("Value", await self.function(*args, **kwargs))
        inside = functools.partial(copy_context().run, self.function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(None, inside)

    async def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call[Value]:
        if self._codec is None:
            self._codec = codec_of(_return_type(self.function))
        if self._code is None:
            # Once for each step and process; it may read code files, which the loop must not.
            self._code = await asyncio.to_thread(fingerprint, self.function)
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        parts = {"<code>": self._code}
        for name, value in bound.arguments.items():
            try:
                parts[name] = digest_of(value)
            except Unkeyable as exc:
                raise Unkeyable(f"Step {self.name!r}, input {name!r}: {exc}") from None
        key = digest_of(("step", self._place, *parts.items()))
        return Call("step", self.name, key, parts, self._codec)


@overload
def step(function: Callable[Inputs, Coroutine[Any, Any, Value]], /) -> Step[Inputs, Value]: ...
@overload
def step(function: Callable[Inputs, Value], /) -> Step[Inputs, Value]: ...
@overload
def step(*, version: str | None = None, policy: Policy | None = None) -> _Decorator: ...
def step(
    function: Callable[..., Any] | None = None,
    /,
    *,
    version: str | None = None,
    policy: Policy | None = None,
) -> Any:
    """Remember the results of a function: `@step` or `@step(version="2")`.

    The key of a result is made of the step's name, its code with all project code and constants
    that it uses, and its inputs by content. Treat results as read-only: others may be given the
    same object.

    Args:
        function: An `async def`, or a `def`, which then runs in a worker thread.
        version: Stands in the key instead of the code: change it when old results must go.
        policy: Retries, time-out and limits of the step; no part of the key.

    Raises:
        Unstorable: The function does not say what it returns.
        BadStep: It is no plain function.
    """
    if function is None:
        return functools.partial(_decorated, version=version, policy=policy)
    return _decorated(function, version, policy)


class _Decorator(typing.Protocol):
    @overload
    def __call__(
        self, function: Callable[Inputs, Coroutine[Any, Any, Value]], /
    ) -> Step[Inputs, Value]: ...
    @overload
    def __call__(self, function: Callable[Inputs, Value], /) -> Step[Inputs, Value]: ...


def _decorated(
    function: Callable[..., Any], version: str | None, policy: Policy | None
) -> Step[Any, Any]:
    if not isinstance(function, types.FunctionType) or inspect.isasyncgenfunction(function):
        raise BadStep(f"{function!r} cannot be a step: only functions, `def` or `async def`.")
    return Step(function, version, policy)


def _return_type(function: Callable[..., Any]) -> Any:
    """The declared type of the result; the other annotations may name what is not imported."""
    only = types.SimpleNamespace(__annotations__={"return": function.__annotations__["return"]})
    names = {**inspect.unwrap(function).__globals__, **inspect.getclosurevars(function).nonlocals}
    try:
        return typing.get_type_hints(only, globalns=names)["return"]
    except NameError as exc:
        raise Unstorable(
            f"Step {function.__qualname__!r}: its return type cannot be found ({exc}). "
            "Import it at the top of the module, not only for type checkers."
        ) from exc
