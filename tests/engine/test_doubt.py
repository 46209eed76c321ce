"""A doubted result serves the run that made it, and the next run makes it again."""

from __future__ import annotations

import asyncio

import pytest

from fabula.engine import Store, cast_doubt, open_run, remember, step, together
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

MADE: list[str] = []


@step
async def inner(text: str) -> str:
    """A step below, in doubt for some texts."""
    MADE.append(f"inner {text}")
    await asyncio.sleep(0.01)
    if text.startswith("?"):
        cast_doubt()
    return text.upper()


@step
async def outer(text: str) -> str:
    """A step above, which calls the one below twice at once."""
    MADE.append(f"outer {text}")
    one, two = await together(inner(text), inner(text))
    return one + two


async def made(store: Store, text: str) -> list[str]:
    """What one more run makes."""
    MADE.clear()
    async with open_run(store, "test"):
        assert await outer(text) == 2 * text.upper()
    return list(MADE)


async def test_doubt_reaches_all_around() -> None:
    """Neither the step in doubt nor the one around it is remembered; others are."""
    store = memory_store()

    assert await made(store, "?a") == ["outer ?a", "inner ?a"]
    assert await made(store, "?a") == ["outer ?a", "inner ?a"]
    assert await made(store, "b") == ["outer b", "inner b"]
    assert await made(store, "b") == []


async def test_joined_call_passes_doubt_on() -> None:
    """Whoever joins a doubted call in flight is in doubt as well."""
    store = memory_store()

    @step
    async def joins(text: str) -> str:
        return await inner(text)

    MADE.clear()
    async with open_run(store, "test"):
        await together(inner("?c"), joins("?c"))
        await joins("?c")

    assert MADE == ["inner ?c", "inner ?c"]


async def test_answer_below_a_doubt_is_kept() -> None:
    """What was remembered before the doubt was cast stays: the stand-in is not paid twice."""
    store = memory_store()
    asked: list[str] = []

    async def ask() -> str:
        asked.append("stand-in")
        return "answer"

    @step
    async def asks(text: str) -> str:
        answer = await remember("text", text, ask, str)
        cast_doubt()
        return answer

    for _ in range(2):
        async with open_run(store, "test"):
            assert await asks("d") == "answer"

    assert asked == ["stand-in"]
