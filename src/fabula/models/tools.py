"""Tools: typed async functions that a text model may call while it works on a task."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from fabula.engine import digest_of, emit, together
from fabula.errors import RunError
from fabula.models.schemas import faults_in

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Function = Callable[..., Coroutine[Any, Any, object]]

RESULT_LETTERS = 50_000
"""A longer result is cut, and the model is told so: it would not fit into its memory."""


@dataclass(frozen=True, slots=True)
class Call:
    """A model's wish to have a tool called.

    Args:
        id: By which the model knows the result.
        name: Of the tool.
        arguments: A JSON object, as the model wrote it.
    """

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said in one turn.

    Args:
        text: In words, or in JSON.
        calls: Tools that it wants called before it goes on; empty: the text is its answer.
        kept: What its provider wants back unread with the results, such as its reasoning.
    """

    text: str
    calls: tuple[Call, ...] = ()
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One turn in which tools were called, and what each of them gave."""

    said: Said
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A typed async function under a name that a model may call.

    Args:
        name: Letters, digits and underscores.
        does: What it does, and what its arguments mean: all that a model knows of it.
        function: Its annotated parameters are what the model must give; its result, as text or as
            JSON, is what the model gets.
    """

    name: str
    does: str
    function: Function

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the arguments; takes 0.1 s the first time."""
        return _schema(self.function)

    @property
    def identity(self) -> str:
        """All that a model sees of it: part of the key of what the model says."""
        return f"{self.name} {digest_of((self.does, self.schema))}"

    async def use(self, arguments: str) -> str:
        """What the function gives, as a model reads it; what goes wrong is told in the same way.

        Args:
            arguments: A JSON object, or an empty string for none.

        Raises:
            RunError: The run is over.
        """
        from pydantic import ValidationError
        from pydantic_core import to_json

        try:
            result = await _adapter(self.function).validate_json(arguments or "{}")
        except RunError:
            raise
        except ValidationError as exc:
            text = "\n".join(["The arguments do not fit:", *faults_in(exc)])
        except Exception as exc:  # noqa: BLE001 whatever it is, the model may know another way
            text = f"It failed: {type(exc).__name__}: {exc}"
        else:
            emit("tool.called", tool=self.name, how="made")
            made = result if isinstance(result, str) else to_json(result, fallback=str).decode()
            return _cut(made)
        emit("tool.called", tool=self.name, how="failed", reason=text)
        return text


def tool(function: Function) -> Tool:
    """A function as a tool: its own name, and its docstring for what it does.

    ```python
    @tool
    async def depth(place: str) -> float:
        \"\"\"How deep the water is at a place, in metres.\"\"\"
        return await chart.depth(place)
    ```
    """
    return Tool(function.__name__, inspect.cleandoc(function.__doc__ or ""), function)


async def use_tools(tools: Sequence[Tool], calls: Sequence[Call]) -> tuple[str, ...]:
    """What the calls gave, in their order; they are made side by side.

    Raises:
        RunError: The run is over.
    """
    known = {one.name: one for one in tools}

    async def use(call: Call) -> str:
        if call.name not in known:
            return f"There is no tool {call.name!r}. There are: {', '.join(known)}."
        return await known[call.name].use(call.arguments)

    return await together(*(use(call) for call in calls))


def _cut(text: str) -> str:
    if len(text) <= RESULT_LETTERS:
        return text
    return f"{text[:RESULT_LETTERS]}\n(cut: {len(text)} letters in all)"


@lru_cache(maxsize=256)
def _adapter(function: Function) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    # Of a function it reads the arguments, and calls it; its types know only types.
    return TypeAdapter(cast("Any", function))


@lru_cache(maxsize=256)
def _schema(function: Function) -> dict[str, Any]:
    return _adapter(function).json_schema()
