"""Steps are treated as the deployment says, over what they say themselves."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fabula.engine import Event, Store, fan_out, open_run, step
from fabula.engine.policies import Policy
from fabula.engine.step_policies import StepPolicies
from fabula.errors import BadSetting, ModelUnreachable
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

busy: list[int] = []
tried: list[int] = []


@step
async def sketch(number: int) -> int:
    """Count who works at the same time."""
    busy.append(number)
    at_once = len(busy)
    await asyncio.sleep(0.02)
    busy.remove(number)
    return at_once


@step
async def stall(seconds: float) -> float:
    """Take too long."""
    await asyncio.sleep(seconds)
    return seconds


@step(policy=Policy(attempts=2, pause=0.0, retry_on=(OSError,)))
async def stumble(falls: int) -> int:
    """Fail so many times."""
    tried.append(falls)
    if len(tried) <= falls:
        raise OSError("slippery")
    return len(tried)


@step
def where(number: int) -> int:
    """The process that it runs in."""
    return os.getpid() + 0 * number


def treated(**sections: dict[str, Any]) -> Store:
    """A store whose runs treat steps so."""
    return replace(memory_store(), policies=StepPolicies(sections, "policies.toml"))


async def test_number_at_once_is_limited() -> None:
    """Twelve parts ask for a step of which two may go on at once; another deployment lets all."""
    limited, free = treated(sketch={"concurrency": 2}), memory_store()
    most = []
    for store in (limited, free):
        async with open_run(store, "test"):
            most.append(max((await fan_out(sketch, range(12))).made))

    assert most == [2, 12]


async def test_wait_for_a_place_is_told() -> None:
    """What a step waits for its place is no work of its own."""
    events: list[Event] = []
    store = treated(**{"sk*": {"concurrency": 1}})
    async with open_run(store, "test", on_event=events.append):
        await fan_out(sketch, range(3))
    waits = [event.fields.get("waits", {}).get("limiter", 0) for event in events]

    assert max(waits) > 0.03


async def test_time_is_limited() -> None:
    """A step past its time is cut off; by default it is not tried again."""
    began = time.monotonic()
    async with open_run(treated(stall={"timeout": 0.05}), "test"):
        with pytest.raises(ModelUnreachable, match=r"stall gave no answer within 0\.05 s"):
            await stall(30.0)

    assert time.monotonic() - began < 1.0


async def test_lines_go_over_the_steps_own() -> None:
    """The step's own policy holds, except for what a section says otherwise."""
    tried.clear()
    async with open_run(treated(stumble={"timeout": 5.0}), "test"):
        assert await stumble(1) == 2
    tried.clear()
    async with open_run(treated(**{"*test_step_policies.stum*": {"attempts": 4}}), "test"):
        assert await stumble(3) == 4


async def test_pool_can_be_chosen() -> None:
    """A step runs in another process if a section says so, with the same key."""
    ours = treated()
    async with open_run(ours, "test"):
        assert await where(1) == os.getpid()
    other = replace(ours, policies=StepPolicies({"where": {"pool": "process"}}))
    async with open_run(other, "test"):
        assert await where(1) == os.getpid()
        assert await where(2) != os.getpid()


async def test_impossible_pool_is_told() -> None:
    """A step that is an `async def` cannot be sent away; the message names the section."""
    async with open_run(treated(sketch={"pool": "process"}), "test"):
        with pytest.raises(BadSetting, match=r"policies.toml, \[step:sketch\], pool: .*async def"):
            await sketch(1)


async def test_pattern_that_fits_nothing_is_told_once() -> None:
    """A misspelt name is a warning with the right one; what is found later is none."""
    found: list[Callable[..., Any]] = []

    def find() -> None:
        @step
        async def dialogue() -> int:
            return 1

        found.append(dialogue)

    store = treated(skecth={"timeout": 1}, dialogue={"timeout": 1})
    store.policies.find = find  # type: ignore[union-attr]
    for _ in range(2):
        async with open_run(store, "test", run_id="r"):
            pass
    told = [e.fields["reason"] for e in await store.log.read("r") if e.kind == "warning"]

    assert told == ["policies.toml: [step:skecth] fits no step. Did you mean step:sketch?"]
    assert len(found) == 1
