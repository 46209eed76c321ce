"""What is wrong with connections is read as people write it, and happens at its moment."""

from __future__ import annotations

import asyncio

import pytest
from tests.lab.faults.echo import asked, proxied

from fabula.errors import BadSetting
from fabula.lab.faults.proxy import WELL, Toxics
from fabula.lab.faults.script import (
    play_script,
    read_cue,
    read_script,
)


def test_script_is_a_line_of_moments() -> None:
    """What is named changes, what is not stays; down, up and well are words of their own."""
    slow, gone, back = read_script("10s latency=200ms jitter=20ms; 20s down\n25s up well")

    assert (slow.at, slow.toxics, slow.down) == (10, {"latency": 0.2, "jitter": 0.02}, None)
    assert (gone.at, gone.down) == (20, True)
    assert (back.down, back.cured) == (False, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("10s", "10s down"),
        ("10s latency", "latency=..."),
        ("10s latency=fast", "100ms or 2s"),
        ("10s slow", "blackhole"),
        ("10s share=200%", "more than all"),
        ("10s first=few", "whole number"),
        ("10s down; 5s up", "sort them"),
    ],
)
def test_mistake_in_a_script_is_told(text: str, why: str) -> None:
    """With what could be written."""
    with pytest.raises(BadSetting, match=why):
        read_script(text)


@pytest.mark.anyio
async def test_script_happens_at_its_moments() -> None:
    """Cut, refused, and well again; what happened is told."""
    told: list[str] = []
    async with proxied() as proxy:
        script = read_script("0s limit=2; 0.1s down; 0.2s up well")
        playing = asyncio.create_task(play_script(proxy, script, lambda cue: told.append(cue.text)))
        await asyncio.sleep(0.05)
        cut = await asked(proxy)
        await asyncio.sleep(0.1)
        with pytest.raises(OSError, match=r"refused|failed"):
            await asked(proxy)
        await playing

        assert (cut, await asked(proxy), proxy.toxics) == (b"he", b"hello", WELL)
    assert told == ["limit=2", "down", "up well"]


@pytest.mark.anyio
async def test_switch_is_turned_off() -> None:
    """`blackhole` on, `blackhole=0` off; what else is wrong stays."""
    async with proxied() as proxy:
        await read_cue("blackhole latency=1ms").play(proxy)
        await read_cue("blackhole=0").play(proxy)

        assert proxy.toxics == Toxics(latency=0.001)
