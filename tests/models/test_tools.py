"""A tool is known by its name, its words and its arguments, and never breaks a conversation."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from fabula.engine import digest_of
from fabula.errors import RunCancelled
from fabula.models.tools import RESULT_LETTERS, Call, Tool, tool, use_tools

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Port:
    """A place."""

    name: str
    metres: float


@tool
async def find_ports(near: str, most: int = 3) -> tuple[Port, ...]:
    """The ports near a place."""
    return (Port(near, 3.5),) * most


async def test_result_is_json_or_text() -> None:
    """Dataclasses are told as JSON, a text as it is; defaults need not be given."""

    @tool
    async def greet() -> str:
        """Say hello."""
        return "Ahoy"

    assert await find_ports.use('{"near": "Bay", "most": 1}') == '[{"name":"Bay","metres":3.5}]'
    assert await find_ports.use('{"near": "Bay"}') != await find_ports.use('{"near": "Cape"}')
    assert await greet.use("") == "Ahoy"


async def test_bad_arguments_are_told() -> None:
    """Each fault names its argument; no JSON at all is told, too."""
    assert "near: " in await find_ports.use("{}")
    assert "most: " in await find_ports.use('{"near": "Bay", "most": "many"}')
    assert "Invalid JSON" in await find_ports.use('{"near": ')


async def test_long_result_is_cut() -> None:
    """A result that no model could hold is cut, and says so."""

    @tool
    async def read() -> str:
        """All of it."""
        return "x" * 60_000

    told = await read.use("{}")

    assert told.endswith("(cut: 60000 letters in all)")
    assert len(told) < RESULT_LETTERS + 100


async def test_end_of_a_run_is_no_result() -> None:
    """That the run is over is not told to the model, but ends the conversation."""

    @tool
    async def stop() -> str:
        """End it."""
        raise RunCancelled("enough")

    with pytest.raises(RunCancelled):
        await use_tools([stop], [Call("1", "stop", "{}")])


def test_tool_is_keyed_by_what_is_seen() -> None:
    """The same name, words and arguments are the same tool to a model; others are not."""

    async def one(near: str) -> str:
        return near

    async def two(near: str) -> str:
        return near + near

    async def three(near: int) -> int:
        return near

    keys = [digest_of(Tool("x", "Does x.", function)) for function in (one, two, three)]

    assert keys[0] == keys[1] != keys[2]
    assert digest_of(Tool("x", "Does y.", one)) != keys[0]
